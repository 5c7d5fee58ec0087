package mautic

import (
	"net/netip"
	"strings"
)

// BaseURL is the address of a Mautic: scheme, host and, for an installation
// in a sub-directory, a path. It is canonical, so two values of one Mautic are
// equal with ==. The zero value is none.
type BaseURL struct {
	scheme string // "http" or "https"
	host   string // lower case ASCII, no default port
	path   string // "" or "/mautic", percent-encoded, no trailing slash
}

// String returns "https://example.com/mautic", never with a trailing slash,
// or "" for the zero value. ParseBaseURL gives the same value back.
func (b BaseURL) String() string {
	if b.IsZero() {
		return ""
	}
	return b.scheme + "://" + b.host + b.path
}

// IsZero reports whether b is none.
func (b BaseURL) IsZero() bool { return b == BaseURL{} }

// Equal reports whether b and o are the same address.
func (b BaseURL) Equal(o BaseURL) bool { return b == o }

// Scheme returns "http" or "https".
func (b BaseURL) Scheme() string { return b.scheme }

// Host returns the host, with the port if it is not the scheme's own.
func (b BaseURL) Host() string { return b.host }

// Path returns the sub-directory, "/mautic", or "".
func (b BaseURL) Path() string { return b.path }

// Origin returns scheme and host, "https://example.com".
func (b BaseURL) Origin() string {
	if b.IsZero() {
		return ""
	}
	return b.scheme + "://" + b.host
}

// API returns the address of an API path: API("users/self") is
// {base}/api/users/self.
func (b BaseURL) API(path string) string { return b.Page("api/" + strings.TrimLeft(path, "/")) }

// TokenURL returns the address of the OAuth2 token endpoint.
func (b BaseURL) TokenURL() string { return b.Page("oauth/v2/token") }

// AuthorizeURL returns the address of the OAuth2 authorization endpoint.
func (b BaseURL) AuthorizeURL() string { return b.Page("oauth/v2/authorize") }

// Page returns the address of a page of this Mautic: Page("s/config/edit").
// It is "" for the zero value.
func (b BaseURL) Page(path string) string {
	if b.IsZero() {
		return ""
	}
	return b.String() + "/" + strings.TrimLeft(path, "/")
}

// Private reports whether the address can only mean something inside one
// network or machine: a loopback, private, link-local or unspecified IP
// address, a name without a dot, or a name under a suffix reserved for local
// use. A public name may still resolve to a private address.
func (b BaseURL) Private() bool {
	if b.IsZero() {
		return false
	}
	return privateHost(hostname(b.host))
}

// hostname cuts the port and the brackets off a canonical host.
func hostname(host string) string {
	if strings.HasPrefix(host, "[") {
		return host[1:strings.IndexByte(host, ']')]
	}
	name, _, _ := strings.Cut(host, ":")
	return name
}

func privateHost(name string) bool {
	if ip, err := netip.ParseAddr(name); err == nil {
		ip = ip.Unmap()
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified() || sharedSpace.Contains(ip)
	}
	if !strings.Contains(name, ".") {
		return true
	}
	// RFC 6761, 6762, 8375, and ICANN's "internal"; "lan" is what home routers use.
	for _, suffix := range []string{".localhost", ".local", ".internal", ".home.arpa", ".lan"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// sharedSpace is the carrier-grade NAT range of RFC 6598.
var sharedSpace = netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64}), 10)

// plainHTTP reports whether an address without a scheme is more likely http:
// this machine and private IP addresses seldom have a certificate.
func plainHTTP(name string) bool {
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	_, err := netip.ParseAddr(name)
	return err == nil && privateHost(name)
}

// MarshalText returns String.
func (b BaseURL) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads what MarshalText wrote, or anything ParseBaseURL reads;
// empty text is the zero value.
func (b *BaseURL) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*b = BaseURL{}
		return nil
	}
	v, _, err := ParseBaseURL(string(text))
	if err != nil {
		return err
	}
	*b = v
	return nil
}
