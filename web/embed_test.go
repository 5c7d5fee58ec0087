package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components"
	"mautic-connect/mautic"
	"mautic-connect/web/contentpolicy"
	"mautic-connect/web/origin"
	"mautic-connect/web/preset"
)

func originsOf(t testing.TB, list ...string) []origin.Origin {
	t.Helper()
	out := make([]origin.Origin, len(list))
	for i, s := range list {
		o, err := origin.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = o
	}
	return out
}

// embedOptions has two portals, of which the preset acme allows one.
func embedOptions(t testing.TB, base string) Options {
	t.Helper()
	return Options{
		Site:         testTree(base),
		EmbedOrigins: originsOf(t, "https://portal.example", "http://localhost:9000"),
		Presets: map[string]preset.Preset{
			"acme": {Name: "acme", Title: "Acme's Mautic", Origins: originsOf(t, "https://portal.example"), Client: mautic.OAuthClient{
				Base: mauticAt(t, "https://mautic.acme.example"), ID: "1_x", Secret: mautic.NewSecret("canary-secret"),
			}, Delivery: &preset.Delivery{
				Origin: originsOf(t, "https://portal.example")[0], Address: mautic.NewSecret("https://portal.example/canary-path?canary-query"),
				Signing: mautic.NewSecret("whsec_canary-signing"),
			}},
			"shy": {Name: "shy", Title: "Shy", Client: mautic.OAuthClient{Base: mauticAt(t, "https://mautic.shy.example"), ID: "2_x"}},
		},
	}
}

