package mautictest

import (
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRequestsTellSchemesAndFailedLogins(t *testing.T) {
	t.Parallel()
	const path = "/api/users/self"
	for _, test := range []struct {
		name, authorization string
		fault               Fault
		want                Request
	}{
		{"no credential", "", NoFault, Request{Status: 401, Auth: "none"}},
		{"good login", "Basic YWRtaW46QWRtMW4tUGFzc3cwcmQh", NoFault, Request{Status: 200, Auth: "basic"}},
		{"bogus login", "basic YWRtaW46eA==", NoFault, Request{Status: 401, Auth: "basic", LoginFailed: true}},
		{"bogus token", "Bearer abc", NoFault, Request{Status: 401, Auth: "bearer", LoginFailed: true}},
		{"other scheme", "Digest abc", NoFault, Request{Status: 401, Auth: "other", LoginFailed: true}},
		{"as it was sent, not as it arrived", "Basic YWRtaW46eA==", FaultHeaderStripped, Request{Status: 401, Auth: "basic", LoginFailed: true}},
		{"no login was judged", "Basic YWRtaW46eA==", FaultPHPDown, Request{Status: 503, Auth: "basic"}},
	} {
		s := New(Options{})
		if err := s.SetFault(test.fault); err != nil {
			t.Fatal(err)
		}
		req := httptest.NewRequest("GET", path, nil)
		if test.authorization != "" {
			req.Header.Set("Authorization", test.authorization)
		}
		s.ServeHTTP(httptest.NewRecorder(), req)
		test.want.Method, test.want.Path = "GET", path
		got := s.Requests()
		got[0].Time = time.Time{}
		if diff := cmp.Diff([]Request{test.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestRequestsTellRefusedForms(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	b := newBrowser(t, s)
	for _, password := range []string{"nope", "Adm1n-Passw0rd!"} {
		b.post("/oauth/v2/authorize_login_check", url.Values{"_username": {"admin"}, "_password": {password}})
	}
	failed := 0
	for _, r := range s.Requests() {
		if r.LoginFailed {
			failed++
		}
	}
	if failed != 1 {
		t.Errorf("%d failed logins, want 1", failed)
	}
}
