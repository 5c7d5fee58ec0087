package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
)

// BenchmarkRelay compares the relay with a bare httputil.ReverseProxy over the
// same upstream, call by call in turn, and reports their ratio (above 1: the
// relay is slower).
func BenchmarkRelay(b *testing.B) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"2KiB", 2 << 10}, {"64KiB", 64 << 10}, {"1MiB", 1 << 20}} {
		b.Run(size.name, func(b *testing.B) {
			body := make([]byte, size.bytes)
			upstream := startUpstream(b, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write(body)
			})
			relay := relayTo(b, Options{}, upstream) + "/api/contacts"
			bare := httptest.NewServer(&httputil.ReverseProxy{
				Transport: &http.Transport{MaxIdleConnsPerHost: 16},
				Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: upstream}) },
			})
			b.Cleanup(bare.Close)
			client := &http.Transport{DisableCompression: true}
			b.Cleanup(client.CloseIdleConnections)
			call := func(address string) {
				r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, nil)
				if err != nil {
					b.Fatal(err)
				}
				r.Header.Set(connectHeader, "1")
				r.Header.Set("Authorization", "Basic dTpw")
				res, err := client.RoundTrip(r)
				if err != nil {
					b.Fatal(err)
				}
				defer func() { _ = res.Body.Close() }()
				if n, err := io.Copy(io.Discard, res.Body); err != nil || n != int64(size.bytes) {
					b.Fatalf("got %d bytes, %v", n, err)
				}
			}
			var ours, theirs stopwatch
			for b.Loop() {
				ours.time(func() { call(relay) })
				theirs.time(func() { call(bare.URL + "/api/contacts") })
			}
			b.ReportMetric(0, "ns/op") // the sum of both says nothing
			b.ReportMetric(ours.nanoseconds(), "relay-ns/call")
			b.ReportMetric(theirs.nanoseconds(), "bare-ns/call")
			b.ReportMetric(ours.nanoseconds()/theirs.nanoseconds(), "ratio")
		})
	}
}
