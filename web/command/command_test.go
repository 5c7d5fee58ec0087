package command

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/web/site"
)

func smallSite() (*site.Tree, error) {
	return &site.Tree{BasePath: "/", Files: []site.File{
		{Name: "index.html", Path: "/", Type: "text/html; charset=utf-8", Hash: "00", Body: []byte("<p>start</p>")},
	}}, nil
}

func TestRunSaysInOneSentenceWhatDoesNotWork(t *testing.T) {
	taken, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	for _, tt := range []struct {
		args string
		env  [2]string
		code int
		want string
	}{
		{"--allow-private 10.0.0.0/33", [2]string{}, 2, `--allow-private: "10.0.0.0/33" is not a range of addresses; write it like 10.0.0.0/8 or fd00::/8.`},
		{"--allow-private ::ffff:10.0.0.0/104", [2]string{}, 2, `--allow-private: the range ::ffff:10.0.0.0/104 is IPv4 written as IPv6; write it like 10.0.0.0/8.`},
		{"--trusted-proxy proxy", [2]string{}, 2, `--trusted-proxy: "proxy" is not a range of addresses; write it like 10.0.0.0/8 or fd00::/8.`},
		{"--allow-host a/b", [2]string{}, 2, `--allow-host: "a/b" is not a host name such as mautic.example.net or mautic.example.net:8443.`},
		{"--rate-limit x", [2]string{}, 2, `--rate-limit: "x" is not a whole number.`},
		{"--rate-limit=-1", [2]string{}, 2, `--rate-limit: -1 is below 0; 0 is no limit.`},
		{"--max-relays 0", [2]string{}, 2, `--max-relays: 0 is below 1, so nothing could be relayed.`},
		{"--log-format xml", [2]string{}, 2, `--log-format must be one of "text","json" but got "xml".`},
		{"--public-url connect.example.com", [2]string{}, 2, `--public-url: "connect.example.com" is not an address like https://connect.example.com; a path goes into --base-path.`},
		{"--public-url https://connect.example.com/x/", [2]string{}, 2, `--public-url: "https://connect.example.com/x/" is not an address like https://connect.example.com; a path goes into --base-path.`},
		{"--base-path /a?b", [2]string{}, 2, `--base-path: the base path "/a?b" is not a plain path such as /connect/.`},
		{"--tls-cert x", [2]string{}, 2, `--tls-cert and --tls-key only work together; give both.`},
		{"--redis-url redis:canary@x", [2]string{}, 2, `--redis-url: the address of Redis is not one like redis://:password@localhost:6379/0.`},
		{"serve", [2]string{"MAUTIC_CONNECT_REDIS_URL", "http://:canary@x"}, 2, `--redis-url: the address of Redis is not one like redis://:password@localhost:6379/0.`},
		{"--embed-origin https://portal.example/", [2]string{}, 2, `--embed-origin: "https://portal.example/" is not an origin like https://portal.example; it has no path and no wildcard.`},
		{"--embed-origin https://*.portal.example", [2]string{}, 2, `--embed-origin: "https://*.portal.example" is not an origin like https://portal.example; it has no path and no wildcard.`},
		{"--embed-origin http://portal.example", [2]string{}, 2, `--embed-origin: "http://portal.example" is http, which anybody on the way can change; use https, as only this machine itself may do without.`},
		{"--embed-origin https://a:canary@x", [2]string{}, 2, `--embed-origin: an origin is like https://portal.example, without a user name.`},
		{"serve", [2]string{"MAUTIC_CONNECT_EMBED_ORIGIN", "https://portal.example,*"}, 2, `--embed-origin: "*" is not an origin like https://portal.example; it has no path and no wildcard (from envar MAUTIC_CONNECT_EMBED_ORIGIN="https://portal.example,*").`},
		{"--embed-release-secrets", [2]string{}, 2, `--embed-release-secrets needs --embed-origin, since otherwise no page may show the app.`},
		{"serve", [2]string{"MAUTIC_CONNECT_EMBED_RELEASE_SECRETS", "true"}, 2, `--embed-release-secrets needs --embed-origin, since otherwise no page may show the app.`},
		{"--presets /nowhere/presets.yaml", [2]string{}, 2, `--presets: /nowhere/presets.yaml: the file cannot be read: open /nowhere/presets.yaml: no such file or directory.`},
		{"serve", [2]string{"MAUTIC_CONNECT_PRESETS", "/nowhere/presets.yaml"}, 2, `--presets: /nowhere/presets.yaml: the file cannot be read: open /nowhere/presets.yaml: no such file or directory.`},
		{"--nope", [2]string{}, 2, `Unknown flag --nope.`},
		{"--max-relay 3", [2]string{}, 2, `Unknown flag --max-relay, did you mean "--max-relays"?`},
		{"frob", [2]string{}, 2, `Unexpected argument frob.`},
		{"site", [2]string{}, 2, `Missing flags: --out=DIR.`},
		{"site --out x --proxy relay.example", [2]string{}, 2, `--proxy: the proxy is not the address of a server such as https://connect.example.com/.`},
		{"site --out x --proxy http://relay.example", [2]string{}, 2, `--proxy: the proxy relay.example is http, which anybody on the way can read; use https, as only this machine itself may do without.`},
		{"--allow-origin null", [2]string{}, 2, `--allow-origin: "null" is not an origin like https://portal.example; it has no path and no wildcard.`},
		{"serve", [2]string{"MAUTIC_CONNECT_ALLOW_ORIGIN", "https://me.github.io,https://*.github.io"}, 2, `--allow-origin: "https://*.github.io" is not an origin like https://portal.example; it has no path and no wildcard (from envar MAUTIC_CONNECT_ALLOW_ORIGIN="https://me.github.io,https://*.github.io").`},
		{"healthcheck --url x", [2]string{}, 2, `--url: "x" is not an address like http://localhost:8000/healthz.`},
		{"serve", [2]string{"MAUTIC_CONNECT_MAX_RELAYS", "0"}, 2, `--max-relays: 0 is below 1, so nothing could be relayed.`},
		{"--listen localhost:" + port, [2]string{}, 1, "Port " + port + " on localhost is in use by another program; stop it or choose another with --listen."},
		{"--listen localhost:0 --sandbox --sandbox-listen localhost:" + port, [2]string{}, 1, "Port " + port + " on localhost is in use by another program; stop it or choose another with --sandbox-listen."},
		{"sandbox --listen localhost:" + port, [2]string{}, 1, "Port " + port + " on localhost is in use by another program; stop it or choose another with --listen."},
	} {
		t.Run(tt.args, func(t *testing.T) {
			if tt.env[0] != "" {
				t.Setenv(tt.env[0], tt.env[1])
			}
			var out, errs bytes.Buffer
			code := Program{Stdout: &out, Stderr: &errs, Site: smallSite}.Run(t.Context(), strings.Fields(tt.args))
			if diff := cmp.Diff(tt.want+"\n", errs.String()); diff != "" || code != tt.code || out.Len() > 0 {
				t.Errorf("exit code %d, want %d; stdout %q (-want +got)\n%s", code, tt.code, out.String(), diff)
			}
		})
	}
}

