package mautictest

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAPIv2IsOfMautic7Only(t *testing.T) {
	t.Parallel()
	for _, v := range Versions() {
		want := 404
		if v == V7_0_2 {
			want = 200
		}
		if rec := callAPI(New(Options{Version: v}), "GET", "/api/v2/contacts", asAdmin, ""); rec.Code != want {
			t.Errorf("%s: %d, want %d", v, rec.Code, want)
		}
	}
}

func TestAPIv2FormatFollowsAccept(t *testing.T) {
	t.Parallel()
	s := New(Options{Version: V7_0_2})
	for _, test := range []struct{ path, accept, kind, opens string }{
		{"/api/v2/contacts", "application/json", "application/json; charset=utf-8", `[{"id":1,"firstname":"Con1"`},
		{"/api/v2/contacts", "*/*", "application/ld+json; charset=utf-8", `{"@context":"\/api\/v2\/contexts\/Contact"`},
		{"/api/v2/contacts", "", "application/ld+json; charset=utf-8", `{"@context"`},
		{"/api/v2/contacts", "text/html,*/*", typeHTML, `<!DOCTYPE html>`},
		{"/api/v2/contacts/2", "application/json", "application/json; charset=utf-8", `{"id":2,"firstname":"Con2"`},
		{"/api/v2/contacts/2", "application/ld+json", "application/ld+json; charset=utf-8", `{"@context":"\/api\/v2\/contexts\/Contact","@id":"\/api\/v2\/contacts\/2"`},
		{"/api/v2", "application/ld+json", "application/ld+json; charset=utf-8", `{"@context":"\/api\/v2\/contexts\/Entrypoint"`},
		{"/api/v2/docs", "text/html", typeHTML, `<!DOCTYPE html>`},
		{"/api/v2/users", "application/json", "application/json; charset=utf-8", `[{"id":1,"username":"admin"`},
		{"/api/v2/roles", "application/json", "application/json; charset=utf-8", `[{"id":1,"name":"Administrator"`},
		{"/api/v2/companies", "application/json", "application/json; charset=utf-8", `[{"id":1,"score":0`},
	} {
		req := httptest.NewRequest("GET", test.path, nil)
		req.SetBasicAuth("admin", "Adm1n-Passw0rd!")
		req.Header.Set("Accept", test.accept)
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, req)
		if got := rec.Header().Get("Content-Type"); rec.Code != 200 || got != test.kind || !strings.HasPrefix(rec.Body.String(), test.opens) {
			t.Errorf("%s as %q: %d %s %.80s", test.path, test.accept, rec.Code, got, rec.Body)
		}
		if strings.Contains(test.kind, "json") && !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%s as %q is no JSON", test.path, test.accept)
		}
	}
}

func TestAPIv2NeverTellsPasswords(t *testing.T) {
	t.Parallel()
	rec := callAPI(New(Options{Version: V7_0_2}), "GET", "/api/v2/users", asAdmin, "")
	if strings.Contains(rec.Body.String(), "Passw0rd") {
		t.Error("a password is in the list of users")
	}
}
