package doctor_test

import (
	"context"
	"strings"
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/mautictest"
)

// fromAPage is a transport as a browser's page has it that asks Mautic directly:
// redirects are hidden, and so are most header fields.
func fromAPage(t *testing.T) mautic.Transport {
	behind := direct(t)
	return mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
		got, err := behind.RoundTrip(ctx, r)
		if err != nil {
			return nil, &mautic.TransportError{Kind: mautic.KindCORS, Detail: "https://page.example"}
		}
		if got.Status >= 300 && got.Status < 400 {
			return nil, &mautic.TransportError{Kind: mautic.KindRedirectHidden}
		}
		return &mautic.Response{Status: got.Status, Body: got.Body, Direct: true, Header: mautic.Header{"Content-Type": got.Header.Get("Content-Type")}}, nil
	})
}

func TestAPageThatAsksDirectlyClaimsOnlyWhatItSees(t *testing.T) {
	t.Parallel()
	nothing := func(*mautictest.Sandbox) {}
	for _, version := range []mautictest.Version{mautictest.V4_4_13, mautictest.V5_1_1, mautictest.V6_0_8, mautictest.V7_0_2} {
		for _, tt := range []struct {
			name    string
			settle  func(*mautictest.Sandbox)
			verdict doctor.ID
			reach   doctor.Status
			leads   doctor.Status
		}{
			{"well", nothing, "", doctor.Pass, doctor.Skip},
			{"API off", func(s *mautictest.Sandbox) {
				s.Configure(func(to *mautictest.Settings) { to.APIEnabled = false })
			}, doctor.APIDisabled, doctor.Pass, doctor.Skip},
			{"login lost", func(s *mautictest.Sandbox) { _ = s.SetFault(mautictest.FaultHeaderStripped) }, doctor.HeaderStripped, doctor.Pass, doctor.Skip},
			{"elsewhere", func(s *mautictest.Sandbox) { _ = s.SetFault(mautictest.FaultRedirectToOtherHost) }, doctor.RedirectHidden, doctor.Pass, doctor.Fail},
		} {
			sandbox, base := play(t, version, "")
			tt.settle(sandbox)
			report := doctor.Run(t.Context(), doctor.Target{Base: base}, fromAPage(t), nil)
			reach, _ := report.Check(doctor.CheckReach)
			leads, _ := report.Check(doctor.CheckRedirects)
			if report.Verdict() != tt.verdict || reach.Status != tt.reach || leads.Status != tt.leads {
				t.Errorf("Mautic %s, %s: the verdict is %q, reached %s, redirects %s", version, tt.name, report.Verdict(), reach.Status, leads.Status)
			}
			if leads.Status == doctor.Skip && (leads.Because != "" || len(leads.Evidence) != 1 || !strings.Contains(leads.Evidence[0].Detail, "certificate")) {
				t.Errorf("Mautic %s, %s: why redirects were not checked: %+v", version, tt.name, leads)
			}
		}
	}
}

func TestAWrongLoginIsKnownToAPageThatAsksDirectly(t *testing.T) {
	t.Parallel()
	for _, version := range []mautictest.Version{mautictest.V5_1_1, mautictest.V6_0_8, mautictest.V7_0_2} {
		_, base := play(t, version, "")
		wrong := mautic.Basic{Base: base, UserName: "admin", Password: mautic.NewSecret("wrong")}
		if got := doctor.Run(t.Context(), doctor.Target{Base: base, Credential: wrong}, fromAPage(t), nil).Verdict(); got != doctor.BadCredentials {
			t.Errorf("Mautic %s: %q", version, got)
		}
	}
}
