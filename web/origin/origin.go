// Package origin knows the origins of pages: scheme, host and port, as a browser
// compares them.
package origin

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"mautic-connect/mautic"
)

// Origin is the origin of a page, such as https://portal.example. It is written
// as browsers write it, so two of one page are equal with ==. The zero value is
// none.
type Origin struct{ text string }

// String returns "https://portal.example", or "" for the zero value.
func (o Origin) String() string { return o.text }

// Parse reads an origin whose pages may show this app: https, or http on this
// very machine. Upper case and the port of the scheme are put right; a path, a
// wildcard and everything else are refused.
func Parse(s string) (Origin, error) {
	o, ok := read(s)
	switch {
	case !ok && strings.Contains(s, "@"): // what stands in front of it may be a password
		return Origin{}, errors.New("an origin is like https://portal.example, without a user name")
	case !ok:
		return Origin{}, fmt.Errorf("%q is not an origin like https://portal.example; it has no path and no wildcard", s)
	case strings.Contains(o.text, "["):
		return Origin{}, fmt.Errorf("%q is an IPv6 address, which a page cannot be allowed by; use a name", s)
	case !o.secure():
		return Origin{}, fmt.Errorf("%q is http, which anybody on the way can change; use https, as only this machine itself may do without", s)
	}
	return o, nil
}

// MarshalText returns String.
func (o Origin) MarshalText() ([]byte, error) { return []byte(o.text), nil }

// UnmarshalText reads what Parse reads.
func (o *Origin) UnmarshalText(text []byte) error {
	parsed, err := Parse(strings.TrimSpace(string(text)))
	*o = parsed
	return err
}

// Of returns the origin of an address, such as a Referer's. It is false for what
// is no address of a page.
func Of(address string) (Origin, bool) {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return Origin{}, false
	}
	return read(u.Scheme + "://" + u.Host)
}

// read accepts scheme://host[:port]. Package mautic knows what a host is.
func read(s string) (Origin, bool) {
	if strings.Count(s, "/") != 2 {
		return Origin{}, false
	}
	base, corrections, err := mautic.ParseBaseURL(s)
	if err != nil || base.String() != base.Origin() {
		return Origin{}, false
	}
	// Whatever else a Mautic's address may need put right is no origin.
	mended := []mautic.CorrectionKind{mautic.LowerCased, mautic.DefaultPortRemoved, mautic.IDNEncoded, mautic.AddressCorrected}
	for _, c := range corrections {
		if !slices.Contains(mended, c.Kind) {
			return Origin{}, false
		}
	}
	return Origin{base.Origin()}, true
}

// secure tells whether nobody between the two machines can change the pages.
func (o Origin) secure() bool {
	host, plain := strings.CutPrefix(o.text, "http://")
	if !plain {
		return true
	}
	name, _, _ := strings.Cut(host, ":")
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback()
}
