package command

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"mautic-connect/web/site"
)

// addressRange is a flag value such as 10.0.0.0/8, or a single address.
type addressRange struct{ prefix netip.Prefix }

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *addressRange) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if ip, err := netip.ParseAddr(s); err == nil && ip.Zone() == "" {
		ip = ip.Unmap()
		r.prefix = netip.PrefixFrom(ip, ip.BitLen())
		return nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return fmt.Errorf("%q is not a range of addresses; write it like 10.0.0.0/8 or fd00::/8", s)
	}
	r.prefix = p
	return nil
}

func prefixes(ranges []addressRange) []netip.Prefix {
	out := make([]netip.Prefix, len(ranges))
	for i, r := range ranges {
		out[i] = r.prefix
	}
	return out
}

// basePath is a flag value such as /connect/.
type basePath string

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *basePath) UnmarshalText(text []byte) error {
	clean, err := site.CleanBasePath(string(text))
	*b = basePath(clean)
	return err
}

// proxyURL is a flag value such as https://connect.example.com/x/: a server.
type proxyURL string

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *proxyURL) UnmarshalText(text []byte) error {
	clean, err := site.CleanProxy(string(text))
	*p = proxyURL(clean)
	return err
}

// publicURL is a flag value such as https://connect.example.com: where people
// reach the server.
type publicURL struct{ url *url.URL }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *publicURL) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	u, err := url.Parse(string(text))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil ||
		u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("%q is not an address like https://connect.example.com; a path goes into --base-path", text)
	}
	u.Path, u.Host = "", strings.ToLower(u.Host)
	p.url = u
	return nil
}

func (p publicURL) String() string {
	if p.url == nil {
		return ""
	}
	return p.url.String()
}

// count is a flag value such as 120.
type count int

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *count) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a whole number", text)
	}
	*c = count(n)
	return nil
}

// sentence makes one of an error text.
func sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size > 0 && !strings.HasPrefix(s, "mautic-connect") {
		s = string(unicode.ToUpper(first)) + s[size:]
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return s
}
