package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/web/site"
)

// testTree is a small generated site.
func testTree(base string) *site.Tree {
	file := func(name, path, kind, body string, immutable, compressed bool) site.File {
		sum := sha256.Sum256([]byte(body))
		f := site.File{Name: name, Path: path, Type: kind, Hash: hex.EncodeToString(sum[:]), Immutable: immutable, Body: []byte(body)}
		if compressed {
			f.Brotli, f.Gzip = []byte("br:"+body), []byte("gz:"+body)
		}
		return f
	}
	return &site.Tree{BasePath: base, Files: []site.File{
		file("404.html", site.NotFound, "text/html; charset=utf-8", "<p>nothing here</p>", false, true),
		file("assets/app.0a.wasm", "/assets/app.0a.wasm", "application/wasm", strings.Repeat("wasm", 64), true, true),
		file("callback.html", "/callback", "text/html; charset=utf-8", "<p>callback</p>", false, true),
		file("embed.d.ts", "/embed.d.ts", "text/plain; charset=utf-8", "types", false, true),
		file("embed.html", "/embed", "text/html; charset=utf-8", "<p>embed</p>", false, true),
		file("embed.js", "/embed.js", "text/javascript; charset=utf-8", "script", false, true),
		file("icon.png", "/icon.png", "image/png", "png", false, false),
		file("index.html", "/", "text/html; charset=utf-8", "<p>start</p>", false, true),
		file("refused.html", refusedPath, "text/html; charset=utf-8",
			`<html data-refused="%%REASON%%"><h1>%%TITLE%%</h1><p>%%CAUSE%%</p><p>%%FIX%%<code>%%OPTION%%</code></p>`, false, true),
		file("manifest.webmanifest", "/manifest.webmanifest", "application/manifest+json", "{}", false, false),
	}}
}

// loopbackPolicy lets relays reach the servers that tests start.
func loopbackPolicy(t testing.TB) *Policy {
	t.Helper()
	p, err := NewPolicy([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// startServer runs the handler as people reach it and returns its address.
func startServer(t testing.TB, o Options) string {
	t.Helper()
	if o.Site == nil {
		o.Site = testTree("/")
	}
	h, err := NewHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// startUpstream runs a stand-in for whatever a relay reaches and returns its
// host and port.
func startUpstream(t testing.TB, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

type answer struct {
	status  int
	header  http.Header
	body    string
	bodyErr error
	problem problem
}

// ask sends a request as the app would, without following redirects. header
// holds pairs; an empty value removes the header.
func ask(t testing.TB, method, target string, body io.Reader, header ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Mautic-Connect", "1")
	for i := 0; i < len(header); i += 2 {
		if header[i+1] == "" {
			r.Header.Del(header[i])
			continue
		}
		if header[i] == "Host" {
			r.Host = header[i+1]
			continue
		}
		r.Header.Set(header[i], header[i+1])
	}
	tr := &http.Transport{DisableCompression: true}
	t.Cleanup(tr.CloseIdleConnections)
	res, err := tr.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	a := answer{status: res.StatusCode, header: res.Header, body: string(raw), bodyErr: err}
	if method != http.MethodHead && res.Header.Get("Content-Type") == "application/problem+json" {
		if err := json.Unmarshal(raw, &a.problem); err != nil {
			t.Fatalf("the problem answer is not JSON: %v", err)
		}
	}
	return a
}

// wantProblem fails unless a is a complete problem answer of that kind.
func wantProblem(t *testing.T, a answer, status int, kind mautic.Kind) {
	t.Helper()
	if a.status != status || a.problem.Kind != kind {
		t.Fatalf("got %d %q %s, want %d with kind %s", a.status, a.problem.Kind, a.body, status, kind)
	}
	if a.problem.Status != status || a.problem.Title == "" || a.problem.Detail == "" || a.problem.Type == "" {
		t.Errorf("the problem answer is incomplete: %s", a.body)
	}
	for _, name := range []string{"Upstream-Status", "Set-Cookie", "Access-Control-Allow-Origin"} {
		if a.header.Get(name) != "" {
			t.Errorf("a problem answer carries %s", name)
		}
	}
	if got := a.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q, want no-store", got)
	}
}

// logBuffer collects a log that several requests write to.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func debugLog(b *logBuffer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func mustURL(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// never is a bound on waiting for what must happen, long enough for a loaded
// machine.
const never = 20 * time.Second
