package mautictest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Request is one request the sandbox saw. It carries no secret: no query, no header, no body.
type Request struct {
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	// Status is the answer's; 0 if nobody got one, because the connection was reset or the caller gave up.
	Status int `json:"status"`
	// Auth is the scheme of the Authorization header as it was sent: "none", "basic", "bearer" or "other".
	Auth string `json:"auth"`
	// LoginFailed: a credential came in the Authorization header and the answer was 401, or a login form was refused.
	// A site that watches its log (fail2ban) counts these.
	LoginFailed bool `json:"login_failed"`
}

// maxRequests is how many requests the sandbox remembers.
const maxRequests = 1000

// authScheme names the scheme of an Authorization header, never its value.
func authScheme(h http.Header) string {
	value := h.Get("Authorization")
	scheme, _, _ := strings.Cut(value, " ")
	switch {
	case value == "":
		return "none"
	case strings.EqualFold(scheme, "basic"):
		return "basic"
	case strings.EqualFold(scheme, "bearer"):
		return "bearer"
	}
	return "other"
}

// remember notes a request as it arrived. s.mu is held.
func (s *Sandbox) remember(r *http.Request, now time.Time, status int, formRefused bool) {
	auth := authScheme(r.Header)
	w := s.world
	if len(w.requests) >= maxRequests {
		w.requests = slices.Delete(w.requests, 0, len(w.requests)-maxRequests+1)
	}
	w.requests = append(w.requests, Request{
		Time: now, Method: r.Method, Path: r.URL.Path, Status: status, Auth: auth,
		LoginFailed: formRefused || auth != "none" && status == http.StatusUnauthorized,
	})
}

// Requests returns the requests seen since New or Reset, oldest first; of more than 1000 the last 1000. Requests to the
// sandbox's own addresses are not among them.
func (s *Sandbox) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.world.requests)
}
