package doctor

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRedirectURIsAreComparedByMauticsRule(t *testing.T) {
	t.Parallel()
	const sent = "https://n8n.example.com/rest/oauth2-credential/callback"
	for _, tt := range []struct {
		name, registered, sent string
		matches                bool
		parts, register        string
	}{
		{"nothing is known", "", sent, false, "", sent},
		{"the same", sent, sent, true, "", sent},
		{"capital letters", "HTTPS://N8N.example.com/REST/oauth2-credential/callback", sent, true, "", "HTTPS://N8N.example.com/REST/oauth2-credential/callback"},
		{"prefix", "https://n8n.example.com/rest", sent, true, "", "https://n8n.example.com/rest"},
		{"host alone", "https://n8n.example.com", sent, true, "", "https://n8n.example.com"},
		{"one of two", "https://a.example/cb, " + sent, sent, true, "", "https://a.example/cb," + sent},
		{"scheme", "http://n8n.example.com/rest/oauth2-credential/callback", sent, false, "scheme", "http://n8n.example.com/rest/oauth2-credential/callback," + sent},
		{"host", "https://www.n8n.example.com/rest/oauth2-credential/callback", sent, false, "host", "https://www.n8n.example.com/rest/oauth2-credential/callback," + sent},
		{"beginning of the host", "https://n8n.example.co", sent, false, "host", "https://n8n.example.co," + sent},
		{"port", "http://localhost:5679/cb", "http://localhost:5678/cb", false, "port", "http://localhost:5679/cb,http://localhost:5678/cb"},
		{"port left out", "http://localhost/cb", "http://localhost:5678/cb", false, "port", "http://localhost/cb,http://localhost:5678/cb"},
		{"port of the scheme", "https://a.example:443/cb", "https://a.example/cb", false, "port", "https://a.example:443/cb,https://a.example/cb"},
		{"slash at the end", sent + "/", sent, false, "path", sent + "/," + sent},
		{"path", "https://n8n.example.com/callback", sent, false, "path", "https://n8n.example.com/callback," + sent},
		{"scheme and port", "http://a.example:8080/cb", "https://a.example/cb", false, "scheme port", "http://a.example:8080/cb,https://a.example/cb"},
		{"separated by a space", "https://a.example/cb " + sent, sent, false, "separator", "https://a.example/cb," + sent},
		{"separated by a line end", sent + "\nhttps://a.example/cb", sent, false, "separator", sent + ",https://a.example/cb"},
		{"separated by a semicolon", "https://a.example/cb;" + sent, sent, false, "separator", "https://a.example/cb," + sent},
		{"separated by a space, and none fits", "https://a.example/cb http://n8n.example.com/rest/oauth2-credential/callback", sent, false, "separator scheme", "https://a.example/cb,http://n8n.example.com/rest/oauth2-credential/callback," + sent},
		{"no address", "n8n", sent, false, "unreadable", "n8n," + sent},
		{"dots", "https://a.example/", "https://a.example/x/../cb", false, "dots", "https://a.example/,https://a.example/x/../cb"},
		{"spaces around", " " + sent + " ", " " + sent, true, "", sent},
	} {
		got := ExplainRedirect(tt.registered, tt.sent)
		var parts []string
		for _, d := range got.Differences {
			parts = append(parts, string(d.Part))
			if s := d.String(); strings.Contains(s, "%!") || !strings.HasSuffix(s, ".") {
				t.Errorf("%s: %q", tt.name, s)
			}
		}
		if got.Matches != tt.matches || got.Register != tt.register || strings.Join(parts, " ") != tt.parts || got.Known == (tt.registered == "") {
			t.Errorf("%s: %+v", tt.name, got)
		}
		if !got.Matches && !strings.Contains(got.Register, "/../") {
			if again := ExplainRedirect(got.Register, tt.sent); !again.Matches {
				t.Errorf("%s: what is to be registered does not match: %+v", tt.name, again)
			}
		}
	}
}

func TestARedirectDifferenceNamesBothSides(t *testing.T) {
	t.Parallel()
	got := ExplainRedirect("http://localhost:5679/a,https://x.example/", "http://localhost:5678/b").Differences
	want := []RedirectDifference{{RedirectPort, "5679", "5678"}, {RedirectPath, "/a", "/b"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func FuzzExplainRedirect(f *testing.F) {
	f.Add("https://a.example/cb", "https://a.example/cb")
	f.Add("a b;c,", "http://[::1")
	f.Add("\u00a0,%", "//")
	f.Fuzz(func(t *testing.T, registered, sent string) {
		got := ExplainRedirect(registered, sent)
		if got.Matches && len(got.Differences) > 0 || got.Known && !got.Matches && len(got.Differences) == 0 {
			t.Errorf("%q, %q: %+v", registered, sent, got)
		}
		for _, d := range got.Differences {
			_ = d.String()
		}
	})
}
