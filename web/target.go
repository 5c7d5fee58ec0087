package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"mautic-connect/mautic"
)

// rule is the part of a Mautic, or of an n8n, that a relay goes to. It is all the log says of
// the path, since paths hold ids.
type rule string

const (
	ruleAPI       rule = "api"       // …/api/…
	ruleToken     rule = "token"     // …/oauth/v2/token
	ruleAuthorize rule = "authorize" // GET …/oauth/v2/authorize
	ruleTracking  rule = "tracking"  // GET …/mtc.js
	ruleN8N       rule = "n8n"       // GET, POST, PATCH …/api/v1/credentials…, see n8nCredentials
)

// target is where a relay goes.
type target struct {
	scheme string // "http" or "https"
	host   string // lower case, no trailing dot, no default port
	path   string // percent-encoded, starts with "/"
	query  string // without "?"
	rule   rule
}

func (t target) url() (*url.URL, error) {
	path, err := url.PathUnescape(t.path)
	if err != nil {
		return nil, err
	}
	return &url.URL{Scheme: t.scheme, Host: t.host, Path: path, RawPath: t.path, RawQuery: t.query}, nil
}

// parseTarget reads {http|https}/{host[:port]}/{path} as it stands in the URL,
// percent-encoding kept. Errors are *refusal.
func parseTarget(method, escaped, query string) (target, error) {
	scheme, rest, ok := strings.Cut(escaped, "/")
	if !ok || scheme != "http" && scheme != "https" {
		return target{}, badTarget("The address to relay to starts with neither http/ nor https/.")
	}
	authority, path, _ := strings.Cut(rest, "/")
	host, err := parseHost(scheme, authority)
	if err != nil {
		return target{}, err
	}
	t := target{scheme: scheme, host: host, path: "/" + path, query: query}
	segments, err := splitPath(path)
	if err != nil {
		return target{}, err
	}
	if strings.ContainsFunc(query, func(c rune) bool { return c <= ' ' || c >= 0x7f || c == '#' }) {
		return target{}, badTarget("The query holds a character that has to be percent-encoded.")
	}
	if t.rule, ok = matchRule(segments); !ok {
		return target{}, &refusal{status: http.StatusForbidden, kind: mautic.KindBadRequest, title: "This path is not relayed",
			detail: "Only the API (…/api/…), …/oauth/v2/token, …/oauth/v2/authorize and …/mtc.js are relayed."}
	}
	if (t.rule == ruleAuthorize || t.rule == ruleTracking) && method != http.MethodGet {
		return target{}, methodRefused(method, "GET")
	}
	if t.rule == ruleN8N && method != http.MethodGet && method != http.MethodPost && method != http.MethodPatch {
		return target{}, methodRefused(method, "GET, POST, PATCH")
	}
	return t, nil
}

// matchRule decides by whole segments, so "/notapi/" and "/api" alone match nothing.
func matchRule(segments []string) (rule, bool) {
	n := len(segments)
	for i, s := range segments {
		if s == "api" && i+1 < n && segments[i+1] != "" {
			if n8nCredentials(segments[i+1:]) {
				return ruleN8N, true
			}
			return ruleAPI, true
		}
	}
	if n >= 3 && segments[n-3] == "oauth" && segments[n-2] == "v2" {
		switch segments[n-1] {
		case "token":
			return ruleToken, true
		case "authorize":
			return ruleAuthorize, true
		}
	}
	if n >= 1 && segments[n-1] == "mtc.js" {
		return ruleTracking, true
	}
	return "", false
}

// n8nCredentials tells whether what follows "api" is one of the calls of n8n's
// public API that a credential needs: v1/credentials, v1/credentials/{id},
// v1/credentials/{id}/test or v1/credentials/schema/{type}. A Mautic has no
// address below api/v1.
func n8nCredentials(rest []string) bool {
	if len(rest) < 2 || rest[0] != "v1" || rest[1] != "credentials" {
		return false
	}
	switch rest = rest[2:]; len(rest) {
	case 0:
		return true
	case 1:
		return rest[0] != ""
	case 2:
		return rest[0] != "" && rest[1] == "test" || rest[0] == "schema" && rest[1] != ""
	}
	return false
}

// splitPath returns the decoded segments of a path that is safe to hand on: one
// that every server on the way reads the same.
func splitPath(path string) ([]string, error) {
	raw := strings.Split(path, "/")
	segments := make([]string, len(raw))
	for i, s := range raw {
		decoded, err := url.PathUnescape(s)
		if err != nil {
			return nil, badTarget("The path holds a broken percent-encoding.")
		}
		if s == "" && i+1 < len(raw) {
			return nil, badTarget("The path holds an empty segment (//).")
		}
		if decoded == "." || decoded == ".." || strings.HasPrefix(decoded, ".;") || strings.HasPrefix(decoded, "..;") {
			return nil, badTarget("The path holds a dot segment.")
		}
		for j := range len(decoded) {
			if c := decoded[j]; c < 0x20 || c == 0x7f || c == '/' || c == '\\' || c == '%' {
				return nil, badTarget("The path holds an encoded slash, a backslash, a percent sign or a control character.")
			}
		}
		segments[i] = decoded
	}
	return segments, nil
}

// parseHost returns the canonical "host" or "host:port" of an authority. Numbers
// that only some resolvers read as an IPv4 address (2130706433, 0x7f.1, 0177.0.0.1)
// are refused instead of guessed.
func parseHost(scheme, authority string) (string, error) {
	bad := badTarget("The host to relay to is not a host name, an address or either with a port.")
	decoded, err := url.PathUnescape(authority)
	if err != nil {
		return "", bad
	}
	host, port := decoded, ""
	if end := strings.LastIndexByte(decoded, ']'); strings.HasPrefix(decoded, "[") && end > 0 {
		if host, port = decoded[:end+1], decoded[end+1:]; port != "" && port[0] != ':' {
			return "", bad
		}
		port = strings.TrimPrefix(port, ":")
		ip, err := netip.ParseAddr(host[1:end])
		if err != nil || !ip.Is6() || ip.Zone() != "" {
			return "", bad
		}
		host = "[" + ip.String() + "]"
	} else {
		host, port, _ = strings.Cut(decoded, ":")
		host = canonicalName(host)
		if lastLabelIsNumber(host) {
			if ip, err := netip.ParseAddr(host); err != nil || !ip.Is4() {
				return "", blockedRefusal()
			}
		} else if !validName(host) {
			return "", bad
		}
	}
	if strings.HasSuffix(decoded, ":") {
		return "", bad
	}
	if port == "" {
		return host, nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || port[0] == '+' {
		return "", bad
	}
	if scheme == "http" && n == 80 || scheme == "https" && n == 443 {
		return host, nil
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), strconv.FormatUint(n, 10)), nil
}

// validName tells whether s is a lower-case ASCII host name (RFC 1123, with the
// underscore that some DNS names have).
func validName(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
				return false
			}
		}
	}
	return true
}

// lastLabelIsNumber is the WHATWG URL standard's "ends in a number" check.
func lastLabelIsNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

func badTarget(detail string) *refusal {
	return &refusal{status: http.StatusBadRequest, kind: mautic.KindBadRequest, title: "This request cannot be relayed", detail: detail}
}

func methodRefused(method, allowed string) *refusal {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace:
	default:
		method = "This method" // never repeat what may be anything
	}
	return &refusal{status: http.StatusMethodNotAllowed, kind: mautic.KindBadRequest, title: "This method does not work here",
		detail: fmt.Sprintf("%s does not work here; %s does.", method, allowed), allow: allowed}
}
