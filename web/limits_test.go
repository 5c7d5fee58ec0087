package web

import (
	"net/netip"
	"testing"
	"time"
)

func TestRateLimiterLetsEachClientHaveItsAllowance(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	l := newRateLimiter(3, func() time.Time { return now })
	a, b := netip.MustParseAddr("203.0.113.1"), netip.MustParseAddr("203.0.113.2")
	take := func(client netip.Addr, want bool, wait int) {
		t.Helper()
		if ok, got := l.allow(client); ok != want || got != wait {
			t.Errorf("at %s: allow(%s) = %t, %d; want %t, %d", now.Sub(time.Unix(0, 0)), client, ok, got, want, wait)
		}
	}
	for range 3 {
		take(a, true, 0)
	}
	take(a, false, 20)
	take(b, true, 0)
	now = now.Add(19 * time.Second)
	take(a, false, 1)
	now = now.Add(time.Second)
	take(a, true, 0)
	take(a, false, 20)
	now = now.Add(time.Hour)
	for range 3 {
		take(a, true, 0)
	}
	take(a, false, 20)
}

func TestRateLimiterTakesAnIPv6NetworkAsOneClient(t *testing.T) {
	t.Parallel()
	l := newRateLimiter(1, time.Now)
	for _, tt := range []struct {
		client string
		want   bool
	}{
		{"2001:db8:0:1::1", true}, {"2001:db8:0:1:ffff::2", false}, {"2001:db8:0:2::1", true},
		{"192.0.2.1", true}, {"::ffff:192.0.2.1", false}, {"192.0.2.2", true},
	} {
		if ok, _ := l.allow(netip.MustParseAddr(tt.client)); ok != tt.want {
			t.Errorf("allow(%s) = %t, want %t", tt.client, ok, tt.want)
		}
	}
	for i, want := range []bool{true, false} {
		if ok, _ := l.allow(netip.Addr{}); ok != want {
			t.Errorf("a client without an address, call %d: got %t, want %t", i+1, ok, want)
		}
	}
}

func TestRateLimiterIsOffAtZero(t *testing.T) {
	t.Parallel()
	l := newRateLimiter(0, time.Now)
	for range 1000 {
		if ok, _ := l.allow(netip.MustParseAddr("192.0.2.1")); !ok {
			t.Fatal("a limit of 0 limits")
		}
	}
}

func TestRateLimiterStaysSmallInAFlood(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	l := newRateLimiter(1, func() time.Time { return now })
	client := func(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}) }
	allowed := 0
	for i := range 2 * maxClients {
		if ok, _ := l.allow(client(i)); ok {
			allowed++
		}
	}
	if len(l.clients) > maxClients+1 || allowed != maxClients+1 {
		t.Errorf("%d clients are remembered and %d calls allowed", len(l.clients), allowed)
	}
	now = now.Add(2 * time.Minute)
	if ok, _ := l.allow(netip.MustParseAddr("192.0.2.1")); !ok || len(l.clients) > 2 {
		t.Errorf("after the flood: allowed %t, %d clients remembered", ok, len(l.clients))
	}
}
