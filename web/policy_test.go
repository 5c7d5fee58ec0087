package web

import (
	"errors"
	"net/netip"
	"testing"
)

func TestPolicyAllowsPublicAddressesOnly(t *testing.T) {
	t.Parallel()
	tests := []struct {
		addr    string
		allowed bool
	}{
		{"93.184.216.34:443", true},
		{"93.184.216.34:8443", true},
		{"[2606:2800:220:1:248:1893:25c8:1946]:443", true},
		{"[::ffff:93.184.216.34]:443", true}, // mapped, but public inside
		{"0.0.0.0:443", false},
		{"0.1.2.3:443", false},
		{"127.0.0.1:443", false},
		{"127.255.255.254:443", false},
		{"10.0.0.1:443", false},
		{"172.16.0.1:443", false},
		{"172.31.255.255:443", false},
		{"172.32.0.1:443", true},
		{"192.168.1.1:443", false},
		{"100.64.0.1:443", false},
		{"169.254.169.254:80", false},
		{"192.0.0.1:443", false},
		{"198.18.0.1:443", false},
		{"224.0.0.1:443", false},
		{"240.0.0.1:443", false},
		{"255.255.255.255:443", false},
		{"[::]:443", false},
		{"[::1]:443", false},
		{"[::ffff:127.0.0.1]:443", false},
		{"[::ffff:a9fe:a9fe]:80", false},
		{"[::ffff:10.0.0.1]:443", false},
		{"[::7f00:1]:443", false},             // IPv4-compatible
		{"[64:ff9b::7f00:1]:443", false},      // NAT64 of 127.0.0.1
		{"[64:ff9b::5db8:d822]:443", false},   // NAT64 of a public address
		{"[64:ff9b:1::a9fe:a9fe]:443", false}, // local NAT64
		{"[2002:7f00:1::]:443", false},        // 6to4 of 127.0.0.1
		{"[2001:0:1:2:3:4:5:6]:443", false},   // Teredo
		{"[fc00::1]:443", false},
		{"[fd00:ec2::254]:80", false},
		{"[fe80::1]:443", false},
		{"[fe80::1%eth0]:443", false},
		{"[2606:2800:220:1::1%eth0]:443", false},
		{"[ff02::1]:443", false},
		{"168.63.129.16:80", false},
		{"93.184.216.34:25", false},
		{"93.184.216.34:22", false},
		{"93.184.216.34:6667", false},
		{"93.184.216.34:0", false},
	}
	for _, tt := range tests {
		err := new(Policy).Check("mautic.example:443", netip.MustParseAddrPort(tt.addr))
		if (err == nil) != tt.allowed {
			t.Errorf("Check(%s) = %v, want allowed: %t", tt.addr, err, tt.allowed)
		}
		if err != nil && !errors.Is(err, ErrBlocked) {
			t.Errorf("Check(%s) = %v, which does not wrap ErrBlocked", tt.addr, err)
		}
	}
}

