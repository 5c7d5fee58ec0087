package web

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/web/site"
)

func TestFilesAreServedInTheCodingTheClientWants(t *testing.T) {
	t.Parallel()
	base := startServer(t, Options{})
	tags := map[string]string{}
	for _, tt := range []struct{ accept, body, coding string }{
		{"", strings.Repeat("wasm", 64), ""},
		{"br, gzip", "br:" + strings.Repeat("wasm", 64), "br"},
		{"gzip", "gz:" + strings.Repeat("wasm", 64), "gzip"},
	} {
		a := ask(t, "GET", base+"/assets/app.0a.wasm", nil, "Accept-Encoding", tt.accept)
		if a.status != 200 || a.body != tt.body || a.header.Get("Content-Encoding") != tt.coding {
			t.Errorf("Accept-Encoding %q: got %d, coding %q, %d bytes", tt.accept, a.status, a.header.Get("Content-Encoding"), len(a.body))
		}
		for name, want := range map[string]string{
			"Content-Type": "application/wasm", "Vary": "Accept-Encoding",
			"Cache-Control": "public, max-age=31536000, immutable",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("Accept-Encoding %q: %s is %q, want %q", tt.accept, name, got, want)
			}
		}
		tag := a.header.Get("ETag")
		if other, taken := tags[tag]; taken || !strings.HasPrefix(tag, `"`) {
			t.Errorf("the entity tag %s of %q is weak or also that of %q", tag, tt.coding, other)
		}
		tags[tag] = tt.coding
		head := ask(t, "HEAD", base+"/assets/app.0a.wasm", nil, "Accept-Encoding", tt.accept)
		if head.body != "" || head.status != 200 || head.header.Get("Content-Length") != a.header.Get("Content-Length") || head.header.Get("ETag") != tag {
			t.Errorf("HEAD with %q differs from GET: %v", tt.accept, head.header)
		}
		for _, condition := range []string{tag, `W/` + tag, `"x", ` + tag, "*"} {
			again := ask(t, "GET", base+"/assets/app.0a.wasm", nil, "Accept-Encoding", tt.accept, "If-None-Match", condition)
			if again.status != 304 || again.body != "" || again.header.Get("ETag") != tag || again.header.Get("Vary") == "" || again.header.Get("Cache-Control") == "" {
				t.Errorf("If-None-Match %s with %q: got %d %v", condition, tt.accept, again.status, again.header)
			}
		}
		if other := ask(t, "GET", base+"/assets/app.0a.wasm", nil, "Accept-Encoding", tt.accept, "If-None-Match", `"x"`); other.status != 200 {
			t.Errorf("another entity tag with %q: got %d", tt.accept, other.status)
		}
	}
	if a := ask(t, "GET", base+"/", nil, "Accept-Encoding", "*;q=0"); a.status != 406 {
		t.Errorf("a client that accepts nothing got %d, want 406", a.status)
	}
}

func TestFilesRangesAreOfThePlainFile(t *testing.T) {
	t.Parallel()
	base := startServer(t, Options{})
	a := ask(t, "GET", base+"/assets/app.0a.wasm", nil, "Range", "bytes=4-7", "Accept-Encoding", "br")
	if a.status != 206 || a.body != "wasm" || a.header.Get("Content-Range") != "bytes 4-7/256" || a.header.Get("Content-Encoding") != "" {
		t.Errorf("got %d %q %v", a.status, a.body, a.header)
	}
	if a := ask(t, "GET", base+"/icon.png", nil, "Range", "bytes=9-"); a.status != 416 {
		t.Errorf("a range behind the end got %d, want 416", a.status)
	}
	if a := ask(t, "GET", base+"/icon.png", nil, "Range", "bytes=0-0", "If-Range", `"old"`); a.status != 200 || a.body != "png" {
		t.Errorf("a range of an older file got %d %q, want all of the new one", a.status, a.body)
	}
}

func TestFilesTypesAndCaching(t *testing.T) {
	t.Parallel()
	base := startServer(t, Options{})
	for path, want := range map[string][3]string{
		"/":                     {"text/html; charset=utf-8", "no-cache", "Accept-Encoding"},
		"/callback":             {"text/html; charset=utf-8", "no-cache", "Accept-Encoding"},
		"/callback?code=x":      {"text/html; charset=utf-8", "no-cache", "Accept-Encoding"},
		"/icon.png":             {"image/png", "no-cache", ""},
		"/manifest.webmanifest": {"application/manifest+json", "no-cache", ""},
	} {
		a := ask(t, "GET", base+path, nil)
		got := [3]string{a.header.Get("Content-Type"), a.header.Get("Cache-Control"), a.header.Get("Vary")}
		if diff := cmp.Diff(want, got); diff != "" || a.status != 200 {
			t.Errorf("%s: status %d (-want +got)\n%s", path, a.status, diff)
		}
	}
}

func TestFilesAnswerNothingOutsideTheTree(t *testing.T) {
	t.Parallel()
	base := startServer(t, Options{})
	for _, path := range []string{
		"/404", "/nothing", "/index.html", "/web/%2e%2e/.env", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
		"/assets/", "/assets/../callback", "//", "//evil.example/", "/robots.txt", "/sitemap.xml", "/debug/pprof/", "/debug/vars",
		"/metrics", "/.git/config", "/proxy", "/assets%2fapp.0a.wasm.br", "/assets/app.0a.wasm.br", "/\\callback",
	} {
		a := ask(t, "GET", base+path, nil, "Host", "127.0.0.1:9191")
		if a.status != 404 || a.body != "<p>nothing here</p>" || a.header.Get("Cache-Control") != "no-cache" || a.header.Get("ETag") != "" {
			t.Errorf("%s: got %d %q %v", path, a.status, a.body, a.header)
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "TRACE"} {
		a := ask(t, method, base+"/", nil)
		if a.status != 405 || a.header.Get("Allow") != "GET, HEAD" || a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: got %d %v", method, a.status, a.header)
		}
	}
}

func TestEmbeddedSiteIsThereOrSaysHowToBuildIt(t *testing.T) {
	t.Parallel()
	tree, err := EmbeddedSite()
	if _, statErr := os.Stat("dist/site.json"); statErr != nil {
		if !errors.Is(err, site.ErrNotBuilt) {
			t.Errorf("without built files the error is %v, want site.ErrNotBuilt", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := tree.Lookup("/"); !ok {
		t.Error("the built files hold no start page")
	}
}

func TestHandlerRefusesAMissingSite(t *testing.T) {
	t.Parallel()
	for _, tree := range []*site.Tree{nil, {BasePath: "/"}} {
		if _, err := NewHandler(Options{Site: tree}); !errors.Is(err, site.ErrNotBuilt) {
			t.Errorf("got %v, want site.ErrNotBuilt", err)
		}
	}
	if _, err := NewHandler(Options{Site: testTree("/x")}); err == nil {
		t.Error("a base path without a slash at its end was accepted")
	}
}

func BenchmarkFile(b *testing.B) {
	h, err := NewHandler(Options{Site: testTree("/")})
	if err != nil {
		b.Fatal(err)
	}
	r, err := http.NewRequestWithContext(b.Context(), "GET", "/assets/app.0a.wasm", nil)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	for b.Loop() {
		h.ServeHTTP(discard{http.Header{}}, r)
	}
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}
