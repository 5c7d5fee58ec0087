package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
)

func TestHandlerSendsTheSecurityHeaders(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; " +
			"connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
			"require-trusted-types-for 'script'; trusted-types default mautic-connect",
		"Referrer-Policy":              "no-referrer",
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Strict-Transport-Security":    "",
		"Access-Control-Allow-Origin":  "",
		"Set-Cookie":                   "",
	}
	base := startServer(t, Options{})
	for path, coop := range map[string]string{
		"/": "same-origin-allow-popups", "/nothing": "same-origin-allow-popups",
		"/callback": "", "/callback?state=a&code=b": "", "/icon.png": "", "/healthz": "",
	} {
		a := ask(t, "GET", base+path, nil)
		for name, value := range want {
			if got := a.header.Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", path, name, got, value)
			}
		}
		if got := a.header.Get("Cross-Origin-Opener-Policy"); got != coop {
			t.Errorf("%s: COOP is %q, want %q", path, got, coop)
		}
		if !strings.Contains(a.header.Get("Permissions-Policy"), "camera=()") {
			t.Errorf("%s: Permissions-Policy is %q", path, a.header.Get("Permissions-Policy"))
		}
	}
}

func TestHandlerSendsHSTSOnlyWhereHTTPSIsCertain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		o    Options
		want string
	}{
		{"plain", Options{}, ""},
		{"own TLS", Options{TLS: true}, "max-age=31536000"},
		{"public URL with https", Options{PublicURL: mustURL(t, "https://connect.example/")}, "max-age=31536000"},
		{"public URL with http", Options{PublicURL: mustURL(t, "http://connect.example/")}, ""},
	} {
		a := ask(t, "GET", startServer(t, tt.o)+"/", nil, "Host", "connect.example", "X-Forwarded-Proto", "https")
		if got := a.header.Get("Strict-Transport-Security"); got != tt.want || a.status != 200 {
			t.Errorf("%s: got %d with HSTS %q, want %q", tt.name, a.status, got, tt.want)
		}
	}
}

func TestHandlerIsMountedUnderItsBasePath(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path) })
	base := startServer(t, Options{Site: testTree("/x/"), Policy: loopbackPolicy(t)})
	for path, want := range map[string]answer{
		"/x/":                                  {status: 200, body: "<p>start</p>"},
		"/x/callback":                          {status: 200, body: "<p>callback</p>"},
		"/x/nothing":                           {status: 404, body: "<p>nothing here</p>"},
		"/x/x/":                                {status: 404, body: "<p>nothing here</p>"},
		"/x/proxy/http/" + upstream + "/api/a": {status: 200, body: "/api/a"},
		"/":                                    {status: 404, body: "There is nothing at this address.\n"},
		"/callback":                            {status: 404, body: "There is nothing at this address.\n"},
		"/xx/":                                 {status: 404, body: "There is nothing at this address.\n"},
		"/proxy/http/" + upstream + "/api/a":   {status: 404, body: "There is nothing at this address.\n"},
		"/x/healthz":                           {status: 200, body: "ok\n"},
		"/healthz":                             {status: 200, body: "ok\n"},
		"/readyz":                              {status: 200, body: "ok\n"},
	} {
		a := ask(t, "GET", base+path, nil)
		if a.status != want.status || a.body != want.body {
			t.Errorf("%s: got %d %q, want %d %q", path, a.status, a.body, want.status, want.body)
		}
	}
	for path, want := range map[string]string{"/x": "/x/", "/x?a=b": "/x/?a=b"} {
		a := ask(t, "GET", base+path, nil)
		if a.status != 308 || a.header.Get("Location") != want {
			t.Errorf("%s: got %d to %q, want 308 to %s", path, a.status, a.header.Get("Location"), want)
		}
	}
}

func TestHealthRevealsNothing(t *testing.T) {
	t.Parallel()
	base := startServer(t, Options{Version: "9.9.9"})
	for _, path := range []string{"/healthz", "/readyz"} {
		a := ask(t, "GET", base+path, nil)
		if a.status != 200 || a.body != "ok\n" || a.header.Get("Server") != "" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %d %q %v", path, a.status, a.body, a.header)
		}
		if a := ask(t, "POST", base+path, nil); a.status != 405 {
			t.Errorf("POST %s: got %d", path, a.status)
		}
	}
}

