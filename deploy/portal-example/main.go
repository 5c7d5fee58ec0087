// Command portal-example is a small admin portal that has Mautic Connect inside
// it, and takes what its server delivers.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"
)

//go:embed portal.html portal.css portal.js
var files embed.FS

func main() {
	listen := flag.String("listen", "127.0.0.1:9000", "address to listen on")
	connect := flag.String("connect", "http://localhost:8000/", "where Mautic Connect is, with a slash at the end")
	preset := flag.String("preset", "sandbox", "the preset that names the Mautic")
	flag.Parse()
	if err := run(*listen, *connect, *preset, os.Getenv("PORTAL_WHSEC")); err != nil {
		fmt.Fprintln(os.Stderr, "portal-example:", err)
		os.Exit(1)
	}
}

// run serves the portal until it is interrupted.
func run(listen, connect, preset, secret string) error {
	address, err := url.Parse(connect)
	if err != nil || address.Host == "" {
		return errors.New("--connect is no address such as https://connect.example.com/")
	}
	p, err := newPortal(address, preset, secret)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	server := &http.Server{Addr: listen, Handler: p, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	fmt.Printf("The example portal is at http://%s/ (Ctrl-C stops it)\n", listen)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the portal: %w", err)
	}
	return nil
}
