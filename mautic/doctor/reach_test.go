package doctor_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/mautictest"
	"mautic-connect/web"
)

func TestNoAnswerIsNamed(t *testing.T) {
	t.Parallel()
	served := func(kind mautictest.TLSKind) string {
		server, err := mautictest.New(mautictest.Options{}).StartTLS(t.Context(), kind)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Close() })
		return server.URL
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	_, open := play(t, mautictest.V5_1_1, "")
	// What the system's resolver says to a name nobody has, without asking it.
	unknown := mautic.TransportFunc(func(_ context.Context, r *mautic.Request) (*mautic.Response, error) {
		err := &net.DNSError{Err: "no such host", Name: "mautic.invalid", IsNotFound: true}
		return nil, &mautic.TransportError{Kind: mautic.KindDNS, Detail: "mautic.invalid", Err: err}
	})
	for _, tt := range []struct {
		name, address string
		transport     mautic.Transport
		want          doctor.ID
	}{
		{"self-signed certificate", served(mautictest.TLSSelfSigned), direct(t), doctor.TLSUntrusted},
		{"unknown authority", served(mautictest.TLSValid), direct(t), doctor.TLSUntrusted},
		{"expired certificate", served(mautictest.TLSExpired), direct(t), doctor.TLSExpired},
		{"certificate of another host", served(mautictest.TLSWrongHost), direct(t), doctor.TLSWrongHost},
		{"no TLS at all", served(mautictest.TLSPlainHTTP), direct(t), doctor.TLSNotTLS},
		{"closed port", closed.URL, direct(t), doctor.ConnectionRefused},
		{"unknown host", "https://mautic.invalid", unknown, doctor.DNSNotFound},
		{"private address", open.String(), web.NewTransport(&web.Policy{}, "test"), doctor.BlockedByPolicy},
		{"metadata address", "http://169.254.169.254", direct(t), doctor.BlockedByPolicy},
		{"broken transport", open.String(), mautic.TransportFunc(func(context.Context, *mautic.Request) (*mautic.Response, error) { return nil, nil }), doctor.ConnectionFailed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := parse(t, tt.address)
			report := doctor.Run(t.Context(), basic(base, "admin", adminPassword), tt.transport, nil)
			t.Logf("- | %s | %s | %s", tt.name, tt.want, verdict(report))
			if got := report.Verdict(); got != tt.want {
				t.Errorf("verdict %s, want %s", got, tt.want)
			}
			for _, c := range report.Checks {
				switch {
				case c.ID == doctor.CheckAddress && c.Status == doctor.Pass:
				case c.ID == doctor.CheckReach && c.Status == doctor.Fail && len(c.Evidence) == 1 && c.Evidence[0].Failure != "":
				case c.Status == doctor.Skip && c.Because == doctor.CheckReach:
				default:
					t.Errorf("%+v", c)
				}
			}
		})
	}
}

func TestACertificateThatEndsSoonIsAWarning(t *testing.T) {
	t.Parallel()
	base := parse(t, trustedMautic.url)
	report := doctor.Run(t.Context(), basic(base, "admin", adminPassword), direct(t), nil)
	reach, _ := report.Check(doctor.CheckReach)
	if report.Verdict() != "" || reach.Diagnosis != doctor.TLSEndsSoon || reach.Status != doctor.Warn {
		t.Errorf("verdict %q, %+v", report.Verdict(), reach)
	}
	if len(reach.Evidence) != 1 || reach.Evidence[0].CertificateIssuer != "sandbox authority" || reach.Evidence[0].CertificateEnds.IsZero() {
		t.Errorf("the certificate is not in the evidence: %+v", reach.Evidence)
	}
}
