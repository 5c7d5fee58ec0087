package mautictest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

const testCallback = "http://127.0.0.1:5678/rest/oauth2-credential/callback"

// A browser talks to a sandbox over a real server: it keeps cookies, shows the page it ends on and stops before it
// leaves the sandbox.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
}

func newBrowser(t *testing.T, s *Sandbox) *browser {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, server.URL, &http.Client{
		Jar: jar,
		CheckRedirect: func(req *http.Request, _ []*http.Request) error {
			if !strings.HasPrefix(req.URL.String(), server.URL) {
				return http.ErrUseLastResponse
			}
			return nil
		},
	}}
}

func (b *browser) do(req *http.Request) (*http.Response, string) {
	b.t.Helper()
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp, string(body)
}

func (b *browser) get(path string) (*http.Response, string) {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	return b.do(req)
}

func (b *browser) post(path string, form url.Values) (*http.Response, string) {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodPost, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(req)
}

func consentForm(c Client, state string) url.Values {
	return url.Values{
		authorizeForm + "[client_id]":     {c.PublicID()},
		authorizeForm + "[response_type]": {"code"},
		authorizeForm + "[redirect_uri]":  {testCallback},
		authorizeForm + "[state]":         {state},
		authorizeForm + "[scope]":         {""},
	}
}

// authorize goes the whole way from the authorization endpoint to the code.
func (b *browser) authorize(c Client, login, password string) string {
	b.t.Helper()
	query := url.Values{"client_id": {c.PublicID()}, "response_type": {"code"}, "redirect_uri": {testCallback}, "state": {"s 1"}}
	_, page := b.get("/oauth/v2/authorize?" + query.Encode())
	if !strings.Contains(page, `name="_username"`) {
		b.t.Fatalf("no login page: %s", page)
	}
	_, page = b.post("/oauth/v2/authorize_login_check", url.Values{"_username": {login}, "_password": {password}})
	if !strings.Contains(page, `value="s 1"`) || !strings.Contains(page, `name="accepted"`) {
		b.t.Fatalf("no consent page: %s", page)
	}
	form := consentForm(c, "s 1")
	form.Set("accepted", "Accept")
	resp, _ := b.post("/oauth/v2/authorize", form)
	back, err := resp.Location()
	if err != nil {
		b.t.Fatalf("no way back to the client: %v", err)
	}
	if !strings.HasPrefix(back.String(), testCallback+"?state=s+1&code=") {
		b.t.Fatalf("came back to %s", back)
	}
	return back.Query().Get("code")
}

// tokenRequest sends a form to the token endpoint and returns status, error type and tokens.
func tokenRequest(t *testing.T, s *Sandbox, form url.Values) (status int, errorType string, tokens map[string]string) {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, "/oauth/v2/token", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	var body struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Errors  []struct{ Type string }
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &body); err != nil {
		t.Fatalf("token endpoint: %v: %s", err, rec.Body)
	}
	if len(body.Errors) > 0 {
		errorType = body.Errors[0].Type
	}
	return rec.Code, errorType, map[string]string{"access": body.Access, "refresh": body.Refresh}
}

func codeForm(c Client, code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {testCallback},
		"client_id": {c.PublicID()}, "client_secret": {c.Secret}}
}

func refreshForm(c Client, token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token},
		"client_id": {c.PublicID()}, "client_secret": {c.Secret}}
}

// whoAmI asks users/self and returns status and user name.
func whoAmI(t *testing.T, s *Sandbox, token string) (int, string) {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, "/api/users/self", nil)
	req.Header.Set("Authorization", "Bearer "+token)
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	var self struct{ Username string }
	if err := json.Unmarshal(rec.Body.Bytes(), &self); err != nil {
		t.Fatal(err)
	}
	return rec.Code, self.Username
}

func stoodStill() *Clock { return NewClock(time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)) }

func TestAuthorizationCodeGrantFromLoginToRefresh(t *testing.T) {
	t.Parallel()
	clock := stoodStill()
	s := New(Options{Clock: clock})
	client := s.Clients()[0]
	b := newBrowser(t, s)

	code := b.authorize(client, "n8n", "Us3r-Passw0rd!")
	status, _, first := tokenRequest(t, s, codeForm(client, code))
	if status != http.StatusOK || first["access"] == "" || first["refresh"] == "" {
		t.Fatalf("token request: %d %v", status, first)
	}
	if status, errorType, _ := tokenRequest(t, s, codeForm(client, code)); status != 400 || errorType != "invalid_grant" {
		t.Errorf("the code works twice: %d %s", status, errorType)
	}
	if status, name := whoAmI(t, s, first["access"]); status != 200 || name != "n8n" {
		t.Errorf("users/self: %d %q", status, name)
	}

	clock.Advance(time.Hour)
	if status, _ := whoAmI(t, s, first["access"]); status != 200 {
		t.Errorf("the token is dead at the second it expires: %d", status)
	}
	clock.Advance(time.Second)
	if status, _ := whoAmI(t, s, first["access"]); status != 401 {
		t.Errorf("the token outlives its hour: %d", status)
	}

	status, _, second := tokenRequest(t, s, refreshForm(client, first["refresh"]))
	if status != 200 || second["refresh"] == first["refresh"] {
		t.Fatalf("refresh: %d %v", status, second)
	}
	if status, errorType, _ := tokenRequest(t, s, refreshForm(client, first["refresh"])); status != 400 || errorType != "invalid_grant" {
		t.Errorf("a refresh token works twice: %d %s", status, errorType)
	}
	if status, _ := whoAmI(t, s, second["access"]); status != 200 {
		t.Errorf("the refreshed token does not work: %d", status)
	}
	clock.Advance(14*24*time.Hour + time.Second)
	if status, _, _ := tokenRequest(t, s, refreshForm(client, second["refresh"])); status != 400 {
		t.Errorf("the refresh token outlives its 14 days: %d", status)
	}
}