func TestHandlerAnswersOnlyItsPublicName(t *testing.T) {
	t.Parallel()
	base := startServer(t, Options{PublicURL: mustURL(t, "https://connect.example/")})
	for _, tt := range []struct {
		host, path string
		status     int
	}{
		{"connect.example", "/", 200},
		{"Connect.Example", "/", 200},
		{"connect.example:443", "/", 200},
		{"connect.example:8443", "/", 421},
		{"evil.example", "/", 421},
		{"connect.example.evil.example", "/", 421},
		{"localhost", "/", 421},
		{"127.0.0.1", "/", 421},
		{"evil.example", "/proxy/http/a.example/api/x", 421},
		{"localhost:8000", "/healthz", 200},
		{"10.1.2.3:8000", "/readyz", 200},
		{"[::1]:8000", "/healthz", 200},
		{"evil.example", "/healthz", 421},
	} {
		if a := ask(t, "GET", base+tt.path, nil, "Host", tt.host); a.status != tt.status {
			t.Errorf("Host %s, %s: got %d, want %d", tt.host, tt.path, a.status, tt.status)
		}
	}
	open := startServer(t, Options{})
	if a := ask(t, "GET", open+"/", nil, "Host", "anything.example"); a.status != 200 {
		t.Errorf("without a public URL a page got %d, want 200", a.status)
	}
}

// TestRelayToPrivateAddressesNeedsAKnownName: without a public URL a name that a
// stranger points at this server would be same-origin with the stranger's page.
func TestRelayToPrivateAddressesNeedsAKnownName(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(http.ResponseWriter, *http.Request) {})
	base := startServer(t, Options{Policy: loopbackPolicy(t)})
	for host, status := range map[string]int{
		"localhost:8000": 200, "127.0.0.1": 200, "[::1]:8000": 200, "192.168.1.2:8000": 200, "app.localhost": 200,
		"rebound.example": 421, "127.0.0.1.nip.example": 421, "localhost.evil.example": 421,
	} {
		if a := ask(t, "GET", base+"/proxy/http/"+upstream+"/api/x", nil, "Host", host); a.status != status {
			t.Errorf("Host %s: got %d %s, want %d", host, a.status, a.body, status)
		}
	}
	named := startServer(t, Options{Policy: loopbackPolicy(t), PublicURL: mustURL(t, "http://connect.example")})
	if a := ask(t, "GET", named+"/proxy/http/"+upstream+"/api/x", nil, "Host", "connect.example"); a.status != 200 {
		t.Errorf("with a public URL: got %d %s", a.status, a.body)
	}
}

func TestRelayServesThisAppOnly(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(http.ResponseWriter, *http.Request) {})
	base := startServer(t, Options{Policy: loopbackPolicy(t)})
	origin := base
	for _, tt := range []struct {
		name    string
		header  []string
		allowed bool
	}{
		{"no browser headers", nil, true},
		{"same origin", []string{"Sec-Fetch-Site", "same-origin", "Origin", origin}, true},
		{"same origin, old browser", []string{"Origin", origin}, true},
		{"without the header", []string{"X-Mautic-Connect", ""}, false},
		{"header with another value", []string{"X-Mautic-Connect", "0"}, false},
		{"cross-site", []string{"Sec-Fetch-Site", "cross-site"}, false},
		{"same-site", []string{"Sec-Fetch-Site", "same-site"}, false},
		{"typed into the address bar", []string{"Sec-Fetch-Site", "none"}, false},
		{"another origin", []string{"Origin", "http://evil.example"}, false},
		{"opaque origin", []string{"Origin", "null"}, false},
		{"another origin that claims to be ours", []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://evil.example"}, false},
	} {
		for _, method := range []string{"GET", "POST"} {
			a := ask(t, method, base+"/proxy/http/"+upstream+"/api/x", nil, tt.header...)
			if tt.allowed && a.status != 200 {
				t.Errorf("%s, %s: got %d %s", tt.name, method, a.status, a.body)
			}
			if !tt.allowed {
				if a.status != 403 || a.problem.Kind != mautic.KindBadRequest {
					t.Errorf("%s, %s: got %d %s, want 403", tt.name, method, a.status, a.body)
				}
			}
			for name := range a.header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s, %s: the answer has %s", tt.name, method, name)
				}
			}
		}
	}
	preflight := ask(t, "OPTIONS", base+"/proxy/http/"+upstream+"/api/x", nil, "Origin", "http://evil.example",
		"Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "x-mautic-connect", "X-Mautic-Connect", "")
	if preflight.status < 400 || preflight.header.Get("Access-Control-Allow-Headers") != "" {
		t.Errorf("a preflight got %d %v", preflight.status, preflight.header)
	}
}

