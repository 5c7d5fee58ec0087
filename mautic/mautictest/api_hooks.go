package mautictest

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A hook is a webhook. The sandbox keeps it and never calls it.
type hook struct {
	id                             int
	name, description, url, secret string
	order                          string
	triggers                       []string
	published                      bool
	stamp                          stamp
}

const hookPermission = "webhook:webhooks"

type hookStore struct{ c *call }

func (s hookStore) list() answer {
	if !s.c.may(hookPermission + ":view") {
		return noAccess()
	}
	others := s.c.may(hookPermission + ":viewother")
	list := object{}
	for _, h := range s.c.w.hooks {
		if others || s.c.mine(h.stamp.addedBy) {
			list = append(list, member{strconv.Itoa(h.id), h.object()})
		}
	}
	if len(list) == 0 {
		return ok(object{{"total", 0}, {"hooks", []any{}}})
	}
	from, to := s.c.window(len(list))
	return ok(object{{"total", len(list)}, {"hooks", list[from:to]}})
}

func (s hookStore) find(id int, verb string) (*hook, *answer) {
	for _, h := range s.c.w.hooks {
		if h.id != id {
			continue
		}
		if !s.c.mayTouch(hookPermission, verb, h.stamp.addedBy) {
			a := noAccess()
			return nil, &a
		}
		return h, nil
	}
	a := notFound()
	return nil, &a
}

func (s hookStore) get(id int) answer {
	h, refused := s.find(id, "view")
	if refused != nil {
		return *refused
	}
	return ok(object{{"hook", h.object()}})
}

func (s hookStore) create(in bodyParams) answer {
	switch {
	case in.err != nil:
		return crash(http.StatusBadRequest)
	case !s.c.may(hookPermission + ":create"):
		return noAccess()
	}
	h := &hook{published: true, stamp: s.c.signNew()}
	if refused := h.fill(in.params); refused != nil {
		return *refused
	}
	// Without the permission to publish, Mautic creates it unpublished and says nothing
	// (CommonApiController::processForm). A new entity has no creator yet, so before #15543 it was another's.
	level := ":publishother"
	if s.c.s.behaviour.publishesItsOwn {
		level = ":publishown"
	}
	if !s.c.may(hookPermission + level) {
		h.published = false
	}
	if h.secret == "" {
		b := make([]byte, 32)
		rand.Read(b) // never fails: crypto/rand stops the program instead
		h.secret = hex.EncodeToString(b)
	}
	h.id = s.c.w.claimID("hook", 0)
	s.c.w.hooks = append(s.c.w.hooks, h)
	return created(s.c.local("/api/hooks/"+strconv.Itoa(h.id)), object{{"hook", h.object()}})
}

// fill takes over parameters and validates as Mautic's form does: name and address must be there. Unknown triggers and
// an address without a scheme pass.
func (h *hook) fill(in params) *answer {
	for name, field := range map[string]*string{
		"name": &h.name, "description": &h.description, "webhookUrl": &h.url, "secret": &h.secret,
		"eventsOrderbyDir": &h.order,
	} {
		if in.has(name) {
			*field = in.get(name)
		}
	}
	if in.has("triggers") {
		h.triggers = slices.Clone(in.list("triggers"))
	}
	if in.has("isPublished") {
		h.published = in.truth("isPublished")
	}
	var texts []string
	details := object{}
	for _, rule := range []struct{ field, value, text string }{
		{"name", h.name, "A name is required."},
		{"webhookUrl", h.url, "A valid URL is required."},
	} {
		if rule.value == "" {
			texts = append(texts, rule.field+": "+rule.text)
			details = append(details, member{rule.field, []string{rule.text}})
		}
	}
	if len(texts) > 0 {
		a := denied(http.StatusBadRequest, strings.Join(texts, ", "), details)
		return &a
	}
	if !strings.Contains(h.url, "://") {
		h.url = "http://" + h.url
	}
	return nil
}

func (s hookStore) edit(id int, in bodyParams, put bool) answer {
	if in.err != nil {
		return crash(http.StatusBadRequest)
	}
	h, refused := s.find(id, "edit")
	if refused != nil {
		if put && refused.status == http.StatusNotFound {
			return s.create(in)
		}
		return *refused
	}
	changed := *h
	if refused := changed.fill(in.params); refused != nil {
		return *refused
	}
	if !s.c.mayTouch(hookPermission, "publish", h.stamp.addedBy) {
		changed.published = h.published
	}
	*h = changed
	s.c.sign(&h.stamp)
	return ok(object{{"hook", h.object()}})
}

func (s hookStore) delete(id int) answer {
	h, refused := s.find(id, "delete")
	if refused != nil {
		return *refused
	}
	s.c.w.hooks = slices.DeleteFunc(s.c.w.hooks, func(other *hook) bool { return other.id == id })
	return ok(object{{"hook", withoutID(h.object())}})
}

func (h *hook) object() object {
	triggers := h.triggers
	if triggers == nil {
		triggers = []string{}
	}
	return append(h.stamp.members(h.published), member{"id", h.id}, member{"name", h.name},
		member{"description", textOrNull(h.description)}, member{"webhookUrl", h.url}, member{"secret", h.secret},
		member{"eventsOrderbyDir", textOrNull(h.order)}, member{"category", nil}, member{"triggers", triggers})
}
