package web

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"mautic-connect/mautic"
)

// selfSigned returns a certificate for name, valid until notAfter.
func selfSigned(t testing.TB, name string, notAfter time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: notAfter.Add(-48 * time.Hour), NotAfter: notAfter}
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func startTLS(t testing.TB, cert tls.Certificate) string {
	t.Helper()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // the handshakes fail on purpose
	s.StartTLS()
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "https://")
}

// startRaw runs a TCP listener and hands each connection to serve.
func startRaw(t testing.TB, serve func(net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return ln.Addr().String()
}

func closedPort(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

func TestRelayNamesTheFailureItMet(t *testing.T) {
	t.Parallel()
	hang := func(c net.Conn) {
		defer func() { _ = c.Close() }()
		_, _ = io.Copy(io.Discard, c)
	}
	reset := func(c net.Conn) {
		_, _ = c.Read(make([]byte, 1))
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	}
	hangUp := func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_ = c.Close()
	}
	trickle := func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
		hang(c)
	}
	switching := func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
		hang(c)
	}
	noHTTP := func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = io.WriteString(c, "+OK POP3 ready\r\n")
		_ = c.Close()
	}
	later, before := time.Now().Add(24*time.Hour), time.Now().Add(-time.Hour)
	plain := startUpstream(t, func(http.ResponseWriter, *http.Request) {})
	tests := []struct {
		name, target string
		status       int
		kind         mautic.Kind
	}{
		{"self-signed certificate", "https/" + startTLS(t, selfSigned(t, "127.0.0.1", later)), 502, mautic.KindTLSUntrusted},
		{"expired certificate", "https/" + startTLS(t, selfSigned(t, "127.0.0.1", before)), 502, mautic.KindTLSExpired},
		{"certificate that is not valid yet", "https/" + startTLS(t, selfSigned(t, "127.0.0.1", later.Add(96*time.Hour))), 502, mautic.KindTLSExpired},
		{"certificate of another host", "https/" + startTLS(t, selfSigned(t, "other.example", later)), 502, mautic.KindTLSWrongHost},
		{"plain HTTP on a TLS port", "https/" + plain, 502, mautic.KindTLSNotTLS},
		{"closed port", "http/" + closedPort(t), 502, mautic.KindRefused},
		{"no TLS handshake", "https/" + startRaw(t, hang), 504, mautic.KindTimeout},
		{"no answer", "http/" + startRaw(t, hang), 504, mautic.KindTimeout},
		{"half an answer", "http/" + startRaw(t, trickle), 504, mautic.KindTimeout},
		{"reset", "http/" + startRaw(t, reset), 502, mautic.KindReset},
		{"hang-up before the answer", "http/" + startRaw(t, hangUp), 502, mautic.KindReset},
		{"switching protocols unasked", "http/" + startRaw(t, switching), 502, mautic.KindOther},
		{"another protocol", "http/" + startRaw(t, noHTTP), 502, mautic.KindOther},
		{"unknown name", "http/nowhere.example", 502, mautic.KindDNS},
	}
	resolver := startDNS(t, func(string) []netip.Addr { return nil })
	base := startServer(t, Options{Policy: loopbackPolicy(t), Resolver: resolver, ConnectTimeout: time.Second / 2, RelayTimeout: 2 * time.Second})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := ask(t, "GET", base+"/proxy/"+tt.target+"/api/x", nil)
			wantProblem(t, a, tt.status, tt.kind)
		})
	}
}

func TestRelayBlocksPrivateAddressesWithoutSayingWhich(t *testing.T) {
	t.Parallel()
	plain := startUpstream(t, func(http.ResponseWriter, *http.Request) { t.Error("a blocked server was reached") })
	_, port, _ := net.SplitHostPort(plain)
	resolver := startDNS(t, func(name string) []netip.Addr {
		switch name {
		case "intranet.example":
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}
		case "metadata.example":
			return []netip.Addr{netip.MustParseAddr("169.254.169.254")}
		case "both.example":
			return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1")}
		}
		return nil
	})
	base := startServer(t, Options{Resolver: resolver})
	var first string
	for _, target := range []string{
		"http/127.0.0.1:" + port, "http/localhost:" + port, "http/LocalHost.:" + port, "http/[::1]:" + port,
		"http/[::ffff:127.0.0.1]:" + port, "http/[::ffff:7f00:1]:" + port, "http/[::ffff:a9fe:a9fe]",
		"http/0.0.0.0:" + port, "http/[::]:" + port, "http/169.254.169.254", "https/169.254.169.254",
		"http/2130706433:" + port, "http/0x7f.1:" + port, "http/017700000001:" + port, "http/127.1:" + port,
		"http/intranet.example:" + port, "http/INTRANET.example.:" + port, "http/metadata.example", "http/both.example:" + port,
		"http/10.255.255.1", "http/[64:ff9b::7f00:1]", "http/93.184.216.34:25",
	} {
		a := ask(t, "GET", base+"/proxy/"+target+"/api/x", nil)
		wantProblem(t, a, 403, mautic.KindBlocked)
		if first == "" {
			first = a.body
		}
		if a.body != first {
			t.Errorf("%s: the answer differs from the others, so it tells something:\n%s\n%s", target, a.body, first)
		}
		if strings.Contains(a.body, "127.0.0.1") || strings.Contains(a.body, "169.254") {
			t.Errorf("%s: the answer names an address: %s", target, a.body)
		}
	}
}

