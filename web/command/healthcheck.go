package command

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

type healthcheckCommand struct {
	URL     string `name:"url" placeholder:"URL" help:"Address to ask. Without it, the server of this machine that the environment describes."`
	Listen  string `hidden:"" default:"localhost:8000" env:"MAUTIC_CONNECT_LISTEN"`
	TLSCert string `hidden:"" name:"tls-cert" env:"MAUTIC_CONNECT_TLS_CERT"`
}

// Run asks once and fails when the answer is not 200.
func (c *healthcheckCommand) Run(ctx context.Context) error {
	address, transport := c.URL, &http.Transport{}
	if address == "" {
		address = c.localAddress()
		// The certificate is for the public name, and the server is this machine's.
		transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	}
	if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return usage("--url: %q is not an address like http://localhost:8000/healthz", address)
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return usage("--url: %q is not an address like http://localhost:8000/healthz", address)
	}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(r)
	if err != nil {
		return fmt.Errorf("the server does not answer at %s: %w", address, err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server at %s is not well: it answers with status %d", address, res.StatusCode)
	}
	return nil
}

func (c *healthcheckCommand) localAddress() string {
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		host, port = "localhost", "8000"
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port) + "/healthz"
}
