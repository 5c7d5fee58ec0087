package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

// drainTime is how long answers in progress may take once the server stops.
const drainTime = 10 * time.Second

// Listen opens a TCP listener. flag is the option that chose address, for the
// error text.
func Listen(ctx context.Context, address, flag string) (net.Listener, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	host, port, splitErr := net.SplitHostPort(address)
	if host == "" {
		host = "this machine"
	}
	switch {
	case err == nil:
		return ln, nil
	case splitErr != nil:
		return nil, fmt.Errorf("%q is not an address to listen on; write host:port, such as localhost:8000, in %s: %w", address, flag, splitErr)
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, inUseError{host: host, port: port, flag: flag, err: err}
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("you may not listen on port %s of %s; choose one above 1023 with %s: %w", port, host, flag, err)
	}
	return nil, fmt.Errorf("listening on %s does not work; choose another address with %s: %w", address, flag, err)
}

// inUseError says that another program has the port.
type inUseError struct {
	host, port, flag string
	err              error
}

func (e inUseError) Error() string {
	return "Port " + e.port + " on " + e.host + " is in use by another program; stop it or choose another with " + e.flag + "."
}

func (e inUseError) Unwrap() error { return e.err }

// Serve answers requests on ln until ctx ends, then lets answers in progress
// finish for up to 10 s. With a TLS configuration it speaks HTTPS. The error is
// nil after an orderly stop.
func Serve(ctx context.Context, ln net.Listener, h http.Handler, tlsConfig *tls.Config, log *slog.Logger) error {
	s := &http.Server{
		Handler:           h,
		TLSConfig:         tlsConfig.Clone(), // Serve adds protocols to it
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      5 * time.Minute, // the program over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	stopped := make(chan error, 1)
	go func() {
		if tlsConfig != nil {
			stopped <- s.ServeTLS(ln, "", "")
			return
		}
		stopped <- s.Serve(ln)
	}()
	select {
	case err := <-stopped:
		return fmt.Errorf("the server stopped by itself: %w", err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := s.Shutdown(drain); err != nil {
		_ = s.Close() // what is left took too long
	}
	if err := <-stopped; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("the server stopped by itself: %w", err)
	}
	return nil
}

// LoadTLS reads a certificate chain and its key (PEM) for Serve.
func LoadTLS(certFile, keyFile string) (*tls.Config, error) {
	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("the TLS certificate or key cannot be used; check --tls-cert and --tls-key: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}, nil
}
