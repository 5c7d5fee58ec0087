package doctor

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// RedirectRule is how Mautic compares redirect URIs, in words.
const RedirectRule = "Mautic takes an address that begins with a registered one, capital letters aside, and has the same scheme, host and port. Several are separated by commas."

// RedirectPart is what two redirect URIs differ in.
type RedirectPart string

// The parts, in the order in which they are told.
const (
	RedirectSeparator  RedirectPart = "separator"  // several in the field, not separated by commas
	RedirectUnreadable RedirectPart = "unreadable" // the registered one is no address
	RedirectScheme     RedirectPart = "scheme"
	RedirectHost       RedirectPart = "host"
	RedirectPort       RedirectPart = "port"
	RedirectPath       RedirectPart = "path" // path and query; the one sent has to begin with the registered one
	RedirectDots       RedirectPart = "dots" // /./ or /../ in the one sent, which Mautic refuses
)

// RedirectDifference is one part in which the redirect URI that was sent differs
// from the registered one that is closest to it.
type RedirectDifference struct {
	Part RedirectPart
	// Registered and Sent are that part of both; empty where there is none.
	Registered, Sent string
}

// Message returns one English sentence as a format, which serves as the key of
// its translations, and what to put into it.
func (d RedirectDifference) Message() (format string, args []any) {
	first, second := d.Registered, d.Sent
	switch d.Part {
	case RedirectSeparator:
		format = "The field holds several addresses that are not separated by commas, so Mautic takes them for a single one."
	case RedirectUnreadable:
		format = "%s is no address: it needs https:// or http:// and a host."
	case RedirectScheme:
		format = "Registered is %s, sent is %s."
		first, second = first+"://", second+"://"
	case RedirectHost:
		format = "Registered is the host %s, sent is the host %s."
	case RedirectPort:
		switch "" {
		case d.Registered:
			format, first = "Registered is no port, sent is port %s.", d.Sent
		case d.Sent:
			format = "Registered is port %s, sent is none."
		default:
			format = "Registered is port %s, sent is port %s."
		}
	case RedirectPath:
		format = "The path that is sent, %s, does not begin with the registered one, %s."
		first, second = second, first
	case RedirectDots:
		format = "The address that is sent holds /./ or /../, which Mautic refuses."
	default:
		format, first = "They differ in the part %s.", string(d.Part)
	}
	return format, []any{first, second}[:strings.Count(format, "%s")]
}

// String returns Message in English.
func (d RedirectDifference) String() string {
	format, args := d.Message()
	return fmt.Sprintf(format, args...)
}

// RedirectComparison tells why a redirect URI does not match.
type RedirectComparison struct {
	// Known reports whether what is registered was given.
	Known bool
	// Matches reports whether Mautic accepts the one that was sent.
	Matches bool
	// Closest is the registered one that the differences are from.
	Closest string
	// Differences are empty when it matches, or when nothing is known.
	Differences []RedirectDifference
	// Register is what to put into the field Redirect URI, exactly: what is
	// there and what was sent, separated by commas.
	Register string
}

// ExplainRedirect compares the redirect URI that was sent with the content of
// the field Redirect URI of an API credential, by Mautic's own rule (observed on
// 4.4, 5.1, 6.0 and 7.0). An empty registered means that it is not known.
func ExplainRedirect(registered, sent string) RedirectComparison {
	sent = strings.TrimSpace(sent)
	parted := splitRedirects(registered, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) })
	out := RedirectComparison{Known: len(parted) > 0, Register: sent}
	if !out.Known {
		return out
	}
	list := splitRedirects(registered, func(r rune) bool { return r == ',' })
	for _, uri := range list {
		if len(redirectDifferences(uri, sent)) == 0 {
			out.Matches, out.Register = true, strings.Join(list, ",")
			return out
		}
	}
	register := parted
	if !slices.Contains(register, sent) {
		register = append(register[:len(register):len(register)], sent)
	}
	out.Register = strings.Join(register, ",")
	for i, uri := range parted {
		if d := redirectDifferences(uri, sent); i == 0 || len(d) < len(out.Differences) {
			out.Closest, out.Differences = uri, d
		}
	}
	if len(parted) > len(list) {
		out.Differences = append([]RedirectDifference{{Part: RedirectSeparator}}, out.Differences...)
	}
	return out
}

func splitRedirects(field string, separator func(rune) bool) []string {
	var out []string
	for _, uri := range strings.FieldsFunc(field, separator) {
		if uri = strings.TrimSpace(uri); uri != "" {
			out = append(out, uri)
		}
	}
	return out
}

// redirectDifferences lists why Mautic does not take sent for registered.
func redirectDifferences(registered, sent string) []RedirectDifference {
	var out []RedirectDifference
	differ := func(part RedirectPart, a, b string) { out = append(out, RedirectDifference{part, a, b}) }
	want, err := url.Parse(registered)
	if err != nil || want.Scheme == "" || want.Host == "" {
		return []RedirectDifference{{Part: RedirectUnreadable, Registered: registered}}
	}
	got, err := url.Parse(sent)
	if err != nil {
		return []RedirectDifference{{RedirectPath, registered, sent}}
	}
	if !strings.EqualFold(want.Scheme, got.Scheme) {
		differ(RedirectScheme, want.Scheme, got.Scheme)
	}
	if !strings.EqualFold(want.Hostname(), got.Hostname()) {
		differ(RedirectHost, want.Hostname(), got.Hostname())
	}
	if want.Port() != got.Port() {
		differ(RedirectPort, want.Port(), got.Port())
	}
	if a, b := afterHost(registered), afterHost(sent); len(b) < len(a) || !strings.EqualFold(b[:len(a)], a) {
		differ(RedirectPath, a, b)
	}
	if strings.Contains(sent, "/../") || strings.Contains(sent, "/./") {
		differ(RedirectDots, "", "")
	}
	return out
}

// afterHost is the rest of an address behind its host and port, as written.
func afterHost(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	if start := strings.IndexAny(rest, "/?#"); start >= 0 {
		return rest[start:]
	}
	return ""
}