// TestRelayChecksTheAddressItDials: a name that is public when looked at and
// private when dialled (DNS rebinding) is still blocked.
func TestRelayChecksTheAddressItDials(t *testing.T) {
	t.Parallel()
	var lookups atomic.Int32
	plain := startUpstream(t, func(http.ResponseWriter, *http.Request) { t.Error("a blocked server was reached") })
	_, port, _ := net.SplitHostPort(plain)
	resolver := startDNS(t, func(string) []netip.Addr {
		lookups.Add(1)
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}
	})
	p, err := NewPolicy(nil, []string{"friend.example"})
	if err != nil {
		t.Fatal(err)
	}
	base := startServer(t, Options{Policy: p, Resolver: resolver})
	for range 3 {
		wantProblem(t, ask(t, "GET", base+"/proxy/http/rebind.example:"+port+"/api/x", nil), 403, mautic.KindBlocked)
	}
	if lookups.Load() < 3 {
		t.Errorf("the name was looked up %d times; the test needs a lookup for each dial", lookups.Load())
	}
}

func TestRelayReachesAnAllowedHostOnPrivateAddresses(t *testing.T) {
	t.Parallel()
	upstream := startUpstream(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) })
	_, port, _ := net.SplitHostPort(upstream)
	resolver := startDNS(t, func(string) []netip.Addr { return []netip.Addr{netip.MustParseAddr("127.0.0.1")} })
	p, err := NewPolicy(nil, []string{"mautic.example:" + port})
	if err != nil {
		t.Fatal(err)
	}
	base := startServer(t, Options{Policy: p, Resolver: resolver})
	if a := ask(t, "GET", base+"/proxy/http/Mautic.example.:"+port+"/api/x", nil); a.status != 200 || a.body != "mautic.example:"+port {
		t.Errorf("got %d %s", a.status, a.body)
	}
	wantProblem(t, ask(t, "GET", base+"/proxy/http/other.example:"+port+"/api/x", nil), 403, mautic.KindBlocked)
	wantProblem(t, ask(t, "GET", base+"/proxy/http/127.0.0.1:"+port+"/api/x", nil), 403, mautic.KindBlocked)
}

func TestClassify(t *testing.T) {
	t.Parallel()
	op := func(err error) error {
		return fmt.Errorf("outer: %w", &net.OpError{Op: "dial", Net: "tcp", Err: err})
	}
	tests := []struct {
		name string
		err  error
		want mautic.Kind
	}{
		{"policy below the dialer", op(fmt.Errorf("%w: 10.0.0.1", ErrBlocked)), mautic.KindBlocked},
		{"size", fmt.Errorf("reading: %w", errTooLarge), mautic.KindTooLarge},
		{"canceled", op(context.Canceled), mautic.KindCanceled},
		{"no such host", op(&net.DNSError{Err: "no such host", IsNotFound: true}), mautic.KindDNS},
		{"name server does not answer", op(&net.DNSError{Err: "i/o timeout", IsTimeout: true}), mautic.KindTimeout},
		{"name server fails", op(&net.DNSError{Err: "server misbehaving", IsTemporary: true}), mautic.KindOther},
		{"refused", op(os.NewSyscallError("connect", syscall.ECONNREFUSED)), mautic.KindRefused},
		{"reset", op(os.NewSyscallError("read", syscall.ECONNRESET)), mautic.KindReset},
		{"broken pipe", op(os.NewSyscallError("write", syscall.EPIPE)), mautic.KindReset},
		{"connect timeout of the system", op(os.NewSyscallError("connect", syscall.ETIMEDOUT)), mautic.KindTimeout},
		{"no route", op(os.NewSyscallError("connect", syscall.EHOSTUNREACH)), mautic.KindOther},
		{"deadline of the connection", op(os.ErrDeadlineExceeded), mautic.KindTimeout},
		{"deadline of the request", context.DeadlineExceeded, mautic.KindTimeout},
		{"early end", io.ErrUnexpectedEOF, mautic.KindReset},
		{"HTTP instead of TLS", http.ErrSchemeMismatch, mautic.KindTLSNotTLS},
		{"another reason for a bad certificate", &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.TooManyIntermediates}}, mautic.KindTLSUntrusted},
		{"system roots missing", &tls.CertificateVerificationError{Err: x509.SystemRootsError{}}, mautic.KindTLSUntrusted},
		{"anything else", errors.New("x"), mautic.KindOther},
	}
	for _, tt := range tests {
		if got := classify(tt.err); got != tt.want {
			t.Errorf("%s: classify(%v) = %s, want %s", tt.name, tt.err, got, tt.want)
		}
	}
}
