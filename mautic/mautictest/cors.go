package mautictest

import "net/http"

// addCORS does what Mautic's CORSSubscriber does. A preflight without Access-Control-Request-Headers gets no header at
// all; an XMLHttpRequest of an origin that is not allowed gets an empty Access-Control-Allow-Origin; any other request
// gets none.
func (c *call) addCORS(a *answer) {
	origin := c.Header.Get("Origin")
	allowed, byPattern := c.w.settings.allowsOrigin(origin)
	switch {
	case c.Method == http.MethodOptions:
		if c.Header.Get("Access-Control-Request-Headers") == "" || !allowed {
			return
		}
	case c.Header.Get("X-Requested-With") != "XMLHttpRequest":
		return
	}
	if !allowed {
		origin = ""
	}
	h := a.header
	h["Access-Control-Allow-Origin"] = []string{origin}
	h.Set("Access-Control-Allow-Headers", "Origin, X-Requested-With, Content-Type, Authorization")
	h.Set("Access-Control-Allow-Methods", "PUT, GET, POST, DELETE, OPTIONS")
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Set("Access-Control-Max-Age", "36000")
	if byPattern {
		vary := "Origin"
		if rest := h.Get("Vary"); rest != "" {
			vary += "," + rest
		}
		h.Set("Vary", vary)
	}
}
