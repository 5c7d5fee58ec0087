package mautictest

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// owners is contacts/list/owners: the published users who may see contacts, by name.
func (c *call) owners() answer {
	if !c.may("lead:leads:create") && !c.may("lead:leads:editown") && !c.may("lead:leads:editother") {
		return noAccess()
	}
	var users []User
	for _, u := range c.w.users {
		role, _ := c.w.role(u.RoleID)
		if sees, err := granted(role, "lead:leads:viewown"); err == nil && sees && !u.Unpublished {
			users = append(users, u)
		}
	}
	slices.SortStableFunc(users, func(a, b User) int {
		return cmp.Compare(strings.ToLower(a.FirstName), strings.ToLower(b.FirstName))
	})
	out := []object{}
	for _, u := range users {
		out = append(out, object{{"id", u.ID}, {"firstName", u.FirstName}, {"lastName", u.LastName}})
	}
	return ok(out)
}

// segmentList is contacts/list/segments: everybody's own and the public ones, and all for who may view those of others.
func (c *call) segmentList() answer {
	out := object{}
	for _, it := range c.w.items["segments"] {
		if !c.usesSegment(it) {
			continue
		}
		out = append(out, member{strconv.Itoa(it.id), object{{"id", it.id}, {"name", it.name}, {"alias", it.alias}}})
	}
	return ok(out)
}

// memberships lists the segments, campaigns or companies of a contact.
func (c *call) memberships(id int, kind string) answer {
	if _, refused := (contactStore{c, false}).find(id, "view"); refused != nil {
		return *refused
	}
	out := object{}
	if kind == "companies" {
		for _, company := range c.w.companies {
			if company.members[id] {
				out = append(out, member{strconv.Itoa(company.id), c.companyObject(company, false, false)})
			}
		}
	}
	for _, it := range c.w.items[kind] {
		if it.members[id] {
			out = append(out, member{strconv.Itoa(it.id), object{{"id", it.id}, {"name", it.name}, {"alias", it.alias}}})
		}
	}
	name := kind
	if kind == "segments" {
		name = "lists"
	}
	if len(out) == 0 {
		return ok(object{{"total", 0}, {name, []any{}}})
	}
	return ok(object{{"total", len(out)}, {name, out}})
}

func success() object { return object{{"success", 1}} }

// editByOwner refuses to edit a contact that is not there or not the caller's to edit, where only the owner counts and
// not the creator: so adding to a campaign does, and it alone (CampaignApiController::addLeadAction).
func (c *call) editByOwner(contactID int) *answer {
	at := slices.IndexFunc(c.w.contacts, func(ct *contact) bool { return ct.id == contactID })
	var refused answer
	switch {
	case at < 0:
		refused = notFound()
	case !c.mayTouch(contactPermission, "edit", c.w.contacts[at].owner):
		refused = noAccess()
	default:
		return nil
	}
	return &refused
}

// usesSegment says whether the caller may put contacts into a segment (ListModel::getUserLists).
func (c *call) usesSegment(it *item) bool {
	return c.mine(it.stamp.addedBy) || it.published && (!it.private || c.may("lead:lists:viewother"))
}

// membership adds a contact to, or removes it from, a segment, a campaign or a company. It needs the permission to edit
// the contact, none on the campaign or company (CampaignApiController, CompanyApiController), and a segment the caller
// may use (ListApiController).
func (c *call) membership(kind string, id, contactID int, add bool) answer {
	var members *map[int]bool
	if kind == "companies" {
		at := slices.IndexFunc(c.w.companies, func(company *contact) bool { return company.id == id })
		if at < 0 {
			return notFound()
		}
		members = &c.w.companies[at].members
	} else {
		it := c.w.item(kind, id)
		if it == nil {
			return notFound()
		}
		members = &it.members
	}
	_, refused := (contactStore{c, false}).find(contactID, "edit")
	if kind == "campaigns" && add {
		refused = c.editByOwner(contactID)
	}
	switch {
	case refused != nil:
		return *refused
	case kind == "segments" && !c.usesSegment(c.w.item(kind, id)):
		return noAccess()
	}
	if *members == nil {
		*members = map[int]bool{}
	}
	if add {
		(*members)[contactID] = true
	} else {
		delete(*members, contactID)
	}
	return ok(success())
}

// doNotContact adds or removes a do-not-contact entry.
func (c *call) doNotContact(id int, channel string, add bool) answer {
	in := c.parameters()
	if in.err != nil {
		return crash(http.StatusBadRequest)
	}
	ct, refused := (contactStore{c, false}).find(id, "edit")
	if refused != nil {
		return *refused
	}
	before := len(ct.optedOut)
	ct.optedOut = slices.DeleteFunc(ct.optedOut, func(o optOut) bool { return o.channel == channel })
	if !add {
		return ok(object{{"recordFound", len(ct.optedOut) < before}, {"contact", c.contactObject(ct, false)}})
	}
	reason, err := strconv.Atoi(in.get("reason"))
	if err != nil {
		reason = 3 // Mautic's default: opted out by hand
	}
	ct.optedOut = append(ct.optedOut, optOut{channel: channel, comments: in.get("comments"), reason: reason})
	return ok(object{{"contact", c.contactObject(ct, false)}})
}

// points adds to or takes from a contact's points.
func (c *call) points(id int, plus bool, amount int) answer {
	ct, refused := (contactStore{c, false}).find(id, "edit")
	if refused != nil {
		return *refused
	}
	if !plus {
		amount = -amount
	}
	ct.points += amount
	return ok(success())
}

// sendEmail says that an e-mail was sent to a contact; nothing is sent.
func (c *call) sendEmail(id, contactID int) answer {
	if _, refused := c.email(id); refused != nil {
		return *refused
	}
	if _, refused := (contactStore{c, false}).find(contactID, "edit"); refused != nil {
		return *refused
	}
	return ok(success())
}

// sendSegmentEmail says that an e-mail was sent to its segments; nothing is sent, so the count is 0.
func (c *call) sendSegmentEmail(id int) answer {
	it, refused := c.email(id)
	switch {
	case it != nil && !it.published:
		return notFound()
	case refused != nil:
		return *refused
	}
	return ok(object{{"success", 1}, {"sentCount", 0}, {"failedRecipients", 0}})
}

func (c *call) email(id int) (*item, *answer) {
	for _, col := range collections() {
		if col.path == "emails" {
			return itemStore{c, col}.find(id, "view")
		}
	}
	a := notFound()
	return nil, &a
}
