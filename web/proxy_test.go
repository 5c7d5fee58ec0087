package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
)

// relayTo returns the address of a fresh server's relay to an upstream.
func relayTo(t testing.TB, o Options, upstream string) string {
	t.Helper()
	if o.Policy == nil {
		o.Policy = loopbackPolicy(t)
	}
	return startServer(t, o) + "/proxy/http/" + upstream
}

func TestRelayPassesTheRequestOnAndNothingElse(t *testing.T) {
	t.Parallel()
	type seen struct {
		Method, URI, Host, Body string
		Header                  http.Header
	}
	got := make(chan seen, 1)
	upstream := startUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- seen{r.Method, r.RequestURI, r.Host, string(body), r.Header}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"ok":true}`)
	})
	base := relayTo(t, Options{Version: "1.2.3"}, upstream)
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		a := ask(t, method, base+"/sub/api/contacts/caf%C3%A9/edit?a=%2F..&b=1", strings.NewReader("firstname=x"),
			"Accept", "application/json", "Accept-Language", "de", "Authorization", "Basic dTpw",
			"Content-Type", "application/x-www-form-urlencoded", "X-Requested-With", "XMLHttpRequest",
			"Cookie", "session=1", "X-Forwarded-For", "1.2.3.4", "Forwarded", "for=1.2.3.4", "Referer", "http://x/",
			"User-Agent", "browser", "X-Custom", "1", "X-HTTP-Method-Override", "DELETE", "Range", "bytes=0-1",
			"Proxy-Authorization", "Basic eA==", "Te", "trailers")
		if a.status != 200 || a.header.Get("Upstream-Status") != "201" || a.body != `{"ok":true}` {
			t.Fatalf("%s: got %d, Upstream-Status %q, body %q", method, a.status, a.header.Get("Upstream-Status"), a.body)
		}
		want := seen{method, "/sub/api/contacts/caf%C3%A9/edit?a=%2F..&b=1", upstream, "firstname=x", http.Header{
			"Accept": {"application/json"}, "Accept-Language": {"de"}, "Authorization": {"Basic dTpw"},
			"Content-Type": {"application/x-www-form-urlencoded"}, "X-Requested-With": {"XMLHttpRequest"},
			"User-Agent": {"mautic-connect/1.2.3"}, "Accept-Encoding": {"gzip"}, "Content-Length": {"11"},
		}}
		if diff := cmp.Diff(want, <-got); diff != "" {
			t.Errorf("%s: what the Mautic saw (-want +got)\n%s", method, diff)
		}
	}
}

func TestRelayPassesEachSideItsOwnCredentialOnly(t *testing.T) {
	t.Parallel()
	const apiKey, login = "n8n_api_c4n4ry", "Basic dTpw"
	got := make(chan http.Header, 1)
	upstream := startUpstream(t, func(_ http.ResponseWriter, r *http.Request) { got <- r.Header })
	var log logBuffer
	base := relayTo(t, Options{Log: debugLog(&log)}, upstream)
	tests := []struct {
		method, path   string
		toN8N, toOther bool
	}{
		{"GET", "/api/v1/credentials/schema/mauticApi", true, false},
		{"POST", "/api/v1/credentials", true, false},
		{"GET", "/n8n/api/v1/credentials?limit=250", true, false},
		{"PATCH", "/api/v1/credentials/abc", true, false},
		{"POST", "/api/v1/credentials/abc/test", true, false},
		{"GET", "/api/v1/users", false, true},
		{"PUT", "/api/v1/credentials/abc/transfer", false, true},
		{"GET", "/api/users/self", false, true},
		{"POST", "/oauth/v2/token", false, true},
		{"GET", "/oauth/v2/authorize", false, true},
		{"GET", "/mtc.js", false, true},
	}
	for _, tt := range tests {
		a := ask(t, tt.method, base+tt.path, nil, "X-N8N-API-KEY", apiKey, "Authorization", login)
		if a.status != 200 {
			t.Errorf("%s %s: got %d %s", tt.method, tt.path, a.status, a.body)
			continue
		}
		h := <-got
		if k := h.Get("X-N8N-API-KEY"); (k == apiKey) != tt.toN8N || k != "" && !tt.toN8N {
			t.Errorf("%s %s arrived with the API key %q", tt.method, tt.path, k)
		}
		if l := h.Get("Authorization"); (l == login) != tt.toOther || l != "" && !tt.toOther {
			t.Errorf("%s %s arrived with the login %q", tt.method, tt.path, l)
		}
	}
	wantProblem(t, ask(t, "DELETE", base+"/api/v1/credentials/abc", nil, "X-N8N-API-KEY", apiKey), 405, mautic.KindBadRequest)
	if out := log.String(); strings.Contains(out, apiKey) || strings.Contains(out, "abc") || !strings.Contains(out, `"rule":"n8n"`) {
		t.Errorf("the log holds the key or the path, or lacks the rule:\n%s", out)
	}
}

func TestRelayAddsNoCredentialOfItsOwn(t *testing.T) {
	t.Parallel()
	got := make(chan http.Header, 1)
	upstream := startUpstream(t, func(_ http.ResponseWriter, r *http.Request) { got <- r.Header })
	ask(t, "GET", relayTo(t, Options{}, upstream)+"/api/users/self", nil)
	h := <-got
	for _, name := range []string{"Authorization", "Cookie", "Proxy-Authorization"} {
		if h.Get(name) != "" {
			t.Errorf("the Mautic got %s: %s", name, h.Get(name))
		}
	}
}

func TestRelayedAnswerIsDataWithPrefixedHeaders(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=UTF-8")
		h.Set("Location", "http://169.254.169.254/api/")
		h.Add("WWW-Authenticate", `Basic realm="a"`)
		h.Add("WWW-Authenticate", `Bearer`)
		h.Set("Mautic-Version", "5.1.1")
		h.Set("X-RateLimit-Limit", "10")
		h.Set("X-RateLimit-Remaining", "0")
		h.Set("Retry-After", "7")
		h.Set("cf-mitigated", "challenge")
		h.Set("Set-Cookie", "a=b")
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Server", "Apache")
		h.Set("Content-Security-Policy", "default-src *")
		h.Set("Clear-Site-Data", `"*"`)
		w.WriteHeader(http.StatusFound)
		_, _ = io.WriteString(w, "<script>alert(1)</script>")
	})
	a := ask(t, "GET", relayTo(t, Options{}, upstream)+"/api/x", nil)
	delete(a.header, "Date")
	delete(a.header, "Permissions-Policy")
	want := http.Header{
		"Cache-Control":                  {"no-store"},
		"Content-Length":                 {"25"},
		"Content-Security-Policy":        {"sandbox; default-src 'none'"},
		"Content-Type":                   {"application/octet-stream"},
		"Cross-Origin-Resource-Policy":   {"same-origin"},
		"Referrer-Policy":                {"no-referrer"},
		"X-Content-Type-Options":         {"nosniff"},
		"X-Frame-Options":                {"DENY"},
		"Upstream-Status":                {"302"},
		"Upstream-Content-Type":          {"text/html; charset=UTF-8"},
		"Upstream-Location":              {"http://169.254.169.254/api/"},
		"Upstream-Www-Authenticate":      {`Basic realm="a", Bearer`},
		"Upstream-Mautic-Version":        {"5.1.1"},
		"Upstream-X-Ratelimit-Limit":     {"10"},
		"Upstream-X-Ratelimit-Remaining": {"0"},
		"Upstream-Retry-After":           {"7"},
		"Upstream-Cf-Mitigated":          {"challenge"},
	}
	if diff := cmp.Diff(want, a.header); diff != "" {
		t.Errorf("headers of the relayed answer (-want +got)\n%s", diff)
	}
	if a.status != 200 || a.body != "<script>alert(1)</script>" {
		t.Errorf("got %d %q", a.status, a.body)
	}
}

func TestRelayFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	second := startUpstream(t, func(http.ResponseWriter, *http.Request) { hits.Add(1) })
	first := startUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+second+"/api/users/self", http.StatusTemporaryRedirect)
	})
	a := ask(t, "GET", relayTo(t, Options{}, first)+"/api/users/self", nil, "Authorization", "Basic dTpw")
	if a.header.Get("Upstream-Status") != "307" || hits.Load() != 0 {
		t.Errorf("Upstream-Status %s, and the redirect's target saw %d requests", a.header.Get("Upstream-Status"), hits.Load())
	}
}

func TestRelayUnpacksGzipAndPassesEmptyAnswers(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/packed":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, strings.Repeat("ab", 40<<10))
			_ = z.Close()
		case "/api/none":
			w.WriteHeader(http.StatusNoContent)
		case "/api/unchanged":
			w.WriteHeader(http.StatusNotModified)
		}
	})
	base := relayTo(t, Options{}, upstream)
	for path, want := range map[string][2]string{
		"/api/packed":    {"200", strings.Repeat("ab", 40<<10)},
		"/api/none":      {"204", ""},
		"/api/unchanged": {"304", ""},
	} {
		a := ask(t, "GET", base+path, nil)
		if a.status != 200 || a.header.Get("Upstream-Status") != want[0] || a.body != want[1] || a.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: got %d, upstream %s, %d bytes, coding %q", path, a.status, a.header.Get("Upstream-Status"), len(a.body), a.header.Get("Content-Encoding"))
		}
	}
}

func TestRelayRefusesOtherMethods(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(http.ResponseWriter, *http.Request) { t.Error("the Mautic was reached") })
	base := relayTo(t, Options{}, upstream)
	for _, method := range []string{"OPTIONS", "TRACE", "CONNECT", "PROPFIND"} {
		a := ask(t, method, base+"/api/x", nil)
		if method == "CONNECT" { // a proxy's CONNECT names a host, so there is no path of ours in it
			if a.status < 400 {
				t.Errorf("CONNECT got %d", a.status)
			}
			continue
		}
		wantProblem(t, a, 405, mautic.KindBadRequest)
		if a.header.Get("Allow") != relayedMethods {
			t.Errorf("%s: Allow is %q", method, a.header.Get("Allow"))
		}
	}
	if a := ask(t, "HEAD", base+"/api/x", nil); a.status != 405 {
		t.Errorf("HEAD got %d, want 405", a.status)
	}
	wantProblem(t, ask(t, "GET", base+"/api/x", nil, "Connection", "Upgrade", "Upgrade", "websocket"), 400, mautic.KindBadRequest)
}

func TestRelayBoundsTheRequest(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		w.Header().Set("Mautic-Version", http.StatusText(int(n)))
		if n != maxRequest {
			t.Errorf("the Mautic got %d bytes", n)
		}
	})
	base := relayTo(t, Options{}, upstream)
	full, over := make([]byte, maxRequest), make([]byte, maxRequest+1)
	if a := ask(t, "POST", base+"/api/x", bytes.NewReader(full)); a.status != 200 {
		t.Errorf("64 KiB with a length: got %d", a.status)
	}
	if a := ask(t, "POST", base+"/api/x", io.MultiReader(bytes.NewReader(full))); a.status != 200 {
		t.Errorf("64 KiB in chunks: got %d", a.status)
	}
	wantProblem(t, ask(t, "POST", base+"/api/x", bytes.NewReader(over)), 413, mautic.KindBadRequest)
	wantProblem(t, ask(t, "POST", base+"/api/x", io.MultiReader(bytes.NewReader(over))), 413, mautic.KindBadRequest)
}

func TestRelayBoundsTheAnswer(t *testing.T) {
	t.Parallel()
	chunk := make([]byte, 64<<10)
	stream := func(w io.Writer, n int) {
		for n > 0 {
			m, err := w.Write(chunk[:min(n, len(chunk))])
			if err != nil {
				return
			}
			n -= m
		}
	}
	upstream := startUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/full":
			stream(w, maxAnswer)
		case "/api/announced":
			w.Header().Set("Content-Length", "5242881")
			stream(w, maxAnswer+1)
		case "/api/streamed":
			stream(w, maxAnswer+1)
		case "/api/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			stream(z, 64<<20)
			_ = z.Close()
		}
	})
	base := relayTo(t, Options{}, upstream)
	if a := ask(t, "GET", base+"/api/full", nil); a.status != 200 || a.bodyErr != nil || len(a.body) != maxAnswer {
		t.Errorf("exactly 5 MiB: got %d, %d bytes, %v", a.status, len(a.body), a.bodyErr)
	}
	wantProblem(t, ask(t, "GET", base+"/api/announced", nil), 502, mautic.KindTooLarge)
	for _, path := range []string{"/api/streamed", "/api/bomb"} {
		a := ask(t, "GET", base+path, nil)
		if a.bodyErr == nil || len(a.body) > maxAnswer {
			t.Errorf("%s: the client got %d bytes and the error %v; it must see a failure", path, len(a.body), a.bodyErr)
		}
	}
}

func TestRelayDoesNotPassOffAPartAsTheWhole(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		size := 10
		if r.URL.Path == "/api/late" {
			size = 2 * answerBuffer
		}
		_, _ = w.Write(make([]byte, size))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	base := relayTo(t, Options{}, upstream)
	wantProblem(t, ask(t, "GET", base+"/api/early", nil), 502, mautic.KindReset)
	if a := ask(t, "GET", base+"/api/late", nil); a.bodyErr == nil {
		t.Errorf("a broken answer arrived as %d bytes without an error", len(a.body))
	}
}

func TestRelayBoundsRelaysInFlight(t *testing.T) {
	t.Parallel()
	const slots = 3
	arrived, release := make(chan struct{}, slots), make(chan struct{})
	upstream := startUpstream(t, func(http.ResponseWriter, *http.Request) {
		arrived <- struct{}{}
		<-release
	})
	base := relayTo(t, Options{MaxRelays: slots}, upstream)
	var wait sync.WaitGroup
	for range slots {
		wait.Go(func() {
			if a := ask(t, "GET", base+"/api/x", nil); a.status != 200 {
				t.Errorf("a relay within the bound got %d", a.status)
			}
		})
	}
	for range slots {
		<-arrived
	}
	a := ask(t, "GET", base+"/api/x", nil)
	close(release)
	wantProblem(t, a, 503, mautic.KindBusy)
	if a.header.Get("Retry-After") == "" {
		t.Error("there is no Retry-After")
	}
	wait.Wait()
	if a := ask(t, "GET", base+"/api/x", nil); a.status != 200 {
		t.Errorf("after the others ended: got %d", a.status)
	}
}

func TestRelayLimitsTheRateOfAClient(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(http.ResponseWriter, *http.Request) {})
	base := relayTo(t, Options{RateLimit: 2}, upstream)
	for range 2 {
		if a := ask(t, "GET", base+"/api/x", nil); a.status != 200 {
			t.Fatalf("within the limit: got %d", a.status)
		}
	}
	a := ask(t, "GET", base+"/api/x", nil, "X-Forwarded-For", "203.0.113.9")
	wantProblem(t, a, 429, mautic.KindRateLimited)
	if s := a.header.Get("Retry-After"); s != "30" && s != "29" {
		t.Errorf("Retry-After is %q, want about 30", s)
	}
}