func mauticAt(t testing.TB, address string) mautic.BaseURL {
	t.Helper()
	b, _, err := mautic.ParseBaseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ancestors is what frame-ancestors of an answer says; "" when it is not there.
func ancestors(h http.Header) string {
	for part := range strings.SplitSeq(h.Get("Content-Security-Policy"), "; ") {
		if list, ok := strings.CutPrefix(part, "frame-ancestors "); ok {
			return list
		}
	}
	return ""
}

func TestTheServersPathOfTheEmbedPageIsTheApps(t *testing.T) {
	t.Parallel()
	if embedPath != components.Embed {
		t.Errorf("the server knows the page as %s, the app has it at %s", embedPath, components.Embed)
	}
}

func TestEmbedMayBeShownByTheOperatorsOriginsAndNoOthers(t *testing.T) {
	t.Parallel()
	const both, one = "https://portal.example http://localhost:9000", "https://portal.example"
	for _, tt := range []struct {
		name, query, dest, referer string
		status                     int
		ancestors, reason          string
	}{
		{"in a portal", "", "iframe", "https://portal.example/", 200, both, ""},
		{"in a portal, with the whole address", "", "iframe", "https://PORTAL.example:443/admin?a=b", 200, both, ""},
		{"in the other portal", "", "frame", "http://localhost:9000/", 200, both, ""},
		{"in a portal that does not tell", "", "iframe", "", 200, both, ""},
		{"at the top", "", "document", "", 200, both, ""},
		{"at the top, from elsewhere", "", "document", "https://evil.example/", 200, both, ""},
		{"in an old browser", "", "", "https://evil.example/", 200, both, ""},
		{"with a preset", "?preset=acme", "iframe", "https://portal.example/", 200, one, ""},
		{"with an empty preset", "?preset=", "iframe", "https://portal.example/", 200, both, ""},
		{"with other parameters", "?lang=de&preset=acme", "", "", 200, one, ""},
		{"in another page", "", "iframe", "https://evil.example/", 403, "", "origin-refused"},
		{"in another page's frame", "", "frame", "https://evil.example/", 403, "", "origin-refused"},
		{"in another page's object", "", "object", "https://evil.example/", 403, "", "origin-refused"},
		{"in another page's embed", "", "embed", "https://evil.example/", 403, "", "origin-refused"},
		{"in another port's page", "", "iframe", "http://localhost:9001/", 403, "", "origin-refused"},
		{"in a page over http", "", "iframe", "http://portal.example/", 403, "", "origin-refused"},
		{"in a page that looks like a portal", "", "iframe", "https://portal.example.evil.example/", 403, "", "origin-refused"},
		{"in a page of no address", "", "iframe", "about:srcdoc", 403, "", "origin-refused"},
		{"in a portal that the preset leaves out", "?preset=acme", "iframe", "http://localhost:9000/", 403, "", "origin-refused"},
		{"with a preset for nobody", "?preset=shy", "document", "", 403, "", "origin-refused"},
		{"with a preset that is not there", "?preset=nope", "iframe", "https://portal.example/", 404, "", "unknown-preset"},
		{"at the top with a preset that is not there", "?preset=nope", "document", "", 404, "", "unknown-preset"},
		{"with two presets", "?preset=acme&preset=acme", "", "", 404, "", "unknown-preset"},
		{"with a query that cannot be read", "?preset=%zz", "", "", 404, "", "unknown-preset"},
	} {
		for _, base := range []string{"/", "/x/"} {
			t.Run(tt.name+base, func(t *testing.T) {
				t.Parallel()
				server := startServer(t, embedOptions(t, base))
				a := ask(t, "GET", server+base+"embed"+tt.query, nil, "Sec-Fetch-Dest", tt.dest, "Referer", tt.referer, "X-Mautic-Connect", "")
				if a.status != tt.status || ancestors(a.header) != tt.ancestors {
					t.Fatalf("got %d with frame-ancestors %q, want %d with %q", a.status, ancestors(a.header), tt.status, tt.ancestors)
				}
				if got := strings.Contains(a.body, "<p>embed</p>"); got != (tt.status == 200) {
					t.Errorf("it holds the app: %t", got)
				}
				if tt.reason != "" && !strings.Contains(a.body, `data-refused="`+tt.reason+`"`) {
					t.Errorf("the page does not say %s: %s", tt.reason, a.body)
				}
				if _, there := a.header["X-Frame-Options"]; there {
					t.Error("X-Frame-Options is there, which cannot name origins")
				}
				if got := a.header.Get("Cache-Control"); got != "no-store" {
					t.Errorf("Cache-Control is %q", got)
				}
				want := contentpolicy.Refused
				if tt.status == 200 {
					want = strings.Replace(contentpolicy.Page{}.Header(), "'none'; require", tt.ancestors+"; require", 1)
				}
				if diff := cmp.Diff(want, a.header.Get("Content-Security-Policy")); diff != "" {
					t.Errorf("Content-Security-Policy (-want +got)\n%s", diff)
				}
			})
		}
	}
}

func TestEmbedIsRefusedWhereNoOriginIsAllowed(t *testing.T) {
	t.Parallel()
	server := startServer(t, Options{})
	for _, dest := range []string{"iframe", "document", ""} {
		a := ask(t, "GET", server+"/embed", nil, "Sec-Fetch-Dest", dest)
		if a.status != 403 || !strings.Contains(a.body, "inside another page.") || !strings.Contains(a.body, "--embed-origin https://portal.example<") {
			t.Errorf("Sec-Fetch-Dest %q: got %d %s", dest, a.status, a.body)
		}
	}
	if a := ask(t, "HEAD", server+"/embed", nil); a.status != 403 || a.body != "" {
		t.Errorf("HEAD: got %d %q", a.status, a.body)
	}
	if a := ask(t, "POST", server+"/embed", nil); a.status != 405 {
		t.Errorf("POST: got %d", a.status)
	}
}

func TestTheRefusalNamesTheParentAndTheOptionSafely(t *testing.T) {
	t.Parallel()
	server := startServer(t, embedOptions(t, "/"))
	for referer, want := range map[string][2]string{
		"https://evil.example/path?query":                    {"inside https://evil.example.", "--embed-origin https://evil.example<"},
		"http://evil.example/":                               {"inside http://evil.example.", "--embed-origin https://portal.example<"},
		`https://evil.example"><script>alert(1)</script>/`:   {"inside another page.", "--embed-origin https://portal.example<"},
		`https://evil.example/"><script>alert(1)</script>`:   {"inside https://evil.example.", "--embed-origin https://evil.example<"},
		"https://evil.example%22%3e%3cscript%3e/":            {"inside another page.", "--embed-origin https://portal.example<"},
		"https://%%OPTION%%/":                                {"inside another page.", "--embed-origin https://portal.example<"},
		"javascript:alert(1)":                                {"inside another page.", "--embed-origin https://portal.example<"},
		"https://user:canary@evil.example/":                  {"inside another page.", "--embed-origin https://portal.example<"},
		"https://" + strings.Repeat("a.", 5000) + "example/": {"inside another page.", "--embed-origin https://portal.example<"},
	} {
		a := ask(t, "GET", server+"/embed", nil, "Sec-Fetch-Dest", "iframe", "Referer", referer)
		if a.status != 403 || !strings.Contains(a.body, want[0]) || !strings.Contains(a.body, want[1]) {
			t.Errorf("%.60s: got %d %s, want %q", referer, a.status, a.body, want)
		}
		for _, never := range []string{"script", "%%", "canary", "query"} {
			if strings.Contains(a.body, never) {
				t.Errorf("%.60s: the page holds %q: %s", referer, never, a.body)
			}
		}
	}
	a := ask(t, "GET", server+"/embed?preset=<script>", nil, "Sec-Fetch-Dest", "iframe", "Referer", "https://portal.example/")
	if a.status != 404 || strings.Contains(a.body, "<script") || !strings.Contains(a.body, "https://portal.example asks for a preset") {
		t.Errorf("an unknown preset: got %d %s", a.status, a.body)
	}
}

// The page is filled in as text, whatever stands in the refusal.
func TestTheRefusalIsEscaped(t *testing.T) {
	t.Parallel()
	tree := testTree("/")
	file, _ := tree.Lookup(refusedPath)
	w := discardingRecorder{header: http.Header{}}
	r, _ := http.NewRequestWithContext(t.Context(), "GET", "/embed", nil)
	const hostile = `"><script>%%CAUSE%%&`
	(&refusedPage{*file}).serve(&w, r, 403, embedRefusal{hostile, hostile, hostile, hostile, hostile})
	const safe = "&#34;&gt;&lt;script&gt;%%CAUSE%%&amp;"
	want := `<html data-refused="` + safe + `"><h1>` + safe + `</h1><p>` + safe + `</p><p>` + safe + `<code>` + safe + `</code></p>`
	if diff := cmp.Diff(want, string(w.body)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

type discardingRecorder struct {
	header http.Header
	body   []byte
}

func (d *discardingRecorder) Header() http.Header { return d.header }
func (d *discardingRecorder) WriteHeader(int)     {}
func (d *discardingRecorder) Write(p []byte) (int, error) {
	d.body = append(d.body, p...)
	return len(p), nil
}

func TestASiteWithoutTheRefusalPageStillSaysWhy(t *testing.T) {
	t.Parallel()
	tree := testTree("/")
	for i := range tree.Files {
		if tree.Files[i].Path == refusedPath {
			tree.Files[i].Path = "/other"
		}
	}
	a := ask(t, "GET", startServer(t, Options{Site: tree})+"/embed", nil)
	if a.status != 403 || !strings.Contains(a.body, "--embed-origin https://portal.example") {
		t.Errorf("got %d %s", a.status, a.body)
	}
}

func TestASiteWithoutTheEmbedPageHasNone(t *testing.T) {
	t.Parallel()
	o := embedOptions(t, "/")
	for i := range o.Site.Files {
		if o.Site.Files[i].Path == embedPath {
			o.Site.Files[i].Path = "/other"
		}
	}
	a := ask(t, "GET", startServer(t, o)+"/embed", nil)
	if a.status != 404 || ancestors(a.header) != "'none'" {
		t.Errorf("got %d with frame-ancestors %q", a.status, ancestors(a.header))
	}
}

func TestOtherPagesMayNeverBeShown(t *testing.T) {
	t.Parallel()
	server := startServer(t, embedOptions(t, "/x/"))
	for path, status := range map[string]int{
		"/x/": 200, "/x/?preset=acme": 200, "/x/callback": 200, "/x/icon.png": 200, "/x/embed.js": 200, "/x/embed.d.ts": 200,
		"/x/refused": 404, "/x/embed/": 404, "/x/embed/x": 404, "/embed": 404, "/x/nothing": 404, "/healthz": 200,
	} {
		a := ask(t, "GET", server+path, nil, "Sec-Fetch-Dest", "iframe", "Referer", "https://portal.example/")
		if a.status != status || ancestors(a.header) != "'none'" || a.header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: got %d, frame-ancestors %q, X-Frame-Options %q", path, a.status, ancestors(a.header), a.header.Get("X-Frame-Options"))
		}
	}
	// An address that only looks different is the same page.
	if a := ask(t, "GET", server+"/x/%65mbed", nil, "Sec-Fetch-Dest", "iframe", "Referer", "https://evil.example/"); a.status != 403 {
		t.Errorf("an encoded address got %d, want 403", a.status)
	}
}

func TestTheScriptAndItsTypesMayBeLoadedFromEverywhere(t *testing.T) {
	t.Parallel()
	server := startServer(t, embedOptions(t, "/x/"))
	for path, open := range map[string]bool{
		"/x/embed.js": true, "/x/embed.d.ts": true,
		"/x/": false, "/x/embed": false, "/x/callback": false, "/x/icon.png": false, "/x/assets/app.0a.wasm": false, "/x/configuration": false,
		"/x/presets/acme/token": false, "/x/nothing": false,
	} {
		a := ask(t, "GET", server+path, nil, "Origin", "https://anywhere.example", "Sec-Fetch-Site", "cross-site")
		cors, corp := a.header.Get("Access-Control-Allow-Origin"), a.header.Get("Cross-Origin-Resource-Policy")
		if open && (a.status != 200 || cors != "*" || corp != "cross-origin" || a.header.Get("Cache-Control") != "no-cache" || a.header.Get("ETag") == "") {
			t.Errorf("%s: got %d %v", path, a.status, a.header)
		}
		if !open && (cors != "" || corp != "same-origin") {
			t.Errorf("%s: Access-Control-Allow-Origin %q, Cross-Origin-Resource-Policy %q", path, cors, corp)
		}
		if open {
			again := ask(t, "GET", server+path, nil, "If-None-Match", a.header.Get("ETag"))
			if again.status != 304 || again.header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s again: got %d %v", path, again.status, again.header)
			}
		}
	}
}

func TestConfigurationTellsTheAppWhatItNeedsAndNoSecret(t *testing.T) {
	t.Parallel()
	const embed = `{"origins":["https://portal.example","http://localhost:9000"],"release_secrets":true}`
	o := embedOptions(t, "/x/")
	o.EmbedReleaseSecrets = true
	server := startServer(t, o)
	bare := startServer(t, Options{Site: testTree("/x/")})
	for _, tt := range []struct{ name, server, query, want string }{
		{"no preset", server, "", `{"embed":` + embed + `}`},
		{"an empty preset", server, "?preset=", `{"embed":` + embed + `}`},
		{"a preset", server, "?preset=acme", `{"embed":{"origins":["https://portal.example"],"release_secrets":true},` +
			`"preset":{"name":"acme","title":"Acme's Mautic","base_url":"https://mautic.acme.example","client_id":"1_x","delivers_to":"https://portal.example"}}`},
		{"a preset that delivers nothing", server, "?preset=shy", `{"embed":{"origins":[],"release_secrets":true},` +
			`"preset":{"name":"shy","title":"Shy","base_url":"https://mautic.shy.example","client_id":"2_x"}}`},
		{"nothing configured", bare, "", `{"embed":{"origins":[],"release_secrets":false}}`},
	} {
		a := ask(t, "GET", tt.server+"/x/configuration"+tt.query, nil)
		var got, want any
		if err := json.Unmarshal([]byte(a.body), &got); err != nil {
			t.Fatalf("%s: %v in %s", tt.name, err, a.body)
		}
		if err := json.Unmarshal([]byte(tt.want), &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" || a.status != 200 {
			t.Errorf("%s: status %d (-want +got)\n%s", tt.name, a.status, diff)
		}
		if strings.Contains(a.body, "canary") {
			t.Errorf("%s: it holds a secret: %s", tt.name, a.body)
		}
		if a.header.Get("Content-Type") != "application/json" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %v", tt.name, a.header)
		}
	}
	wantProblem(t, ask(t, "GET", server+"/x/configuration?preset=nope", nil), 404, mautic.KindBadRequest)
	wantProblem(t, ask(t, "GET", server+"/x/configuration?preset=acme&preset=shy", nil), 404, mautic.KindBadRequest)
	wantProblem(t, ask(t, "POST", server+"/x/configuration", nil), 405, mautic.KindBadRequest)
}

