package web

import (
	"net/http"
	"strings"

	"mautic-connect/web/origin"
)

// contentSecurityPolicy is what every page and file is sent with. go-app needs
// 'wasm-unsafe-eval' and nothing else; its DOM writes go through the Trusted
// Types policy "default" that the page's shim defines.
const contentSecurityPolicy = policyBeforeAncestors + "'none'" + policyAfterAncestors

const policyBeforeAncestors = "default-src 'none'; " +
	"script-src 'self' 'wasm-unsafe-eval'; " +
	"style-src 'self'; " +
	"img-src 'self'; " +
	"connect-src 'self'; " +
	"manifest-src 'self'; " +
	"worker-src 'self'; " +
	"base-uri 'none'; " +
	"form-action 'self'; " +
	"frame-ancestors "

const policyAfterAncestors = "; require-trusted-types-for 'script'; trusted-types default mautic-connect"

// refusedContentPolicy is that of the page which says that this app may not be
// shown here. Everybody may show it: it holds nothing and does nothing.
const refusedContentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'"

// relayedContentPolicy disarms a relayed answer that somebody opens as a page.
const relayedContentPolicy = "sandbox; default-src 'none'"

// permissionsPolicy switches off what the app never uses; writing to the
// clipboard stays, for the copy buttons.
const permissionsPolicy = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), " +
	"clipboard-read=(), clipboard-write=(self), display-capture=(), encrypted-media=(), " +
	"fullscreen=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), " +
	"midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), " +
	"screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"

// callbackPath is the page Mautic sends people back to. A COOP header there would
// cut window.opener, the only channel to an embedded app.
const callbackPath = "/callback"

// setSecurityHeaders sets what every answer of the server carries.
func setSecurityHeaders(h http.Header, hsts bool) {
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Permissions-Policy", permissionsPolicy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if hsts {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// setPageHeaders adds what only a page (an HTML document) needs.
func setPageHeaders(h http.Header, path, contentType string) {
	if strings.HasPrefix(contentType, "text/html") && path != callbackPath {
		h.Set("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
	}
}

// allowFraming lets the pages of some origins show the answer.
func allowFraming(h http.Header, origins []origin.Origin) {
	list := make([]string, len(origins))
	for i, o := range origins {
		list[i] = o.String()
	}
	h.Set("Content-Security-Policy", policyBeforeAncestors+strings.Join(list, " ")+policyAfterAncestors)
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
	h.Set("Content-Security-Policy", relayedContentPolicy)
	h.Set("Cache-Control", "no-store")
}