func TestServeWithoutBrowserFilesSaysHowToBuildThem(t *testing.T) {
	var errs bytes.Buffer
	p := Program{Stdout: io.Discard, Stderr: &errs, Site: func() (*site.Tree, error) { return nil, site.ErrNotBuilt }}
	for _, args := range [][]string{nil, {"site", "--out", t.TempDir()}} {
		errs.Reset()
		if code := p.Run(t.Context(), args); code != 1 || errs.String() != "The browser files are not built; run make build.\n" {
			t.Errorf("%v: exit code %d, %q", args, code, errs.String())
		}
	}
}

func TestHelpAndVersionGoToStdout(t *testing.T) {
	for args, want := range map[string]string{"--help": "Commands:", "serve --help": "MAUTIC_CONNECT_PUBLIC_URL", "version": "mautic-connect 1.2.3 (go"} {
		var out, errs bytes.Buffer
		code := Program{Version: "1.2.3", Stdout: &out, Stderr: &errs, Site: smallSite}.Run(t.Context(), strings.Fields(args))
		if code != 0 || !strings.Contains(out.String(), want) || errs.Len() > 0 {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q", args, code, out.String(), errs.String())
		}
	}
}

// wholeSite is a site whose programs do nothing.
func wholeSite() (*site.Tree, error) {
	program := site.Program{Wasm: []byte("\x00asm\x01\x00\x00\x00"), Brotli: []byte("br"), Gzip: []byte("gz")}
	return site.Generate(site.Options{App: program, Tasks: program})
}

