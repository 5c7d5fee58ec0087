package mautictest

import (
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
)

func TestRateLimitIsPerCredentialAndHour(t *testing.T) {
	t.Parallel()
	s := New(Options{Clock: stoodStill()})
	if rec := callAPI(s, "POST", "/_sandbox/settings", "", `{"api_rate_limiter_limit":2}`); rec.Code != 200 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	status := func(login string) int { return callAPI(s, "GET", "/api/users/self", login, "").Code }
	for i, want := range []int{200, 200, 429, 429} {
		if got := status(asAdmin); got != want {
			t.Errorf("call %d: %d, want %d", i+1, got, want)
		}
	}
	if got := status("admin:nope"); got != 401 {
		t.Errorf("a wrong login beyond the limit: %d", got)
	}
	if got := status(asN8n); got != 200 {
		t.Errorf("another user: %d", got)
	}
	client := s.Clients()[0]
	_, _, tokens := tokenRequest(t, s, url.Values{
		"grant_type": {"client_credentials"}, "client_id": {client.PublicID()}, "client_secret": {client.Secret},
	})
	req := httptest.NewRequest("GET", "/api/users/self", nil)
	req.Header.Set("Authorization", "Bearer "+tokens["access"])
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	if rec.Code != 200 || rec.Header().Get("X-RateLimit-Remaining") != "1" {
		t.Errorf("a token: %d, %q left", rec.Code, rec.Header().Get("X-RateLimit-Remaining"))
	}
	s.Clock().Advance(time.Hour)
	if got := status(asAdmin); got != 200 {
		t.Errorf("an hour later: %d", got)
	}
	if err := s.SetVersion(V7_0_2); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if got := status(asAdmin); got != 200 {
			t.Errorf("Mautic 7 limits: %d", got)
		}
	}
}
