package mautictest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// apiV2 answers under /api/v2, Mautic 7's API Platform. The sandbox plays reading; writing is refused with 422.
//
// The recorded defect of 7.0.2 is here too: a bearer token that works under /api is refused (mautic/mautic#16243).
func (c *call) apiV2() answer {
	tokens := c.bearerTokens()
	switch {
	case len(tokens) > 1:
		return crash(http.StatusInternalServerError).inSession()
	case len(tokens) == 1:
		if refused := c.authenticateBearer(tokens[0]); refused != nil {
			return refused.inSession()
		}
		return newAnswer(http.StatusUnauthorized, typeJSON, cacheSession,
			encodeJSON(object{{"message", "Invalid credentials."}}))
	case c.hasBasicHeader():
		if refused := c.authenticate(); refused != nil {
			return refused.inSession()
		}
	default:
		// The firewall is the user interface's: a session of a logged-in user counts.
		sess := c.openSession()
		u := c.w.user(sess.uiUser)
		if u == nil {
			return refuse(http.StatusUnauthorized, "access_denied", "API authorization denied.").inSession()
		}
		c.user.user = u
		c.user.role, _ = c.w.role(u.RoleID)
	}
	c.openSession()
	if a, ok := c.v2Documentation(); ok {
		return a
	}
	return c.v2Collection()
}

// v2Format is how an answer is written; the first of the types in Accept that is known decides.
func (c *call) v2Format() string {
	for kind := range strings.SplitSeq(c.Header.Get("Accept"), ",") {
		kind, _, _ = strings.Cut(strings.TrimSpace(kind), ";")
		switch kind {
		case typeJSON, typeLD, "text/html":
			return kind
		case "*/*":
			return typeLD
		}
	}
	return typeLD
}

const typeLD = "application/ld+json"

// v2Documentation answers the addresses about the API itself, which have no form in plain JSON.
func (c *call) v2Documentation() (answer, bool) {
	switch strings.TrimPrefix(c.path, "/api/v2") {
	case "", "/", "/docs":
		switch c.v2Format() {
		case typeJSON:
			return crash(http.StatusNotAcceptable).inSession(), true
		case "text/html":
			return c.v2Page(), true
		}
		return c.v2Answer(http.StatusOK, typeLD, object{
			{"@context", c.local("/api/v2/contexts/Entrypoint")}, {"@id", c.local("/api/v2")}, {"@type", "Entrypoint"},
		}), true
	case "/docs.jsonopenapi":
		return c.v2Answer(http.StatusOK, "application/vnd.openapi+json", object{
			{"openapi", "3.1.0"}, {"info", object{{"title", "Mautic API"}, {"version", "1.0.0"}}}, {"paths", object{}},
		}), true
	}
	return answer{}, false
}

// v2Answer carries the headers that API Platform puts on its own answers.
func (c *call) v2Answer(status int, kind string, body any) answer {
	a := newAnswer(status, kind+"; charset=utf-8", cacheSession, encodeJSON(body))
	a.header.Set("X-Content-Type-Options", "nosniff")
	a.header.Set("X-Frame-Options", "deny")
	return c.v2Linked(a)
}

// v2Page is the documentation in a browser.
func (c *call) v2Page() answer { return c.v2Linked(c.page(http.StatusOK, "swagger", nil)) }

func (c *call) v2Linked(a answer) answer {
	a.header.Set("Vary", "Accept")
	a.header.Set("Link", "<"+c.absolute("/api/v2/docs.jsonld")+`>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"`)
	return a
}

// v2Resource is one collection of API v2.
type v2Resource struct {
	name string
	// permission guards the list; empty is everybody.
	permission string
	// crashes: a missing permission is not told as a problem but ends in shape A.
	crashes bool
}

// v2Resources are the collections under /api/v2 that were recorded, with the permission that opens them. The owner plays
// no part: who may view its own contacts sees all of them here.
func v2Resources() map[string]v2Resource {
	return map[string]v2Resource{
		"campaigns":  {name: "Campaign", permission: "campaign:campaigns:viewown"},
		"categories": {name: "Category"},
		"companies":  {name: "Company", permission: "lead:leads:viewown"},
		"contacts":   {name: "Contact", permission: "lead:leads:viewown"},
		"emails":     {name: "Email", permission: "email:emails:viewown"},
		"forms":      {name: "Form", permission: "form:forms:viewown"},
		"pages":      {name: "Page", permission: "page:pages:viewown"},
		"projects":   {name: "Project", permission: "project:projects:view", crashes: true},
		"roles":      {name: "Role", permission: "user:roles:view"},
		"segments":   {name: "Segment", permission: "lead:lists:viewown"},
		"stages":     {name: "Stage", permission: "stage:stages:view"},
		"tags":       {name: "Tag", permission: "tagManager:tagManager:view"},
		"users":      {name: "User", permission: "user:users:view"},
		"webhooks":   {name: "Webhook", permission: "webhook:webhooks:viewown"},
	}
}