func TestPanicBecomesA500WithoutRequestData(t *testing.T) {
	t.Parallel()
	var buf logBuffer
	h := logRequests(debugLog(&buf), nil, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/late" {
			_, _ = io.WriteString(w, "half")
			_ = http.NewResponseController(w).Flush()
		}
		panic("failed on " + r.URL.RawQuery)
	}))
	s := httptest.NewServer(h)
	defer s.Close()
	a := ask(t, "GET", s.URL+"/early?canary", nil)
	if a.status != 500 || strings.Contains(a.body, "canary") {
		t.Errorf("got %d %q", a.status, a.body)
	}
	if a := ask(t, "GET", s.URL+"/late?canary", nil); a.bodyErr == nil {
		t.Error("a half answer arrived without an error")
	}
	s.Close()
	if out := buf.String(); strings.Contains(out, "canary") || !strings.Contains(out, "a value of type string") || !strings.Contains(out, "handler_test.go") {
		t.Errorf("the log should say where and not what:\n%s", out)
	}
}

// TestLogHoldsNoSecret sends a canary in every place a secret can be in.
func TestLogHoldsNoSecret(t *testing.T) {
	t.Parallel()
	const canary = "canary4711"
	var buf logBuffer
	upstream := startUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "/?"+canary)
		w.Header().Set("Mautic-Version", canary)
		if r.URL.Query().Has("cut") {
			_, _ = w.Write(make([]byte, 2*answerBuffer))
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, canary)
	})
	base := startServer(t, Options{Policy: loopbackPolicy(t), Log: debugLog(&buf)})
	secret := []string{"Authorization", "Bearer " + canary, "Cookie", canary, "X-Custom", canary, "User-Agent", canary, "Referer", "http://x/" + canary}
	for _, call := range [][2]string{
		{"GET", "/?" + canary}, {"GET", "/callback?code=" + canary}, {"GET", "/" + canary}, {"GET", "/proxy/" + canary},
		{canary, "/"}, {canary, "/proxy/http/" + upstream + "/api/x"},
		{"GET", "/proxy/http/" + upstream + "/api/contacts/" + canary + "?" + canary},
		{"POST", "/proxy/http/" + upstream + "/oauth/v2/token?" + canary},
		{"GET", "/proxy/http/" + upstream + "/api/x?cut=" + canary},
		{"GET", "/proxy/http/" + closedPort(t) + "/api/" + canary},
		{"GET", "/proxy/https/" + upstream + "/api/" + canary},
		{"GET", "/proxy/http/user:" + canary + "@a.example/api/x"},
		{"GET", "/proxy/http/a.example/" + canary + "/%2e%2e/"},
		{"GET", "/proxy/http/169.254.169.254/api/" + canary},
	} {
		ask(t, call[0], base+call[1], strings.NewReader("password="+canary), secret...)
	}
	out := buf.String()
	if strings.Contains(out, canary) {
		t.Errorf("the log holds a secret:\n%s", out)
	}
	for _, want := range []string{`"route":"proxy"`, `"host":"` + upstream + `"`, `"rule":"api"`, `"rule":"token"`, `"kind":"connection-refused"`, `"upstream":200`, `"file":"/callback"`} {
		if !strings.Contains(out, want) {
			t.Errorf("the log lacks %s:\n%s", want, out)
		}
	}
}

func TestClientAddrTrustsForwardedForOfTrustedProxiesOnly(t *testing.T) {
	t.Parallel()
	trusted := loopbackPolicy(t).ranges
	for _, tt := range []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"direct", "203.0.113.1:5", nil, "203.0.113.1"},
		{"direct with a made-up header", "203.0.113.1:5", []string{"1.2.3.4"}, "203.0.113.1"},
		{"through a proxy", "127.0.0.1:5", []string{"203.0.113.7"}, "203.0.113.7"},
		{"through two proxies", "127.0.0.1:5", []string{"203.0.113.7, 127.0.0.2"}, "203.0.113.7"},
		{"two header lines", "127.0.0.1:5", []string{"203.0.113.7", "127.0.0.2"}, "203.0.113.7"},
		{"made-up start of the list", "127.0.0.1:5", []string{"1.2.3.4, 203.0.113.7"}, "203.0.113.7"},
		{"nonsense in the list", "127.0.0.1:5", []string{"203.0.113.7, what"}, "127.0.0.1"},
		{"proxy without the header", "127.0.0.1:5", nil, "127.0.0.1"},
		{"mapped address", "[::ffff:203.0.113.1]:5", nil, "203.0.113.1"},
	} {
		r := &http.Request{RemoteAddr: tt.remote, Header: http.Header{"X-Forwarded-For": tt.forwarded}}
		if diff := cmp.Diff(tt.want, clientAddr(r, trusted).String()); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, diff)
		}
	}
	if clientAddr(&http.Request{RemoteAddr: "@"}, trusted).IsValid() {
		t.Error("a peer without an address got one")
	}
}
