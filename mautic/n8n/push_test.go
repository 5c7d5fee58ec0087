package n8n_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mautic-connect/mautic"
	"mautic-connect/mautic/n8n"
	"mautic-connect/mautic/n8n/n8ntest"
)

// writes counts the calls that can change something.
func writes(s *n8ntest.Server) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Method != "GET" {
			n++
		}
	}
	return n
}

func TestPushCreatesInBothVersions(t *testing.T) {
	t.Parallel()
	basic, grant := recorded(t)
	robot := mautic.ClientCredentials{Client: grant.Client}
	for _, v := range versions {
		for _, c := range []mautic.Credential{basic, grant, robot} {
			for _, tokens := range []bool{false, true} {
				s, client := start(t, n8ntest.Options{Version: v})
				cred := credential(t, "Mautic", c, tokens)
				got, err := client.Push(t.Context(), cred, n8n.Choice{})
				if err != nil {
					t.Errorf("%s %s tokens %v: %v", v, c.Method(), tokens, err)
					continue
				}
				want := n8n.Result{Outcome: n8n.Created, Summary: n8n.Summary{ID: "n8nCredential001", Name: "Mautic", Type: cred.Type},
					Version: n8n.Version(v[:1]), CanUpdate: v == n8ntest.V2, MayDuplicate: v == n8ntest.V1, TokensSent: cred.Connected()}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s %s tokens %v (-want +got)\n%s", v, c.Method(), tokens, diff)
				}
				stored := s.Credentials()
				if len(stored) != 1 || stored[0].Name != "Mautic" || writes(s) != 1 {
					t.Errorf("%s %s: stored %v after %d writes", v, c.Method(), stored, writes(s))
				}
			}
		}
	}
}

func TestPushOverwritesNothingUnasked(t *testing.T) {
	t.Parallel()
	basic, grant := recorded(t)
	s, c := start(t, n8ntest.Options{Projects: []string{"p1"}})
	first, err := c.Push(t.Context(), credential(t, "Mautic", basic, false), n8n.Choice{Project: "p1"})
	if err != nil {
		t.Fatal(err)
	}
	// Another type or name does not stand in the way.
	for name, m := range map[string]mautic.Credential{"Mautic": grant, "Mautic 2": basic} {
		if got, err := c.Push(t.Context(), credential(t, name, m, false), n8n.Choice{}); err != nil || got.Outcome != n8n.Created {
			t.Fatalf("%s: %v, %v", name, got.Outcome, err)
		}
	}
	changed := basic
	changed.Password = mautic.NewSecret("changed-pw")
	cred := credential(t, "Mautic", changed, false)
	before := writes(s)
	got, err := c.Push(t.Context(), cred, n8n.Choice{})
	want := n8n.Result{Outcome: n8n.Exists, Existing: []n8n.Summary{first.Summary}, CanUpdate: true, Version: n8n.Version2}
	if diff := cmp.Diff(want, got); diff != "" || err != nil || writes(s) != before {
		t.Fatalf("%d writes, error %v (-want +got)\n%s", writes(s)-before, err, diff)
	}

	got, err = c.Push(t.Context(), cred, n8n.Choice{Update: first.ID})
	if err != nil || got.Outcome != n8n.Updated || got.ID != first.ID || got.MayDuplicate {
		t.Fatalf("the update gives %+v, %v", got, err)
	}
	stored := s.Credentials()
	if len(stored) != 3 || stored[0].Data["password"] != "changed-pw" || stored[0].Project != "p1" {
		t.Errorf("stored %v", stored)
	}

	got, err = c.Push(t.Context(), cred, n8n.Choice{Duplicate: true})
	if err != nil || got.Outcome != n8n.Created || len(got.Existing) != 1 || len(s.Credentials()) != 4 {
		t.Errorf("the duplicate gives %+v, %v", got, err)
	}
}

func TestPushSaysWhenDuplicatesCannotBeKnown(t *testing.T) {
	t.Parallel()
	basic, _ := recorded(t)
	for _, tt := range []struct {
		name      string
		o         n8ntest.Options
		canUpdate bool
		version   n8n.Version
	}{
		{"1.x", n8ntest.Options{Version: n8ntest.V1}, false, n8n.Version1},
		{"a key that may only create", n8ntest.Options{Keys: []n8ntest.Key{{Value: n8ntest.TestKey, Scopes: []string{n8n.ScopeCreate}}}}, true, n8n.Version2},
	} {
		s, c := start(t, tt.o)
		cred := credential(t, "Mautic", basic, false)
		first, err := c.Push(t.Context(), cred, n8n.Choice{})
		if err != nil || !first.MayDuplicate || first.CanUpdate != tt.canUpdate || first.Version != tt.version {
			t.Fatalf("%s: %+v, %v", tt.name, first, err)
		}
		// What this page pushed itself is known.
		known := n8n.Choice{Known: []n8n.Summary{{ID: "other", Name: "Mautic", Type: n8n.TypeOAuth2}, first.Summary}}
		second, err := c.Push(t.Context(), cred, known)
		want := n8n.Result{Outcome: n8n.Exists, Existing: []n8n.Summary{first.Summary}, CanUpdate: tt.canUpdate, Version: tt.version}
		if diff := cmp.Diff(want, second); diff != "" || err != nil {
			t.Errorf("%s: error %v (-want +got)\n%s", tt.name, err, diff)
		}
		// And without that memory, two come about.
		if third, err := c.Push(t.Context(), cred, n8n.Choice{}); err != nil || !third.MayDuplicate || len(s.Credentials()) != 2 {
			t.Errorf("%s: %+v, %v, %d stored", tt.name, third, err, len(s.Credentials()))
		}
	}
}

