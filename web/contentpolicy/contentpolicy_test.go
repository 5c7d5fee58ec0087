package contentpolicy

import (
	"strings"
	"testing"
)

func TestAMetaElementSaysTheSameButWhoMayShowThePage(t *testing.T) {
	t.Parallel()
	for _, p := range []Page{{}, {Connect: []string{"https:"}}, {Ancestors: []string{"https://portal.example"}}} {
		var rest []string
		for _, directive := range strings.Split(p.Header(), "; ") {
			if name, _, _ := strings.Cut(directive, " "); name != "frame-ancestors" {
				rest = append(rest, directive)
			}
		}
		if got := strings.Join(rest, "; "); got != p.Meta() || got == p.Header() {
			t.Errorf("%+v: %q as a header, %q in the page", p, p.Header(), p.Meta())
		}
	}
}

func TestOnlyWhatIsNamedIsAllowed(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]Page{
		"; connect-src 'self'; ":                     {},
		"; connect-src 'self' https: http:; ":        {Connect: []string{"https:", "http:"}},
		"; frame-ancestors 'none'; ":                 {},
		"; frame-ancestors https://a.e https://b.e;": {Ancestors: []string{"https://a.e", "https://b.e"}},
	} {
		if got := p.Header(); !strings.Contains(got, want) {
			t.Errorf("%+v: %q does not hold %q", p, got, want)
		}
	}
	for _, never := range []string{"unsafe-inline", "unsafe-eval'", "data:", "*"} {
		if got := strings.ReplaceAll((Page{}).Header(), "wasm-unsafe-eval", ""); strings.Contains(got, never) {
			t.Errorf("%q holds %s", got, never)
		}
	}
}

func TestHSTSIsForHTTPSOnly(t *testing.T) {
	t.Parallel()
	for _, hsts := range []bool{true, false} {
		sent := false
		for _, field := range (Page{}).Everywhere(hsts) {
			sent = sent || field.Name == "Strict-Transport-Security"
		}
		if sent != hsts {
			t.Errorf("with hsts %t it is sent: %t", hsts, sent)
		}
	}
}
