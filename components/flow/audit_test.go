package flow

import (
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

func TestAProofIsFollowedByWhatTheCredentialMayDo(t *testing.T) {
	t.Parallel()
	s := identifyingCode()
	s, effects := Next(s, IdentityReceived{Attempt: s.Attempt.ID, User: testUser, Now: testNow})
	expect(t, s, effects, "proof pair-accepted proof asking-rights tokens-here : CheckCredential AskRights Focus")
	started, _ := find[CheckCredential](effects)
	if started.Renew || started.Credential != s.Proof.Credential {
		t.Errorf("checked %+v", started)
	}
	s = after(s, AuditChanged{Run: s.Audit.Run, Check: check(doctor.CheckContacts, doctor.Warn, doctor.ViewOwnOnly)},
		AuditChanged{Run: s.Audit.Run - 1, Check: check(doctor.CheckContacts, doctor.Pass, "")}, AuditDone{Run: s.Audit.Run})
	if len(s.Audit.Checks) != 1 || s.Audit.Checks[0].Diagnosis != doctor.ViewOwnOnly || s.Audit.Running {
		t.Errorf("the audit is %+v", s.Audit)
	}
}

func TestARenewedGrantReplacesTheOneThatIsUsedUp(t *testing.T) {
	t.Parallel()
	s := proven()
	if next, effects := Next(s, RefreshPressed{}); len(effects) > 0 || next.Audit.Run != s.Audit.Run {
		t.Error("two audits at once")
	}
	s = after(s, AuditDone{Run: s.Audit.Run})
	before := s.Proof
	s, effects := Next(s, RefreshPressed{})
	started, ok := find[CheckCredential](effects)
	if !ok || !started.Renew {
		t.Fatalf("effects %v", effects)
	}
	renewed := mautic.Token{Access: mautic.NewSecret("a2"), Refresh: mautic.NewSecret("r2"), Issued: testNow.Add(1)}
	s = after(s, AuditDone{Run: s.Audit.Run, Token: renewed})
	if got := s.Proof.Credential.(mautic.AuthorizationCode).Token; got != renewed || !s.Proof.At.Equal(renewed.Issued) {
		t.Errorf("the token is %v", got)
	}
	if before.Credential.(mautic.AuthorizationCode).Token != testToken {
		t.Error("the earlier state has changed")
	}
}

// Why nobody could look is said until somebody has.
func TestAnAuditThatCouldNotBeDoneSaysSo(t *testing.T) {
	t.Parallel()
	s := proven()
	s = after(s, AuditDone{Run: s.Audit.Run, Err: errTest})
	if s.Audit.Err != errTest || s.Audit.Running || s.Proof == nil || !s.CanRefresh() {
		t.Errorf("the audit is %+v", s.Audit)
	}
	if s = after(s, RefreshPressed{}); s.Audit.Err != nil {
		t.Error("it is said of the next audit, too")
	}
}

func TestALateAuditOfAnotherProofChangesNothing(t *testing.T) {
	t.Parallel()
	s := proven()
	run := s.Audit.Run
	s = after(s, StepPressed{Step: StepMautic}, AddressTyped{Text: "other.example.com"})
	next := after(s, AuditChanged{Run: run, Check: check(doctor.CheckContacts, doctor.Pass, "")}, AuditDone{Run: run, Token: testToken})
	if d := sameState(s, next); d != "" {
		t.Error(d)
	}
}