func (c *call) v2Collection() answer {
	parts := c.apiParts()[1:]
	resource, known := v2Resources()[parts[0]]
	switch {
	case !known || len(parts) > 2:
		return c.routeNotFound().inSession()
	case resource.permission != "" && !c.may(resource.permission):
		if resource.crashes {
			return crash(http.StatusForbidden).inSession()
		}
		return c.v2Answer(http.StatusForbidden, "application/problem+json", object{
			{"title", "An error occurred"}, {"detail", "Access Denied."}, {"status", http.StatusForbidden},
			{"type", "/errors/403"},
		})
	case c.Method != http.MethodGet && c.Method != http.MethodHead:
		return crash(http.StatusUnprocessableEntity).inSession()
	}
	items := c.v2Items(parts[0])
	if len(parts) == 2 {
		for _, it := range items {
			if value, ok := it[0].value.(int); ok && strconv.Itoa(value) == parts[1] {
				return c.v2Entity(resource, parts[0], it)
			}
		}
		return refuse(http.StatusNotFound, "", "Not Found").inSession()
	}
	switch c.v2Format() {
	case typeJSON:
		return c.v2Answer(http.StatusOK, typeJSON, items)
	case "text/html":
		return c.v2Page()
	}
	for i, it := range items {
		items[i] = c.v2Described(resource, parts[0], it)
	}
	return c.v2Answer(http.StatusOK, typeLD, object{
		{"@context", c.local("/api/v2/contexts/" + resource.name)}, {"@id", c.local("/api/v2/" + parts[0])}, {"@type", "Collection"},
		{"totalItems", len(items)}, {"member", items},
	})
}

func (c *call) v2Entity(resource v2Resource, path string, it object) answer {
	switch c.v2Format() {
	case typeJSON:
		return c.v2Answer(http.StatusOK, typeJSON, it)
	case "text/html":
		return c.v2Page()
	}
	return c.v2Answer(http.StatusOK, typeLD,
		append(object{{"@context", c.local("/api/v2/contexts/" + resource.name)}}, c.v2Described(resource, path, it)...))
}

// v2Described puts the address and type of JSON-LD before the members of an entity.
func (c *call) v2Described(resource v2Resource, path string, it object) object {
	id, _ := it[0].value.(int)
	return append(object{{"@id", c.local("/api/v2/" + path + "/" + strconv.Itoa(id))}, {"@type", resource.name}}, it...)
}

// v2Items returns the entities of a collection. The first member of each is its id, and nulls are left out.
func (c *call) v2Items(path string) []object {
	out := []object{}
	dated := func(it object, name string, at time.Time) object {
		if at.IsZero() {
			return it
		}
		return append(it, member{name, dateValue(at)})
	}
	switch path {
	case "contacts":
		for _, ct := range c.w.contacts {
			it := object{{"id", ct.id}}
			for _, name := range []string{"firstname", "lastname", "email"} {
				if ct.values[name] != "" {
					it = append(it, member{name, ct.values[name]})
				}
			}
			out = append(out, append(dated(append(it, member{"points", ct.points}), "lastActive", ct.lastActive),
				member{"tags", []any{}}))
		}
	case "companies":
		for _, ct := range c.w.companies {
			out = append(out, dated(object{
				{"id", ct.id}, {"score", 0}, {"socialCache", []any{}}, {"name", ct.values["companyname"]}, {"isPublished", true},
			}, "dateAdded", ct.stamp.added))
		}
	case "users":
		for _, u := range c.w.users {
			out = append(out, dated(object{
				{"id", u.ID}, {"username", u.Username}, {"firstName", u.FirstName}, {"lastName", u.LastName},
				{"email", u.Email}, {"role", c.local("/api/v2/roles/" + strconv.Itoa(u.RoleID))},
			}, "lastLogin", u.LastLogin))
		}
	case "roles":
		for _, r := range c.w.roles {
			raw := object{}
			for _, grant := range r.Permissions {
				raw = append(raw, member{grant.Name, grant.Levels})
			}
			out = append(out, object{
				{"id", r.ID}, {"name", r.Name}, {"description", r.Description}, {"isAdmin", r.Admin}, {"rawPermissions", raw},
			})
		}
	case "webhooks":
		for _, h := range c.w.hooks {
			out = append(out, object{{"id", h.id}, {"name", h.name}, {"webhookUrl", h.url}, {"isPublished", h.published}})
		}
	default:
		for _, it := range c.w.items[path] {
			out = append(out, dated(object{
				{"id", it.id}, {"name", it.name}, {"alias", it.alias}, {"isPublished", it.published},
			}, "dateAdded", it.stamp.added))
		}
	}
	return out
}
