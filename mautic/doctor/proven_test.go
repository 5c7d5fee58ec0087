package doctor_test

import (
	"context"
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/mautictest"
)

func TestAProvenCredentialIsOnlyAskedWhatItMayDo(t *testing.T) {
	t.Parallel()
	sandbox, base := play(t, mautictest.V5_1_1, "")
	before := len(sandbox.Requests())
	report := doctor.Run(context.Background(), doctor.Target{Base: base, Proven: true,
		Credential: mautic.Basic{Base: base, UserName: "limited", Password: mautic.NewSecret("Us3r-Passw0rd!")}}, direct(t), nil)
	if _, ok := report.Check(doctor.CheckReach); ok || report.Verdict() != "" {
		t.Errorf("checks %+v", report.Checks)
	}
	if c, _ := report.Check(doctor.CheckContacts); c.Diagnosis != doctor.ViewOwnOnly {
		t.Errorf("contacts: %+v", c)
	}
	for _, r := range sandbox.Requests()[before:] {
		if r.LoginFailed || r.Auth != "basic" {
			t.Errorf("sent %+v", r)
		}
	}
	if n := len(sandbox.Requests()) - before; n != 3 {
		t.Errorf("%d requests, want 3", n)
	}
}

func TestAProvenGrantIsRenewedOnRequest(t *testing.T) {
	t.Parallel()
	sandbox, base := play(t, mautictest.V5_1_1, "")
	old := grant(t, sandbox, base, "admin", "Adm1n-Passw0rd!")
	target := doctor.Target{Base: base, Proven: true, Refresh: true, Credential: old}
	report := doctor.Run(context.Background(), target, direct(t), nil)
	if report.Verdict() != "" || report.Token.IsZero() || report.Token.Refresh == old.Token.Refresh || report.User == nil {
		t.Fatalf("verdict %q, token %v", report.Verdict(), report.Token)
	}
	if again := doctor.Run(context.Background(), target, direct(t), nil); again.Verdict() != doctor.RefreshInvalid {
		t.Errorf("with the used token: %q", again.Verdict())
	}
}
