package mautictest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// callAPI sends one request with a Basic login ("" is none) and a JSON body ("" is none).
func callAPI(h http.Handler, method, path, login, body string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Accept", "application/json")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if login != "" {
		name, password, _ := strings.Cut(login, ":")
		req.SetBasicAuth(name, password)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec
}

const (
	asAdmin = "admin:Adm1n-Passw0rd!"
	asN8n   = "n8n:Us3r-Passw0rd!"
)

func TestNewRefusesUnknownVersion(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("New plays a version it does not know")
		}
	}()
	New(Options{Version: "1.0.0"})
}

func TestCountersTellWhatWasSent(t *testing.T) {
	t.Parallel()
	s := New(Options{Clock: stoodStill()})
	for _, path := range []string{"/nope", "/mautic/api/users/self", "//api/users/self", "/mautic/oauth/v2/token"} {
		if rec := callAPI(s, "GET", path, "", ""); rec.Code != 404 {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
	if got := s.AnonymousContacts(); got != 4 {
		t.Errorf("%d anonymous contacts, want 4", got)
	}
	for _, path := range []string{"/s/login", "/", "/api/nope", "/oauth/v2/nope", "/oauth/v2/token/", "/s/dashboard"} {
		callAPI(s, "GET", path, "", "")
	}
	if got := s.AnonymousContacts(); got != 4 {
		t.Errorf("%d anonymous contacts after harmless requests, want 4", got)
	}
	callAPI(s, "GET", "/api/users/self?access_token=secret", asAdmin, "")
	seen := s.Requests()
	want := Request{Time: s.Clock().Now(), Method: "GET", Path: "/api/users/self", Status: 401, Auth: "basic", LoginFailed: true}
	if diff := cmp.Diff(want, seen[len(seen)-1]); diff != "" {
		t.Errorf("last request (-want +got):\n%s", diff)
	}
	var list struct{ Total string }
	if err := json.Unmarshal(callAPI(s, "GET", "/api/contacts", asAdmin, "").Body.Bytes(), &list); err != nil || list.Total != "7" {
		t.Errorf("contacts: %q %v, want 3 and 4 visitors", list.Total, err)
	}
	s.Reset()
	if s.AnonymousContacts() != 0 || len(s.Requests()) != 0 {
		t.Error("Reset keeps the counters")
	}
}

func TestRequestsAreBounded(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	for range maxRequests + 5 {
		callAPI(s, "GET", "/mtc.js", "", "")
	}
	if got := len(s.Requests()); got != maxRequests {
		t.Errorf("%d requests remembered, want %d", got, maxRequests)
	}
}

func TestSettingsTakeEffectAtOnce(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	step := func(change func(*Settings), want int) {
		t.Helper()
		s.Configure(change)
		if rec := callAPI(s, "GET", "/api/users/self", asAdmin, ""); rec.Code != want {
			t.Errorf("%d, want %d: %s", rec.Code, want, rec.Body)
		}
	}
	step(func(*Settings) {}, 200)
	step(func(st *Settings) { st.BasicAuth = false }, 403)
	step(func(st *Settings) { st.BasicAuth = true }, 200)
	step(func(st *Settings) { st.APIEnabled = false }, 403)
}

func TestUsersRolesAndClientsChangeWhileItRuns(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	role, err := s.AddRole(Role{Name: "Reader", Permissions: []Grant{{"lead:leads", []string{"viewown", "viewother"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddUser(User{Username: "new", Password: "a:b", Email: "new@example.test", RoleID: role.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddUser(User{Username: "NEW", Password: "x", RoleID: role.ID}); err == nil {
		t.Error("the same user name twice")
	}
	if _, err := s.AddUser(User{Username: "y", Password: "x", RoleID: 99}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a user of a role that is not there: %v", err)
	}
	if rec := callAPI(s, "GET", "/api/contacts", "new:a:b", ""); rec.Code != 200 {
		t.Errorf("the new user: %d", rec.Code)
	}
	if rec := callAPI(s, "POST", "/api/contacts/new", "new:a:b", `{"firstname":"x"}`); rec.Code != 403 {
		t.Errorf("a reader creates: %d", rec.Code)
	}
	if err := s.UpdateRole(role.ID, func(r *Role) { r.Permissions = []Grant{{"lead:leads", []string{"full"}}} }); err != nil {
		t.Fatal(err)
	}
	if rec := callAPI(s, "POST", "/api/contacts/new", "new:a:b", `{"firstname":"x"}`); rec.Code != 201 {
		t.Errorf("after the role grew: %d %s", rec.Code, rec.Body)
	}
	if err := s.UpdateUser("new", func(u *User) { u.Unpublished = true }); err != nil {
		t.Fatal(err)
	}
	if rec := callAPI(s, "GET", "/api/contacts", "new:a:b", ""); rec.Code != 401 {
		t.Errorf("an unpublished user: %d", rec.Code)
	}
	if err := s.DeleteClient(s.Clients()[0].PublicID()); err != nil || len(s.Clients()) != 1 {
		t.Errorf("delete: %v", err)
	}
	if err := s.DeleteClient("1_x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("deleting what is not there: %v", err)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	client := s.Clients()[0]
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				callAPI(s, "GET", "/api/users/self", asAdmin, "")
				callAPI(s, "POST", "/api/contacts/new", asAdmin, fmt.Sprintf(`{"email":"u%d-%d@example.test"}`, i, j))
				callAPI(s, "GET", "/nope", "", "")
				callAPI(s, "GET", "/_sandbox/state", "", "")
				callAPI(s, "GET", "/", "", "")
				s.Configure(func(st *Settings) { st.CORSDomains = []string{"https://a.test"} })
				_ = s.UpdateClient(client.PublicID(), func(c *Client) { c.Name = "n" })
				s.Clock().Advance(time.Millisecond)
				_, _, _, _ = s.Users(), s.Roles(), s.Clients(), s.Requests()
			}
		})
	}
	wg.Wait()
	if got := s.AnonymousContacts(); got != 160 {
		t.Errorf("%d anonymous contacts, want 160", got)
	}
}

func TestParallelRefreshHasOneWinner(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	client := s.Clients()[0]
	_, _, tokens := tokenRequest(t, s, codeForm(client, newBrowser(t, s).authorize(client, "admin", "Adm1n-Passw0rd!")))
	var mu sync.Mutex
	won := 0
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if status, _, _ := tokenRequest(t, s, refreshForm(client, tokens["refresh"])); status == 200 {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Errorf("%d refreshes won, want 1", won)
	}
}

func TestBodyOverTheLimitIsRefused(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	rec := callAPI(s, "POST", "/api/contacts/new", asAdmin, string(bytes.Repeat([]byte("x"), maxBody+1)))
	if rec.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", rec.Code)
	}
}

func BenchmarkUsersSelf(b *testing.B) {
	s := New(Options{})
	for b.Loop() {
		req := httptest.NewRequest("GET", "/api/users/self", nil)
		req.Header.Set("Authorization", "Basic YWRtaW46QWRtMW4tUGFzc3cwcmQh")
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, req)
		if rec.Code != 200 {
			b.Fatal(rec.Code)
		}
	}
}
