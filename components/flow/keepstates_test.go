package flow

import (
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

func keeping() State      { return after(ready(), KeepPressed{}) }
func keptSafe() State     { s := keeping(); return after(s, Kept{Of: s.Proof}) }
func keepingBasic() State { return after(then(handingOverBasic(), written), KeepPressed{}) }

// onlyChecking is a page that looks at a Mautic and does no more.
func onlyChecking() State {
	s := addressTyped()
	s.CheckOnly = true
	s, _ = Next(s, AddressEntered{})
	return s
}
func checkedWell() State { s := onlyChecking(); return after(s, PreflightDone{Run: s.Preflight.Run}) }
func checkedIll() State {
	s := onlyChecking()
	return after(s, CheckChanged{Run: s.Preflight.Run, Check: doctor.Check{ID: doctor.CheckAPI, Status: doctor.Fail, Diagnosis: doctor.APIDisabled}},
		PreflightDone{Run: s.Preflight.Run})
}

// keepStates are those of the vault and of a page that only checks.
func keepStates() []namedState {
	return []namedState{
		{"keeping", keeping()},
		{"keeping basic", keepingBasic()},
		{"kept", keptSafe()},
		{"only checking", onlyChecking()},
		{"only checked, well", checkedWell()},
		{"only checked, something found", checkedIll()},
	}
}

func TestTheVaultIsTheOneHolderOfWhatItKeeps(t *testing.T) {
	t.Parallel()
	s, effects := Next(ready(), KeepPressed{})
	keep, ok := find[Keep](effects)
	if !ok || keep.Of != s.Proof || keep.Name != "Mautic m.example.com" || !s.Connected() {
		t.Fatalf("%s", said(s, effects))
	}
	s, effects = Next(s, Kept{Of: keep.Of})
	if _, stops := find[StopKeeping](effects); !stops || s.Connected() || s.CanRefresh() || !s.HandOver.GrantLeft || s.Keeping {
		t.Errorf("kept: %s", said(s, effects))
	}
	if next, effects := Next(s, Kept{Of: keep.Of}); !same(s, next) || len(effects) > 0 {
		t.Errorf("kept twice: %s", said(next, effects))
	}
}

func TestWhatIsOfferedToTheVaultIsTakenBackWhenItChanges(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]func(State) Event{
		"copied out":   func(s State) Event { return leftBy(s, WayCopied) },
		"sent":         func(State) Event { return SendPressed{} },
		"started over": func(State) Event { return StartOver{} },
	} {
		s := after(withKey(ready()), KeepPressed{})
		of := s.Proof
		s, effects := Next(s, e(s))
		if _, stops := find[StopKeeping](effects); !stops || s.Keeping {
			t.Errorf("%s: %s", name, said(s, effects))
		}
		if next, effects := Next(s, Kept{Of: of}); !same(s, next) || len(effects) > 0 {
			t.Errorf("%s, and kept all the same: %s", name, said(next, effects))
		}
	}
	s := after(after(keeping(), StepPressed{Step: StepProof}), RefreshPressed{})
	s, effects := Next(s, AuditDone{Run: s.Audit.Run, Token: newToken})
	if _, stops := find[StopKeeping](effects); !stops {
		t.Errorf("renewed: %s", said(s, effects))
	}
	for name, s := range map[string]State{"in a portal": inPortal(ready(), true), "of a preset": after(settled(presetProven("")), HandOverPressed{}), "while it is sent": sending()} {
		if next, effects := Next(s, KeepPressed{}); !same(s, next) || len(effects) > 0 {
			t.Errorf("%s: %s", name, said(next, effects))
		}
	}
}

func TestAPasswordStaysUsableWhenItIsKept(t *testing.T) {
	t.Parallel()
	s := keepingBasic()
	s, effects := Next(s, Kept{Of: s.Proof})
	if _, basic := s.Proof.Credential.(mautic.Basic); !basic || s.HandOver.GrantLeft || len(s.HandOver.Left) != 1 || s.Keeping {
		t.Errorf("%s", said(s, effects))
	}
}

func TestAPageThatOnlyChecksAsksForNoCredential(t *testing.T) {
	t.Parallel()
	well := checkedWell()
	if well.Step != StepMautic || !well.Preflight.Done || well.Reached != StepMautic {
		t.Errorf("well: %s", said(well, nil))
	}
	if again, effects := Next(well, AddressEntered{}); again.Step != StepMautic || !again.Preflight.Running {
		t.Errorf("again: %s", said(again, effects))
	}
	for name, s := range map[string]State{"well": well, "running": onlyChecking(), "ill": checkedIll()} {
		if next, effects := Next(s, ContinuePressed{}); !same(s, next) || len(effects) > 0 {
			t.Errorf("%s goes on: %s", name, said(next, effects))
		}
		if over := after(s, StartOver{}); !over.CheckOnly {
			t.Errorf("%s: starting over makes it another page", name)
		}
	}
}
