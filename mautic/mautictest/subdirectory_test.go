package mautictest

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestSubdirectoryFromLoginToToken goes through the window of a Mautic that lives in /mautic.
func TestSubdirectoryFromLoginToToken(t *testing.T) {
	t.Parallel()
	for _, v := range Versions() {
		t.Run(string(v), func(t *testing.T) {
			t.Parallel()
			var s *Sandbox
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.ServeHTTP(w, r) }))
			t.Cleanup(server.Close)
			s = New(Options{Version: v, SiteURL: server.URL + "/mautic/"})
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			b := &browser{t, server.URL + "/mautic", &http.Client{Jar: jar, CheckRedirect: func(req *http.Request, _ []*http.Request) error {
				if !strings.HasPrefix(req.URL.String(), server.URL) {
					return http.ErrUseLastResponse
				}
				return nil
			}}}
			client := s.Clients()[0]
			_, page := b.get("/oauth/v2/authorize?" + url.Values{
				"client_id": {client.PublicID()}, "response_type": {"code"}, "redirect_uri": {testCallback},
			}.Encode())
			if !strings.Contains(page, `action="/mautic/oauth/v2/authorize_login_check"`) {
				t.Fatalf("no login page: %s", page)
			}
			_, page = b.post("/oauth/v2/authorize_login_check", url.Values{"_username": {"admin"}, "_password": {"Adm1n-Passw0rd!"}})
			if !strings.Contains(page, `action="/mautic/oauth/v2/authorize"`) {
				t.Fatalf("no consent page: %s", page)
			}
			form := consentForm(client, "s")
			form.Set("accepted", "Accept")
			resp, _ := b.post("/oauth/v2/authorize", form)
			back, err := resp.Location()
			if err != nil || back.Query().Get("code") == "" {
				t.Fatalf("no code: %v %v", back, err)
			}
			resp, body := b.post("/oauth/v2/token", codeForm(client, back.Query().Get("code")))
			if resp.StatusCode != 200 {
				t.Errorf("token: %d %s", resp.StatusCode, body)
			}
			for path, want := range map[string]int{"/mautic/api/users/self": 401, "/api/users/self": 404, "/mauticapi/users/self": 404, "/": 200} {
				if rec := callAPI(s, "GET", path, "", ""); rec.Code != want {
					t.Errorf("%s: %d, want %d", path, rec.Code, want)
				}
			}
		})
	}
}
