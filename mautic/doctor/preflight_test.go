package doctor_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/mautictest"
)

func TestAPreflightFindsWhatARunWithoutACredentialFinds(t *testing.T) {
	t.Parallel()
	for name, settle := range map[string]func(*mautictest.Sandbox){
		"well":       func(*mautictest.Sandbox) {},
		"API off":    func(s *mautictest.Sandbox) { s.Configure(func(to *mautictest.Settings) { to.APIEnabled = false }) },
		"basic off":  func(s *mautictest.Sandbox) { s.Configure(func(to *mautictest.Settings) { to.BasicAuth = false }) },
		"login lost": func(s *mautictest.Sandbox) { _ = s.SetFault(mautictest.FaultHeaderStripped) },
	} {
		for _, method := range []mautic.Method{"", mautic.MethodBasic} {
			sandbox, base := play(t, mautictest.V5_1_1, "")
			settle(sandbox)
			target := doctor.Target{Base: base, Method: method}
			var told []doctor.Check
			run, preflight := doctor.Run(t.Context(), target, direct(t), nil), doctor.Preflight(t.Context(), target, direct(t), func(c doctor.Check) { told = append(told, c) })
			same := cmp.Options{cmpopts.IgnoreFields(doctor.Check{}, "Took"), cmp.Comparer(func(a, b mautic.BaseURL) bool { return a == b })}
			if diff := cmp.Diff(run.Checks, preflight.Checks, same); diff != "" {
				t.Errorf("%s, %q (-run +preflight)\n%s", name, method, diff)
			}
			if len(told) < len(preflight.Checks) {
				t.Errorf("%s: only %d changes of %d checks were told", name, len(told), len(preflight.Checks))
			}
		}
	}
	if report := doctor.Preflight(t.Context(), doctor.Target{}, direct(t), nil); report.Verdict() != doctor.URLInvalid {
		t.Errorf("without an address: %q", report.Verdict())
	}
}

func TestAPreflightSendsNoCredential(t *testing.T) {
	t.Parallel()
	sandbox, base := play(t, mautictest.V5_1_1, "")
	report := doctor.Preflight(t.Context(), doctor.Target{
		Base: base, Credential: mautic.Basic{Base: base, UserName: "admin", Password: mautic.NewSecret("Adm1n-Passw0rd!")},
		Client: client(sandbox, base, 0), Grant: true, Remote: true, NeedsWebhooks: true,
	}, direct(t), nil)
	if _, signedIn := report.Check(doctor.CheckIdentity); signedIn || len(report.Checks) != 8 || report.User != nil || !report.Token.IsZero() {
		t.Errorf("the report is %+v", report)
	}
	logins := 0
	for _, r := range sandbox.Requests() {
		if r.Auth == "none" {
			continue
		}
		logins++
		if r.Auth != "basic" || !r.LoginFailed {
			t.Errorf("sent %+v", r)
		}
	}
	if logins != 1 {
		t.Errorf("%d logins were tried, want the made-up one", logins)
	}
}