func TestPolicyOpensOnlyTheExceptionsItWasGiven(t *testing.T) {
	t.Parallel()
	everything := []string{"0.0.0.0/0", "::/0"}
	tests := []struct {
		name          string
		ranges, hosts []string
		target, addr  string
		allowed       bool
	}{
		{"range", []string{"10.1.0.0/16"}, nil, "a.example:80", "10.1.2.3:80", true},
		{"range, written with host bits", []string{"10.1.2.3/16"}, nil, "a.example:80", "10.1.9.9:80", true},
		{"range reached as mapped IPv6", []string{"10.1.0.0/16"}, nil, "a.example:80", "[::ffff:10.1.2.3]:80", true},
		{"beside the range", []string{"10.1.0.0/16"}, nil, "a.example:80", "10.2.0.1:80", false},
		{"IPv6 range", []string{"fd12::/16"}, nil, "a.example:80", "[fd12::1]:80", true},
		{"single IPv6 loopback", []string{"::1/128"}, nil, "localhost:80", "[::1]:80", true},
		{"host on any port", nil, []string{"Mautic.Local."}, "mautic.local:8443", "192.168.1.5:8443", true},
		{"host asked with a trailing dot", nil, []string{"mautic.local"}, "MAUTIC.local.:80", "192.168.1.5:80", true},
		{"other host on the same address", nil, []string{"mautic.local"}, "evil.example:80", "192.168.1.5:80", false},
		{"sub-domain of the host", nil, []string{"mautic.local"}, "x.mautic.local:80", "192.168.1.5:80", false},
		{"host on its port", nil, []string{"localhost:8001"}, "localhost:8001", "127.0.0.1:8001", true},
		{"host on another port", nil, []string{"localhost:8001"}, "localhost:8000", "127.0.0.1:8000", false},
		{"IPv6 literal as host", nil, []string{"[::1]:8001"}, "[::1]:8001", "[::1]:8001", true},
		{"host on an unsafe port, named", nil, []string{"mautic.local:6000"}, "mautic.local:6000", "192.168.1.5:6000", true},
		{"NAT64 where it is opened", []string{"64:ff9b::/96"}, nil, "a.example:443", "[64:ff9b::5db8:d822]:443", true},
		{"NAT64 to a private address", []string{"64:ff9b::/96"}, nil, "a.example:443", "[64:ff9b::a00:1]:443", false},
		{"metadata in an allowed range", []string{"169.254.0.0/16"}, nil, "a.example:80", "169.254.169.254:80", false},
		{"metadata on an allowed host", nil, []string{"metadata.local"}, "metadata.local:80", "169.254.169.254:80", false},
		{"mapped metadata on an allowed host", nil, []string{"metadata.local"}, "metadata.local:80", "[::ffff:a9fe:a9fe]:80", false},
		{"NAT64 metadata with all open", everything, nil, "a.example:80", "[64:ff9b::a9fe:a9fe]:80", false},
		{"6to4 metadata with all open", everything, nil, "a.example:80", "[2002:a9fe:a9fe::]:80", false},
		{"IPv6 link-local with all open", everything, nil, "a.example:80", "[fe80::1]:80", false},
		{"AWS metadata over IPv6 with all open", everything, nil, "a.example:80", "[fd00:ec2::254]:80", false},
		{"Alibaba metadata with all open", everything, nil, "a.example:80", "100.100.100.200:80", false},
		{"Oracle metadata with all open", everything, nil, "a.example:80", "192.0.0.192:80", false},
		{"Azure wire server with all open", everything, nil, "a.example:80", "168.63.129.16:80", false},
		{"unspecified address with all open", everything, nil, "a.example:80", "0.0.0.0:80", false},
		{"multicast with all open", everything, nil, "a.example:80", "[ff02::1]:80", false},
		{"private address with all open", everything, nil, "a.example:80", "10.0.0.1:80", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var ranges []netip.Prefix
			for _, r := range tt.ranges {
				ranges = append(ranges, netip.MustParsePrefix(r))
			}
			p, err := NewPolicy(ranges, tt.hosts)
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Check(tt.target, netip.MustParseAddrPort(tt.addr)); (err == nil) != tt.allowed {
				t.Errorf("Check(%s, %s) = %v, want allowed: %t", tt.target, tt.addr, err, tt.allowed)
			}
		})
	}
}

func TestNewPolicyRefusesWhatItCannotMean(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"", "a b", "http://mautic.local", "mautic.local/x", "mautic.local:0", "mautic.local:http", "mautic.local:70000", "user@host"} {
		if _, err := NewPolicy(nil, []string{host}); err == nil {
			t.Errorf("the host %q was accepted", host)
		}
	}
	for _, r := range []netip.Prefix{{}, netip.MustParsePrefix("::ffff:10.0.0.0/104")} {
		if _, err := NewPolicy([]netip.Prefix{r}, nil); err == nil {
			t.Errorf("the range %s was accepted", r)
		}
	}
}

func TestPolicyControlRefusesOtherNetworks(t *testing.T) {
	t.Parallel()
	control := new(Policy).control("mautic.example:443")
	for _, c := range [][2]string{{"udp4", "93.184.216.34:443"}, {"unix", "/run/docker.sock"}, {"tcp4", "not an address"}} {
		if err := control(c[0], c[1], nil); !errors.Is(err, ErrBlocked) {
			t.Errorf("control(%s, %s) = %v, want ErrBlocked", c[0], c[1], err)
		}
	}
	if err := control("tcp4", "93.184.216.34:443", nil); err != nil {
		t.Errorf("a public address is refused: %v", err)
	}
}
