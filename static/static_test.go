package static

import (
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	body, err := fs.ReadFile(Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestFilesStaySmall(t *testing.T) {
	t.Parallel()
	// In bytes, before compression.
	for name, budget := range map[string]int{
		"shim.js": 5 << 10, "keep.js": 6 << 10, "pwa.js": 7 << 10, "vault.js": 20 << 10, "vault-worker.js": 3 << 10, "elements.js": 4 << 10, "frame.js": 12 << 10, "embed.d.ts": 10 << 10, "embedding.html": 24 << 10, "callback.js": 4 << 10, "worker.js": 4 << 10, "tasks.js": 1 << 10, "store.js": 3 << 10, "transport.js": 8 << 10, "windows.js": 6 << 10, "arrive.js": 2 << 10, "host.js": 1 << 10, "reach.js": 8 << 10, "reach.css": 2 << 10, "framed.html": 2 << 10, "guide.js": 7 << 10, "guide.css": 6 << 10,
		"app.css": 22 << 10, "callback.css": 2 << 10, "callback.html": 2 << 10, "refused.css": 2 << 10, "refused.html": 2 << 10,
		"icons/mark.svg": 1 << 10, "icons/icon-192.png": 16 << 10, "icons/icon-512.png": 32 << 10, "icons/maskable-512.png": 32 << 10,
	} {
		if size := len(read(t, name)); size == 0 || size > budget {
			t.Errorf("%s has %d bytes, of at most %d", name, size, budget)
		}
	}
}

func TestEveryFileIsEmbedded(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) == ".go" {
			return err
		}
		if _, err := fs.Stat(Files, filepath.ToSlash(name)); err != nil {
			t.Errorf("%s is not embedded: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// scriptFor fills a template's holes with values of their kinds.
func scriptFor(t *testing.T, name string) string {
	t.Helper()
	return strings.NewReplacer(
		`"{{.Version}}"`, `"0a"`, `"{{.Base}}"`, `"/"`, "{{.ResourcesToCache}}", "[]", "{{.Pages}}", "[]", "{{.Guide}}", "[]", "{{.GuideLoads}}", "[]", "{{.Tasks}}", "/tasks.wasm",
	).Replace(read(t, name))
}

// scripts are the names of all scripts.
func scripts(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(Files, "*.js")
	if err != nil || len(names) == 0 {
		t.Fatalf("there are no scripts: %v", err)
	}
	return names
}

func TestScriptsParse(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed, so nobody checks here that the scripts parse; the browser journeys do")
	}
	for _, name := range scripts(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check := func(script string) (string, error) {
				file := filepath.Join(t.TempDir(), name)
				if name == "embed.js" {
					file += ".mjs"
				}
				if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
					t.Fatal(err)
				}
				out, err := exec.CommandContext(t.Context(), node, "--check", file).CombinedOutput()
				return string(out), err
			}
			script := scriptFor(t, name)
			if out, err := check(script); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			if _, err := check(script + "\n)"); err == nil {
				t.Error("node --check also takes a script that does not parse")
			}
		})
	}
}

func TestScriptsAreStrictAndMakeNoCodeOrMarkupFromText(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`\beval\s*\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|console\.(?:log|error|info|debug)|https?://|setTimeout\(\s*["'` + "`" + `]`)
	for _, name := range scripts(t) {
		script := scriptFor(t, name)
		if module := strings.Contains(script, "\nexport "); !module && !strings.Contains(script, "\n\"use strict\";\n") {
			t.Errorf("%s is not strict", name)
		}
		if strings.Contains(script, "{{") {
			t.Errorf("%s has a hole that the generator does not know", name)
		}
		// The frame says in its own console what it does not take.
		if strings.Contains(script, "console.warn") && name != "frame.js" {
			t.Errorf("%s writes to the console", name)
		}
		if m := forbidden.FindString(script); m != "" {
			t.Errorf("%s has %q in it", name, m)
		}
	}
}

func TestPagesAndStylesheetsLoadNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	foreign := regexp.MustCompile(`https?://|//[a-z]|@import|url\(`)
	for _, name := range []string{"app.css", "callback.css", "callback.html", "guide.css", "refused.css", "refused.html", "reach.css", "framed.html"} {
		if m := foreign.FindString(read(t, name)); m != "" {
			t.Errorf("%s has %q in it", name, m)
		}
	}
}

func TestCallbackScrubsItsAddressFirstAndAnswersOneOriginOnly(t *testing.T) {
	t.Parallel()
	script := read(t, "callback.js")
	scrub := strings.Index(script, "history.replaceState(null, \"\", location.pathname)")
	if scrub < 0 {
		t.Fatal("the callback page does not scrub its address")
	}
	for _, later := range []string{"postMessage", "sessionStorage", "BroadcastChannel", "location.replace", "setTimeout", "fetch"} {
		if at := strings.Index(script, later); at >= 0 && at < scrub {
			t.Errorf("%s comes before the address is scrubbed", later)
		}
	}
	if strings.Contains(script, `postMessage(message, "*")`) || !strings.Contains(script, "window.opener.postMessage(message, location.origin)") {
		t.Error("the code is posted to another origin than the page's own")
	}
	if strings.Contains(script, "localStorage") {
		t.Error("the callback page writes to localStorage, which outlives the tab")
	}
}

func TestPNGsDecode(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"icons/icon-192.png", "icons/icon-512.png", "icons/maskable-512.png"} {
		f, err := Files.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(f); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}
