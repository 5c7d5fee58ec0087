package web

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// ErrBlocked is why a connection was not made: the egress policy forbids it. The
// errors that wrap it name the address and are for the operator, not the browser.
var ErrBlocked = errors.New("the egress policy forbids this address")

// Policy is the egress policy: which addresses this server connects to on behalf
// of a browser. It is asked at dial time about every address a name resolves to,
// so a name that changes its address between two lookups gains nothing.
//
// By default only public addresses are allowed, on any port a browser would use.
// The zero value is that default. A Policy does not change once it is in use.
type Policy struct {
	ranges []netip.Prefix
	hosts  map[string]bool // "name" or "name:port"
}

// NewPolicy returns the default policy with the operator's exceptions: ranges of
// private addresses, and hosts ("intranet.example" or "intranet.example:8443")
// that may resolve to private addresses. Link-local and metadata addresses stay
// forbidden whatever is allowed.
func NewPolicy(ranges []netip.Prefix, hosts []string) (*Policy, error) {
	p := &Policy{hosts: make(map[string]bool, len(hosts))}
	for _, r := range ranges {
		if !r.IsValid() {
			return nil, errors.New("an allowed range is empty; write it like 10.0.0.0/8")
		}
		if r.Addr().Is4In6() {
			return nil, fmt.Errorf("the range %s is IPv4 written as IPv6; write it like 10.0.0.0/8", r)
		}
		p.ranges = append(p.ranges, r.Masked())
	}
	for _, host := range hosts {
		key, err := hostKey(host)
		if err != nil {
			return nil, err
		}
		p.hosts[key] = true
	}
	return p, nil
}

// HasExceptions tells whether anything but public addresses can be reached.
func (p *Policy) HasExceptions() bool { return len(p.ranges)+len(p.hosts) > 0 }

// Check returns nil when a connection to address, found for target ("host:port"
// as asked for), is allowed, and an error that wraps ErrBlocked otherwise.
func (p *Policy) Check(target string, address netip.AddrPort) error {
	ip := address.Addr()
	if !ip.IsValid() || ip.Zone() != "" {
		return fmt.Errorf("%w: %s", ErrBlocked, ip)
	}
	ip = ip.Unmap()
	addrs := []netip.Addr{ip}
	if inner, ok := embeddedIPv4(ip); ok {
		addrs = append(addrs, inner)
	}
	for _, a := range addrs {
		if r, never := neverReached(a); never {
			return fmt.Errorf("%w: %s is in %s, which is never reached", ErrBlocked, ip, r)
		}
	}
	if p.allowsHost(target) {
		return nil
	}
	if unsafePort(address.Port()) {
		return fmt.Errorf("%w: port %d belongs to another protocol than HTTP", ErrBlocked, address.Port())
	}
	guardian := ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(p.ranges...), ssrf.WithAllowedV6Prefixes(p.ranges...))
	for _, a := range addrs {
		if err := guardian.SafeAddr(a); err != nil {
			return fmt.Errorf("%w: %w", ErrBlocked, err)
		}
	}
	return nil
}

// control is a net.Dialer.Control for connections to target.
func (p *Policy) control(target string) func(network, address string, _ syscall.RawConn) error {
	return func(network, address string, _ syscall.RawConn) error {
		if network != "tcp4" && network != "tcp6" {
			return fmt.Errorf("%w: network %s", ErrBlocked, network)
		}
		ap, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBlocked, err)
		}
		return p.Check(target, ap)
	}
}

func (p *Policy) allowsHost(target string) bool {
	host, port, err := net.SplitHostPort(target)
	if err != nil {
		return false
	}
	host = canonicalName(host)
	return p.hosts[host] || p.hosts[net.JoinHostPort(host, port)]
}

// neverReached tells whether no exception opens an address, and which range it is in.
func neverReached(ip netip.Addr) (netip.Prefix, bool) {
	for _, r := range [...]string{
		"0.0.0.0/8", "::/128", // this host under another name
		"169.254.0.0/16", "fe80::/10", // link-local: the metadata services of most clouds
		"fd00:ec2::/32",                                 // AWS metadata over IPv6
		"fd20:ce::254/128",                              // Google Cloud metadata over IPv6
		"100.100.100.200/32",                            // Alibaba Cloud metadata
		"192.0.0.192/32",                                // Oracle Cloud metadata
		"168.63.129.16/32",                              // Azure's wire server, a public address
		"224.0.0.0/4", "ff00::/8", "255.255.255.255/32", // many hosts at once
	} {
		if p := netip.MustParsePrefix(r); p.Contains(ip) {
			return p, true
		}
	}
	return netip.Prefix{}, false
}

// embeddedIPv4 returns the IPv4 address that a NAT64 (RFC 6052), 6to4 (RFC 3056)
// or IPv4-compatible address (RFC 4291) leads to.
func embeddedIPv4(ip netip.Addr) (netip.Addr, bool) {
	if !ip.Is6() {
		return netip.Addr{}, false
	}
	b := ip.As16()
	switch {
	case ssrf.IPv6NAT64Prefix.Contains(ip), netip.MustParsePrefix("::/96").Contains(ip) && b[12] != 0:
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case netip.MustParsePrefix("2002::/16").Contains(ip):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return netip.Addr{}, false
}

// hostKey turns "Name[:port]" into the form that allowsHost looks up.
func hostKey(s string) (string, error) {
	host, port := s, ""
	if h, p, err := net.SplitHostPort(s); err == nil {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n == 0 {
			return "", fmt.Errorf("%q does not end in a port number from 1 to 65535", s)
		}
		host, port = h, strconv.FormatUint(n, 10)
	}
	host = canonicalName(strings.Trim(host, "[]"))
	if _, err := netip.ParseAddr(host); err != nil && !validName(host) {
		return "", fmt.Errorf("%q is not a host name such as mautic.example.net or mautic.example.net:8443", s)
	}
	if port == "" {
		return host, nil
	}
	return net.JoinHostPort(host, port), nil
}

func canonicalName(host string) string {
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
