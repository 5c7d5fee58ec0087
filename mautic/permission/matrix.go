package permission

import (
	"fmt"

	"mautic-connect/mautic"
)

// Answer says whether an operation is allowed.
type Answer string

// The answers.
const (
	// Allowed: with every record.
	Allowed Answer = "allowed"
	// OwnOnly: with one's own records. A list leaves out the rest and says
	// nothing; any other request is refused (403). Public segments count as own.
	OwnOnly Answer = "own-only"
	// OthersOnly: with every record but one's own, since in Mautic the level
	// on others does not cover one's own.
	OthersOnly Answer = "others-only"
	// Refused: with no record. For Mautic Trigger also that a webhook could be
	// created, but not published or not deleted again.
	Refused Answer = "refused"
	// Unknown: the role is not known, it depends on the records in a way these
	// answers have no word for, or on the release (see Operation.Permissions).
	Unknown Answer = "unknown"
)

// String returns the answer as a person reads it, in English. The text is a
// constant that serves as the key of its translations.
func (a Answer) String() string {
	switch a {
	case Allowed:
		return "Allowed"
	case OwnOnly:
		return "Own records only"
	case OthersOnly:
		return "Others’ records only"
	case Refused:
		return "Refused"
	}
	return "Not known"
}

// Row is the answer for one operation.
type Row struct {
	Operation Operation
	Answer    Answer
	// Missing are the levels to grant so that the answer becomes Allowed;
	// Held are the needed ones that are there. Both are empty for a role that
	// is not known; for an administrator Held is all.
	Missing, Held []Permission
	// Application says that the credential belongs to no user: nothing is its
	// own, not even what it created.
	Application bool
}

// String says in one English sentence what the answer means.
func (r Row) String() string {
	format, args := r.Message()
	return fmt.Sprintf(format, args...)
}

// Message returns the sentence as a format, which serves as the key of its
// translations, and what to put into it.
func (r Row) Message() (format string, args []any) {
	list := r.Operation.has(listing)
	switch {
	case r.Answer == Allowed:
		return "This credential may do it with every record.", nil
	case r.Operation.ID == TriggerID && r.Answer != Unknown && r.lacks(create):
		return "Mautic refuses to create the webhook.", nil
	case r.Operation.ID == TriggerID && r.Answer == Refused && r.lacks(publishOther):
		return "Mautic creates the webhook unpublished and does not say so, so it never fires.", nil
	case r.Operation.ID == TriggerID && r.Answer == Refused:
		return "Mautic creates the webhook and refuses to delete it, so it stays when the workflow is switched off.", nil
	case r.Operation.ID == TriggerID && len(r.Missing) > 0:
		return "It depends on the release of Mautic whether the webhook is published. Grant both levels to be sure.", nil
	case r.Answer == OwnOnly && r.Operation.has(segment) && r.onlySegments():
		return "This credential may do it with public segments and its own, not with private segments of others.", nil
	case r.Answer == OwnOnly && list:
		return "The list shows only what this user created and leaves out the rest without saying so.", nil
	case r.Answer == OwnOnly && r.Operation.has(owned):
		return "This credential may do it only with contacts this user owns; having created them does not count here.", nil
	case r.Answer == OwnOnly:
		return "This credential may do it only with records of its own; Mautic refuses it with those of others.", nil
	case r.Answer == OthersOnly:
		return "This credential may do it with records of others, but not with its own: Mautic has a level for each.", nil
	case r.Answer == Refused && list && r.Application && len(r.Held) > 0:
		return "The list is empty and Mautic does not say so: an application has no records of its own.", nil
	case r.Answer == Refused:
		return "Mautic refuses it.", nil
	case len(r.Missing) > 0:
		return "It depends on whose records meet. Grant the missing levels to be sure.", nil
	}
	return "Mautic does not tell the role of this credential, so nothing is known before you try.", nil
}

// has reports whether one of the operation's checks is of this scope.
func (o Operation) has(s scope) bool {
	for _, n := range o.needs {
		if n.scope == s {
			return true
		}
	}
	return false
}

// lacks reports whether a level is missing, whatever it is of.
func (r Row) lacks(level string) bool {
	for _, p := range r.Missing {
		if _, key := p.base(); key == level {
			return true
		}
	}
	return false
}

// onlySegments reports whether nothing but the level on segments is missing.
func (r Row) onlySegments() bool {
	for _, p := range r.Missing {
		if base, _ := p.base(); base != segments {
			return false
		}
	}
	return len(r.Missing) > 0
}

// Matrix answers for every operation what a user of this role may do, from
// the role alone and without a request. version is Mautic's, "5.1.1"; "" is
// one that is not known. For the pseudo user of a client credentials token
// call MatrixFor.
func Matrix(role mautic.Role, version string) []Row {
	return rows(role, version, false, effective(role))
}

// MatrixFor is Matrix for a user as users/self tells it: its role, its
// version, and whether it is an application, to which nothing belongs.
func MatrixFor(user mautic.User) []Row {
	return rows(user.Role, user.MauticVersion, user.IsApplication(), effective(user.Role))
}

// known reports whether anything is known of a role.
func known(role mautic.Role) bool {
	return role.IsAdmin || role.ID != 0 || role.Name != "" || role.RawPermissions != nil
}

func rows(role mautic.Role, version string, application bool, l *levels) []Row {
	var out []Row
	for _, o := range Operations() {
		row := Row{Operation: o, Answer: Unknown, Application: application}
		if known(role) || l != nil && l.settled != nil {
			row.judge(version, l)
		}
		out = append(out, row)
	}
	return out
}

// judge fills in the answer from what a role holds.
func (r *Row) judge(version string, l *levels) {
	for _, p := range r.Operation.asks(version, r.Application) {
		if l.has(p) {
			r.Held = append(r.Held, p)
		} else {
			r.Missing = append(r.Missing, p)
		}
	}
	if l == nil {
		r.Answer = Allowed
		return
	}
	own, others, unsure, everyOne := true, true, false, true
	for _, n := range r.Operation.needs {
		o, t, u := n.reach(version, r.Application, l)
		own, others, unsure, everyOne = own && o, others && t, unsure || u, everyOne && (o || t)
	}
	switch {
	case own && others && unsure:
		r.Answer = Unknown
	case own && others:
		r.Answer = Allowed
	case own:
		r.Answer = OwnOnly
	case others:
		r.Answer = OthersOnly
	case everyOne:
		// One's own of one kind with others' of another kind, which is neither.
		r.Answer = Unknown
	default:
		r.Answer = Refused
	}
}

// reach says over whose records a check passes; unsure when it depends on
// the release.
func (n need) reach(version string, application bool, l *levels) (own, others, unsure bool) {
	asked := n.levels(version, application)
	held := 0
	for _, p := range asked {
		if l.has(p) {
			held++
		}
	}
	level := func(key string) bool { return l.has(Permission(n.base + ":" + key)) }
	switch n.scope {
	case touch, owned:
		own, others = level(n.verb+"own"), level(n.verb+"other")
	case listing:
		// Without viewown there is no list, with viewother there is no filter.
		own, others = level(viewOwn), level(viewOwn) && level(viewOther)
	case segment:
		own, others = true, level(viewOther)
	case publishing:
		own = held > 0
		others, unsure = own, held > 0 && held < len(asked)
	default:
		own = held == len(asked)
		others = own
	}
	if application && n.scope != segment {
		own = others // nothing is its own; but public segments are everybody's
	}
	return own, others, unsure
}
