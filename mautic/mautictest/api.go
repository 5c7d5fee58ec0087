package mautictest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// api answers everything under /api. The login is judged before the route: an unknown address is 401 without one.
func (c *call) api() answer {
	switch {
	case c.s.behaviour.apiV2 && c.path == "/api":
		return c.errorPage(http.StatusUnauthorized).inSession()
	case c.s.behaviour.apiV2 && (c.path == "/api/v2" || strings.HasPrefix(c.path, "/api/v2/")):
		return c.apiV2()
	}
	if refused := c.authenticate(); refused != nil {
		return *refused
	}
	a := c.apiAnswer()
	if c.s.behaviour.sessionInAPI {
		a = a.inSession()
	}
	return a
}

// apiParts are the parts of the address after /api; there is at least one, which may be empty.
func (c *call) apiParts() []string {
	if c.path == "/api" {
		return []string{""}
	}
	return strings.Split(strings.TrimPrefix(c.path, "/api/"), "/")
}

// apiAnswer answers an API call whose login was accepted.
func (c *call) apiAnswer() answer {
	if a, limited := c.limitRate(); limited {
		return a
	}
	if c.seemsPlainHTTP() {
		return c.forceHTTPS()
	}
	if c.s.fault == FaultCacheStale {
		return c.routeNotFound()
	}
	parts := c.apiParts()
	if n := len(parts); n > 1 && parts[n-1] == "" && (c.Method == http.MethodGet || c.Method == http.MethodHead) {
		if c.route(parts[:n-1]) != nil {
			return c.withoutSlash()
		}
	}
	handler := c.route(parts)
	if handler == nil {
		return c.routeNotFound()
	}
	return handler()
}

// route finds the handler of an API path, given as its parts after /api; nil means no route.
// A path with the wrong method is no route either: Mautic answers 404, not 405.
func (c *call) route(parts []string) func() answer {
	method := c.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if len(parts) == 0 {
		return nil
	}
	key := method + " " + pathPattern(parts)
	ids := numbers(parts)
	first := parts[0]
	switch key {
	case "GET users/self":
		return c.self
	case "POST users/#/permissioncheck":
		return func() answer { return c.permissionCheck(ids[0]) }
	case "GET users/list/roles":
		return c.fixed("user:roles:view", object{{"roles", []any{}}})
	case "GET contacts/list/fields":
		return c.contactFieldList
	case "GET contacts/list/owners":
		return c.owners
	case "GET contacts/list/segments":
		return c.segmentList
	case "GET contacts/#/segments", "GET contacts/#/campaigns", "GET contacts/#/companies":
		return func() answer { return c.memberships(ids[0], parts[2]) }
	case "POST contacts/#/dnc/?/add", "POST contacts/#/dnc/?/remove":
		return func() answer { return c.doNotContact(ids[0], parts[3], parts[4] == "add") }
	case "POST contacts/#/points/plus/#", "POST contacts/#/points/minus/#":
		return func() answer { return c.points(ids[0], parts[3] == "plus", ids[1]) }
	case "POST segments/#/contact/#/add", "POST segments/#/contact/#/remove",
		"POST campaigns/#/contact/#/add", "POST campaigns/#/contact/#/remove",
		"POST companies/#/contact/#/add", "POST companies/#/contact/#/remove":
		return func() answer { return c.membership(first, ids[0], ids[1], parts[4] == "add") }
	case "POST emails/#/contact/#/send":
		return func() answer { return c.sendEmail(ids[0], ids[1]) }
	case "POST emails/#/send":
		return func() answer { return c.sendSegmentEmail(ids[0]) }
	case "GET hooks/triggers":
		return c.fixed("", hookTriggers())
	case "GET data":
		return c.fixed("", widgetTypes())
	case "GET stats":
		return c.fixed("", statTables())
	case "GET files/images":
		return c.fixed("", object{{"files", []any{}}})
	case "GET themes":
		return c.fixed("core:themes:view", object{{"themes", []any{}}})
	case "GET points/actions/types":
		return c.fixed("point:points:view", object{{"pointActionTypes", object{}}})
	case "GET fields/contact", "GET fields/company":
		return func() answer { return c.fields(parts[1]) }
	case "GET users", "GET roles":
		return func() answer { return c.people(first) }
	case "GET users/#":
		return func() answer { return c.userByID(ids[0]) }
	case "PATCH users/#/edit", "PUT users/#/edit":
		return func() answer { return c.editUser(ids[0]) }
	}
	return c.standardRoute(key, first, ids)
}

