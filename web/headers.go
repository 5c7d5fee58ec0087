package web

import (
	"net/http"
	"strings"

	"mautic-connect/web/contentpolicy"
	"mautic-connect/web/origin"
)

// callbackPath is the page Mautic sends people back to. A COOP header there would
// cut window.opener, the only channel to an embedded app.
const callbackPath = "/callback"

// setSecurityHeaders sets what every answer of the server carries.
func setSecurityHeaders(h http.Header, hsts bool) {
	for _, field := range (contentpolicy.Page{}).Everywhere(hsts) {
		h.Set(field.Name, field.Value)
	}
}

// setPageHeaders adds what only a page (an HTML document) needs.
func setPageHeaders(h http.Header, path, contentType string) {
	if strings.HasPrefix(contentType, "text/html") && path != callbackPath {
		h.Set("Cross-Origin-Opener-Policy", contentpolicy.Opener)
	}
}

// allowFraming lets the pages of some origins show the answer.
func allowFraming(h http.Header, origins []origin.Origin) {
	list := make([]string, len(origins))
	for i, o := range origins {
		list[i] = o.String()
	}
	h.Set("Content-Security-Policy", contentpolicy.Page{Ancestors: list}.Header())
	h.Del("X-Frame-Options") // it cannot name origins
}

// allowLoading lets every page load the answer as a script of its own. It is for
// public files that hold nothing.
func allowLoading(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*") // a module script is fetched with CORS
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// setRelayHeaders makes an answer of the proxy unusable as anything but data.
func setRelayHeaders(h http.Header) {
	h.Set("Content-Security-Policy", contentpolicy.Relayed)
	h.Set("Cache-Control", "no-store")
}
