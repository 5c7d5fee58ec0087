package web

import "testing"

func TestNegotiatePicksWhatTheClientPrefers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		header       string
		sent         bool
		brotli, gzip bool
		want         coding
	}{
		{"", false, true, true, codingIdentity},
		{"", true, true, true, codingIdentity},
		{"gzip, deflate, br, zstd", true, true, true, codingBrotli},
		{"gzip, deflate, br", true, false, true, codingGzip},
		{"gzip, deflate, br", true, false, false, codingIdentity},
		{"br;q=0.5, gzip;q=0.8", true, true, true, codingGzip},
		{"br;q=0.5, gzip;q=0.8", true, true, false, codingBrotli},
		{"BR ; Q=1.0, gzip", true, true, true, codingBrotli},
		{"br;q=0, gzip;q=0", true, true, true, codingIdentity},
		{"br;q=0.001", true, true, true, codingBrotli},
		{"*", true, true, true, codingBrotli},
		{"*;q=0.5, br;q=0", true, true, true, codingGzip},
		{"identity", true, true, true, codingIdentity},
		{"identity;q=1, br;q=0.5", true, true, true, codingIdentity},
		{"deflate", true, true, true, codingIdentity},
		{"x-gzip", true, true, true, codingGzip},
		{"identity;q=0", true, true, true, codingNone},
		{"*;q=0", true, true, true, codingNone},
		{"identity;q=0, gzip", true, true, true, codingGzip},
		{"*;q=0, identity", true, true, true, codingIdentity},
		{"br;q=2", true, true, true, codingIdentity},
		{"br;q=-1", true, true, true, codingIdentity},
		{"br;q=NaN", true, true, true, codingIdentity},
		{"br;level=1", true, true, true, codingIdentity},
		{",,br,", true, true, true, codingBrotli},
		{"brotli", true, true, true, codingIdentity},
	}
	for _, tt := range tests {
		if got := negotiate(tt.header, tt.sent, tt.brotli, tt.gzip); got != tt.want {
			t.Errorf("negotiate(%q, sent %t, br %t, gzip %t) = %q, want %q", tt.header, tt.sent, tt.brotli, tt.gzip, got, tt.want)
		}
	}
}
