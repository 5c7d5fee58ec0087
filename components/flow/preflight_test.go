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
		{"a failure", []doctor.Check{check(doctor.CheckAPI, doctor.Fail, doctor.APIDisabled), check(doctor.CheckBasic, doctor.Skip, "")}, "prepare : WriteReport Focus"},
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

func reported(s State) Event {
	return ReportWritten{Run: s.Preflight.Run, Report: Report{Text: "# m.example.com", Hidden: "# mautic.example"}}
}

func TestFindingsComeWithAReport(t *testing.T) {
	t.Parallel()
	s := checkingMautic()
	s = after(s, CheckChanged{Run: s.Preflight.Run, Check: check(doctor.CheckAPI, doctor.Fail, doctor.APIDisabled)})
	if early := then(s, reported); early.Preflight.Report != (Report{}) {
		t.Error("a report is there before its last check")
	}
	s, effects := Next(s, PreflightDone{Run: s.Preflight.Run})
	asked, ok := find[WriteReport](effects)
	if !ok || asked.Run != s.Preflight.Run || asked.Base != base(t, "m.example.com") || len(asked.Checks) != 2 {
		t.Fatalf("asked for %+v", asked)
	}
	s = then(s, reported)
	if s.Preflight.Report.Text != "# m.example.com" || s.Preflight.Report.Hidden != "# mautic.example" {
		t.Fatalf("the report is %+v", s.Preflight.Report)
	}
	late := reported(s)
	again, effects := Next(s, CheckAgainPressed{})
	if again = after(again, late); again.Preflight.Report != (Report{}) {
		t.Errorf("the report of the run before is shown: %s", said(again, effects))
	}
	again, effects = run(again, CheckChanged{Run: again.Preflight.Run, Check: check(doctor.CheckAPI, doctor.Fail, doctor.APIDisabled)}, PreflightDone{Run: again.Preflight.Run})
	if _, ok := find[WriteReport](effects); !ok {
		t.Error("no report of the second run")
	}
	if again = after(again, late); again.Preflight.Report != (Report{}) {
		t.Error("the late report of the first run is taken for that of the second")
	}
}

// It is asked for where it is offered, until it is there.
func TestAReportThatCouldNotBeWrittenIsAskedForAgain(t *testing.T) {
	t.Parallel()
	s := preparing()
	s = after(s, ReportWritten{Run: s.Preflight.Run, Report: Report{Err: errTest}})
	if s.Preflight.Report.Err != errTest {
		t.Fatalf("%+v", s.Preflight.Report)
	}
	visit := func(s State) (State, bool) {
		s, effects := run(s, StepPressed{Step: StepMautic}, StepPressed{Step: StepPrepare})
		_, asked := find[WriteReport](effects)
		return s, asked
	}
	s, asked := visit(s)
	if !asked || s.Preflight.Report.Err != nil {
		t.Errorf("coming back does not ask: %+v", s.Preflight.Report)
	}
	s = then(s, reported)
	if s, asked = visit(s); asked || s.Preflight.Report.Text == "" {
		t.Error("a report that is there is asked for again")
	}
	if s = after(s, ReportWritten{Run: s.Preflight.Run, Report: Report{Err: errTest}}); s.Preflight.Report.Err != nil || s.Preflight.Report.Text == "" {
		t.Error("the failure of an answer that was overtaken takes the report away")
	}
	if _, asked := visit(after(preparing(), CheckAgainPressed{}, ContinuePressed{})); asked {
		t.Error("a report is asked for of checks that were stopped")
	}
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
