package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"

	"mautic-connect/mautic"
)

// errTooLarge is a body longer than the limit, counted after decompression.
var errTooLarge = errors.New("the answer is larger than the limit")

// classify names the way a request failed. The order matters: the errors nest,
// and the outer ones say less.
func classify(err error) mautic.Kind {
	var (
		record  tls.RecordHeaderError
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		verify  *tls.CertificateVerificationError
		dns     *net.DNSError
		timeout interface{ Timeout() bool }
	)
	switch {
	case errors.Is(err, ErrBlocked):
		return mautic.KindBlocked
	case errors.Is(err, errTooLarge):
		return mautic.KindTooLarge
	case errors.Is(err, context.Canceled):
		return mautic.KindCanceled
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return mautic.KindTLSNotTLS
	case errors.As(err, &host):
		return mautic.KindTLSWrongHost
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return mautic.KindTLSExpired
	case errors.As(err, &unknown), errors.As(err, &invalid), errors.As(err, &verify):
		return mautic.KindTLSUntrusted
	case errors.As(err, &dns) && dns.IsNotFound:
		return mautic.KindDNS
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded),
		errors.As(err, &timeout) && timeout.Timeout():
		return mautic.KindTimeout
	case errors.Is(err, syscall.ECONNREFUSED):
		return mautic.KindRefused
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return mautic.KindReset
	}
	return mautic.KindOther
}
