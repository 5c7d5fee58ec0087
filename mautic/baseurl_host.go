package mautic

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"
)

// host makes the host of an authority without user info canonical. name has
// no brackets, port is "" or a number.
func (p *parser) host(authority string) (name, port string, reason BaseURLReason) {
	if authority == "" {
		return "", "", BaseURLHost
	}
	if strings.HasPrefix(authority, "[") || strings.Count(authority, ":") > 1 {
		return p.ipv6(authority)
	}
	name, port, found := strings.Cut(authority, ":")
	if found {
		if port, reason = p.port(port); reason != "" {
			return "", "", reason
		}
	}
	name, reason = p.name(name)
	return name, port, reason
}

func (p *parser) port(s string) (string, BaseURLReason) {
	if s == "" {
		p.note(DefaultPortRemoved, ":", "")
		return "", ""
	}
	if !isDigits(s) {
		return "", BaseURLPort
	}
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || n == 0 {
		return "", BaseURLPort
	}
	port := strconv.FormatUint(n, 10)
	if port != s {
		p.note(PortCorrected, ":"+s, ":"+port)
	}
	return port, ""
}

func (p *parser) ipv6(authority string) (name, port string, reason BaseURLReason) {
	inside, after := authority, ""
	if bracketed := strings.HasPrefix(authority, "["); bracketed {
		i := strings.IndexByte(authority, ']')
		if i < 0 {
			return "", "", BaseURLHost
		}
		inside, after = authority[1:i], authority[i+1:]
	}
	if strings.Contains(inside, "%") {
		return "", "", BaseURLZone
	}
	ip, err := netip.ParseAddr(inside)
	if err != nil || !ip.Is6() {
		return "", "", BaseURLHost
	}
	name = ip.String()
	if was := authority[:len(authority)-len(after)]; was != "["+name+"]" {
		p.note(AddressCorrected, was, "["+name+"]")
	}
	if after == "" {
		return name, "", ""
	}
	if after[0] != ':' {
		return "", "", BaseURLHost
	}
	port, reason = p.port(after[1:])
	return name, port, reason
}

// name makes a host name or IPv4 address canonical.
func (p *parser) name(s string) (string, BaseURLReason) {
	// The full stops other scripts type (UTS 46).
	name := strings.Map(func(r rune) rune {
		if r == '。' || r == '．' || r == '｡' {
			return '.'
		}
		return r
	}, s)
	ascii, ok := asciiHost(name)
	if !ok {
		return "", BaseURLHost
	}
	if !isASCII(name) || name != s {
		p.note(IDNEncoded, s, strings.TrimSuffix(ascii, "."))
	} else if ascii != name {
		p.note(LowerCased, name, ascii)
	}
	name = ascii
	if strings.HasSuffix(name, ".") {
		name = name[:len(name)-1]
		p.note(TrailingDotRemoved, ".", "")
	}
	if numeric(name) {
		ip, err := netip.ParseAddr(name)
		if err != nil || !ip.Is4() || ip.String() != name {
			return "", BaseURLIPv4
		}
		return name, ""
	}
	if !validName(name) {
		return "", BaseURLHost
	}
	return name, ""
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// numeric reports whether browsers read name as an IPv4 address: its last
// label is a decimal or hexadecimal number (WHATWG URL, "ends in a number").
func numeric(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	if isDigits(last) {
		return true
	}
	return strings.HasPrefix(last, "0x") && strings.Trim(last[2:], digits+"abcdef") == ""
}

// validName reports whether DNS can know name: labels of 1 to 63 letters,
// digits, hyphens inside, and underscores, which container networks use.
func validName(name string) bool {
	if len(name) == 0 || len(name) > 253 {
		return false
	}
	for _, label := range strings.Split(name, ".") {
		if len(label) == 0 || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.Trim(label, base36+"-_") != "" {
			return false
		}
	}
	return true
}