func TestSiteWritesTheSameForAHostOfFilesEveryTime(t *testing.T) {
	whole, err := wholeSite()
	if err != nil {
		t.Fatal(err)
	}
	tree, err := whole.ForStaticHost("/x/", "https://me.github.io", "https://relay.example/y/")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "out")
	args := strings.Fields("site --base-path x --public-url https://me.github.io --proxy https://relay.example/y --out " + dir)
	for _, older := range []string{"", "assets/app.0000000000.wasm"} {
		if older != "" {
			for _, name := range []string{older, "404.html", "_headers.br"} { // the last one is not made any more
				if err := os.WriteFile(filepath.Join(dir, name), []byte("older"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		var out bytes.Buffer
		if code := (Program{Stdout: &out, Stderr: &out, Site: func() (*site.Tree, error) { return whole, nil }}).Run(t.Context(), args); code != 0 {
			t.Fatalf("exit code %d: %s", code, out.String())
		}
		if strings.Contains(out.String(), "such as "+older+".") != (older != "") {
			t.Errorf("with %q of an older build there it says %q", older, out.String())
		}
		want := map[string]string{}
		for _, f := range tree.Files {
			for suffix, body := range map[string][]byte{"": f.Body, ".br": f.Brotli, ".gz": f.Gzip} {
				if body != nil {
					want[f.Name+suffix] = string(body)
				}
			}
		}
		if older != "" {
			want[older] = "older"
		}
		got := map[string]string{}
		if err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			body, err := os.ReadFile(path)
			name, _ := filepath.Rel(dir, path)
			got[filepath.ToSlash(name)] = string(body)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what was written (-want +got)\n%s", diff)
		}
	}
}

// TestServeWithSandbox starts both as `serve --sandbox` does, reads the printed
// block, and asks the sandbox who the printed admin is, through the relay.
func TestServeWithSandbox(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	var errs bytes.Buffer
	exited := make(chan int, 1)
	go func() {
		exited <- Program{Stdout: in, Stderr: &errs, Site: smallSite}.Run(ctx,
			strings.Fields("--listen localhost:0 --sandbox --sandbox-listen localhost:0 --log-format json"))
		_ = in.Close()
	}()
	block := map[string]string{}
	var text strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		text.WriteString(lines.Text() + "\n")
		if name, value, ok := strings.Cut(strings.TrimSpace(lines.Text()), "  "); ok {
			block[name] = strings.TrimSpace(value)
		}
		if strings.Contains(lines.Text(), "Ctrl-C") {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	app, sandbox := block["Mautic Connect"], block["Sandbox Mautic"]
	if !strings.HasPrefix(app, "http://localhost:") || !strings.HasPrefix(sandbox, "http://localhost:") || block["Redirect URI"] != app+"callback" {
		t.Fatalf("the block was\n%s\nand the log\n%s", text.String(), errs.String())
	}
	password := strings.Fields(block["admin"])[0]
	status := func(target string, upstream bool) string {
		t.Helper()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Mautic-Connect", "1")
		r.SetBasicAuth("admin", password)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if upstream {
			return fmt.Sprint(res.StatusCode, " ", res.Header.Get("Upstream-Status"))
		}
		return fmt.Sprint(res.StatusCode)
	}
	if got := status(app, false); got != "200" {
		t.Errorf("the app answers %s", got)
	}
	if got := status(app+"proxy/http/"+strings.TrimPrefix(sandbox, "http://")+"api/users/self", true); got != "200 200" {
		t.Errorf("the sandbox answers %s through the relay", got)
	}
	if got := status(app+"proxy/http/"+strings.TrimPrefix(app, "http://")+"api/users/self", true); got != "403 " {
		t.Errorf("the app itself answers %s through the relay; only the sandbox is allowed", got)
	}
	if code := (Program{Stdout: io.Discard, Stderr: io.Discard}).Run(ctx, []string{"healthcheck", "--url", app + "healthz"}); code != 0 {
		t.Errorf("the health check exits with %d", code)
	}
	t.Setenv("MAUTIC_CONNECT_LISTEN", strings.TrimSuffix(strings.TrimPrefix(app, "http://"), "/"))
	if code := (Program{Stdout: io.Discard, Stderr: io.Discard}).Run(ctx, []string{"healthcheck"}); code != 0 {
		t.Errorf("the health check from the environment exits with %d", code)
	}
	http.DefaultClient.CloseIdleConnections()
	stop()
	select {
	case code := <-exited:
		if code != 0 {
			t.Errorf("after a stop the exit code is %d: %s", code, errs.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the program did not stop")
	}
	if strings.Contains(errs.String(), password) {
		t.Errorf("the log holds a password:\n%s", errs.String())
	}
	if code := (Program{Stdout: io.Discard, Stderr: io.Discard}).Run(t.Context(), []string{"healthcheck", "--url", app + "healthz"}); code != 1 {
		t.Errorf("with the server gone the health check exits with %d", code)
	}
}
