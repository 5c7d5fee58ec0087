package flow

import (
	"slices"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// addressEntered has the address checked. Going on follows from the outcome.
func (s State) addressEntered() (State, []Effect) {
	if s.Step != StepMautic {
		return s, nil
	}
	s.Address.Submitted = true
	s.Address.Base, s.Address.Corrections, s.Address.Err = mautic.ParseBaseURL(s.Address.Typed)
	if s.Address.Err != nil {
		return s, []Effect{Focus{Field: FieldAddress}}
	}
	s.Failure = nil
	if s.Preflight.Done && s.Preflight.Verdict() == "" && !s.CheckOnly {
		return s.toCredential() // nothing has changed since it was found well
	}
	return s.check()
}

// check starts a run of the preflight.
func (s State) check() (State, []Effect) {
	s.Preflight = Preflight{Run: s.Preflight.Run + 1, Running: true}
	return s, []Effect{CheckMautic{Run: s.Preflight.Run, Target: doctor.Target{
		Base:        s.Address.Base,
		Corrections: s.Address.Corrections,
	}}}
}

// stopChecking ends the preflight, whose outcome is about another address or no
// longer wanted.
func (s State) stopChecking() (State, []Effect) {
	running := s.Preflight.Running
	s.Preflight = Preflight{Run: s.Preflight.Run + 1}
	if !running {
		return s, nil
	}
	return s, []Effect{StopChecking{}}
}

// checkAgain repeats the preflight where its findings are shown.
func (s State) checkAgain() (State, []Effect) {
	if s.Preset.Name != "" && s.Preset.Base.IsZero() && s.Failure != nil {
		s.Failure = nil
		return s, []Effect{LoadPreset{Name: s.Preset.Name}}
	}
	if (s.Step != StepPrepare && s.Step != StepMautic) || !s.Preflight.Done || s.Address.Base.IsZero() {
		return s, nil
	}
	return s.check()
}

// continueAnyway goes on to the credential, past what the preflight found or is
// still looking for.
func (s State) continueAnyway() (State, []Effect) {
	if (s.Step != StepPrepare && s.Step != StepMautic) || s.CheckOnly || s.Address.Base.IsZero() || (!s.Preflight.Running && !s.Preflight.Done) {
		return s, nil
	}
	var stop []Effect
	if s.Preflight.Running {
		s, stop = s.stopChecking()
	}
	s, effects := s.toCredential()
	return s, append(stop, effects...)
}

func (s State) checkChanged(e CheckChanged) State {
	if e.Run != s.Preflight.Run || !s.Preflight.Running {
		return s
	}
	s.Preflight = s.Preflight.with(e.Check)
	return s
}

// preflightDone goes on by itself when there is nothing to prepare, and to what
// has to be prepared otherwise.
func (s State) preflightDone(e PreflightDone) (State, []Effect) {
	if e.Run != s.Preflight.Run || !s.Preflight.Running {
		return s, nil
	}
	s.Preflight.Running, s.Preflight.Done = false, true
	if s.Step != StepMautic && s.Step != StepPrepare {
		return s, nil
	}
	if s.Preflight.Verdict() == "" {
		if s.CheckOnly {
			s.Step = StepMautic
			return s, []Effect{Focus{}}
		}
		return s.toCredential()
	}
	s, effects := s.goTo(StepPrepare).writeReport()
	return s, append(effects, Focus{})
}

// writeReport has the finished preflight written as a text, unless it is.
func (s State) writeReport() (State, []Effect) {
	if !s.Preflight.Done || s.Preflight.Report.Text != "" {
		return s, nil
	}
	s.Preflight.Report = Report{}
	return s, []Effect{WriteReport{Run: s.Preflight.Run, Base: s.Address.Base, Checks: s.Preflight.Checks}}
}

func (s State) reportWritten(e ReportWritten) State {
	if e.Run == s.Preflight.Run && s.Preflight.Done && s.Preflight.Report.Text == "" {
		s.Preflight.Report = e.Report
	}
	return s
}

func (s State) toCredential() (State, []Effect) {
	s = s.goTo(StepCredential)
	return s.checkPairSoon([]Effect{Focus{}})
}

// with returns the run with a check's latest state.
func (p Preflight) with(check doctor.Check) Preflight {
	p.Checks = slices.Clone(p.Checks)
	if i := slices.IndexFunc(p.Checks, func(c doctor.Check) bool { return c.ID == check.ID }); i >= 0 {
		p.Checks[i] = check
	} else {
		p.Checks = append(p.Checks, check)
	}
	return p
}
