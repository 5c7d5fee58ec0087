package flow

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic/doctor"
)

// told1 returns what a portal is told of one kind.
func toldOf(effects []Effect, m Message) []string {
	var out []string
	for _, e := range effects {
		if tell, ok := e.(Tell); ok && tell.Message == m {
			raw, err := json.Marshal(tell.Payload)
			if err != nil {
				panic(err)
			}
			out = append(out, string(raw))
		}
	}
	return out
}

func TestAPortalLearnsOfStepsAndDiagnoses(t *testing.T) {
	t.Parallel()
	s := inPortal(addressTyped(), false)
	var steps, diagnoses []string
	next := func(e Event) {
		var effects []Effect
		s, effects = Next(s, e)
		steps = append(steps, toldOf(effects, MessageStep)...)
		diagnoses = append(diagnoses, toldOf(effects, MessageDiagnosis)...)
	}
	next(AddressEntered{})
	next(CheckChanged{Run: s.Preflight.Run, Check: doctor.Check{ID: doctor.CheckAPI, Status: doctor.Fail, Diagnosis: doctor.APIDisabled}})
	next(PreflightDone{Run: s.Preflight.Run})
	next(CheckAgainPressed{})
	next(CheckChanged{Run: s.Preflight.Run, Check: doctor.Check{ID: doctor.CheckAPI, Status: doctor.Pass}})
	next(PreflightDone{Run: s.Preflight.Run})
	if d := cmp.Diff([]string{`{"step":"prepare"}`, `{"step":"credential"}`}, steps); d != "" {
		t.Errorf("steps (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{`{"id":"api-disabled","step":"prepare"}`, `{"id":"","step":"prepare"}`}, diagnoses); d != "" {
		t.Errorf("diagnoses (-want +got):\n%s", d)
	}
}

func TestWithoutAPortalNobodyIsTold(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		if s.state.Portal.Origin != "" {
			continue
		}
		for _, e := range allEvents() {
			if e.name == "Embedded" {
				continue
			}
			if _, effects := Next(s.state, e.event(s.state)); strings.Contains(said(s.state, effects), "Tell(") {
				t.Errorf("%s in %q: %s", e.name, s.name, said(s.state, effects))
			}
		}
	}
}

func TestAPortalGetsASummaryWithoutSecrets(t *testing.T) {
	t.Parallel()
	s, effects := Next(inPortal(ready(), false), TellPressed{})
	want := `{"base_url":"https://m.example.com","method":"authorization-code","destination":"n8n","user":{"id":7,"username":"ada"},` +
		`"mautic_version":"5.1.1","permissions":[{"operation":"contact.create","answer":"allowed"},{"operation":"trigger","answer":"refused"}],"reference":"task-1"}`
	if d := cmp.Diff([]string{want}, toldOf(effects, MessageConnect)); d != "" || !s.Portal.Told || !s.Connected() {
		t.Errorf("%s\n%s", said(s, effects), d)
	}
	// Once is enough, and nothing of it is secret.
	if again, effects := Next(s, TellPressed{}); !same(s, again) || len(effects) > 0 {
		t.Errorf("told twice: %s", said(again, effects))
	}
	for _, state := range allStates() {
		for _, e := range allEvents() {
			_, effects := Next(inPortal(state.state, false), e.event(state.state))
			for _, secret := range []string{testSecret, testPassword, testToken.Access.Reveal(), testToken.Refresh.Reveal(), testKey, testPassphrase, testCode} {
				if text := fmt.Sprint(toldOf(effects, MessageConnect), toldOf(effects, MessageStep), toldOf(effects, MessageDiagnosis), toldOf(effects, MessageError)); strings.Contains(text, secret) {
					t.Errorf("%s in %q tells a secret: %s", e.name, state.name, text)
				}
			}
		}
	}
}

func TestACredentialGoesToAPortalOnlyWithBothConsents(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name              string
		releases, agrees  bool
		preset, credental bool
	}{
		{"operator and person", true, true, false, true},
		{"the person says no", true, false, false, false},
		{"the operator does not allow it", false, true, false, false},
		{"a preset, whose secret is not here", true, true, true, false},
	} {
		s := inPortal(ready(), tt.releases)
		if tt.preset {
			s = inPortal(after(settled(presetProven("")), HandOverPressed{}), tt.releases)
		}
		s, effects := Next(s, TellPressed{Release: tt.agrees})
		if release, asks := find[Release](effects); asks {
			if release.Credential != s.Proof.Credential || !release.WithTokens {
				t.Errorf("%s: %+v", tt.name, release)
			}
			s, effects = Next(s, writtenForPortal(s))
		}
		got := toldOf(effects, MessageConnect)
		if len(got) != 1 || strings.Contains(got[0], `"credential":{"version":1,`) != tt.credental {
			t.Errorf("%s: %s", tt.name, got)
		}
		if s.Connected() == tt.credental { // one holder
			t.Errorf("%s: %s", tt.name, said(s, effects))
		}
	}
}

func TestANoTakesBackAYes(t *testing.T) {
	t.Parallel()
	s := releasing()
	late := writtenForPortal(s)
	s, effects := Next(s, TellPressed{})
	if got := toldOf(effects, MessageConnect); len(got) != 1 || strings.Contains(got[0], "credential\":") || !s.Connected() {
		t.Errorf("%s", said(s, effects))
	}
	if again, effects := Next(s, late); !same(s, again) || len(effects) > 0 {
		t.Errorf("the credential went out after a no: %s", said(again, effects))
	}
}

func TestAPortalIsKnownOnceAndNoLoginLeavesTheFrame(t *testing.T) {
	t.Parallel()
	s := inPortal(blocked(), true)
	if next, effects := Next(s, LeavePressed{}); !same(s, next) || len(effects) > 0 {
		t.Errorf("leaves the frame: %s", said(next, effects))
	}
	other := Embedded{Origin: "https://evil.example", Releases: true}
	if next, effects := Next(s, other); !same(s, next) || len(effects) > 0 {
		t.Errorf("another portal took over: %s", said(next, effects))
	}
	if over := after(s, StartOver{}); over.Portal.Origin != testPortal || over.Portal.Reference != "task-1" || !over.Portal.Releases || over.Portal.Told {
		t.Errorf("starting over forgets the portal: %+v", over.Portal)
	}
}

func TestDoneClosesThePortalsWindow(t *testing.T) {
	t.Parallel()
	if _, effects := Next(told(), DonePressed{}); len(toldOf(effects, MessageClose)) != 1 {
		t.Errorf("done says %v", effects)
	}
}
