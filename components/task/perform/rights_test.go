package perform_test

import (
	"testing"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/mautictest"
)

// answers are the answers by operation; each row is held to being one the page
// can show.
func answers(t *testing.T, who string, rights []task.Right) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, r := range rights {
		out[r.ID] = r.Answer
		if r.Name == "" || (r.Resource == "") != (r.ID == "trigger") || r.Text == "" {
			t.Errorf("%s: the row %+v has gaps", who, r)
		}
		if r.Answer != "unknown" && r.Allowed() != (len(r.Missing) == 0) {
			t.Errorf("%s: %s is %s and misses %q", who, r.ID, r.Answer, r.Missing)
		}
	}
	if len(out) != 23 {
		t.Errorf("%s: %d operations, want n8n's 22 and its trigger", who, len(out))
	}
	return out
}

func TestRightsOfEveryLogin(t *testing.T) {
	t.Parallel()
	for _, version := range mautictest.Versions() {
		s := play(t)
		if err := s.SetVersion(version); err != nil {
			t.Fatal(err)
		}
		own := map[string]string{"contact.get": "own-only", "contact.getAll": "own-only", "company.get": "own-only", "company.getAll": "own-only"}
		for who, tt := range map[string]struct {
			c mautic.Credential
			// most is the answer to every operation but these.
			most string
			but  map[string]string
		}{
			"admin":   {s.user(t, "admin"), "allowed", nil},
			"n8n":     {s.user(t, "n8n"), "allowed", nil},
			"colon":   {s.user(t, "colon"), "allowed", nil},
			"noapi":   {s.user(t, "noapi"), "allowed", nil}, // HTTP Basic asks for no API permission
			"apionly": {s.user(t, "apionly"), "refused", nil},
			"limited": {s.user(t, "limited"), "refused", own},
		} {
			answer := do(t, task.Job{Kind: task.KindRights, Credential: task.Pack(tt.c), User: self(t, tt.c)})
			if answer.Problem != nil {
				t.Errorf("%s on %s: %v", who, version, answer.Problem)
			}
			for id, got := range answers(t, who, answer.Rights) {
				wanted := tt.most
				if special, ok := tt.but[id]; ok {
					wanted = special
				}
				if got != wanted {
					t.Errorf("%s on %s: %s is %s, want %s", who, version, id, got, wanted)
				}
			}
		}
	}
}

// A client credentials token has the role of who made the client, and nothing
// is its own.
func TestRightsOfAnApplication(t *testing.T) {
	t.Parallel()
	s := play(t, mautictest.Grant{Name: "lead:leads", Levels: []string{"viewother"}})
	for role, want := range map[int]map[string]string{
		1:  {"contact.create": "allowed", "trigger": "allowed"},
		2:  {"contact.get": "refused", "contact.create": "refused"},
		3:  {"contact.get": "allowed", "trigger": "allowed"},
		4:  {"contact.get": "refused", "trigger": "refused"},
		5:  {"contact.get": "allowed", "segmentEmail.send": "allowed", "trigger": "allowed"},
		20: {"contact.get": "allowed", "contact.update": "refused", "trigger": "refused"},
	} {
		c := s.application(t, role)
		answer := do(t, task.Job{Kind: task.KindRights, Credential: task.Pack(c), User: self(t, c)})
		if answer.Problem != nil {
			t.Errorf("role %d: %v", role, answer.Problem)
		}
		got := answers(t, "application", answer.Rights)
		for id, wanted := range want {
			if got[id] != wanted {
				t.Errorf("role %d: %s is %s, want %s", role, id, got[id], wanted)
			}
		}
	}
}

// Without a role in users/self, Mautic is asked; where it refuses, nothing is
// known, and the problem says why.
func TestRightsThatMauticDoesNotTell(t *testing.T) {
	t.Parallel()
	s := play(t)
	for name, tt := range map[string]struct {
		c         mautic.Basic
		user      mautic.User
		diagnosis string
		answer    string
	}{
		"asked":                {s.user(t, "n8n"), mautic.User{ID: 5, UserName: "n8n", MauticVersion: "5.1.1"}, "", "allowed"},
		"a password of before": {mautic.Basic{Base: s.base, UserName: "n8n", Password: mautic.NewSecret(password)}, mautic.User{ID: 5, MauticVersion: "5.1.1"}, "bad-credentials", "unknown"},
		"a user who is off":    {s.user(t, "inactive"), mautic.User{ID: 6, MauticVersion: "5.1.1"}, "bad-credentials", "unknown"},
	} {
		answer := do(t, task.Job{Kind: task.KindRights, Credential: task.Pack(tt.c), User: &tt.user})
		for id, got := range answers(t, name, answer.Rights) {
			if got != tt.answer {
				t.Errorf("%s: %s is %s, want %s", name, id, got, tt.answer)
			}
		}
		if tt.diagnosis == "" {
			if answer.Problem != nil {
				t.Errorf("%s: %v", name, answer.Problem)
			}
			continue
		}
		want(t, answer, tt.diagnosis, "so the answers come from the role alone")
		if p := answer.Problem; p != nil && (p.Status != 401 || p.Request == "") {
			t.Errorf("%s: the evidence is %d %q", name, p.Status, p.Request)
		}
	}
}
