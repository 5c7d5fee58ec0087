package mautictest

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// contactStore serves contacts and companies; both are guarded by lead:leads.
type contactStore struct {
	c         *call
	companies bool
}

const contactPermission = "lead:leads"

func (s contactStore) all() *[]*contact {
	if s.companies {
		return &s.c.w.companies
	}
	return &s.c.w.contacts
}

func (s contactStore) names() (many, one string) {
	if s.companies {
		return "companies", "company"
	}
	return "contacts", "contact"
}

func (s contactStore) fields() []field {
	if s.companies {
		return companyFields()
	}
	return contactFields()
}

func (s contactStore) object(ct *contact, alone, fresh bool) object {
	if s.companies {
		return s.c.companyObject(ct, alone, fresh)
	}
	return s.c.contactObject(ct, fresh)
}

// list shows what the caller may see. A role that may view its own only gets fewer, in silence: total "0". Its own are
// here those it created, whoever owns them (FetchCommonApiController::getEntitiesAction).
func (s contactStore) list() answer {
	if !s.c.may(contactPermission + ":view") {
		return noAccess()
	}
	others := s.c.may(contactPermission + ":viewother")
	var found []*contact
	for _, ct := range *s.all() {
		if (others || s.c.mine(ct.stamp.addedBy)) && ct.matches(s.c.query.get("search")) {
			found = append(found, ct)
		}
	}
	s.sort(found)
	from, to := s.c.window(len(found))
	list := object{}
	for _, ct := range found[from:to] {
		list = append(list, member{strconv.Itoa(ct.id), s.object(ct, false, false)})
	}
	many, _ := s.names()
	return ok(object{{"total", strconv.Itoa(len(found))}, {many, list}})
}

// sort orders as the query asks; by default the most recently active contact comes first.
func (s contactStore) sort(found []*contact) {
	by := strings.TrimPrefix(s.c.query.get("orderBy"), "l.")
	compare := func(a, b *contact) int {
		switch by {
		case "":
			return -a.lastActive.Compare(b.lastActive)
		case "id":
			return cmp.Compare(a.id, b.id)
		case "date_added", "dateAdded":
			return a.stamp.added.Compare(b.stamp.added)
		case "date_modified", "dateModified":
			return a.stamp.changed.Compare(b.stamp.changed)
		case "last_active", "lastActive":
			return a.lastActive.Compare(b.lastActive)
		case "points":
			return cmp.Compare(a.points, b.points)
		}
		return strings.Compare(strings.ToLower(a.values[by]), strings.ToLower(b.values[by]))
	}
	slices.SortStableFunc(found, compare)
	if by != "" && strings.EqualFold(s.c.query.get("orderByDir"), "desc") {
		slices.Reverse(found)
	}
}

// matches understands the searches that tools send: "field:value", is:anonymous, !is:anonymous and plain text.
func (ct *contact) matches(search string) bool {
	search = strings.ToLower(strings.TrimSpace(search))
	switch search {
	case "":
		return true
	case "is:anonymous":
		return ct.anonymous()
	case "!is:anonymous":
		return !ct.anonymous()
	}
	if name, value, ok := strings.Cut(search, ":"); ok {
		if name == "ids" {
			return slices.Contains(strings.Split(value, ","), strconv.Itoa(ct.id))
		}
		return strings.Contains(strings.ToLower(ct.values[name]), strings.Trim(value, `"`))
	}
	for _, value := range ct.values {
		if strings.Contains(strings.ToLower(value), search) {
			return true
		}
	}
	return false
}

func (ct *contact) anonymous() bool {
	return ct.values["email"] == "" && ct.values["firstname"] == "" && ct.values["lastname"] == ""
}

// find returns a contact, or the refusal: 404 before 403.
func (s contactStore) find(id int, verb string) (*contact, *answer) {
	for _, ct := range *s.all() {
		if ct.id != id {
			continue
		}
		if !s.c.mayTouch(contactPermission, verb, ct.permissionUser()) {
			a := noAccess()
			return nil, &a
		}
		return ct, nil
	}
	a := notFound()
	return nil, &a
}

func (s contactStore) get(id int) answer {
	ct, refused := s.find(id, "view")
	if refused != nil {
		return *refused
	}
	_, one := s.names()
	return ok(object{{one, s.object(ct, true, false)}})
}

// create adds a contact or company. A contact whose e-mail address exists already is updated instead, with 200.
func (s contactStore) create(in bodyParams) answer {
	switch {
	case in.err != nil:
		return crash(http.StatusBadRequest)
	case !s.c.may(contactPermission + ":create"):
		return noAccess()
	case s.companies && in.get("companyname") == "":
		return denied(http.StatusBadRequest, "companyname: A company name is required.",
			object{{"companyname", []string{"A company name is required."}}})
	}
	many, one := s.names()
	if email := in.get("email"); !s.companies && email != "" {
		for _, ct := range s.c.w.contacts {
			if strings.EqualFold(ct.values["email"], email) {
				s.fill(ct, in.params)
				s.c.sign(&ct.stamp)
				return ok(object{{one, s.object(ct, true, false)}})
			}
		}
	}
	ct := newContact(s.c.w.claimID(one, 0), Contact{}, User{})
	ct.stamp = s.c.signNew()
	s.fill(ct, in.params)
	*s.all() = append(*s.all(), ct)
	return created(s.c.local("/api/"+many+"/"+strconv.Itoa(ct.id)), object{{one, s.object(ct, true, true)}})
}

func (s contactStore) fill(ct *contact, in params) {
	for _, name := range in.names() {
		if hasField(s.fields(), name) {
			ct.values[name] = in.get(name)
		}
	}
	if points, err := strconv.Atoi(in.get("points")); err == nil {
		ct.points = points
	}
	if owner, err := strconv.Atoi(in.get("owner")); err == nil {
		ct.owner = owner
	}
	ct.setTags(in.list("tags"))
}

// edit changes a contact or company; PUT empties what is not sent, and creates where there is nothing.
func (s contactStore) edit(id int, in bodyParams, put bool) answer {
	if in.err != nil {
		return crash(http.StatusBadRequest)
	}
	ct, refused := s.find(id, "edit")
	if refused != nil {
		if put && refused.status == http.StatusNotFound {
			return s.create(in)
		}
		return *refused
	}
	if put {
		clear(ct.values)
	}
	s.fill(ct, in.params)
	s.c.sign(&ct.stamp)
	_, one := s.names()
	return ok(object{{one, s.object(ct, true, false)}})
}

func (s contactStore) delete(id int) answer {
	ct, refused := s.find(id, "delete")
	if refused != nil {
		return *refused
	}
	*s.all() = slices.DeleteFunc(*s.all(), func(other *contact) bool { return other.id == id })
	_, one := s.names()
	return ok(object{{one, withoutID(s.object(ct, true, false))}})
}
