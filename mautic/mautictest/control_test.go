package mautictest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func stateOf(t *testing.T, s *Sandbox) (state, string) {
	t.Helper()
	rec := callAPI(s, "GET", "/_sandbox/state", "", "")
	var st state
	if err := json.Unmarshal(rec.Body.Bytes(), &st); err != nil {
		t.Fatal(err)
	}
	return st, rec.Body.String()
}

func TestControlSettingsChangesWhatIsSent(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	rec := callAPI(s, "POST", "/_sandbox/settings", "", `{"api_enable_basic_auth":false,"cors_restrict_domains":false,"cors_valid_domains":["https://a.test"]}`)
	if rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	got := s.Settings()
	if !got.APIEnabled || got.BasicAuth || !got.CORSUnrestricted || got.AccessTokenMinutes != 60 || len(got.CORSDomains) != 1 {
		t.Errorf("settings are %+v", got)
	}
	for _, body := range []string{`{"api":true}`, `{`, ``, `{"api_oauth2_access_token_lifetime":-1}`} {
		if rec := callAPI(s, "POST", "/_sandbox/settings", "", body); rec.Code != 400 {
			t.Errorf("%q: %d", body, rec.Code)
		}
	}
}

func TestControlClock(t *testing.T) {
	t.Parallel()
	clock := stoodStill()
	s := New(Options{Clock: clock})
	before := clock.Now()
	if rec := callAPI(s, "POST", "/_sandbox/clock", "", `{"advance":"31s"}`); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if got := clock.Now().Sub(before); got != 31*time.Second {
		t.Errorf("the clock moved by %s", got)
	}
	for _, body := range []string{`{"advance":"-1s"}`, `{"advance":"soon"}`} {
		if rec := callAPI(s, "POST", "/_sandbox/clock", "", body); rec.Code != 400 {
			t.Errorf("%s: %d", body, rec.Code)
		}
	}
}

func TestControlAddsUsersAndClients(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	if rec := callAPI(s, "POST", "/_sandbox/users", "", `{"username":"u","password":"only-for-u","role_id":5}`); rec.Code != 200 {
		t.Fatalf("user: %d %s", rec.Code, rec.Body)
	}
	if rec := callAPI(s, "GET", "/api/users/self", "u:only-for-u", ""); rec.Code != 200 {
		t.Errorf("the new user: %d", rec.Code)
	}
	rec := callAPI(s, "POST", "/_sandbox/clients", "", `{"name":"c","redirect_uris":"https://c.test/cb","creator":"n8n"}`)
	var client clientState
	if err := json.Unmarshal(rec.Body.Bytes(), &client); err != nil || client.Secret == "" || client.ClientCredentials {
		t.Errorf("client: %v %s", err, rec.Body)
	}
	st, text := stateOf(t, s)
	if len(st.Clients) != 3 || len(st.Logins) != 8 {
		t.Errorf("state: %d clients, %d logins", len(st.Clients), len(st.Logins))
	}
	if strings.Contains(text, "only-for-u") || strings.Contains(text, client.Secret) {
		t.Error("the state tells secrets that are not the demo's")
	}
	if !strings.Contains(text, "Adm1n-Passw0rd!") || st.Clients[0].Secret == "" {
		t.Error("the state does not tell the demo's logins")
	}
	if rec := callAPI(s, "POST", "/_sandbox/reset", "", `{}`); rec.Code != 200 {
		t.Errorf("reset: %d", rec.Code)
	}
	if st, _ := stateOf(t, s); len(st.Clients) != 2 || len(st.Logins) != 7 {
		t.Errorf("after reset: %d clients, %d logins", len(st.Clients), len(st.Logins))
	}
}

func TestControlRefusesOtherSites(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	req := httptest.NewRequest("POST", "/_sandbox/reset", nil)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	if rec.Code != http.StatusForbidden {
		t.Errorf("status %d", rec.Code)
	}
}

