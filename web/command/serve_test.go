package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestServeReadsOriginsAndPresets starts the server with everything about being
// embedded from the environment, and asks it what it has understood.
func TestServeReadsOriginsAndPresets(t *testing.T) {
	file := filepath.Join(t.TempDir(), "presets.yaml")
	const presets = `presets:
  acme:
    title: Acme's Mautic
    base_url: https://mautic.acme.example
    client_id: 1_x
    client_secret: {env: ACME_SECRET}
    embed_origins: [http://127.0.0.1:9000]
`
	if err := os.WriteFile(file, []byte(presets), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"ACME_SECRET": "canary4711", "MAUTIC_CONNECT_PRESETS": file, "MAUTIC_CONNECT_EMBED_RELEASE_SECRETS": "true",
		"MAUTIC_CONNECT_EMBED_ORIGIN": "https://Portal.example:443,http://127.0.0.1:9000", "MAUTIC_CONNECT_LISTEN": "localhost:0",
	} {
		t.Setenv(name, value)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	var log bytes.Buffer
	exited := make(chan int, 1)
	go func() {
		exited <- Program{Stdout: in, Stderr: &log, Site: smallSite}.Run(ctx, []string{"--log-level", "debug"})
		_ = in.Close()
	}()
	address := ""
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "Ctrl-C"); {
		if _, after, ok := strings.Cut(lines.Text(), "Mautic Connect  "); ok {
			address = strings.TrimSpace(after)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"configuration?preset=acme", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Mautic-Connect", "1")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var got any
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"embed":  map[string]any{"origins": []any{"http://127.0.0.1:9000"}, "release_secrets": true},
		"preset": map[string]any{"name": "acme", "title": "Acme's Mautic", "base_url": "https://mautic.acme.example", "client_id": "1_x"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	http.DefaultClient.CloseIdleConnections()
	stop()
	select {
	case code := <-exited:
		if code != 0 || strings.Contains(log.String(), "canary") {
			t.Errorf("exit code %d, log\n%s", code, log.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the program did not stop")
	}
}
