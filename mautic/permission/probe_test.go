package permission_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/mautictest"
	"mautic-connect/mautic/permission"
)

// checks are the permissionchecks a sandbox saw.
func checks(s *mautictest.Sandbox) int {
	n := 0
	for _, r := range s.Requests() {
		if strings.HasSuffix(r.Path, "/permissioncheck") {
			n++
		}
	}
	return n
}

func answer(rows []permission.Row, id string) permission.Answer {
	for _, row := range rows {
		if row.Operation.ID == id {
			return row.Answer
		}
	}
	return ""
}

func TestProbeAsksOnlyWhatTheRoleLeavesOpen(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		cast cast
		want int
	}{
		{"an administrator is never asked about", cast{role: 1}, 0},
		{"levels that were ticked say all", cast{role: 2}, 0},
		{"full says all", cast{role: 5}, 0},
		{"nothing says all", cast{role: 4}, 0},
		{"levels Mautic adds are asked for", cast{grants: grants("lead:leads editother")}, 1},
		{"an application cannot be asked about", cast{grants: grants("lead:leads editother"), application: true}, 0},
	} {
		for _, v := range mautictest.Versions() {
			s, client := test.cast.play(t, v)
			user := self(t, client)
			before := len(s.Requests())
			rows, err := permission.Probe(t.Context(), client, user)
			if err != nil || len(rows) != len(permission.Operations()) {
				t.Errorf("%s on %s: %d rows, %v", test.name, v, len(rows), err)
			}
			if got := len(s.Requests()) - before; got != test.want || checks(s) != test.want {
				t.Errorf("%s on %s: %d requests, want %d", test.name, v, got, test.want)
			}
		}
	}
}

// TestProbeBelievesMauticOverTheRole: the answer of permissioncheck counts
// where the role leaves it open.
func TestProbeBelievesMauticOverTheRole(t *testing.T) {
	t.Parallel()
	s, client := cast{grants: grants("lead:leads full", "email:emails viewother")}.play(t, mautictest.V5_1_1)
	user := self(t, client)
	user.Role = mautic.Role{} // as a Mautic that tells no role
	if got := answer(permission.MatrixFor(user), "contact.get"); got != permission.Unknown {
		t.Errorf("without a role: %s", got)
	}
	rows, err := permission.Probe(t.Context(), client, user)
	if err != nil || checks(s) != 1 {
		t.Fatalf("%d checks, %v", checks(s), err)
	}
	for id, want := range map[string]permission.Answer{
		"contact.get": permission.Allowed, "segmentEmail.send": permission.Allowed,
		"contactSegment.add": permission.OwnOnly, "trigger": permission.Refused,
	} {
		if got := answer(rows, id); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	user.Role = mautic.Role{Name: "told wrong", RawPermissions: map[string][]string{"lead:leads": {"editother"}}}
	if rows, err = permission.Probe(t.Context(), client, user); err != nil || answer(rows, "contact.delete") != permission.Allowed {
		t.Errorf("the role tells less than permissioncheck: %s, %v", answer(rows, "contact.delete"), err)
	}
}

func TestProbeFallsBackToTheRoleAndSaysSo(t *testing.T) {
	t.Parallel()
	for _, fault := range []mautictest.Fault{mautictest.FaultSiteOffline, mautictest.FaultPHPDown, mautictest.FaultCacheStale} {
		s, client := cast{grants: grants("lead:leads editother")}.play(t, mautictest.V6_0_8)
		user := self(t, client)
		if err := s.SetFault(fault); err != nil {
			t.Fatal(err)
		}
		rows, err := permission.Probe(t.Context(), client, user)
		var failed *mautic.Error
		if !errors.As(err, &failed) || !strings.Contains(err.Error(), "from the role alone") {
			t.Errorf("%s: %v", fault, err)
		}
		if got := answer(rows, "contact.update"); got != permission.OthersOnly {
			t.Errorf("%s: the role says %s", fault, got)
		}
	}
	_, client := cast{grants: grants("lead:leads editother")}.play(t, mautictest.V6_0_8)
	user := self(t, client)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if rows, err := permission.Probe(ctx, client, user); err == nil || len(rows) == 0 {
		t.Errorf("a caller who gave up: %d rows, %v", len(rows), err)
	}
}

// TestProbeAsksNothingUnknown: one permission a version does not know would
// spoil the whole answer.
func TestProbeAsksNothingUnknown(t *testing.T) {
	t.Parallel()
	for _, v := range mautictest.Versions() {
		_, client := cast{grants: grants("lead:leads create")}.play(t, v)
		user := self(t, client)
		asked := map[string]bool{}
		for _, o := range permission.Operations() {
			for _, p := range o.Permissions(user.MauticVersion) {
				asked[string(p)] = true
			}
		}
		for p := range asked {
			if _, err := client.PermissionCheck(t.Context(), user.ID, []string{p}); err != nil {
				t.Errorf("%s: %s: %v", v, p, err)
			}
		}
	}
}
