package mautic

import (
	"slices"
	"strings"
	"unicode"
)

// scheme splits the scheme off s; it is "" when s names none.
func (p *parser) scheme(s string) (scheme, rest string, reason BaseURLReason) {
	// Browsers read a backslash as a slash, and so did whoever typed it.
	head, tail := s, ""
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		head, tail = s[:i], s[i:]
	}
	if strings.Contains(head, `\`) {
		fixed := strings.ReplaceAll(head, `\`, "/")
		p.note(PathCorrected, `\`, "/")
		s = fixed + tail
	}

	s = strings.TrimLeft(s, "/")
	for range 4 { // "https://https://x" and worse
		name, after, how := cutScheme(s)
		if how == noScheme {
			break
		}
		low := strings.ToLower(name)
		if low != "http" && low != "https" {
			switch {
			case scheme != "" && how != complete:
				return scheme, s, "" // "https://localhost:x": a broken port
			case how == colonOnly && strings.Contains(after, "@") && !knownScheme(low):
				return "", "", BaseURLUserInfo // user:password@host
			default:
				return "", "", BaseURLScheme
			}
		}
		clean := strings.TrimLeft(after, "/:")
		clean = strings.TrimFunc(clean, unicode.IsSpace)
		if scheme != "" {
			p.note(SchemeRepaired, scheme+"://"+name+"://", low+"://")
		} else if written := s[:len(s)-len(after)]; how != complete || strings.HasPrefix(after, "/") || clean != after {
			p.note(SchemeRepaired, strings.TrimSpace(written), low+"://")
		} else if name != low {
			p.note(LowerCased, name, low)
		}
		scheme, s = low, clean
	}
	if s == "" {
		return "", "", BaseURLHost
	}
	return scheme, s, ""
}

type schemeForm int

const (
	noScheme  schemeForm = iota
	complete             // "https://x"
	colonOnly            // "https:x", "https:/x"
	slashOnly            // "https//x"
)

// cutScheme finds a scheme at the start of s. "example.com:8080" and
// "localhost:8080" have none.
func cutScheme(s string) (name, after string, form schemeForm) {
	i := 0
	for i < len(s) && (isTokenByte(s[i]) && s[i] != '_' || s[i] == '+' || s[i] == '.') {
		i++
	}
	if i == 0 || i == len(s) || '0' <= s[0] && s[0] <= '9' {
		return "", s, noScheme
	}
	name, after = s[:i], s[i:]
	switch {
	case strings.HasPrefix(after, "://"):
		return name, after[3:], complete
	case strings.HasPrefix(after, ":"):
		next, _, _ := strings.Cut(strings.TrimLeft(after[1:], " "), "/")
		next, _, _ = strings.Cut(next, "?")
		next, _, _ = strings.Cut(next, "#")
		if low := strings.ToLower(name); low != "http" && low != "https" && !knownScheme(low) &&
			(next == "" || isDigits(next) || strings.Contains(name, ".") && !strings.Contains(next, "@")) {
			return "", s, noScheme // a port, or a broken one
		}
		return name, after[1:], colonOnly
	case strings.HasPrefix(after, "//") && (strings.EqualFold(name, "http") || strings.EqualFold(name, "https")):
		return name, after[2:], slashOnly
	}
	return "", s, noScheme
}

// knownScheme lists what people paste that begins like "name:" without being
// a host and port.
func knownScheme(low string) bool {
	return slices.Contains([]string{
		"mailto", "javascript", "data", "file", "ftp", "ftps", "sftp", "ssh", "tel", "about", "blob", "ws", "wss", "chrome", "view-source", "vbscript",
	}, low)
}
