package origin

import (
	"regexp"
	"strings"
	"testing"
)

func TestParseReadsOriginsAsBrowsersWriteThem(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"https://portal.example":          "https://portal.example",
		"https://portal.example:8443":     "https://portal.example:8443",
		"https://portal.example:443":      "https://portal.example",
		"HTTPS://Portal.Example":          "https://portal.example",
		"https://müller.example":          "https://xn--mller-kva.example",
		"https://10.1.2.3":                "https://10.1.2.3",
		"https://intranet":                "https://intranet",
		"http://localhost:9000":           "http://localhost:9000",
		"http://localhost:80":             "http://localhost",
		"http://portal.localhost":         "http://portal.localhost",
		"http://127.0.0.1:9000":           "http://127.0.0.1:9000",
		"https://www.portal.co.example:1": "https://www.portal.co.example:1",
	} {
		got, err := Parse(s)
		if err != nil || got.String() != want {
			t.Errorf("Parse(%q) = %q, %v, want %q", s, got, err, want)
		}
		if again, err := Parse(got.String()); err != nil || again != got {
			t.Errorf("Parse(%q) = %q, %v", got, again, err)
		}
	}
}

func TestParseRefusesInASentence(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ s, want string }{
		{"*", "is not an origin like https://portal.example"},
		{"", "is not an origin"},
		{"null", "is not an origin"},
		{"https://*", "is not an origin"},
		{"https://*.portal.example", "no wildcard"},
		{"https://portal.example:*", "is not an origin"},
		{"portal.example", "is not an origin"},
		{"//portal.example", "is not an origin"},
		{"https:portal.example", "is not an origin"},
		{"https:", "is not an origin"},
		{"https://", "is not an origin"},
		{"https://portal.example/", "it has no path"},
		{"https://portal.example/admin", "it has no path"},
		{"https://portal.example?x", "is not an origin"},
		{"https://portal.example#x", "is not an origin"},
		{"https://portal.example.", "is not an origin"},
		{"https://portal.example:0", "is not an origin"},
		{"https://portal.example:99999", "is not an origin"},
		{"https://portal.example;script-src *", "is not an origin"},
		{"https://portal.example https://evil.example", "is not an origin"},
		{"https://portal.example,https://evil.example", "is not an origin"},
		{"https://portal.example\r\nX: y", "is not an origin"},
		{"https://'self'", "is not an origin"},
		{"https://127.1", "is not an origin"},
		{"ftp://portal.example", "is not an origin"},
		{"javascript://portal.example", "is not an origin"},
		{"https://admin:canary@portal.example", "without a user name"},
		{"http://portal.example", "use https"},
		{"http://10.1.2.3", "use https"},
		{"http://localhost.evil.example", "use https"},
		{"http://127.0.0.1.evil.example", "use https"},
		{"https://[::1]:9000", "IPv6"},
	} {
		got, err := Parse(tt.s)
		if err == nil || got != (Origin{}) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("Parse(%q) = %q, %v, want an error with %q", tt.s, got, err, tt.want)
		}
	}
}

func TestOfIsTheOriginOfAnAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://portal.example/":                 "https://portal.example",
		"https://portal.example/admin?a=b#c":      "https://portal.example",
		"https://PORTAL.example:443/admin":        "https://portal.example",
		"http://portal.example":                   "http://portal.example",
		"":                                        "",
		"about:blank":                             "",
		"data:text/html,x":                        "",
		"https://user@portal.example/":            "",
		`https://evil.example"><script>/`:         "",
		"https://evil.example<b>":                 "",
		"https://evil.example%22%3E/":             "",
		"https://portal.example\\@evil.example/":  "",
		"/relative":                               "",
		"https://portal.example:8443/x/../y//z/ ": "https://portal.example:8443",
	} {
		got, ok := Of(address)
		if got.String() != want || ok != (want != "") {
			t.Errorf("Of(%q) = %q, %t, want %q", address, got, ok, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"https://portal.example", "http://localhost:9000", "https://*", "https://a;b", "https://a b"} {
		f.Add(s)
	}
	// What a header may hold without meaning anything else.
	plain := regexp.MustCompile(`^https?://[a-z0-9._-]+(:[0-9]+)?$`)
	f.Fuzz(func(t *testing.T, s string) {
		o, err := Parse(s)
		if err == nil && !plain.MatchString(o.String()) {
			t.Errorf("Parse(%q) = %q", s, o)
		}
	})
}
