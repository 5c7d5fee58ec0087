package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"mautic-connect/mautic"
	"mautic-connect/web/origin"
)

// connectHeader must be on every request to the proxy. A page of another origin
// cannot send it without a CORS preflight, which this server grants to the
// operator's list only.
const connectHeader = "X-Mautic-Connect"

// callerCheck refuses callers that are not the app itself.
type callerCheck struct {
	protection *http.CrossOriginProtection
	others     crossOrigin
}

// newCallerCheck returns a check that lets pages of other origins in, too.
func newCallerCheck(others ...origin.Origin) *callerCheck {
	return &callerCheck{protection: http.NewCrossOriginProtection(), others: others}
}

// check returns nil for a same-origin request, one of an allowed origin, or one
// from outside a browser.
func (c *callerCheck) check(r *http.Request) *refusal {
	refused := &refusal{status: http.StatusForbidden, kind: mautic.KindBadRequest, title: "Only this app may ask for this"}
	if r.Header.Get(connectHeader) != "1" {
		refused.detail = "The request lacks the header " + connectHeader + ": 1."
		return refused
	}
	if c.others.allows(r) {
		return nil
	}
	refused.detail = "The request comes from a page of another origin."
	if err := c.protection.Check(r); err != nil {
		return refused
	}
	// CrossOriginProtection lets GET pass, but here even GET carries credentials.
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return refused
	}
	if from := r.Header.Get("Origin"); from != "" {
		if u, err := url.Parse(from); err != nil || u.Host != r.Host {
			return refused
		}
	}
	return nil
}

// hostCheck decides which Host names the server answers to. A page can make its
// own name point at this server (DNS rebinding) and would then be same-origin.
type hostCheck struct {
	public string // host[:port] of the public URL; "" accepts any
}

func newHostCheck(public *url.URL) hostCheck {
	if public == nil {
		return hostCheck{}
	}
	return hostCheck{public: withoutDefaultPort(public.Scheme, public.Host)}
}

// allows tells whether a request for host may be answered at all.
func (c hostCheck) allows(host string) bool {
	return c.public == "" || strings.EqualFold(withoutDefaultPort("https", host), c.public) ||
		strings.EqualFold(withoutDefaultPort("http", host), c.public)
}

// notRebindable tells whether host is localhost or an IP address: names that no
// stranger can point here.
func notRebindable(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = canonicalName(strings.Trim(name, "[]"))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	_, err := netip.ParseAddr(name)
	return err == nil
}

func withoutDefaultPort(scheme, host string) string {
	suffix := ":443"
	if scheme == "http" {
		suffix = ":80"
	}
	return strings.TrimSuffix(host, suffix)
}
