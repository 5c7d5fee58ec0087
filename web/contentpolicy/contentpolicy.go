// Package contentpolicy has the header fields that the pages and files of this
// site are sent with, for the server that sends them and for what is written for
// other hosts.
package contentpolicy

import "strings"

// Page is the Content-Security-Policy of pages and files. go-app needs
// 'wasm-unsafe-eval' and nothing else; its DOM writes go through the Trusted
// Types policy "default" that the page's shim defines.
type Page struct {
	// Connect is what scripts may ask beside the page's own origin.
	Connect []string
	// Ancestors are the origins whose pages may show it; none may without any.
	Ancestors []string
}

// Header is the policy as a header field.
func (p Page) Header() string {
	ancestors := "'none'"
	if len(p.Ancestors) > 0 {
		ancestors = strings.Join(p.Ancestors, " ")
	}
	return p.join("frame-ancestors " + ancestors)
}

// Meta is the policy as a meta element, which cannot say who may show the page.
func (p Page) Meta() string { return p.join() }

func (p Page) join(more ...string) string {
	directives := append([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self'",
		"img-src 'self'",
		strings.Join(append([]string{"connect-src 'self'"}, p.Connect...), " "),
		"manifest-src 'self'",
		"worker-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
	}, more...)
	return strings.Join(append(directives, "require-trusted-types-for 'script'", "trusted-types default mautic-connect"), "; ")
}

const (
	// Refused is the policy of the page which says that this app may not be shown
	// here. Everybody may show it: it holds nothing and does nothing.
	Refused = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'"
	// Relayed disarms a relayed answer that somebody opens as a page.
	Relayed = "sandbox; default-src 'none'"
)

// permissions switches off what the app never uses; writing to the clipboard
// stays, for the copy buttons.
const permissions = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), " +
	"clipboard-read=(), clipboard-write=(self), display-capture=(), encrypted-media=(), " +
	"fullscreen=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), " +
	"midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), " +
	"screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"

// Opener is the Cross-Origin-Opener-Policy of pages, except the callback's: there
// it would cut window.opener, the only channel to an embedded app.
const Opener = "same-origin-allow-popups"

// The values of Cache-Control: of files that carry their hash in their name, and
// of all others.
const (
	Immutable = "public, max-age=31536000, immutable"
	Fresh     = "no-cache"
)

// Field is a header field.
type Field struct{ Name, Value string }

// Everywhere are the fields of every answer; hsts says that it is https for good.
func (p Page) Everywhere(hsts bool) []Field {
	fields := []Field{
		{"Content-Security-Policy", p.Header()},
		{"Referrer-Policy", "no-referrer"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Permissions-Policy", permissions},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	}
	if hsts {
		fields = append(fields, Field{"Strict-Transport-Security", "max-age=31536000"})
	}
	return fields
}