func TestCodeLivesThirtySeconds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		wait   time.Duration
		status int
	}{{30 * time.Second, 200}, {31 * time.Second, 400}} {
		clock := stoodStill()
		s := New(Options{Clock: clock})
		client := s.Clients()[0]
		code := newBrowser(t, s).authorize(client, "admin", "Adm1n-Passw0rd!")
		clock.Advance(test.wait)
		if status, _, _ := tokenRequest(t, s, codeForm(client, code)); status != test.status {
			t.Errorf("after %s: status %d, want %d", test.wait, status, test.status)
		}
	}
}

func TestRefusedTokenRequestUsesNothingUp(t *testing.T) {
	t.Parallel()
	s := New(Options{Clock: stoodStill()})
	client := s.Clients()[0]
	code := newBrowser(t, s).authorize(client, "admin", "Adm1n-Passw0rd!")
	for name, spoil := range map[string]func(url.Values){
		"wrong secret":   func(f url.Values) { f.Set("client_secret", "wrong") },
		"a scope":        func(f url.Values) { f.Set("scope", "all") },
		"other redirect": func(f url.Values) { f.Set("redirect_uri", "https://other.example/cb") },
	} {
		form := codeForm(client, code)
		spoil(form)
		if status, _, _ := tokenRequest(t, s, form); status != 400 {
			t.Errorf("%s: status %d", name, status)
		}
	}
	if status, _, _ := tokenRequest(t, s, codeForm(client, code)); status != 200 {
		t.Errorf("the code is gone: %d", status)
	}
}

func TestWrongPasswordShowsMessageOnce(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, New(Options{}))
	const message = "Invalid login. Please verify credentials."
	for _, login := range []string{"admin", "inactive"} {
		_, page := b.post("/oauth/v2/authorize_login_check", url.Values{"_username": {login}, "_password": {"wrong"}})
		if !strings.Contains(page, message) {
			t.Errorf("%s: no message in %s", login, page)
		}
		if _, page := b.get("/oauth/v2/authorize_login"); strings.Contains(page, message) {
			t.Errorf("%s: the message stays", login)
		}
	}
}

func TestDeniedConsentNeverComesBack(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	b := newBrowser(t, s)
	b.authorize(s.Clients()[0], "admin", "Adm1n-Passw0rd!")
	form := consentForm(s.Clients()[0], "x")
	form.Set("rejected", "Deny")
	resp, body := b.post("/oauth/v2/authorize", form)
	if resp.StatusCode != http.StatusFound || resp.Header.Get("Location") != "" || !strings.Contains(body, "access_denied") {
		t.Errorf("deny: %d, Location %q, %s", resp.StatusCode, resp.Header.Get("Location"), body)
	}
}

func TestLoginPagesCarryNoFramingOrOpenerPolicy(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, New(Options{}))
	resp, page := b.get("/oauth/v2/authorize_login")
	for _, name := range []string{"Content-Security-Policy", "X-Frame-Options", "Cross-Origin-Opener-Policy"} {
		if got := resp.Header.Get(name); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if !strings.Contains(page, "SANDBOX") {
		t.Error("the page does not say that it is a sandbox")
	}
	cookie := resp.Header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, sessionCookie+"=") || !strings.HasSuffix(cookie, "; path=/; httponly; samesite=lax") {
		t.Errorf("session cookie: %s", cookie)
	}
}

func TestSiteURLOnHTTPS(t *testing.T) {
	t.Parallel()
	s := New(Options{SiteURL: "https://mautic.example.test"})
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, httptest.NewRequest("GET", "/oauth/v2/authorize", nil))
	if got := rec.Header().Get("Location"); got != "https://mautic.example.test/oauth/v2/authorize_login" {
		t.Errorf("Location %s", got)
	}
	if got := rec.Header().Get("Set-Cookie"); !strings.Contains(got, "; secure;") {
		t.Errorf("cookie without Secure: %s", got)
	}
}
