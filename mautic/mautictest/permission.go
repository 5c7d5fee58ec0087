package mautictest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Grant is one line of a role's rawPermissions: a permission such as "lead:leads" and the levels granted on it,
// such as "viewown" or "full".
type Grant struct {
	Name   string   `json:"name"`
	Levels []string `json:"levels"`
}

var (
	// errMalformedPermission: not of the form bundle:name:level. Mautic fails on it with 403 even for an admin.
	errMalformedPermission = errors.New("a permission has the form bundle:name:level")
	// errUnknownBundle: no bundle of that name. Mautic fails on it with 500 unless the role is an admin's.
	errUnknownBundle = errors.New("no bundle defines this permission")
)

// unknownPermissionError is Mautic's "Permission not found": the bundle exists, the permission does not.
type unknownPermissionError string

func (e unknownPermissionError) Error() string {
	return "Permission not found. '" + string(e) + "' given."
}

// granted says whether role has permission, by Mautic's rules: an admin has everything, "full" covers every level,
// and view stands for viewown (and the reverse) where a permission knows only one of the two.
func granted(role Role, permission string) (bool, error) {
	parts := strings.Split(permission, ":")
	if len(parts) != 3 && len(parts) != 4 {
		return false, fmt.Errorf("%q: %w", permission, errMalformedPermission)
	}
	if role.Admin {
		return true, nil
	}
	bundle, name, level := parts[0], parts[1], parts[2]
	names := knownPermissions(bundle)
	if names == nil {
		return false, fmt.Errorf("%q: %w", permission, errUnknownBundle)
	}
	levels := names[name]
	level = synonym(levels, level)
	if !slices.Contains(levels, level) {
		return false, unknownPermissionError(permission)
	}
	held := heldLevels(role, bundle+":"+name)
	return slices.Contains(held, level) || slices.Contains(held, "full"), nil
}

// heldLevels are the levels a role has of one permission: the granted ones, and those that Mautic adds when it saves
// the role, since they are of no use alone (AbstractPermissions and LeadPermissions, analyzePermissions). The names in
// rawPermissions stay as they were granted.
func heldLevels(role Role, base string) []string {
	var held []string
	contactsNamed, segmentsOrFields := false, false
	for _, grant := range role.Permissions {
		switch grant.Name {
		case "lead:leads":
			contactsNamed = true
		case "lead:lists", "lead:fields":
			segmentsOrFields = true
		}
		if grant.Name != base {
			continue
		}
		for _, level := range grant.Levels {
			held = append(held, level)
			switch level {
			case "deleteother", "delete":
				held = append(held, "editother", "edit", "viewother", "viewown", "view")
			case "editother", "edit", "publishother", "publish":
				held = append(held, "viewother", "viewown", "view")
			case "viewother", "editown", "deleteown", "publishown", "create":
				held = append(held, "viewown", "view")
			}
		}
	}
	if base == "lead:leads" && !contactsNamed && segmentsOrFields {
		held = append(held, "viewown")
	}
	return held
}

// segmentsOf44 maps a permission on segments to what Mautic 4 knows: viewing is a matter of contacts, and only levels on
// segments of others exist (LeadPermissions of 4.4, getSynonym).
func segmentsOf44(permission string) (string, error) {
	level, segments := strings.CutPrefix(permission, "lead:lists:")
	if !segments {
		return permission, nil
	}
	switch level {
	case "view", "viewown":
		return "lead:leads:viewown", nil
	case "viewother", "editother", "deleteother", "full":
		return permission, nil
	}
	return "", unknownPermissionError(permission)
}

// synonym maps a level the permission does not know to the one Mautic takes for it.
func synonym(known []string, level string) string {
	for _, verb := range []string{"view", "edit", "delete", "publish"} {
		switch {
		case level == verb && slices.Contains(known, verb+"own"):
			return verb + "own"
		case (level == verb+"own" || level == verb+"other") && slices.Contains(known, verb):
			return verb
		}
	}
	return level
}

// knownPermissions lists the permissions that a bundle of a stock Mautic defines with their levels; nil for no bundle.
func knownPermissions(bundle string) map[string][]string {
	standard := []string{"view", "edit", "create", "delete", "publish", "full"}
	extended := []string{
		"viewown", "viewother", "editown", "editother", "create", "deleteown", "deleteother",
		"publishown", "publishother", "full",
	}
	withCategories := func(name string, levels []string) map[string][]string {
		return map[string][]string{name: levels, "categories": standard}
	}
	switch bundle {
	case "api":
		return map[string][]string{"access": {"full"}, "clients": standard}
	case "asset", "campaign", "dynamiccontent", "email", "form":
		return withCategories(bundle+"s", extended)
	case "category":
		return map[string][]string{"categories": standard}
	case "channel":
		return withCategories("messages", extended)
	case "core":
		return map[string][]string{"themes": standard}
	case "focus":
		return withCategories("items", extended)
	case "lead":
		return map[string][]string{
			"leads": extended, "lists": extended, "fields": {"view", "full"}, "imports": standard,
		}
	case "mauticSocial":
		return map[string][]string{"tweets": extended, "monitoring": standard, "categories": standard}
	case "notification":
		return map[string][]string{"notifications": extended, "mobile_notifications": extended, "categories": standard}
	case "page":
		return map[string][]string{"pages": extended, "preference_center": extended, "categories": standard}
	case "plugin":
		return map[string][]string{"plugins": {"manage"}}
	case "point":
		return map[string][]string{"points": standard, "triggers": standard, "groups": standard, "categories": standard}
	case "report":
		return map[string][]string{"reports": extended}
	case "sms":
		return withCategories("smses", extended)
	case "stage":
		return withCategories("stages", standard)
	case "tagManager":
		return map[string][]string{"tagManager": standard}
	case "user":
		return map[string][]string{
			"users": standard, "roles": standard,
			"profile": {"editusername", "editemail", "editposition", "editname", "full"},
		}
	case "webhook":
		return withCategories("webhooks", extended)
	}
	return nil
}