// standardRoute finds the handlers that every standard entity of Mautic has.
func (c *call) standardRoute(key, first string, ids []int) func() answer {
	store := c.store(first)
	if store == nil {
		return nil
	}
	method, rest, _ := strings.Cut(key, " "+first)
	switch method + rest {
	case "GET":
		return store.list
	case "GET/#":
		return func() answer { return store.get(ids[0]) }
	case "POST/new":
		return func() answer { return store.create(c.parameters()) }
	case "PATCH/#/edit", "PUT/#/edit":
		return func() answer { return store.edit(ids[0], c.parameters(), method == http.MethodPut) }
	case "DELETE/#/delete":
		return func() answer { return store.delete(ids[0]) }
	}
	return nil
}

// store is one kind of entity behind Mautic's standard routes. A handler never sees a broken body.
type store interface {
	list() answer
	get(id int) answer
	create(in bodyParams) answer
	edit(id int, in bodyParams, put bool) answer
	delete(id int) answer
}

func (c *call) store(path string) store {
	switch path {
	case "contacts", "companies":
		return contactStore{c, path == "companies"}
	case "hooks":
		return hookStore{c}
	}
	for _, col := range collections() {
		if col.path == path {
			return itemStore{c, col}
		}
	}
	return nil
}

// bodyParams are the parameters of an API call's body, or the reason why there are none.
type bodyParams struct {
	params
	err error
}

func (c *call) parameters() bodyParams {
	p, err := parseBody(c.Header.Get("Content-Type"), c.body)
	return bodyParams{p, err}
}

// fixed answers with a body that does not depend on data, to a role that has the permission ("" is everybody).
func (c *call) fixed(permission string, body any) func() answer {
	return func() answer {
		if permission != "" && !c.may(permission) {
			return noAccess()
		}
		return ok(body)
	}
}

// may says whether the caller has a permission that the sandbox itself names, so it is never unknown.
func (c *call) may(permission string) bool {
	has, err := c.granted(c.user.role, permission)
	return err == nil && has
}

// granted is the function of this name, by the permissions of the version.
func (c *call) granted(role Role, permission string) (bool, error) {
	if c.s.behaviour.segmentsByContacts && !role.Admin {
		var err error
		if permission, err = segmentsOf44(permission); err != nil {
			return false, err
		}
	}
	return granted(role, permission)
}

// mayTouch says whether the caller may do verb ("view", "edit", "delete", "publish") to an entity of the given owner.
// The level on others does not cover one's own, and what belongs to nobody belongs to others. A client_credentials
// token has no id, so nothing is its own, not even what it made (CorePermissions::hasEntityAccess).
func (c *call) mayTouch(base, verb string, owner int) bool {
	if c.mine(owner) {
		return c.may(base + ":" + verb + "own")
	}
	return c.may(base + ":" + verb + "other")
}

// mine says whether this is the id of the caller.
func (c *call) mine(id int) bool { return id != 0 && id == c.user.id() }

// pathPattern turns numbers into # and the channel of a do-not-contact address into ?.
func pathPattern(parts []string) string {
	out := slices.Clone(parts)
	for i, part := range out {
		if _, err := strconv.Atoi(part); err == nil {
			out[i] = "#"
		}
	}
	if len(out) == 5 && out[2] == "dnc" {
		out[3] = "?"
	}
	return strings.Join(out, "/")
}

func numbers(parts []string) []int {
	var out []int
	for _, part := range parts {
		if n, err := strconv.Atoi(part); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// page parameters of a list: Mautic's default is 30 from the start.
func (c *call) window(total int) (from, to int) {
	limit, start := 30, 0
	if n, err := strconv.Atoi(c.query.get("limit")); err == nil && n > 0 {
		limit = n
	}
	if n, err := strconv.Atoi(c.query.get("start")); err == nil && n > 0 {
		start = n
	}
	from = min(start, total)
	return from, min(from+limit, total)
}

// stampMembers are the members that open most entities. Controllers write nulls here, except for users and roles.
func (s stamp) members(published bool) object {
	out := object{{"isPublished", published}, {"dateAdded", dateValue(s.added)}, {"dateModified", dateValue(s.changed)}}
	nobody := func(id int, name string) (any, any) {
		if id == 0 && name == "" {
			return nil, nil
		}
		if id == 0 {
			return nil, name
		}
		return id, name
	}
	addedBy, addedByName := nobody(s.addedBy, s.addedByName)
	changedBy, changedName := nobody(s.changedBy, s.changedName)
	if s.tracked {
		changedName = " "
	}
	return append(out, member{"createdBy", addedBy}, member{"createdByUser", addedByName},
		member{"modifiedBy", changedBy}, member{"modifiedByUser", changedName})
}

// sign marks an entity as changed now by the caller.
func (c *call) sign(s *stamp) {
	s.changed, s.changedBy, s.changedName = c.now, c.user.id(), c.user.name()
}

// signNew is the stamp of an entity the caller creates now.
func (c *call) signNew() stamp {
	return stamp{added: c.now, addedBy: c.user.id(), addedByName: c.user.name()}
}
