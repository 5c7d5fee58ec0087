package mautictest

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
	"time"
)

// A TLSKind says what is right or wrong with the TLS of a server that StartTLS starts.
type TLSKind string

// The kinds of TLS. All but TLSSelfSigned and TLSPlainHTTP have a certificate of an authority made for the occasion,
// which [TLSServer.Roots] holds.
const (
	// TLSValid: a good certificate for localhost, 127.0.0.1 and ::1.
	TLSValid TLSKind = "valid"
	// TLSSelfSigned: a certificate that signed itself.
	TLSSelfSigned TLSKind = "self-signed"
	// TLSExpired: a certificate that ended yesterday.
	TLSExpired TLSKind = "expired"
	// TLSWrongHost: a certificate for other.example.test.
	TLSWrongHost TLSKind = "wrong-host"
	// TLSPlainHTTP: no TLS at all where https is expected.
	TLSPlainHTTP TLSKind = "plain-http"
)

// A TLSServer is a sandbox that listens on a port of 127.0.0.1.
type TLSServer struct {
	// URL is where it listens: "https://127.0.0.1:45678". It says https for TLSPlainHTTP, too.
	URL string
	// Roots has the authority of the certificate, for clients that are to trust it. It is empty for TLSSelfSigned and
	// TLSPlainHTTP.
	Roots *x509.CertPool

	server *http.Server
	done   chan struct{}
}

// StartTLS serves the sandbox over TLS of the given kind until Close. Keys and certificates are made for this one server
// and never leave memory. It fails for a kind there is not, and when no port can be opened.
func (s *Sandbox) StartTLS(ctx context.Context, kind TLSKind) (*TLSServer, error) {
	t := &TLSServer{Roots: x509.NewCertPool(), done: make(chan struct{})}
	var config *tls.Config
	if kind != TLSPlainHTTP {
		cert, err := t.certificate(kind)
		if err != nil {
			return nil, fmt.Errorf("making the %s certificate: %w", kind, err)
		}
		config = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("opening a port for the sandbox: %w", err)
	}
	t.URL = "https://" + ln.Addr().String()
	if config != nil {
		ln = tls.NewListener(ln, config)
	}
	// Clients that refuse the certificate would fill the log.
	t.server = &http.Server{Handler: s, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	go func() {
		defer close(t.done)
		_ = t.server.Serve(ln) // ends by Close
	}()
	return t, nil
}

// Close stops the server and its connections.
func (t *TLSServer) Close() error {
	err := t.server.Close()
	<-t.done
	if err != nil {
		return fmt.Errorf("stopping the sandbox at %s: %w", t.URL, err)
	}
	return nil
}

// certificate makes a certificate of a kind and puts its authority into t.Roots.
func (t *TLSServer) certificate(kind TLSKind) (tls.Certificate, error) {
	now := time.Now()
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "sandbox"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	switch kind {
	case TLSValid:
	case TLSSelfSigned:
		return sign(leaf, leaf, key, key)
	case TLSExpired:
		leaf.NotBefore, leaf.NotAfter = now.Add(-48*time.Hour), now.Add(-24*time.Hour)
	case TLSWrongHost:
		leaf.DNSNames, leaf.IPAddresses = []string{"other.example.test"}, nil
	default:
		return tls.Certificate{}, errors.New("there is no such kind")
	}
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sandbox authority"},
		NotBefore: now.Add(-72 * time.Hour), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true,
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	root, err := sign(authority, authority, authorityKey, authorityKey)
	if err != nil {
		return tls.Certificate{}, err
	}
	t.Roots.AddCert(root.Leaf)
	return sign(leaf, root.Leaf, key, authorityKey)
}

// sign makes a certificate for key, signed by the parent's key.
func sign(template, parent *x509.Certificate, key, parentKey *ecdsa.PrivateKey) (tls.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}
