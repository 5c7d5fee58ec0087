package mautic

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxBaseURL = 2048

// ParseBaseURL makes a canonical base URL of what a person pasted, and tells
// what it corrected. The error is a *BaseURLError. Parsing the String of a
// result gives the same result and no corrections.
//
//   - A missing scheme becomes https; http for localhost, for loopback and
//     private IP addresses, and when the port is 80.
//   - Mautic's own paths are cut off together with what follows them: /s/…,
//     /api/…, /oauth/…, /index.php/…, /index_dev.php/…, /installer/…,
//     /passwordreset/…, /mtc.js, /mtracking.gif, and /email, /form, /page,
//     /asset, /r followed by what Mautic puts there. Any other path is kept as
//     the sub-directory of the installation.
//   - Query and fragment are cut off.
//   - A host with letters outside ASCII is encoded (IDNA); an IPv4 address in
//     any form but four decimal numbers is refused, since its readers differ.
//   - An address with user info is refused, and the error does not repeat it.
func ParseBaseURL(pasted string) (BaseURL, []Correction, error) {
	p := parser{}
	b, reason := p.parse(pasted)
	if reason != "" {
		return BaseURL{}, nil, &BaseURLError{Reason: reason, Input: quotable(pasted)}
	}
	return b, p.corrections, nil
}

// quotable is what of a refused input an error may repeat.
func quotable(s string) string {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "@＠") || strings.Contains(s, "%40") {
		return ""
	}
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		s = s[:i]
	}
	return clean(s, 80)
}

// parser collects the corrections of one ParseBaseURL.
type parser struct{ corrections []Correction }

func (p *parser) note(k CorrectionKind, was, now string) {
	p.corrections = append(p.corrections, Correction{k, was, now})
}

func (p *parser) parse(s string) (BaseURL, BaseURLReason) {
	if len(s) > maxBaseURL {
		return BaseURL{}, BaseURLTooLong
	}
	s, reason := p.unwrap(s)
	if reason != "" {
		return BaseURL{}, reason
	}
	scheme, rest, reason := p.scheme(s)
	if reason != "" {
		return BaseURL{}, reason
	}

	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	if strings.ContainsAny(authority, "@＠") || strings.Contains(authority, "%40") {
		return BaseURL{}, BaseURLUserInfo
	}
	if strings.ContainsFunc(authority, unicode.IsSpace) {
		return BaseURL{}, BaseURLNotAURL
	}
	name, port, reason := p.host(authority)
	if reason != "" {
		return BaseURL{}, reason
	}
	if port != "" && (name == "http" || name == "https") {
		return BaseURL{}, BaseURLHost // would read as a doubled scheme
	}
	if scheme == "" {
		scheme = "https"
		if port == "80" || plainHTTP(name) {
			scheme = "http"
		}
		p.note(SchemeAdded, "", scheme+"://")
	}
	if scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		p.note(DefaultPortRemoved, ":"+port, "")
		port = ""
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if port != "" {
		name += ":" + port
	}

	path, query, fragment := split(tail)
	path, reason = p.path(path)
	if reason != "" {
		return BaseURL{}, reason
	}
	if query != "" {
		p.note(QueryRemoved, parameterNames(query), "")
	}
	if fragment != "" {
		p.note(FragmentRemoved, parameterNames(fragment), "")
	}
	return BaseURL{scheme, name, path}, ""
}

// split cuts "/path?query#fragment"; query and fragment keep their mark.
func split(tail string) (path, query, fragment string) {
	path = tail
	if i := strings.IndexByte(path, '#'); i >= 0 {
		path, fragment = path[:i], path[i:]
	}
	if i := strings.IndexByte(path, '?'); i >= 0 {
		path, query = path[:i], path[i:]
	}
	return path, query, fragment
}

// parameterNames blanks the values in "?a=1&b=2": "?a=…&b=…".
func parameterNames(s string) string {
	parts := strings.Split(s[1:], "&")
	for i, part := range parts {
		if name, _, found := strings.Cut(part, "="); found {
			parts[i] = name + "=…"
		}
	}
	return clean(s[:1]+strings.Join(parts, "&"), 200)
}

// unwrap removes what copying puts around an address.
func (p *parser) unwrap(s string) (string, BaseURLReason) {
	if !utf8.ValidString(s) {
		return "", BaseURLNotAURL
	}
	visible := strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
	t := strings.TrimFunc(visible, pastedNoise)
	if t != s {
		p.note(SpacesRemoved, "", "")
	}
	if u := unwrapAll(t); u != t {
		p.note(QuotesRemoved, "", "")
		t = u
	}
	switch {
	case t == "":
		return "", BaseURLEmpty
	case strings.ContainsFunc(t, unicode.IsControl):
		return "", BaseURLNotAURL // two lines: two addresses, or a text
	}
	return t, ""
}

func unwrapAll(t string) string {
	for {
		u := strings.TrimFunc(unwrapOnce(t), pastedNoise)
		if u == t {
			return t
		}
		t = u
	}
}

// unwrapOnce takes off one layer: quotes, brackets, a Markdown link, a comma
// or semicolon at the end.
func unwrapOnce(t string) string {
	if strings.HasPrefix(t, "[") && strings.HasSuffix(t, ")") {
		if i := strings.LastIndex(t, "]("); i > 0 {
			return t[i+2 : len(t)-1]
		}
	}
	for _, pair := range [...][2]string{
		{`"`, `"`}, {"'", "'"}, {"`", "`"}, {"<", ">"}, {"(", ")"}, {"“", "”"}, {"„", "“"}, {"‘", "’"}, {"‚", "‘"}, {"«", "»"}, {"»", "«"}, {"‹", "›"},
	} {
		if len(t) >= len(pair[0])+len(pair[1]) && strings.HasPrefix(t, pair[0]) && strings.HasSuffix(t, pair[1]) {
			return t[len(pair[0]) : len(t)-len(pair[1])]
		}
	}
	// One quote alone is what a sloppy selection leaves.
	t = strings.TrimRight(t, ",;\"'`”’»>")
	return strings.TrimLeft(t, "\"'`“„‘«<")
}
