package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mautic-connect/mautic"
)

// transport is mautic.Transport over net/http.
type transport struct{ egress *egress }

// NewTransport returns a mautic.Transport that calls a Mautic directly, through
// the egress policy and with the limits of the proxy: 5 s to connect, 30 s and
// 5 MiB (decompressed) for an answer, no redirect followed, no cookie kept.
// version goes into the User-Agent. Errors are *mautic.TransportError.
func NewTransport(p *Policy, version string) mautic.Transport {
	return &transport{egress: newEgress(p, version, connectTimeout, nil)}
}

func (t *transport) RoundTrip(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, relayTimeout)
	defer cancel()

	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil || req.URL.Scheme != "http" && req.URL.Scheme != "https" || req.URL.User != nil {
		// The URL may hold secrets, and net/url repeats it in its errors.
		return nil, &mautic.TransportError{Kind: mautic.KindBadRequest, Detail: "the URL or method of the request is not one to send"}
	}
	for name, value := range r.Header {
		req.Header.Set(name, value)
	}
	res, err := t.egress.roundTrip(req)
	if err != nil {
		return nil, transportError(ctx, req.URL.Host, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, transportError(ctx, req.URL.Host, err)
	}
	header := mautic.Header{}
	for name, values := range res.Header {
		if name != "Set-Cookie" {
			header.Set(name, strings.Join(values, ", "))
		}
	}
	return &mautic.Response{
		Status: res.StatusCode, Header: header, Body: body, Received: time.Now(), Certificate: certificate(res.TLS),
	}, nil
}

// certificate describes the server's certificate; nil without TLS.
func certificate(state *tls.ConnectionState) *mautic.Certificate {
	if state == nil || len(state.PeerCertificates) == 0 {
		return nil
	}
	leaf := state.PeerCertificates[0]
	return &mautic.Certificate{
		Issuer: cmp.Or(leaf.Issuer.CommonName, strings.Join(leaf.Issuer.Organization, ", ")), Ends: leaf.NotAfter,
	}
}

func transportError(ctx context.Context, host string, err error) error {
	var withURL *url.Error
	if errors.As(err, &withURL) {
		err = withURL.Err // its text repeats the URL with the query
	}
	return &mautic.TransportError{Kind: kindAfter(ctx, err), Detail: host, Err: fmt.Errorf("calling %s: %w", host, err)}
}
