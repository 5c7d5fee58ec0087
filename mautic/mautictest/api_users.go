package mautictest

import (
	"errors"
	"net/http"
	"strconv"
	"time"
)

// dateValue writes a time as Mautic does, with an offset; the zero time is null.
func dateValue(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05-07:00")
}

// personHead are the members that open users and roles; nulls are left out. Everything was made by the first user.
func (c *call) personHead(published bool, added, changed time.Time) object {
	out := object{}
	if c.s.behaviour.changesMembers {
		out = append(out, member{"Changes", []any{}}, member{"PastChanges", []any{}})
	}
	out = append(out, member{"isPublished", published})
	if added.IsZero() || len(c.w.users) == 0 {
		return out
	}
	by := c.w.users[0]
	out = append(out, member{"dateAdded", dateValue(added)})
	if !changed.IsZero() {
		out = append(out, member{"dateModified", dateValue(changed)})
	}
	out = append(out, member{"createdBy", by.ID}, member{"createdByUser", by.Name()})
	if !changed.IsZero() {
		out = append(out, member{"modifiedBy", by.ID}, member{"modifiedByUser", by.Name()})
	}
	return out
}

func (c *call) roleObject(r Role) object {
	out := append(c.personHead(true, r.Added, time.Time{}), member{"id", r.ID}, member{"name", r.Name},
		member{"description", r.Description}, member{"isAdmin", r.Admin})
	if r.Admin {
		return out
	}
	raw := object{}
	for _, grant := range r.Permissions {
		raw = append(raw, member{grant.Name, grant.Levels})
	}
	return append(out, member{"rawPermissions", raw})
}

func (c *call) userObject(u *User) object {
	out := append(c.personHead(!u.Unpublished, u.Added, u.Changed), member{"id", u.ID}, member{"username", u.Username},
		member{"firstName", u.FirstName}, member{"lastName", u.LastName}, member{"email", u.Email})
	if role, ok := c.w.role(u.RoleID); ok {
		out = append(out, member{"role", c.roleObject(role)})
	}
	if u.Added.IsZero() {
		out = append(out, member{"timezone", ""}, member{"locale", ""})
	}
	if !u.LastLogin.IsZero() {
		out = append(out, member{"lastLogin", dateValue(u.LastLogin)}, member{"lastActive", dateValue(u.LastLogin)})
	}
	return out
}

// self is users/self: who the caller is, with the role. It needs no permission. A client_credentials token is a user
// without an id and an e-mail address.
func (c *call) self() answer {
	if client := c.user.client; client != nil {
		mark := "[" + strconv.Itoa(client.ID) + "]"
		return ok(append(c.personHead(true, time.Time{}, time.Time{}), object{
			{"username", client.Name + " " + mark}, {"firstName", client.Name},
			{"lastName", mark}, {"role", c.roleObject(c.user.role)}, {"timezone", ""}, {"locale", ""},
		}...))
	}
	return ok(c.userObject(c.user.user))
}

// permissionCheck answers for the user in the address, whoever asks.
func (c *call) permissionCheck(id int) answer {
	in := c.parameters()
	if in.err != nil {
		return crash(http.StatusBadRequest)
	}
	u := c.w.user(id)
	if u == nil {
		return notFound()
	}
	asked := in.list("permissions")
	if len(asked) == 0 {
		return denied(http.StatusBadRequest, "At least one permission must be submitted.", nil)
	}
	role, _ := c.w.role(u.RoleID)
	out := object{}
	for _, permission := range asked {
		has, err := c.granted(role, permission)
		switch {
		case errors.Is(err, errUnknownBundle):
			return crash(http.StatusInternalServerError)
		case err != nil:
			return crash(c.malformedStatus(err))
		}
		out = append(out, member{permission, has})
	}
	return ok(out)
}

// malformedStatus answers for a permission that Mautic cannot look up.
func (c *call) malformedStatus(err error) int {
	if errors.Is(err, errMalformedPermission) {
		return c.s.behaviour.malformedPermissionStatus
	}
	return http.StatusForbidden
}

// people lists users or roles.
func (c *call) people(kind string) answer {
	if !c.may("user:" + kind + ":view") {
		return noAccess()
	}
	list := object{}
	if kind == "roles" {
		for _, r := range c.w.roles {
			list = append(list, member{strconv.Itoa(r.ID), c.roleObject(r)})
		}
	} else {
		for i := range c.w.users {
			list = append(list, member{strconv.Itoa(c.w.users[i].ID), c.userObject(&c.w.users[i])})
		}
	}
	from, to := c.window(len(list))
	return ok(object{{"total", len(list)}, {kind, list[from:to]}})
}

func (c *call) userByID(id int) answer {
	u := c.w.user(id)
	switch {
	case u == nil:
		return notFound()
	case !c.may("user:users:view"):
		return noAccess()
	}
	return ok(object{{"user", c.userObject(u)}})
}

// editUser changes what tests need of a user: isPublished, names, e-mail and role.
func (c *call) editUser(id int) answer {
	in := c.parameters()
	if in.err != nil {
		return crash(http.StatusBadRequest)
	}
	u := c.w.user(id)
	switch {
	case u == nil:
		return notFound()
	case !c.may("user:users:edit"):
		return noAccess()
	}
	if role, err := strconv.Atoi(in.get("role")); err == nil {
		if _, known := c.w.role(role); !known {
			return denied(http.StatusBadRequest, "role: The selected choice is invalid.",
				object{{"role", []string{"The selected choice is invalid."}}})
		}
		u.RoleID = role
	}
	if in.has("isPublished") {
		u.Unpublished = !in.truth("isPublished")
	}
	for name, field := range map[string]*string{
		"firstName": &u.FirstName, "lastName": &u.LastName, "email": &u.Email,
	} {
		if in.has(name) {
			*field = in.get(name)
		}
	}
	u.Changed = c.now
	return ok(object{{"user", c.userObject(u)}})
}
