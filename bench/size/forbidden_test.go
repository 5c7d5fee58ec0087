package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestIsForbidden(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		// As the linker writes them into the program.
		"net_http.__Transport_.RoundTrip":       true,
		"net_http.__Client_.do":                 true,
		"net_http.__Server_.Serve":              true,
		"net_http.__persistConn_.readLoop":      true,
		"net_http.Get":                          true,
		"net_http.__Transport_.RoundTrip.func1": true,
		"net_http.init.func1":                   true,
		"crypto_tls.__Conn_.Handshake":          true,
		"text_template.__Template_.Execute":     true,
		"html_template.__Template_.Execute":     true,
		// As Go writes them.
		"net/http.(*Transport).RoundTrip": true,
		"html/template.New":               true,
		// What an import leaves behind.
		"net_http.init":       false,
		"net_http.init.0":     false,
		"net_http.map.init.0": false,
		"text_template.init":  false,
		// Others.
		"net_http_httptest.NewServer":          false,
		"net_url.Parse":                        false,
		"main.net_http":                        false,
		"mautic_connect_mautic.__Client_.Self": false,
		"mautic_connect_components_browser.ProxyTransport.RoundTrip": false,
		"": false,
	} {
		if got := isForbidden(name); got != want {
			t.Errorf("isForbidden(%q) = %t, want %t", name, got, want)
		}
	}
}

func TestPackageOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"runtime.mallocgc":                                   "runtime",
		"net_http.__Transport_.RoundTrip":                    "net_http",
		"golang.org_x_oauth2.__Config_.AuthCodeURL":          "golang.org_x_oauth2",
		"github.com_maxence_charriere_go_app_v10_pkg_app.If": "github.com_maxence_charriere_go_app_v10_pkg_app",
		"memeqbody": "memeqbody",
	} {
		if got := packageOf(name); got != want {
			t.Errorf("packageOf(%q) = %q, want %q", name, got, want)
		}
	}
}

// The positive control: without it, a change of how the linker names functions
// would let everything through.
func TestForbiddenFunctionsAreFoundInARealProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("not run: building a program for the browser takes a while, and -short leaves that out, so nothing shows that forbidden code is found")
	}
	found := forbiddenBytes(t, "client")
	for path, atLeast := range map[string]int{"net/http": 100_000, "crypto/tls": 50_000, "text/template": 20_000, "html/template": 20_000} {
		if found[path] < atLeast {
			t.Errorf("%d bytes of %s were found in a program that uses it, want at least %d", found[path], path, atLeast)
		}
	}
	if found := forbiddenBytes(t, "imported"); len(found) > 0 {
		t.Errorf("a program that uses nothing of them is said to hold %v", found)
	}
}

// forbiddenBytes builds a program of testdata for the browser and adds up its
// forbidden functions by package.
func forbiddenBytes(t *testing.T, program string) map[string]int {
	t.Helper()
	out := filepath.Join(t.TempDir(), program+".wasm")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", out, "./testdata/"+program)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=-buildvcs=false")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", program, err, text)
	}
	wasm, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	all, err := functions(wasm)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, f := range all {
		if !isForbidden(f.Name) {
			continue
		}
		for _, path := range forbiddenPackages() {
			if strings.HasPrefix(f.Name, flatten(path)+".") {
				found[path] += f.Size
			}
		}
	}
	return found
}

func TestRunHoldsTheBudget(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name string, body []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, body, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	clean := write("clean", module(code("abc"), naming(0, "main.main")))
	forbidden := write("forbidden", module(code("abc"), naming(0, "net_http.__Transport_.RoundTrip")))
	large := write("large", module(code("abc", "0123456789"), naming(0, "main.main", "main.other")))
	for _, test := range []struct {
		name, app, named, hello string
		want                    string
	}{
		{"the same program", clean, clean, clean, ""},
		{"too large", large, large, clean, "at most 1.150 is allowed"},
		{"a forbidden function", clean, forbidden, clean, "net/http's client or server"},
		{"no program", filepath.Join(dir, "none"), clean, clean, "reading a program"},
		{"no hello world", clean, clean, filepath.Join(dir, "none"), "reading a program"},
		{"no program with names", clean, filepath.Join(dir, "none"), clean, "with names"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			err := run(&out, test.app, test.named, test.hello, 1.15, 0)
			if test.want == "" {
				if err != nil || !strings.Contains(out.String(), "ratio 1.000 of at most 1.150") || !strings.Contains(out.String(), ": 0 bytes of 1 functions") {
					t.Errorf("got %v and printed\n%s", err, &out)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}
