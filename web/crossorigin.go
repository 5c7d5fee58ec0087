package web

import (
	"net/http"
	"slices"
	"strings"

	"mautic-connect/mautic/n8n"
	"mautic-connect/web/origin"
)

// crossOrigin lets pages of other origins, such as this app's on a static host,
// use the relay and the mailbox. It is a list of exact origins; with none, every
// other origin is refused and nobody is told anything.
type crossOrigin []origin.Origin

// preflightLife is for how many seconds a browser may remember what is allowed.
const preflightLife = "600"

// allows tells whether r comes from a page of an allowed origin.
func (c crossOrigin) allows(r *http.Request) bool {
	sent := r.Header["Origin"]
	return len(sent) == 1 && slices.ContainsFunc(c, func(o origin.Origin) bool { return o.String() == sent[0] })
}

// admit lets a page of an allowed origin read the answer. It reports whether r was
// a preflight, which it then has answered: methods are what may be used.
func (c crossOrigin) admit(w http.ResponseWriter, r *http.Request, methods string) (answered bool) {
	if len(c) == 0 {
		return false
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	if !c.allows(r) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		exposed := []string{"Upstream-Status"}
		for _, name := range relayedFields() {
			exposed = append(exposed, "Upstream-"+name)
		}
		h.Set("Access-Control-Expose-Headers", strings.Join(exposed, ", "))
		return false
	}
	record(r).route = "preflight"
	h.Set("Access-Control-Allow-Methods", methods)
	h.Set("Access-Control-Allow-Headers", strings.Join([]string{connectHeader, "Authorization", "Content-Type", n8n.KeyHeader}, ", "))
	h.Set("Access-Control-Max-Age", preflightLife)
	w.WriteHeader(http.StatusNoContent)
	return true
}
