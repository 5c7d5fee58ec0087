package preflight

import (
	"context"
	"net/http/httptest"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/mautictest"
	"mautic-connect/web"
)

// latency is that of a Mautic on the same continent.
const latency = 20 * time.Millisecond

// delayed is the transport of the command line, with every answer later.
type delayed struct {
	transport mautic.Transport
	requests  atomic.Int64
}

// RoundTrip implements mautic.Transport.
func (d *delayed) RoundTrip(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
	d.requests.Add(1)
	timer := time.NewTimer(latency)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return nil, &mautic.TransportError{Kind: mautic.KindCanceled, Err: ctx.Err()}
	case <-timer.C:
		return d.transport.RoundTrip(ctx, r)
	}
}

// BenchmarkPreflight reports the requests of a run, its wall time, and the ratio
// of that to the latency of the longest chain of requests in which each needs
// the answer to the one before: 1 is a run whose only time is the network's.
func BenchmarkPreflight(b *testing.B) {
	sandbox := mautictest.New(mautictest.Options{Version: mautictest.V7_0_2})
	server := httptest.NewServer(sandbox)
	defer server.Close()
	base, _, err := mautic.ParseBaseURL(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	seed := sandbox.Clients()[0]
	client := mautic.OAuthClient{Base: base, ID: seed.PublicID(), Secret: mautic.NewSecret(seed.Secret)}
	for _, run := range []struct {
		name   string
		target doctor.Target
		// chain is the length of the longest chain: address (its three requests
		// need nothing), then the client's token, the identity, and what it may do.
		chain int
	}{
		{"address", doctor.Target{Base: base}, 1},
		{"client", doctor.Target{Base: base, Client: client}, 2},
		{"basic", doctor.Target{Base: base, Credential: mautic.Basic{
			Base: base, UserName: "admin", Password: mautic.NewSecret("Adm1n-Passw0rd!"),
		}}, 3},
		{"client-credentials", doctor.Target{Base: base, Client: client, Grant: true}, 4},
	} {
		b.Run(run.name, func(b *testing.B) {
			policy, err := web.NewPolicy([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, nil)
			if err != nil {
				b.Fatal(err)
			}
			transport := &delayed{transport: web.NewTransport(policy, "bench")}
			for b.Loop() {
				report := doctor.Run(b.Context(), run.target, transport, nil)
				if id := report.Verdict(); id != "" {
					b.Fatalf("the sandbox is well, and the verdict is %s", id)
				}
			}
			wall := float64(b.Elapsed()) / float64(b.N)
			b.ReportMetric(float64(transport.requests.Load())/float64(b.N), "requests/run")
			b.ReportMetric(wall/float64(time.Millisecond), "ms/run")
			b.ReportMetric(wall/float64(time.Duration(run.chain)*latency), "ratio")
		})
	}
}
