package flow

import (
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

func check(id doctor.CheckID, status doctor.Status, diagnosis doctor.ID) doctor.Check {
	return doctor.Check{ID: id, Status: status, Diagnosis: diagnosis}
}

func TestTheAddressIsCheckedBeforeAnythingIsAskedFor(t *testing.T) {
	t.Parallel()
	s, effects := Next(after(fresh(), AddressTyped{Text: "m.example.com/s/dashboard"}), AddressEntered{})
	expect(t, s, effects, "mautic : CheckMautic")
	started, _ := find[CheckMautic](effects)
	if started.Target.Base != base(t, "m.example.com") || len(started.Target.Corrections) == 0 || started.Target.Credential != nil {
		t.Errorf("checked %+v", started.Target)
	}
}

func TestChecksAppearAsTheyFinish(t *testing.T) {
	t.Parallel()
	s := checkingMautic()
	run := s.Preflight.Run
	s = after(s,
		CheckChanged{Run: run, Check: check(doctor.CheckReach, doctor.Pass, "")},
		CheckChanged{Run: run, Check: check(doctor.CheckAPI, doctor.Running, "")},
		CheckChanged{Run: run - 1, Check: check(doctor.CheckAPI, doctor.Fail, doctor.APIDisabled)})
	if len(s.Preflight.Checks) != 2 || s.Preflight.Checks[0].Status != doctor.Pass || s.Preflight.Checks[1].Status != doctor.Running {
		t.Errorf("the list is %+v", s.Preflight.Checks)
	}
}

func TestWhatThePreflightFindsDecidesWhereItGoesOn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		checks []doctor.Check
		want   string
	}{
		{"nothing wrong", []doctor.Check{check(doctor.CheckAPI, doctor.Pass, "")}, "credential : Focus"},
		{"a warning", []doctor.Check{check(doctor.CheckBasic, doctor.Warn, doctor.BasicAuthDisabled)}, "credential : Focus"},
		{"a failure", []doctor.Check{check(doctor.CheckAPI, doctor.Fail, doctor.APIDisabled), check(doctor.CheckBasic, doctor.Skip, "")}, "prepare : Focus"},
	} {
		s := checkingMautic()
		for _, c := range tt.checks {
			s = after(s, CheckChanged{Run: s.Preflight.Run, Check: c})
		}
		s, effects := Next(s, PreflightDone{Run: s.Preflight.Run})
		t.Run(tt.name, func(t *testing.T) { expect(t, s, effects, tt.want) })
	}
}

func TestCheckAgainGoesOnOnceThingsArePutRight(t *testing.T) {
	t.Parallel()
	s, effects := Next(preparing(), CheckAgainPressed{})
	expect(t, s, effects, "prepare : CheckMautic")
	s, effects = Next(s, PreflightDone{Run: s.Preflight.Run})
	expect(t, s, effects, "credential : Focus")
}

func TestNobodyHasToWaitForOrFollowThePreflight(t *testing.T) {
	t.Parallel()
	s, effects := Next(checkingMautic(), ContinuePressed{})
	expect(t, s, effects, "credential : StopChecking Focus")
	if len(s.Preflight.Checks) > 0 {
		t.Errorf("half a list stays: %+v", s.Preflight.Checks)
	}
	s, effects = Next(preparing(), ContinuePressed{})
	expect(t, s, effects, "credential : Focus")
}

func TestAWellCheckedAddressIsNotCheckedTwice(t *testing.T) {
	t.Parallel()
	s, effects := Next(after(credential(mautic.MethodBasic), StepPressed{Step: StepMautic}), AddressEntered{})
	expect(t, s, effects, "credential : Focus")
}

func TestAnEditedAddressStopsItsPreflight(t *testing.T) {
	t.Parallel()
	running := checkingMautic()
	s, effects := Next(running, AddressTyped{Text: "n.example.com"})
	expect(t, s, effects, "mautic : StopChecking")
	if s = after(s, PreflightDone{Run: running.Preflight.Run}); s.Step != StepMautic {
		t.Error("the old address's outcome leads on")
	}
}

func TestALostRecordIsToldOnAFreshPage(t *testing.T) {
	t.Parallel()
	s := after(fresh(), RecordLost{})
	if s.Failure == nil || s.Failure.Err != ErrRecordLost || s.Step != StepMautic {
		t.Errorf("%+v", s.Failure)
	}
}
