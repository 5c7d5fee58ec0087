package mautictest

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestVersionChangesWhileItRuns(t *testing.T) {
	t.Parallel()
	s := New(Options{Version: V4_4_13})
	says := func(want Version) {
		t.Helper()
		rec := callAPI(s, "GET", "/api/users/self", asAdmin, "")
		if got := rec.Header().Get("Mautic-Version"); rec.Code != 200 || got != string(want) || s.Version() != want {
			t.Errorf("%d, Mautic-Version %q, Version() %q, want %s", rec.Code, got, s.Version(), want)
		}
	}
	says(V4_4_13)
	for _, v := range Versions() {
		if err := s.SetVersion(v); err != nil {
			t.Fatal(err)
		}
		says(v)
	}
	if rec := callAPI(s, "POST", "/_sandbox/settings", "", `{"version":"6.0.8"}`); rec.Code != 200 {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	says(V6_0_8)
	if err := s.SetVersion("1.0"); err == nil || !strings.Contains(err.Error(), "4.4.13, 5.1.1, 6.0.8 and 7.0.2") {
		t.Errorf("an unknown version: %v", err)
	}
	says(V6_0_8)
	if err := s.SetFault(FaultSiteOffline); err != nil {
		t.Fatal(err)
	}
	s.Reset()
	says(V4_4_13)
	if s.Fault() != NoFault {
		t.Errorf("Reset keeps the fault %q", s.Fault())
	}
}

func TestVersionAndFaultInThePageWithoutScript(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	b := newBrowser(t, s)
	_, page := b.get("/")
	for _, f := range Faults() {
		if !strings.Contains(page, `<option value="`+string(f)+`">`) {
			t.Errorf("the page does not offer %s", f)
		}
	}
	if !strings.Contains(page, `<option value="5.1.1" selected>`) {
		t.Error("the page does not show the version")
	}
	_, page = b.post("/_sandbox/played", url.Values{"version": {"7.0.2"}, "fault": {"slow"}, "delay": {"2s"}})
	for _, want := range []string{
		`<option value="7.0.2" selected>`, `<option value="slow" selected>`, `value="2s"`, "The sandbox plays what you chose.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if s.Version() != V7_0_2 || s.Fault() != FaultSlow || s.Delay().String() != "2s" {
		t.Errorf("plays %s, %q, %s", s.Version(), s.Fault(), s.Delay())
	}
	if resp, _ := b.post("/_sandbox/played", url.Values{"version": {"3"}, "fault": {""}, "delay": {"2s"}}); resp.StatusCode != 400 {
		t.Errorf("an unknown version: %d", resp.StatusCode)
	}
	// The other form of the page leaves version and fault alone.
	b.post("/_sandbox/settings", url.Values{"api_enabled": {"1"}})
	if s.Version() != V7_0_2 || s.Fault() != FaultSlow {
		t.Errorf("saving the settings plays %s, %q", s.Version(), s.Fault())
	}
}

func TestConsentIsRememberedPerUserAndClient(t *testing.T) {
	t.Parallel()
	for v, remembers := range map[Version]bool{V4_4_13: true, V5_1_1: false, V6_0_8: true, V7_0_2: true} {
		t.Run(string(v), func(t *testing.T) {
			t.Parallel()
			s := New(Options{Version: v})
			client := s.Clients()[0]
			b := newBrowser(t, s)
			b.authorize(client, "admin", "Adm1n-Passw0rd!")
			again := "/oauth/v2/authorize?" + url.Values{
				"client_id": {client.PublicID()}, "response_type": {"code"}, "redirect_uri": {testCallback},
			}.Encode()
			resp, page := b.get(again)
			if location := resp.Header.Get("Location"); remembers != strings.HasPrefix(location, testCallback+"?code=") {
				t.Errorf("the second time: %d to %q", resp.StatusCode, location)
			}
			if asks := strings.Contains(page, `name="accepted"`); asks == remembers {
				t.Errorf("the second time it asks: %t", asks)
			}
			resp, _ = b.get(strings.Replace(again, "callback", "elsewhere", 1))
			if crashed := resp.StatusCode == 500; crashed != remembers {
				t.Errorf("a wrong redirect URI: %d", resp.StatusCode)
			}
			other := newBrowser(t, s)
			other.authorize(client, "n8n", "Us3r-Passw0rd!") // fails unless it is asked
			if err := s.DeleteClient(client.PublicID()); err != nil {
				t.Fatal(err)
			}
			if len(s.world.consents) != 0 {
				t.Error("a deleted client stays accepted")
			}
		})
	}
}

func TestSessionCookieByVersion(t *testing.T) {
	t.Parallel()
	for v, want := range map[Version]string{
		V4_4_13: "; path=/; httponly", V5_1_1: "; path=/; httponly; samesite=lax",
		V6_0_8: "; path=/; httponly; samesite=lax", V7_0_2: "; path=/; httponly; samesite=lax",
	} {
		rec := callAPI(New(Options{Version: v}), "GET", "/s/login", "", "")
		if got := rec.Header().Get("Set-Cookie"); !strings.HasSuffix(got, want) || v == V4_4_13 && strings.Contains(got, "samesite") {
			t.Errorf("%s: %s", v, got)
		}
	}
}

func TestRedirectToLoginByVersion(t *testing.T) {
	t.Parallel()
	for v, want := range map[Version]string{
		V4_4_13: "http://example.com/s/login", V5_1_1: "http://example.com/s/login", V6_0_8: "/s/login", V7_0_2: "/s/login",
	} {
		if got := callAPI(New(Options{Version: v}), "GET", "/s/dashboard", "", "").Header().Get("Location"); got != want {
			t.Errorf("%s: %s, want %s", v, got, want)
		}
	}
}

func TestBearerOfUnpublishedUserByVersion(t *testing.T) {
	t.Parallel()
	for v, want := range map[Version]int{V4_4_13: 401, V5_1_1: 200, V6_0_8: 200, V7_0_2: 200} {
		s := New(Options{Version: v})
		client := s.Clients()[0]
		_, _, tokens := tokenRequest(t, s, codeForm(client, newBrowser(t, s).authorize(client, "n8n", "Us3r-Passw0rd!")))
		if err := s.UpdateUser("n8n", func(u *User) { u.Unpublished = true }); err != nil {
			t.Fatal(err)
		}
		req := httptest.NewRequest("GET", "/api/users/self", nil)
		req.Header.Set("Authorization", "Bearer "+tokens["access"])
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, req)
		if rec.Code != want {
			t.Errorf("%s: %d, want %d", v, rec.Code, want)
		}
		if status, kind, _ := tokenRequest(t, s, refreshForm(client, tokens["refresh"])); status != 200 {
			t.Errorf("%s: refreshing: %d %s", v, status, kind)
		}
	}
}
