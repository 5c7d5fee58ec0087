package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestServeLetsAnswersFinishWhenItStops(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	ln, err := Listen(t.Context(), "127.0.0.1:0", "--listen")
	if err != nil {
		t.Fatal(err)
	}
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-release
		_, _ = io.WriteString(w, "finished")
	})
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, ln, h, nil, slog.New(slog.DiscardHandler)) }()
	got := make(chan string, 1)
	go func() {
		res, err := http.Get("http://" + ln.Addr().String())
		if err != nil {
			got <- err.Error()
			return
		}
		defer func() { _ = res.Body.Close() }()
		body, _ := io.ReadAll(res.Body)
		got <- string(body)
	}()
	<-arrived
	stop()
	for { // the port closes first, then answers in progress finish
		conn, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			break
		}
		_ = conn.Close()
	}
	close(release)
	if body := <-got; body != "finished" {
		t.Errorf("the answer in progress was %q", body)
	}
	select {
	case err := <-served:
		if err != nil {
			t.Errorf("an orderly stop returned %v", err)
		}
	case <-time.After(never):
		t.Error("the server did not stop")
	}
}

func TestServeSpeaksTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert := selfSigned(t, "127.0.0.1", time.Now().Add(time.Hour))
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: cert.Certificate[0]}, keyFile: {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config, err := LoadTLS(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LoadTLS(keyFile, certFile); err == nil || !strings.Contains(err.Error(), "--tls-cert") {
		t.Errorf("swapped files: got %v", err)
	}
	ln, err := Listen(t.Context(), "127.0.0.1:0", "--listen")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, ln, http.NotFoundHandler(), config, slog.New(slog.DiscardHandler)) }()
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	tr := &http.Transport{ForceAttemptHTTP2: true}
	tr.TLSClientConfig = &tls.Config{RootCAs: roots}
	defer tr.CloseIdleConnections()
	res, err := (&http.Client{Transport: tr}).Get("https://" + ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != 404 || res.ProtoMajor != 2 {
		t.Errorf("got %s over %s, want 404 over HTTP/2", res.Status, res.Proto)
	}
	tr.CloseIdleConnections()
	stop()
	if err := <-served; err != nil {
		t.Errorf("an orderly stop returned %v", err)
	}
}

func TestListenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	ln, err := Listen(t.Context(), "localhost:0", "--listen")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	_, err = Listen(t.Context(), "localhost:"+port, "--listen")
	want := "Port " + port + " on localhost is in use by another program; stop it or choose another with --listen."
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	for _, address := range []string{"8000", "localhost", "localhost:99999", "a b:1"} {
		if _, err := Listen(t.Context(), address, "--listen"); err == nil || !strings.Contains(err.Error(), "--listen") {
			t.Errorf("%q: got %v", address, err)
		}
	}
}
