package mautic

import (
	"net/netip"
	"testing"
)

var ipTexts = []string{
	"", "1", "1.2.3", "1.2.3.4", "1.2.3.4.5", "0.0.0.0", "255.255.255.255", "256.1.1.1", "01.2.3.4", "1.2.3.04", "1..3.4", "+1.2.3.4", "1.2.3.4 ", "a.b.c.d",
	"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0", "127.0.0.1", "128.0.0.1", "100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0",
	"169.253.1.1", "169.254.1.1", "169.255.1.1", "172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0", "192.167.1.1", "192.168.0.1", "192.169.0.1", "0.0.0.1", "0.1.0.0",
	":", "::", ":::", "::1", "1::", "1:", ":1", "::2", "1::8", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
	"1::3::5", "00001::", "0001::", "ABCD::ef", "g::", "+1::", "-1::", "0x1::", "1_0::", "fe80::1%eth0", "2001:0:0:1:0:0:0:1", "2001:db8:0:0:1:0:0:1", "1:0:3:4:5:6:7:8", "0:0:3:4:5:6:0:0",
	"::1.2.3.4", "::ffff:1.2.3.4", "::FFFF:a00:1", "::ffff:0:1.2.3.4", "64:ff9b::1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4::", "1.2.3.4:1::", "::1.2.3.4:1", "::1.2.3", "::01.2.3.4",
	"fbff::", "fc00::", "fdff::1", "fe00::", "fe7f::1", "fe80::1", "febf::1", "fec0::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::ffff:0.0.0.0", "[::1]", "1:2", " ::1", "::1 ", "::.", "::1.", "1::.2.3.4",
}

// compareIP holds a text against what net/netip makes of it.
func compareIP(t *testing.T, text string) {
	t.Helper()
	want, err := netip.ParseAddr(text)
	readable := err == nil && want.Zone() == ""
	ip, ok := parseIP(text)
	if ok != readable {
		t.Fatalf("%q is an address: %v, want %v", text, ok, readable)
	}
	if _, _, ok := parseIPv4(text); ok != (readable && want.Is4()) {
		t.Errorf("%q is an IPv4 address: %v", text, ok)
	}
	if !readable {
		return
	}
	bytes := want.As16()
	for i, group := range ip {
		if got := [2]byte{byte(group >> 8), byte(group)}; got != [2]byte(bytes[2*i:]) {
			t.Fatalf("%q has the group %d %x, want %x", text, i, got, bytes[2*i:2*i+2])
		}
	}
	if want.Is6() && ip.ipv6Text() != want.String() {
		t.Errorf("%q is written %q, want %q", text, ip.ipv6Text(), want)
	}
	want = want.Unmap()
	private := want.IsUnspecified() || want.IsLoopback() || want.IsPrivate() || want.IsLinkLocalUnicast() ||
		netip.MustParsePrefix("100.64.0.0/10").Contains(want)
	if ip.private() != private {
		t.Errorf("%q is private: %v, want %v", text, ip.private(), private)
	}
}

func TestAddressesAreReadLikeTheStandardLibraryDoes(t *testing.T) {
	for _, text := range ipTexts {
		compareIP(t, text)
	}
}

func FuzzParseIP(f *testing.F) {
	for _, text := range ipTexts {
		f.Add(text)
	}
	f.Fuzz(compareIP)
}
