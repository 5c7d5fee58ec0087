package permission

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"mautic-connect/mautic"
)

// recordings are what a real Mautic answered, trimmed.
type recordings struct {
	Note  string
	Roles map[string]struct {
		ID, UserID     int
		Name           string
		IsAdmin        bool
		RawPermissions map[string][]string
	}
	Requests []recordedRequest
	Checks   []struct {
		ID, Version string
		UserID      int
		Answer      map[string]bool
	}
}

type recordedRequest struct {
	ID, Version, User, Request string
	Status                     int
	Total                      *int
	Published                  bool
}

func recorded(t *testing.T) (recordings, func(user string) mautic.Role) {
	t.Helper()
	data, err := os.ReadFile("testdata/recordings.json")
	if err != nil {
		t.Fatal(err)
	}
	var r recordings
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	return r, func(user string) mautic.Role {
		role, there := r.Roles[user]
		if !there {
			t.Fatalf("no role of %s was recorded", user)
		}
		return mautic.Role{ID: role.ID, Name: role.Name, IsAdmin: role.IsAdmin, RawPermissions: role.RawPermissions}
	}
}

// TestMatrixAgreesWithRecordings compares the answers with what real Mautics
// answered. All records belonged to admin, so a role that may view its own
// gets an empty list and no record.
func TestMatrixAgreesWithRecordings(t *testing.T) {
	t.Parallel()
	all, roleOf := recorded(t)
	compared := 0
	for _, r := range all.Requests {
		operation, possible := "", []Answer(nil)
		got := r.Status < 300
		switch path, _, _ := strings.Cut(r.Request, "?"); path {
		case "GET /api/contacts", "GET /api/companies":
			operation = map[string]string{"GET /api/contacts": "contact.getAll", "GET /api/companies": "company.getAll"}[path]
			switch {
			case r.Status == 403:
				possible = []Answer{Refused}
			case *r.Total == 0 && r.Version == "5.1.1":
				possible = []Answer{OwnOnly}
			case *r.Total == 0:
				possible = []Answer{OwnOnly, Allowed} // the installation of 4.4.13 held no company
			default:
				possible = []Answer{Allowed}
			}
		case "GET /api/contacts/1":
			operation, possible = "contact.get", []Answer{Refused, OwnOnly}
			if got {
				possible = []Answer{Allowed, OthersOnly}
			}
		case "GET /api/emails": // the level that sending asks for
			operation, possible = "segmentEmail.send", []Answer{Refused}
			if got {
				possible = []Answer{Allowed, OwnOnly}
			}
		case "POST /api/hooks/new":
			operation, possible = TriggerID, []Answer{Refused}
			if got && r.Published {
				possible = []Answer{Allowed}
			}
		default:
			continue // a list that n8n's editor shows, or open to everybody
		}
		for _, row := range Matrix(roleOf(r.User), r.Version) {
			if row.Operation.ID == operation {
				compared++
				if !slices.Contains(possible, row.Answer) {
					t.Errorf("%s: %s: the role says %s, recorded was %d: %v", r.ID, operation, row.Answer, r.Status, possible)
				}
			}
		}
	}
	if compared < 20 {
		t.Errorf("only %d recordings were compared", compared)
	}
	t.Logf("%d recorded requests agree", compared)
}

// TestRolesHoldWhatPermissioncheckAnswered compares what is read out of
// rawPermissions with every recorded answer of permissioncheck.
func TestRolesHoldWhatPermissioncheckAnswered(t *testing.T) {
	t.Parallel()
	all, roleOf := recorded(t)
	compared := 0
	for _, check := range all.Checks {
		for user, role := range all.Roles {
			if role.UserID != check.UserID {
				continue
			}
			l := effective(roleOf(user))
			for p, want := range check.Answer {
				compared++
				if got := l.has(Permission(p)); got != want {
					t.Errorf("%s: %s of %s is %t, recorded %t", check.ID, p, user, got, want)
				}
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d answers were compared", compared)
	}
	t.Logf("%d recorded permissions agree", compared)
}

// TestOpenListsNeedNoPermission: Mautic Trigger's list of events is open even
// to a role with nothing, so that no level is asked for it.
func TestOpenListsNeedNoPermission(t *testing.T) {
	t.Parallel()
	all, _ := recorded(t)
	for _, r := range all.Requests {
		if r.Request == "GET /api/hooks/triggers" && r.Status != 200 {
			t.Errorf("%s: %d", r.ID, r.Status)
		}
	}
	o, _ := operation(TriggerID)
	for _, p := range o.Permissions("") {
		if base, level := p.base(); base != webhooks || strings.HasPrefix(level, "view") {
			t.Errorf("the trigger asks for %s", p)
		}
	}
}
