package mautic

import (
	"strconv"
	"strings"
)

// IP addresses are read here rather than with net/netip, which brings 13 kB into
// the browser's program for the two questions asked of it: how an address is
// written, and whether it is a private one.

// ipAddress is an IP address as its eight groups (RFC 4291, section 2.2); an
// IPv4 address stands in the last two, mapped to ::ffff:0:0/96 (section 2.5.5.2).
type ipAddress [8]uint16

// parseIP reads four decimal numbers without leading zeros, or any text form of
// an IPv6 address without a zone.
func parseIP(s string) (ip ipAddress, ok bool) {
	if !strings.Contains(s, ":") {
		ip[5] = 0xffff
		ip[6], ip[7], ok = parseIPv4(s)
		return ip, ok
	}
	return parseIPv6(s)
}

// parseIPv4 returns the two halves of "192.0.2.1".
func parseIPv4(s string) (high, low uint16, ok bool) {
	numbers := strings.Split(s, ".")
	if len(numbers) != 4 {
		return 0, 0, false
	}
	var value uint32
	for _, number := range numbers {
		n, err := strconv.ParseUint(number, 10, 8)
		if err != nil || number[0] == '0' && number != "0" {
			return 0, 0, false // some readers take a leading zero for octal
		}
		value = value<<8 | uint32(n)
	}
	return uint16(value >> 16), uint16(value), true
}

// parseIPv6 reads groups of up to four hexadecimal digits, of which "::" leaves
// out one or more that are zero, and the last two of which may be an IPv4 address.
func parseIPv6(s string) (ip ipAddress, ok bool) {
	before, after, short := strings.Cut(s, "::")
	first, ok := parseGroups(before, !short)
	if !ok {
		return ip, false
	}
	last, ok := parseGroups(after, short)
	n := len(first) + len(last)
	if !ok || n > 8 || short == (n == 8) {
		return ip, false
	}
	copy(ip[:], first)
	copy(ip[8-len(last):], last)
	return ip, true
}

// parseGroups reads groups between colons; none of an empty text. The last one
// may be an IPv4 address where the address ends.
func parseGroups(s string, ends bool) (groups []uint16, ok bool) {
	for s != "" {
		group, rest, more := strings.Cut(s, ":")
		if more && rest == "" {
			return nil, false
		}
		if ends && !more && strings.Contains(group, ".") {
			high, low, ok := parseIPv4(group)
			return append(groups, high, low), ok
		}
		n, err := strconv.ParseUint(group, 16, 16)
		if err != nil || len(group) > 4 {
			return nil, false
		}
		groups, s = append(groups, uint16(n)), rest
	}
	return groups, true
}

// isIPv4 reports whether ip is an IPv4 address, written as such or mapped.
func (ip ipAddress) isIPv4() bool {
	return ip[0]|ip[1]|ip[2]|ip[3]|ip[4] == 0 && ip[5] == 0xffff
}

// ipv6Text writes an IPv6 address canonically (RFC 5952): lower case, no leading
// zeros, the longest run of two or more groups that are zero as "::", and the
// end of a mapped IPv4 address with dots.
func (ip ipAddress) ipv6Text() string {
	if ip.isIPv4() {
		text := "::ffff"
		for i, separator := range ":..." {
			text += string(separator) + strconv.Itoa(int(ip[6+i/2]>>(8-i%2*8)&0xff))
		}
		return text
	}
	from, length := 8, 1
	for i := range ip {
		n := 0
		for i+n < 8 && ip[i+n] == 0 {
			n++
		}
		if n > length {
			from, length = i, n
		}
	}
	text := ""
	for i := 0; i < 8; i++ {
		if i == from {
			text += "::"
			i += length - 1
			continue
		}
		if text != "" && !strings.HasSuffix(text, ":") {
			text += ":"
		}
		text += strconv.FormatUint(uint64(ip[i]), 16)
	}
	return text
}

// private reports whether ip means something inside one network or machine only:
// unspecified, loopback, private (RFC 1918, 4193), link-local (RFC 3927, 4291)
// or behind a carrier's NAT (RFC 6598).
func (ip ipAddress) private() bool {
	if ip.isIPv4() {
		switch high := ip[6]; high >> 8 {
		case 0:
			return high|ip[7] == 0
		case 10, 127:
			return true
		case 100:
			return high&0xc0 == 64
		case 169:
			return high&0xff == 254
		case 172:
			return high&0xf0 == 16
		case 192:
			return high&0xff == 168
		}
		return false
	}
	return ip == ipAddress{} || ip == ipAddress{7: 1} || ip[0]&0xfe00 == 0xfc00 || ip[0]&0xffc0 == 0xfe80
}