func TestPushUpdatesTokensOnlyWithNewOnes(t *testing.T) {
	t.Parallel()
	_, grant := recorded(t)
	s, c := start(t, n8ntest.Options{})
	first, err := c.Push(t.Context(), credential(t, "Mautic", grant, true), n8n.Choice{})
	if err != nil || !first.TokensSent {
		t.Fatalf("%+v, %v", first, err)
	}
	tokens := func() any { return s.Credentials()[0].Data["oauthTokenData"] }
	before := tokens()

	grant.Client.Secret = mautic.NewSecret("newsecret")
	got, err := c.Push(t.Context(), credential(t, "Mautic", grant, false), n8n.Choice{Update: first.ID})
	if err != nil || got.TokensSent || s.Credentials()[0].Data["clientSecret"] != "newsecret" {
		t.Fatalf("%+v, %v, %v", got, err, s.Credentials())
	}
	if diff := cmp.Diff(before, tokens()); diff != "" || before == nil {
		t.Errorf("an update without tokens changed them\n%s", diff)
	}

	now := time.Now()
	grant.Token = mautic.Token{Access: mautic.NewSecret("AT-2"), Refresh: mautic.NewSecret("RT-2"), Issued: now, Expires: now.Add(time.Hour)}
	got, err = c.Push(t.Context(), credential(t, "Mautic", grant, true), n8n.Choice{Update: first.ID})
	if err != nil || !got.TokensSent {
		t.Fatalf("%+v, %v", got, err)
	}
	want := any(map[string]any{"access_token": "AT-2", "token_type": "bearer", "expires_in": 3600.0, "refresh_token": "RT-2", "scope": nil})
	if diff := cmp.Diff(want, tokens()); diff != "" {
		t.Errorf("tokens after an update with new ones (-want +got)\n%s", diff)
	}
}

func TestPushStopsAtTheFirstFailure(t *testing.T) {
	t.Parallel()
	basic, _ := recorded(t)
	cred := credential(t, "Mautic", basic, false)
	s, c := start(t, n8ntest.Options{})
	c.Key = mautic.NewSecret("n8n_api_wrong")
	got, err := c.Push(t.Context(), cred, n8n.Choice{})
	if problem(t, err).Problem != n8n.KeyRefused || got.Outcome != "" || len(s.Requests()) != 1 {
		t.Errorf("%+v, %v after %d requests", got, err, len(s.Requests()))
	}
	s, c = start(t, n8ntest.Options{Keys: []n8ntest.Key{{Value: n8ntest.TestKey, Scopes: []string{n8n.ScopeList}}}})
	_, err = c.Push(t.Context(), cred, n8n.Choice{})
	if e := problem(t, err); e.Problem != n8n.ScopeMissing || !strings.Contains(e.Error(), "credential:create") || len(s.Credentials()) != 0 {
		t.Errorf("%v", err)
	}
	_, c = start(t, n8ntest.Options{Version: n8ntest.V1})
	_, err = c.Push(t.Context(), cred, n8n.Choice{Update: "x"})
	want := n8n.Error{Problem: n8n.Unsupported, Status: 405, Message: "PATCH method not allowed"}
	if diff := cmp.Diff(want, problem(t, err), ignoreDetails); diff != "" {
		t.Errorf("updating on 1.x (-want +got)\n%s", diff)
	}
}

// The key goes nowhere but into its header, and to n8n only.
func TestPushSendsTheKeyInItsHeaderOnly(t *testing.T) {
	t.Parallel()
	_, grant := recorded(t)
	s, c := start(t, n8ntest.Options{})
	if _, err := c.Push(t.Context(), credential(t, "Mautic", grant, true), n8n.Choice{}); err != nil {
		t.Fatal(err)
	}
	for _, r := range s.Requests() {
		if r.Header.Get(n8n.KeyHeader) != n8ntest.TestKey {
			t.Errorf("%s %s came without the key", r.Method, r.Path)
		}
		r.Header.Del(n8n.KeyHeader)
		rest := r.Path + r.Query + r.Body
		for name, values := range r.Header {
			rest += name + strings.Join(values, "")
		}
		if strings.Contains(rest, n8ntest.TestKey) || strings.Contains(r.Path+r.Query, "clientsecret") {
			t.Errorf("%s %s holds a secret elsewhere: %s", r.Method, r.Path, rest)
		}
	}
	if diff := cmp.Diff([]string{"/api/v1/credentials/schema/mauticApi", "/api/v1/credentials", "/api/v1/credentials"}, paths(s), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("requests (-want +got)\n%s", diff)
	}
}

func paths(s *n8ntest.Server) []string {
	var all []string
	for _, r := range s.Requests() {
		all = append(all, r.Path)
	}
	return all
}
