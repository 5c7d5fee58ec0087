package mautictest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// An item is an entity of which the sandbox keeps the name only.
type item struct {
	id          int
	name, alias string
	description string
	published   bool
	// private segments are not isGlobal.
	private bool
	stamp   stamp
	members map[int]bool
}

// collection is one kind of item: where it lives, how its answers are named, which permission guards it.
type collection struct {
	path, many, one, permission string
	// breaksOnOwn: the list fails with 500 for a role that sees only its own contacts.
	breaksOnOwn bool
	// readOnly collections are always empty: the sandbox does not create such entities.
	readOnly bool
}

func collections() []collection {
	return []collection{
		{path: "segments", many: "lists", one: "list", permission: "lead:lists"},
		{path: "campaigns", many: "campaigns", one: "campaign", permission: "campaign:campaigns"},
		{path: "emails", many: "emails", one: "email", permission: "email:emails"},
		{path: "stages", many: "stages", one: "stage", permission: "stage:stages"},
		{path: "tags", many: "tags", one: "tag", permission: "lead:leads", breaksOnOwn: true},
		{path: "devices", many: "devices", one: "device", permission: "lead:leads", breaksOnOwn: true, readOnly: true},
		{path: "assets", many: "assets", one: "asset", permission: "asset:assets"},
		{path: "categories", many: "categories", one: "category", permission: "category:categories"},
		{path: "dynamiccontents", many: "dynamicContents", one: "dynamicContent", permission: "dynamiccontent:dynamiccontents"},
		{path: "forms", many: "forms", one: "form", permission: "form:forms"},
		{path: "messages", many: "messages", one: "message", permission: "channel:messages"},
		// Mautic checks lead:notes, which no bundle defines: only an admin lists notes.
		{path: "notes", many: "notes", one: "note", permission: "lead:notes", readOnly: true},
		{path: "notifications", many: "notifications", one: "notification", permission: "notification:notifications"},
		{path: "pages", many: "pages", one: "page", permission: "page:pages"},
		{path: "points", many: "points", one: "point", permission: "point:points"},
		{path: "reports", many: "reports", one: "report", permission: "report:reports", readOnly: true},
		{path: "smses", many: "smses", one: "sms", permission: "sms:smses"},
		{path: "tweets", many: "tweets", one: "tweet", permission: "mauticSocial:tweets"},
	}
}

type itemStore struct {
	c   *call
	col collection
}

// guard judges a permission of the collection; an unknown one is told to the caller in words.
func (s itemStore) guard(level string) *answer {
	has, err := s.c.granted(s.c.user.role, s.col.permission+":"+level)
	if err != nil {
		a := denied(http.StatusForbidden, unknownPermissionError(s.col.permission+":"+level).Error(), nil)
		return &a
	}
	if !has {
		a := noAccess()
		return &a
	}
	return nil
}

func (s itemStore) list() answer {
	if refused := s.guard("view"); refused != nil {
		return *refused
	}
	if s.col.breaksOnOwn && !s.c.may(s.col.permission+":viewother") {
		return crash(http.StatusInternalServerError)
	}
	search := strings.ToLower(s.c.query.get("search"))
	seeOthers := s.c.may(s.col.permission + ":viewother")
	var found []*item
	for _, it := range s.c.w.items[s.col.path] {
		if (seeOthers || s.c.mine(it.stamp.addedBy)) && strings.Contains(strings.ToLower(it.name), search) {
			found = append(found, it)
		}
	}
	if len(found) == 0 {
		return ok(object{{"total", 0}, {s.col.many, []any{}}})
	}
	from, to := s.c.window(len(found))
	list := object{}
	for _, it := range found[from:to] {
		list = append(list, member{strconv.Itoa(it.id), s.object(it)})
	}
	return ok(object{{"total", len(found)}, {s.col.many, list}})
}

// find returns the item, or the refusal: 404 before 403, as Mautic does.
func (s itemStore) find(id int, verb string) (*item, *answer) {
	it := s.c.w.item(s.col.path, id)
	if it == nil {
		a := notFound()
		return nil, &a
	}
	if !s.mayTouch(it, verb) {
		a := noAccess()
		return nil, &a
	}
	return it, nil
}

