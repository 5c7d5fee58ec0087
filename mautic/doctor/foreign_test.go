package doctor_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/mautictest"
)

// say answers with a status, a content type and a body; header holds pairs.
func say(status int, kind, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Servers that are no Mautic, or stand in front of one, and what is said of them.
func TestWhatIsNoMauticIsNamed(t *testing.T) {
	t.Parallel()
	const html = "text/html; charset=UTF-8"
	always := func(*http.Request) bool { return true }
	path := func(prefix string) func(*http.Request) bool {
		return func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, prefix) }
	}
	login := func(r *http.Request) bool { return r.Header.Get("Authorization") != "" }
	for _, tt := range []struct {
		name  string
		when  func(*http.Request) bool
		serve http.HandlerFunc
		want  doctor.ID
		check doctor.CheckID
	}{
		{"Symfony application", always, say(401, html, "", "WWW-Authenticate", `Basic realm="Secured Area"`), doctor.PasswordInFront, doctor.CheckMautic},
		{"Mautic that names its realm to everybody", path("/api/"), say(401, html, "", "WWW-Authenticate", `Basic realm="Secured Area"`), doctor.HeaderStripped, doctor.CheckHeader},
		{"another JSON API", always, say(401, "application/json", `{"message":"Unauthorized"}`), doctor.NotMautic, doctor.CheckMautic},
		{"404 in JSON", always, say(404, "application/json", `{"message":"no such route"}`), doctor.NotMautic, doctor.CheckMautic},
		{"200 in JSON", always, say(200, "application/json", `{"hello":"world"}`), doctor.NotMautic, doctor.CheckMautic},
		{"page that embeds the tracking script", always, say(200, html, "<html><script>var MauticDomain</script></html>"), doctor.NotMautic, doctor.CheckMautic},
		{"500 without a word", always, say(500, html, ""), doctor.Unknown, doctor.CheckMautic},
		{"500 of the API alone", path("/api/"), say(500, html, "<html>Fatal error</html>"), doctor.Unknown, doctor.CheckMautic},
		{"login page", always, say(302, html, "", "Location", "/s/login"), doctor.WrongPath, doctor.CheckRedirects},
		{"403 in JSON before the API", path("/api/"), say(403, "application/json", `{"message":"Forbidden"}`), doctor.BlockedByFirewall, doctor.CheckMautic},
		{"404 page before the API", path("/api/"), say(404, html, "<html>Not here</html>"), doctor.BlockedByFirewall, doctor.CheckMautic},
		{"200 page before the API", path("/api/"), say(200, html, "<html>Soon back</html>"), doctor.ResponseNotJSON, doctor.CheckMautic},
		{"challenge with status 503", always, say(503, html, "<html>Wait</html>", "cf-mitigated", "challenge"), doctor.BlockedByFirewall, doctor.CheckMautic},
		{"limit for everybody", always, say(429, "text/plain", "slow down"), doctor.RateLimited, doctor.CheckMautic},
		{"403 page before OAuth2", path("/oauth/"), say(403, html, "<html>Denied</html>"), doctor.BlockedByFirewall, doctor.CheckOAuth},
		{"200 page before OAuth2", path("/oauth/"), say(200, html, "<html>Hello</html>"), doctor.ResponseNotJSON, doctor.CheckOAuth},
		{"403 page for logins", login, say(403, html, "<html>Denied</html>"), doctor.BlockedByFirewall, doctor.CheckHeader},
		{"gateway's password for logins", login, say(401, html, "<html>No</html>", "WWW-Authenticate", `Basic realm="gate"`), doctor.PasswordInFront, doctor.CheckHeader},
		{"200 for logins", login, say(200, "application/json", `{"hello":"world"}`), doctor.Unknown, doctor.CheckHeader},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sandbox := mautictest.New(mautictest.Options{})
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if tt.when(r) {
					tt.serve(w, r)
					return
				}
				sandbox.ServeHTTP(w, r)
			}))
			t.Cleanup(server.Close)
			report := doctor.Run(t.Context(), doctor.Target{Base: parse(t, server.URL)}, direct(t), nil)
			for _, c := range report.Checks {
				if (c.Status == doctor.Fail) != (c.ID == tt.check) {
					t.Errorf("%+v", c)
				}
			}
			if got := report.Verdict(); got != tt.want {
				t.Errorf("verdict %s, want %s", got, tt.want)
			}
		})
	}
}

// A token is cut out of evidence by what it is, not only by how it looks.
func TestAnIssuedTokenThatIsRepeatedIsCut(t *testing.T) {
	t.Parallel()
	sandbox := mautictest.New(mautictest.Options{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == "POST":
			say(200, "application/json", `{"access_token":"kurz","token_type":"bearer","expires_in":3600}`)(w, r)
		case strings.HasPrefix(r.Header.Get("Authorization"), "Bearer "):
			say(401, "application/json", `{"errors":[{"message":"`+r.Header.Get("Authorization")+` is kurz","code":401,"type":"invalid_grant"}]}`)(w, r)
		default:
			sandbox.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	base := parse(t, server.URL)
	report := doctor.Run(t.Context(), doctor.Target{Base: base, Grant: true, Client: mautic.OAuthClient{ID: "1_a", Secret: mautic.NewSecret("geheim")}}, direct(t), nil)
	if text := string(report.JSON(doctor.ReportOptions{})); strings.Contains(text, "kurz") || !strings.Contains(text, "[cut]") {
		t.Errorf("the token is in %s", text)
	}
}
