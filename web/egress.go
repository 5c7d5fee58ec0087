package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"mautic-connect/mautic"
)

const (
	connectTimeout = 5 * time.Second  // for TCP, and again for TLS
	relayTimeout   = 30 * time.Second // for the whole exchange
	maxRequest     = 64 << 10         // bytes
	maxAnswer      = 5 << 20          // bytes, after decompression
)

// egress makes every outgoing connection of the server, through the policy.
type egress struct {
	transport *http.Transport
	agent     string
}

// newEgress returns an egress whose names resolver looks up, nil being the
// system's.
func newEgress(p *Policy, version string, connect time.Duration, resolver *net.Resolver) *egress {
	return &egress{agent: "mautic-connect/" + version, transport: &http.Transport{
		// No proxy from the environment: it would dial in our place, past the policy.
		Proxy: nil,
		DialContext: func(ctx context.Context, network, target string) (net.Conn, error) {
			d := net.Dialer{Timeout: connect, KeepAlive: 15 * time.Second, Resolver: resolver, Control: p.control(target)}
			return d.DialContext(ctx, network, target)
		},
		TLSClientConfig: &tls.Config{
			MinVersion:         tls.VersionTLS12,
			ClientSessionCache: tls.NewLRUClientSessionCache(256),
		},
		TLSHandshakeTimeout: connect,
		ForceAttemptHTTP2:   true,
		// The transport asks for gzip and unpacks it, so limits count what a
		// browser gets and a browser needs no second layer of coding.
		DisableCompression:     false,
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    16,
		MaxResponseHeaderBytes: 64 << 10,
		// Apache, which most Mautics run on, closes after 5 s; being first spares
		// a POST from meeting a connection that just closed.
		IdleConnTimeout: 4 * time.Second,
		WriteBufferSize: 16 << 10,
		ReadBufferSize:  16 << 10,
	}}
}

// roundTrip sends one request and follows nothing.
func (e *egress) roundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("User-Agent", e.agent)
	res, err := e.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if res.StatusCode < 200 || res.StatusCode > 599 {
		_ = res.Body.Close()
		return nil, fmt.Errorf("the server answered with status %d, which no API call ends with", res.StatusCode)
	}
	if res.ContentLength > maxAnswer {
		_ = res.Body.Close()
		return nil, errTooLarge
	}
	res.Body = &cappedBody{ReadCloser: res.Body, left: maxAnswer}
	return res, nil
}

// cappedBody fails with errTooLarge once more than left bytes came.
type cappedBody struct {
	io.ReadCloser
	left int64
}

func (c *cappedBody) Read(p []byte) (int, error) {
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1] // one more than allowed tells "exactly full" from "too large"
	}
	n, err := c.ReadCloser.Read(p)
	if int64(n) > c.left {
		n, err = int(c.left), errTooLarge
	}
	c.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errTooLarge) {
		err = fmt.Errorf("reading the answer: %w", err)
	}
	return n, err
}

// kindAfter classifies an error and lets a deadline of ctx win, because the
// transport reports it as whatever it interrupted.
func kindAfter(ctx context.Context, err error) mautic.Kind {
	if kind := classify(err); kind == mautic.KindBlocked || kind == mautic.KindTooLarge {
		return kind
	}
	if ctxErr := ctx.Err(); ctxErr != nil {
		return classify(ctxErr)
	}
	return classify(err)
}
