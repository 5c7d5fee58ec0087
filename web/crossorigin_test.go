package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/web/origin"
	"mautic-connect/web/preset"
)

func origins(t *testing.T, list ...string) []origin.Origin {
	t.Helper()
	var out []origin.Origin
	for _, s := range list {
		o, err := origin.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, o)
	}
	return out
}

// granted is what an answer says about other origins.
func granted(a answer) map[string]string {
	out := map[string]string{}
	for name, values := range a.header {
		if strings.HasPrefix(name, "Access-Control-") || name == "Cross-Origin-Resource-Policy" || name == "Vary" {
			out[name] = strings.Join(values, ", ")
		}
	}
	return out
}

const helper = "https://me.github.io"

func TestAPageOfAnAllowedOriginMayAskFirst(t *testing.T) {
	t.Parallel()
	server := startServer(t, Options{AllowOrigins: origins(t, "https://other.example", helper)})
	for path, methods := range map[string]string{
		"/proxy/https/m.example/api/users/self": "GET, POST, PUT, PATCH, DELETE",
		"/mailbox":                              "GET, POST",
		"/mailbox/47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU": "GET, POST",
	} {
		a := ask(t, "OPTIONS", server+path, nil, "X-Mautic-Connect", "", "Origin", helper, "Sec-Fetch-Site", "cross-site",
			"Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "x-mautic-connect")
		want := map[string]string{
			"Access-Control-Allow-Origin": helper, "Access-Control-Allow-Methods": methods, "Access-Control-Max-Age": "600",
			"Access-Control-Allow-Headers": "X-Mautic-Connect, Authorization, Content-Type, X-N8N-API-KEY",
			"Cross-Origin-Resource-Policy": "cross-origin", "Vary": "Origin",
		}
		if diff := cmp.Diff(want, granted(a)); diff != "" || a.status != 204 || a.body != "" {
			t.Errorf("%s: status %d, %q (-want +got)\n%s", path, a.status, a.body, diff)
		}
	}
}

func TestAPageOfAnAllowedOriginMayReadTheAnswer(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"Origin", "Cookie", "X-Mautic-Connect", "Referer"} {
			if r.Header.Get(name) != "" {
				t.Errorf("Mautic is told %s: %s", name, r.Header.Get(name))
			}
		}
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Mautic-Version", "5.1.1")
		w.WriteHeader(http.StatusUnauthorized)
	})
	server := startServer(t, Options{AllowOrigins: origins(t, helper), Policy: loopbackPolicy(t)})
	a := ask(t, "GET", server+"/proxy/http/"+upstream+"/api/users/self", nil, "Origin", helper, "Sec-Fetch-Site", "cross-site")
	want := map[string]string{
		"Access-Control-Allow-Origin": helper, "Cross-Origin-Resource-Policy": "cross-origin", "Vary": "Origin",
		"Access-Control-Expose-Headers": "Upstream-Status, Upstream-Content-Type, Upstream-Location, Upstream-Www-Authenticate, Upstream-Mautic-Version, " +
			"Upstream-Retry-After, Upstream-Cf-Mitigated, Upstream-X-Ratelimit-Limit, Upstream-X-Ratelimit-Remaining, Upstream-X-Ratelimit-Reset",
	}
	if diff := cmp.Diff(want, granted(a)); diff != "" || a.status != 200 || a.header.Get("Upstream-Mautic-Version") != "5.1.1" {
		t.Errorf("status %d (-want +got)\n%s", a.status, diff)
	}
	// A refusal can be read as well, so that the page can say it.
	if a := ask(t, "GET", server+"/proxy/http/"+upstream+"/etc/passwd", nil, "Origin", helper, "Sec-Fetch-Site", "cross-site"); a.problem.Kind == "" || granted(a)["Access-Control-Allow-Origin"] != helper {
		t.Errorf("a refusal: status %d, %v", a.status, granted(a))
	}
	if a := ask(t, "GET", server+"/proxy/http/"+upstream+"/api/users/self", nil, "Origin", helper, "X-Mautic-Connect", ""); a.status != 403 {
		t.Errorf("without the app's header: status %d", a.status)
	}
}

func TestEveryOtherOriginIsRefused(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(http.ResponseWriter, *http.Request) { t.Error("Mautic was asked") })
	server := startServer(t, Options{AllowOrigins: origins(t, helper, "https://helper.example:8443"), Policy: loopbackPolicy(t)})
	for _, stranger := range []string{
		"null", "*", "https://evil.example", "http://me.github.io", "https://me.github.io:444", "https://me.github.io:443", "https://me.github.io.evil.example",
		"https://evil-me.github.io", "https://evil.me.github.io", "https://github.io", "https://ME.github.io", "HTTPS://me.github.io", "https://me.github.io/",
		"https://me.github.io, https://evil.example", "https://me.github.io https://evil.example", " https://evil.example", "https://helper.example", "https://helper.example:8444",
		"https://me.github.io@evil.example", "https://evil.example#https://me.github.io",
	} {
		for _, method := range []string{"OPTIONS", "GET", "POST"} {
			for _, path := range []string{"/proxy/http/" + upstream + "/api/users/self", "/mailbox"} {
				a := ask(t, method, server+path, nil, "Origin", stranger, "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "x-mautic-connect")
				if diff := cmp.Diff(map[string]string{"Cross-Origin-Resource-Policy": "same-origin", "Vary": "Origin"}, granted(a)); diff != "" || a.status != 403 {
					t.Errorf("%s %s of %q: status %d (-want +got)\n%s", method, path, stranger, a.status, diff)
				}
			}
		}
	}
	// Two origins at once are none.
	r, err := http.NewRequestWithContext(t.Context(), "GET", server+"/proxy/http/"+upstream+"/api/users/self", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Origin": {helper, "https://evil.example"}, "X-Mautic-Connect": {"1"}}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != 403 || res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("two origins: status %d, %v", res.StatusCode, res.Header)
	}
}

func TestAnAllowedOriginGetsTheRelayAndTheMailboxOnly(t *testing.T) {
	t.Parallel()
	server := startServer(t, Options{AllowOrigins: origins(t, helper), Presets: map[string]preset.Preset{"acme": {Name: "acme"}}})
	for _, path := range []string{"/", "/callback", "/configuration", "/configuration?preset=acme", "/presets/acme/token", "/presets/acme/deliver", "/healthz", "/proxy", "/proxyx", "/mailboxes"} {
		for _, method := range []string{"OPTIONS", "GET", "POST"} {
			a := ask(t, method, server+path, nil, "Origin", helper, "Sec-Fetch-Site", "cross-site", "Access-Control-Request-Method", "GET")
			if got := granted(a); got["Access-Control-Allow-Origin"] != "" || got["Cross-Origin-Resource-Policy"] != "same-origin" {
				t.Errorf("%s %s grants %v", method, path, got)
			}
			if strings.HasPrefix(path, "/presets") || strings.HasPrefix(path, "/configuration") {
				if a.status != 403 {
					t.Errorf("%s %s: status %d", method, path, a.status)
				}
			}
		}
	}
}

func TestWithoutAnAllowedOriginNothingIsSaidAboutOthers(t *testing.T) {
	t.Parallel()
	server := startServer(t, Options{})
	a := ask(t, "OPTIONS", server+"/proxy/https/m.example/api/users/self", nil, "Origin", helper, "Access-Control-Request-Method", "GET")
	if diff := cmp.Diff(map[string]string{"Cross-Origin-Resource-Policy": "same-origin"}, granted(a)); diff != "" || a.status != 403 {
		t.Errorf("status %d (-want +got)\n%s", a.status, diff)
	}
}
