package doctor

import (
	"testing"

	"mautic-connect/mautic"
)

func TestARoleIsReadForWhatItMayDo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		admin        bool
		levels       []string
		own, creates bool
	}{
		{name: "nothing"},
		{name: "own", levels: []string{"viewown"}, own: true},
		{name: "own and others", levels: []string{"viewown", "viewother"}},
		{name: "others", levels: []string{"viewother"}},
		{name: "full", levels: []string{"full"}, creates: true},
		{name: "own and create", levels: []string{"viewown", "create"}, own: true, creates: true},
		{name: "administrator", admin: true, levels: []string{"viewown"}, creates: true},
	} {
		role := mautic.Role{IsAdmin: tt.admin, RawPermissions: map[string][]string{"x:y": tt.levels, "a:b": {"full"}}}
		if got := ownOnly(role, "x:y"); got != tt.own {
			t.Errorf("%s: only its own: %v", tt.name, got)
		}
		if got := mayCreate(role, "x:y"); got != tt.creates {
			t.Errorf("%s: may create: %v", tt.name, got)
		}
	}
}

func TestTheVersionTellsWhetherThereIsASecondAPI(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]int{"": 0, "4.4.13": 4, "7.0.2": 7, "10.1": 10, "8": 8, "dev": 0} {
		if got := major(version); got != want {
			t.Errorf("%q: %d, want %d", version, got, want)
		}
	}
}
