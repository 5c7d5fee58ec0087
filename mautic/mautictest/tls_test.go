package mautictest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestStartTLSFailsInItsOwnWay(t *testing.T) {
	t.Parallel()
	is := func(match func(error) bool) func(error) bool { return match }
	for kind, right := range map[TLSKind]func(error) bool{
		TLSValid: func(err error) bool { return err == nil },
		TLSSelfSigned: is(func(err error) bool {
			var unknown x509.UnknownAuthorityError
			return errors.As(err, &unknown)
		}),
		TLSExpired: is(func(err error) bool {
			var invalid x509.CertificateInvalidError
			return errors.As(err, &invalid) && invalid.Reason == x509.Expired
		}),
		TLSWrongHost: is(func(err error) bool {
			var host x509.HostnameError
			return errors.As(err, &host)
		}),
		TLSPlainHTTP: is(func(err error) bool {
			var header tls.RecordHeaderError
			return errors.As(err, &header) || err != nil && strings.Contains(err.Error(), "HTTP response to HTTPS client")
		}),
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			server, err := New(Options{}).StartTLS(t.Context(), kind)
			if err != nil {
				t.Fatal(err)
			}
			transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: server.Roots}}
			_, err = fetch(t, &http.Client{Transport: transport}, server.URL+"/api/users/self")
			if !right(err) {
				t.Errorf("the client says %v", err)
			}
			transport.CloseIdleConnections()
			if err := server.Close(); err != nil {
				t.Error(err)
			}
			if _, err := fetch(t, &http.Client{Transport: transport}, server.URL); err == nil {
				t.Error("it answers after Close")
			}
		})
	}
}

func TestStartTLSRefusesUnknownKinds(t *testing.T) {
	t.Parallel()
	if _, err := New(Options{}).StartTLS(t.Context(), "nonsense"); err == nil {
		t.Error("it starts")
	}
}