// strangers are headers of requests that the app does not send.
var strangers = map[string][]string{
	"without the header":     {"X-Mautic-Connect", ""},
	"another value":          {"X-Mautic-Connect", "0"},
	"cross-site":             {"Sec-Fetch-Site", "cross-site"},
	"same-site":              {"Sec-Fetch-Site", "same-site"},
	"the address bar":        {"Sec-Fetch-Site", "none"},
	"the portal":             {"Origin", "https://portal.example"},
	"an opaque origin":       {"Origin", "null"},
	"the portal, cross-site": {"Origin", "https://portal.example", "Sec-Fetch-Site", "cross-site"},
}

func TestConfigurationIsForTheAppOnly(t *testing.T) {
	t.Parallel()
	server := startServer(t, embedOptions(t, "/"))
	for name, header := range strangers {
		a := ask(t, "GET", server+"/configuration?preset=acme", nil, header...)
		if a.status != 403 || strings.Contains(a.body, "acme") {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
		wantProblem(t, a, 403, mautic.KindBadRequest)
		// A stranger does not learn which presets there are either.
		if unknown := ask(t, "GET", server+"/configuration?preset=nope", nil, header...); unknown.body != a.body {
			t.Errorf("%s: %s is not %s", name, unknown.body, a.body)
		}
	}
}

func TestConfigurationCountsInTheRateLimit(t *testing.T) {
	t.Parallel()
	o := embedOptions(t, "/")
	o.RateLimit = 2
	server := startServer(t, o)
	for range 2 {
		if a := ask(t, "GET", server+"/configuration", nil); a.status != 200 {
			t.Fatalf("got %d", a.status)
		}
	}
	wantProblem(t, ask(t, "GET", server+"/configuration", nil), 429, mautic.KindRateLimited)
}
