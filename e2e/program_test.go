package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is one running server with its sandbox Mautic.
type program struct {
	t *testing.T
	// app and sandbox are the addresses, with a slash at the end.
	app, sandbox string
	// clientID, clientSecret and redirectURI are the sandbox's OAuth2 client.
	clientID, clientSecret, redirectURI string
	// log is what the program wrote to its standard error.
	log *lockedBuffer
	// stop ends the program, once.
	stop func()
}

// wizard is the address of the page that connects.
func (p *program) wizard() string { return p.app + "connect" }

// start runs the program for one test.
func start(t *testing.T, args ...string) *program {
	t.Helper()
	p := &program{t: t, log: &lockedBuffer{}}
	args = append([]string{"serve", "--listen", "localhost:0", "--sandbox", "--sandbox-listen", "localhost:0", "--rate-limit", "0"}, args...)
	command := exec.Command(os.Getenv(binaryVariable), args...)
	command.Stderr = p.log
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("starting the program: %v", err)
	}
	p.stop = sync.OnceFunc(func() { p.end(command) })
	t.Cleanup(p.stop)
	block := map[string]string{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if name, value, ok := strings.Cut(strings.TrimSpace(lines.Text()), "  "); ok {
			block[name] = strings.TrimSpace(value)
		}
		if strings.Contains(lines.Text(), "Ctrl-C") {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	p.app, p.sandbox = block["Mautic Connect"], block["Sandbox Mautic"]
	p.clientID, p.clientSecret, p.redirectURI = block["Client ID"], block["Client secret"], block["Redirect URI"]
	if p.app == "" || p.sandbox == "" || p.clientID == "" {
		t.Fatalf("the program did not say where it is: %v\n%s", block, p.log)
	}
	return p
}

// end asks the program to stop and waits until it has.
func (p *program) end(command *exec.Cmd) {
	p.t.Helper()
	_ = command.Process.Signal(syscall.SIGTERM)
	stopped := make(chan error, 1)
	go func() { stopped <- command.Wait() }()
	select {
	case err := <-stopped:
		if err != nil {
			p.t.Errorf("the program did not stop cleanly: %v\n%s", err, p.log)
		}
	case <-time.After(15 * time.Second):
		_ = command.Process.Kill()
		p.t.Errorf("the program did not stop when asked to")
	}
}

// settings changes the sandbox Mautic's settings.
func (p *program) settings(change map[string]any) { p.control("settings", change) }

// control posts to the sandbox's control interface and returns its answer.
func (p *program) control(what string, body any) []byte {
	p.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := http.Post(p.sandbox+"_sandbox/"+what, "application/json", bytes.NewReader(raw))
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		p.t.Fatalf("the sandbox answered %d to %s: %s %v", res.StatusCode, what, answer, err)
	}
	return answer
}

// lockedBuffer collects output written by another goroutine.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
