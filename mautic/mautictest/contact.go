package mautictest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A contact is a contact or a company.
type contact struct {
	id         int
	values     map[string]string
	points     int
	owner      int
	tags       []string
	optedOut   []optOut
	lastActive time.Time
	stamp      stamp
	// members are the ids of the contacts of a company.
	members map[int]bool
}

// permissionUser is whose contact this is: the owner's, or the creator's where there is no owner
// (Lead::getPermissionUser, Company::getPermissionUser).
func (ct *contact) permissionUser() int {
	if ct.owner != 0 {
		return ct.owner
	}
	return ct.stamp.addedBy
}

// optOut is one do-not-contact entry of a contact.
type optOut struct {
	channel, comments string
	reason            int
}

func newContact(id int, seed Contact, by User) *contact {
	values := maps.Clone(seed.Fields)
	if values == nil {
		values = map[string]string{}
	}
	return &contact{
		id: id, values: values, owner: seed.OwnerID, members: map[int]bool{},
		stamp: stamp{added: seed.Added, addedBy: by.ID, addedByName: strings.TrimSpace(by.Name())},
	}
}

// setTags adds tags; one with a leading minus is removed, as Mautic does.
func (ct *contact) setTags(tags []string) {
	for _, tag := range tags {
		tag = strings.TrimSpace(tag)
		if name, remove := strings.CutPrefix(tag, "-"); remove {
			ct.tags = slices.DeleteFunc(ct.tags, func(t string) bool { return t == name })
		} else if tag != "" && !slices.Contains(ct.tags, tag) {
			ct.tags = append(ct.tags, tag)
		}
	}
}

// fieldValue is a field's value and its normalized form: null and "" where there is none.
func (ct *contact) fieldValue(f field, fresh bool) (value, normalized any) {
	if f.alias == "points" && !fresh {
		return ct.points, ct.points
	}
	if f.alias == "last_active" && !ct.lastActive.IsZero() {
		text := ct.lastActive.Format("2006-01-02 15:04:05")
		return text, text
	}
	text, ok := ct.values[f.alias]
	if !ok || text == "" {
		return nil, ""
	}
	return text, text
}

// fieldGroups are the fields of a contact by group. Mautic shows them in one form right after creating (fresh) and in
// another, with the columns of the database, ever after.
func (ct *contact) fieldGroups(fields []field, company, fresh bool) object {
	owner := "lead"
	if company {
		owner = "company"
	}
	groups := map[string]object{}
	all := object{{"id", ct.id}}
	for _, f := range fields {
		value, normalized := ct.fieldValue(f, fresh)
		o := object{{"id", f.id}, {"group", f.group}, {"label", f.label}, {"alias", f.alias}, {"type", f.kind},
			{"properties", properties(f)}}
		if !fresh {
			fixed := "1"
			if f.alias == "fax" || f.group == "social" {
				fixed = "0"
			}
			var preset any
			if f.alias == "points" {
				preset = "0"
			}
			o = object{{"id", strconv.Itoa(f.id)}, {"label", f.label}, {"alias", f.alias}, {"type", f.kind},
				{"group", f.group}, {"object", owner}, {"is_fixed", fixed}, {"properties", storedProperties(f)},
				{"default_value", preset}}
		}
		o = append(o, member{"value", value}, member{"normalizedValue", normalized})
		groups[f.group] = append(groups[f.group], member{f.alias, o})
		all = append(all, member{f.alias, value})
	}
	out := object{}
	for _, group := range []string{"core", "social", "personal", "professional"} {
		if members, ok := groups[group]; ok {
			out = append(out, member{group, members})
		} else {
			out = append(out, member{group, []any{}})
		}
	}
	return append(out, member{"all", all})
}

func (c *call) contactObject(ct *contact, fresh bool) object {
	var owner any
	if u := c.w.user(ct.owner); u != nil {
		owner = object{{"id", u.ID}, {"username", u.Username}, {"firstName", u.FirstName}, {"lastName", u.LastName}}
	}
	tags := []object{}
	for i, tag := range ct.tags {
		tags = append(tags, object{{"id", i + 1}, {"tag", tag}})
	}
	optedOut := []object{}
	for i, o := range ct.optedOut {
		optedOut = append(optedOut, object{{"id", i + 1}, {"reason", o.reason}, {"comments", o.comments},
			{"channel", o.channel}, {"channelId", nil}})
	}
	identified := any(nil)
	if ct.values["email"] != "" {
		identified = dateValue(ct.stamp.added)
	}
	return append(ct.stamp.members(true), member{"id", ct.id}, member{"points", ct.points}, member{"color", nil},
		member{"fields", ct.fieldGroups(contactFields(), false, fresh)},
		member{"lastActive", dateValue(ct.lastActive)}, member{"owner", owner}, member{"ipAddresses", []any{}},
		member{"tags", tags}, member{"utmtags", []any{}}, member{"stage", nil}, member{"dateIdentified", identified},
		member{"preferredProfileImage", "gravatar"}, member{"doNotContact", optedOut},
		member{"frequencyRules", []any{}})
}

// companyObject shows a company: in a list without dates, alone with them.
func (c *call) companyObject(ct *contact, alone, fresh bool) object {
	out := object{}
	if alone {
		out = append(out, ct.stamp.members(true)...)
	}
	return append(out, member{"id", ct.id}, member{"score", 0},
		member{"fields", ct.fieldGroups(companyFields(), true, fresh)})
}