// mayTouch is the call's, but for segments: who may view its own may view and edit all, and one's own may always be
// deleted (ListApiController::checkEntityAccess).
func (s itemStore) mayTouch(it *item, verb string) bool {
	switch {
	case s.col.path != "segments":
		return s.c.mayTouch(s.col.permission, verb, it.stamp.addedBy)
	case verb == "delete":
		return s.c.mine(it.stamp.addedBy) || s.c.may("lead:lists:deleteother")
	}
	return s.c.may("lead:lists:viewown")
}

// mayCreate says whether the caller may create an item. Segments need no level of their own for it.
func (s itemStore) mayCreate() bool {
	if s.col.path == "segments" {
		return s.c.may("lead:lists:viewown")
	}
	return s.c.may(s.col.permission + ":create")
}

func (s itemStore) get(id int) answer {
	it, refused := s.find(id, "view")
	if refused != nil {
		return *refused
	}
	return ok(object{{s.col.one, s.object(it)}})
}

func (s itemStore) nameField() string {
	switch s.col.path {
	case "tags":
		return "tag"
	case "assets", "categories", "pages":
		return "title"
	}
	return "name"
}

func (s itemStore) create(in bodyParams) answer {
	switch {
	case s.col.readOnly:
		return s.c.routeNotFound()
	case in.err != nil:
		return crash(http.StatusBadRequest)
	case !s.mayCreate():
		return noAccess()
	}
	name := in.get(s.nameField())
	if name == "" {
		return denied(http.StatusBadRequest, s.nameField()+": A name is required.",
			object{{s.nameField(), []string{"A name is required."}}})
	}
	it := &item{
		id: s.c.w.claimID(s.col.path, 0), name: name, alias: in.get("alias"), description: in.get("description"),
		published: !in.has("isPublished") || in.truth("isPublished"), stamp: s.c.signNew(),
		private: in.has("isGlobal") && !in.truth("isGlobal"),
	}
	if it.alias == "" {
		it.alias = aliasOf(name)
	}
	s.c.w.items[s.col.path] = append(s.c.w.items[s.col.path], it)
	return created(s.c.local("/api/"+s.col.path+"/"+strconv.Itoa(it.id)), object{{s.col.one, s.object(it)}})
}

func (s itemStore) edit(id int, in bodyParams, put bool) answer {
	if in.err != nil {
		return crash(http.StatusBadRequest)
	}
	if put && s.c.w.item(s.col.path, id) == nil {
		return s.create(in)
	}
	it, refused := s.find(id, "edit")
	if refused != nil {
		return *refused
	}
	if in.has(s.nameField()) {
		it.name = in.get(s.nameField())
	}
	if in.has("description") {
		it.description = in.get("description")
	}
	if in.has("isPublished") {
		it.published = in.truth("isPublished")
	}
	s.c.sign(&it.stamp)
	return ok(object{{s.col.one, s.object(it)}})
}

func (s itemStore) delete(id int) answer {
	it, refused := s.find(id, "delete")
	if refused != nil {
		return *refused
	}
	items := s.c.w.items[s.col.path]
	s.c.w.items[s.col.path] = slices.DeleteFunc(items, func(other *item) bool { return other.id == id })
	return ok(object{{s.col.one, withoutID(s.object(it))}})
}

func (s itemStore) object(it *item) object {
	if s.col.path == "tags" {
		return object{{"id", it.id}, {"tag", it.name}, {"description", textOrNull(it.description)}}
	}
	out := append(it.stamp.members(it.published), member{"id", it.id}, member{s.nameField(), it.name})
	if s.col.path == "segments" {
		out = append(out, member{"publicName", it.name})
	}
	out = append(out, member{"alias", it.alias}, member{"description", textOrNull(it.description)}, member{"category", nil})
	if s.col.path == "segments" {
		out = append(out, member{"filters", []any{}}, member{"isGlobal", !it.private}, member{"isPreferenceCenter", false})
	}
	return out
}

func (w *world) item(path string, id int) *item {
	for _, it := range w.items[path] {
		if it.id == id {
			return it
		}
	}
	return nil
}

// withoutID is how Mautic shows what it has just deleted.
func withoutID(o object) object {
	o = slices.Clone(o)
	for i := range o {
		if o[i].name == "id" {
			o[i].value = nil
		}
	}
	return o
}

func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// aliasOf makes the alias Mautic would: lower case, everything but letters and digits a hyphen.
func aliasOf(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, name), "-")
}