func TestStartPageWorksWithoutScript(t *testing.T) {
	t.Parallel()
	s := New(Options{Clock: stoodStill()})
	b := newBrowser(t, s)
	resp, page := b.get("/")
	for _, want := range []string{"SANDBOX", "not a real Mautic", "Adm1n-Passw0rd!", s.Clients()[0].PublicID(),
		s.Clients()[0].Secret, testCallback, `name="api_enabled" value="1" checked`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, "<script") || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Error("the page is not as strict as it should be")
	}

	resp, page = b.post("/_sandbox/settings", url.Values{
		"back": {"/"}, "api_enabled": {"1"}, "api_oauth2_access_token_lifetime": {"5"},
		"api_oauth2_refresh_token_lifetime": {"0"}, "cors_restrict_domains": {"1"},
		"cors_valid_domains": {"https://a.test\r\nhttps://b.test\r\n"},
	})
	if resp.Request.Method != http.MethodGet || !strings.Contains(page, "The settings are saved.") {
		t.Errorf("saving ends on %s %s", resp.Request.Method, resp.Request.URL)
	}
	got := s.Settings()
	if !got.APIEnabled || got.BasicAuth || got.CORSUnrestricted || got.AccessTokenMinutes != 5 || len(got.CORSDomains) != 2 {
		t.Errorf("settings are %+v", got)
	}
	if resp, _ := b.post("/_sandbox/settings", url.Values{"api_oauth2_access_token_lifetime": {"x"}}); resp.StatusCode != 400 {
		t.Errorf("a lifetime that is no number: %d", resp.StatusCode)
	}

	before := s.Clock().Now()
	if _, page := b.post("/_sandbox/clock", url.Values{"advance": {"31s"}}); !strings.Contains(page, "31s ahead") {
		t.Error("the page does not show the turned clock")
	}
	if got := s.Clock().Now().Sub(before); got != 31*time.Second {
		t.Errorf("the clock moved by %s", got)
	}
	if _, page := b.post("/_sandbox/clients", url.Values{"name": {"From <form>"}, "redirect_uris": {testCallback}}); !strings.Contains(page, "From &lt;form&gt;") {
		t.Error("the page does not show the new client")
	}
	b.post("/_sandbox/reset", nil)
	if !s.Settings().BasicAuth || len(s.Clients()) != 2 {
		t.Error("the form does not reset")
	}
	if resp, css := b.get("/_sandbox/style.css"); resp.Header.Get("Content-Type") != "text/css; charset=utf-8" || css == "" {
		t.Errorf("stylesheet: %s", resp.Status)
	}
}

func TestPagesBehindTheLogin(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	b := newBrowser(t, s)
	if _, page := b.get("/s/credentials"); !strings.Contains(page, `action="/s/login_check"`) {
		t.Fatalf("no login page: %s", page)
	}
	_, page := b.post("/s/login_check", url.Values{"_username": {"admin"}, "_password": {"Adm1n-Passw0rd!"}})
	if !strings.Contains(page, s.Clients()[0].PublicID()) {
		t.Errorf("the login does not lead back to the credentials: %s", page)
	}
	form := url.Values{"client[name]": {"Made here"}, "client[redirectUris]": {"nonsense"}}
	if _, page := b.post("/s/credentials/new", form); !strings.Contains(page, "nonsense is an invalid URI.") {
		t.Errorf("no message: %s", page)
	}
	form.Set("client[redirectUris]", testCallback)
	if _, page := b.post("/s/credentials/new", form); !strings.Contains(page, "Made here") {
		t.Errorf("the new client is not listed: %s", page)
	}
	if _, page := b.get("/s/config/edit"); !strings.Contains(page, `name="back" value="/s/config/edit"`) {
		t.Errorf("no settings form: %s", page)
	}
	for _, path := range []string{"/s/dashboard", "/s", "/s/credentials/new"} {
		if resp, _ := b.get(path); resp.StatusCode != 200 {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	if resp, _ := b.get("/s/contacts"); resp.StatusCode != 404 || s.AnonymousContacts() != 0 {
		t.Errorf("a page that is not there: %d", resp.StatusCode)
	}
	if _, page := b.get("/oauth/v2/authorize?client_id=" + s.Clients()[0].PublicID()); !strings.Contains(page, "authorize_login_check") {
		t.Error("the login of the user interface counts for OAuth2")
	}
}
