package n8ntest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func (i *Instance) schemaOf(typ string) []byte {
	if i.opts.NoMautic && strings.HasPrefix(typ, "mautic") {
		return nil
	}
	return schemaFile(i.opts.Version, typ)
}

func (i *Instance) schema(typ string) answer {
	b := i.schemaOf(typ)
	if b == nil {
		return message(http.StatusNotFound, "Not Found")
	}
	return jsonAnswer(http.StatusOK, json.RawMessage(b))
}

// refuse checks data against the type's schema.
func (i *Instance) refuse(typ string, data json.RawMessage) (answer, bool) {
	b := i.schemaOf(typ)
	if b == nil {
		return message(http.StatusBadRequest, "req.body.type is not a known type"), true
	}
	var s schema
	if err := json.Unmarshal(b, &s); err != nil {
		panic("n8ntest: a schema is broken: " + err.Error())
	}
	if text := s.refuse(data); text != "" {
		return message(http.StatusBadRequest, text), true
	}
	return answer{}, false
}

// refuseName counts as class-validator does.
func refuseName(name string) (answer, bool) {
	n := utf8.RuneCountInString(name) - strings.Count(name, "\ufe0e") - strings.Count(name, "\ufe0f")
	if n < 3 || n > 128 {
		return message(http.StatusBadRequest, "Credential name must be 3 to 128 characters long."), true
	}
	return answer{}, false
}

// forbidden is what a key without the scope gets.
func forbidden() answer { return message(http.StatusForbidden, "Forbidden") }

type sent struct {
	ID        *string         `json:"id"`
	Name      *string         `json:"name"`
	Type      *string         `json:"type"`
	Data      json.RawMessage `json:"data"`
	ProjectID string          `json:"projectId"`
	Partial   bool            `json:"isPartialData"`
}

func (i *Instance) create(r request) answer {
	var s sent
	if err := json.Unmarshal(r.body, &s); err != nil {
		return message(http.StatusBadRequest, "request/body must be object")
	}
	for _, need := range []struct {
		name    string
		missing bool
	}{{"name", s.Name == nil}, {"type", s.Type == nil}, {"data", s.Data == nil}} {
		if need.missing {
			return message(http.StatusBadRequest, "request/body must have required property '"+need.name+"'")
		}
	}
	if a, no := i.refuse(*s.Type, s.Data); no {
		return a
	}
	if !r.may("credential:create") {
		return forbidden()
	}
	if a, no := refuseName(*s.Name); no {
		return a
	}
	if i.opts.Version == V1 {
		s.ID, s.ProjectID = nil, ""
	}
	if s.ProjectID != "" && !slices.Contains(i.opts.Projects, s.ProjectID) {
		return message(http.StatusNotFound, "Not Found")
	}
	i.made++
	now := time.Now().UTC()
	c := &Credential{ID: fmt.Sprintf("n8nCredential%03d", i.made), Name: *s.Name, Type: *s.Type, Project: s.ProjectID, CreatedAt: now, UpdatedAt: now}
	if s.ID != nil {
		if i.find(*s.ID) != nil {
			return message(http.StatusConflict, "A credential with this ID already exists")
		}
		c.ID = *s.ID
	}
	if err := json.Unmarshal(s.Data, &c.Data); err != nil {
		return message(http.StatusBadRequest, "request/body/data must be object")
	}
	i.credentials = append(i.credentials, c)
	return jsonAnswer(http.StatusOK, i.shown(c))
}

// shown is a credential as the API shows it, without its data.
func (i *Instance) shown(c *Credential) map[string]any {
	const stamp = "2006-01-02T15:04:05.000Z"
	m := map[string]any{"id": c.ID, "name": c.Name, "type": c.Type, "isManaged": false,
		"createdAt": c.CreatedAt.Format(stamp), "updatedAt": c.UpdatedAt.Format(stamp)}
	if i.opts.Version == V2 {
		m["isGlobal"], m["isResolvable"], m["resolvableAllowFallback"], m["resolverId"] = false, false, false, nil
	}
	return m
}

func (i *Instance) find(id string) *Credential {
	for _, c := range i.credentials {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// list gives the newest first, 100 at a time or up to 250.
func (i *Instance) list(r request) answer {
	if !r.may("credential:list") {
		return forbidden()
	}
	limit, offset := 100, 0
	if n, err := strconv.Atoi(r.query.Get("limit")); err == nil && n > 0 {
		limit = min(n, 250)
	}
	if cursor := r.query.Get("cursor"); cursor != "" {
		var at struct{ Limit, Offset int }
		b, err := base64.StdEncoding.DecodeString(cursor)
		if err != nil || json.Unmarshal(b, &at) != nil || at.Offset < 0 || at.Limit < 1 {
			return message(http.StatusBadRequest, "An invalid cursor was provided")
		}
		limit, offset = at.Limit, at.Offset
	}
	newest := slices.Clone(i.credentials)
	slices.Reverse(newest)
	end := min(offset+limit, len(newest))
	data := []map[string]any{}
	for _, c := range newest[min(offset, end):end] {
		m := i.shown(c)
		for _, extra := range []string{"isManaged", "isGlobal", "isResolvable", "resolvableAllowFallback", "resolverId"} {
			delete(m, extra)
		}
		m["shared"] = []any{}
		data = append(data, m)
	}
	var next any
	if end < len(newest) {
		next = base64.StdEncoding.EncodeToString(fmt.Appendf(nil, `{"limit":%d,"offset":%d}`, limit, end))
	}
	return jsonAnswer(http.StatusOK, map[string]any{"data": data, "nextCursor": next})
}

func (i *Instance) get(r request, id string) answer {
	if !r.may("credential:read") {
		return forbidden()
	}
	c := i.find(id)
	if c == nil {
		return message(http.StatusNotFound, "Credential not found")
	}
	return jsonAnswer(http.StatusOK, i.shown(c))
}

func (i *Instance) remove(r request, id string) answer {
	if !r.may("credential:delete") {
		return forbidden()
	}
	c := i.find(id)
	if c == nil {
		return message(http.StatusNotFound, "Not Found")
	}
	i.credentials = slices.DeleteFunc(i.credentials, func(o *Credential) bool { return o == c })
	return jsonAnswer(http.StatusOK, i.shown(c))
}

// update merges partial data into the stored; else it replaces all of it,
// tokens included.
func (i *Instance) update(r request, id string) answer {
	var s sent
	if err := json.Unmarshal(r.body, &s); err != nil {
		return message(http.StatusBadRequest, "request/body must be object")
	}
	c := i.find(id)
	typ := ""
	switch {
	case s.Type != nil:
		typ = *s.Type
	case c != nil:
		typ = c.Type
	case s.Data != nil:
		return message(http.StatusNotFound, "Credential not found")
	}
	if s.Type != nil && i.schemaOf(typ) == nil {
		return message(http.StatusBadRequest, "req.body.type is not a known type")
	}
	if s.Data != nil {
		if a, no := i.refuse(typ, s.Data); no {
			return a
		}
	}
	if s.Data == nil && s.Type != nil && c != nil && c.Type != typ {
		return message(http.StatusBadRequest, "req.body.data is required when changing credential type. The existing data cannot be used with the new type.")
	}
	if !r.may("credential:update") {
		return forbidden()
	}
	if c == nil {
		return message(http.StatusNotFound, "Credential not found")
	}
	if s.Name != nil {
		if a, no := refuseName(*s.Name); no {
			return a
		}
		c.Name = *s.Name
	}
	if s.Data != nil {
		data := map[string]any{}
		if s.Partial && typ == c.Type {
			maps.Copy(data, c.Data)
		}
		if err := json.Unmarshal(s.Data, &data); err != nil {
			return message(http.StatusBadRequest, "request/body/data must be object")
		}
		c.Data = data
	}
	c.Type, c.UpdatedAt = typ, time.Now().UTC()
	return jsonAnswer(http.StatusOK, i.shown(c))
}
