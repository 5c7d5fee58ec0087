package site

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components"
	"mautic-connect/web/contentpolicy"
)

// hosted runs a test on the variants for static hosts, or on all others.
func hosted(t *testing.T, static bool, test func(t *testing.T, tree *Tree)) {
	t.Helper()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		if tree.Static == static {
			test(t, tree)
		}
	})
}

func TestAServersPagesHaveNothingOfAStaticHost(t *testing.T) {
	t.Parallel()
	hosted(t, false, func(t *testing.T, tree *Tree) {
		for _, f := range tree.Files {
			if strings.HasPrefix(f.Name, "_") || strings.HasPrefix(f.Name, ".") || strings.HasPrefix(f.Name, "framed") || strings.HasPrefix(f.Name, "assets/host.") || strings.HasPrefix(f.Name, "assets/reach.") {
				t.Errorf("%s is there", f.Name)
			}
			if body := string(f.Body); strings.HasSuffix(f.Name, ".html") && (strings.Contains(body, "data-proxy") || strings.Contains(body, "http-equiv")) {
				t.Errorf("%s is made for a static host", f.Name)
			}
		}
	})
}

func TestAStaticHostsPagesHoldTheirPolicyBeforeAnythingIsLoaded(t *testing.T) {
	t.Parallel()
	hosted(t, true, func(t *testing.T, tree *Tree) {
		for _, page := range pages(t, tree) {
			policies, loads := 0, 0
			for _, n := range elements(parse(t, page.Body)) {
				if strings.EqualFold(attribute(n, "http-equiv"), "Content-Security-Policy") {
					policies++
					want := contentpolicy.Page{Connect: []string{"https:", "http:"}}.Meta()
					if page.Path == framedPath {
						want = contentpolicy.Refused
					}
					if diff := cmp.Diff(want, attribute(n, "content")); diff != "" || loads > 0 {
						t.Errorf("%s: %d elements load something before it (-want +got)\n%s", page.Name, loads, diff)
					}
				}
				if n.Data == "script" || n.Data == "link" && attribute(n, "rel") != "canonical" {
					loads++
				}
			}
			if policies != 1 {
				t.Errorf("%s has %d policies", page.Name, policies)
			}
		}
	})
}

func TestAStaticHostsPagesRefuseToBeFramedAndKnowTheirWay(t *testing.T) {
	t.Parallel()
	hosted(t, true, func(t *testing.T, tree *Tree) {
		for _, page := range pages(t, tree) {
			var scripts []string
			proxy, known := "", false
			for _, n := range elements(parse(t, page.Body)) {
				if n.Data == "html" {
					proxy = attribute(n, "data-proxy")
					known = has(n, "data-proxy")
				}
				if n.Data == "script" {
					name, _, _ := strings.Cut(strings.TrimPrefix(attribute(n, "src"), tree.BasePath+"assets/"), ".")
					scripts = append(scripts, name)
				}
			}
			if page.Path == framedPath {
				if known || len(scripts) > 0 {
					t.Errorf("the page for frames has the scripts %v and the proxy %q", scripts, proxy)
				}
				continue
			}
			if !known || proxy != tree.Proxy {
				t.Errorf("%s goes through %q, want %q", page.Name, proxy, tree.Proxy)
			}
			if len(scripts) > 0 && scripts[0] != "host" {
				t.Errorf("%s loads %v first", page.Name, scripts)
			}
			wants := page.Path != "/callback" && page.Path != embeddingPath && !strings.HasPrefix(page.Path, components.Guide)
			if slices.Contains(scripts, "reach") != wants {
				t.Errorf("%s loads %v", page.Name, scripts)
			}
		}
	})
}

func TestAStaticHostFindsAPageWithAndWithoutASlash(t *testing.T) {
	t.Parallel()
	hosted(t, true, func(t *testing.T, tree *Tree) {
		for _, path := range []string{"/callback", components.Vault, components.Doctor, components.Embed, framedPath, embeddingPath} {
			name := strings.TrimPrefix(path, "/")
			if diff := cmp.Diff(string(fileNamed(t, tree, name+"/index.html").Body), string(fileNamed(t, tree, name+".html").Body)); diff != "" {
				t.Errorf("the two of %s differ\n%s", path, diff)
			}
		}
		for _, name := range []string{".nojekyll", "404.html", "index.html"} {
			fileNamed(t, tree, name)
		}
		for _, f := range tree.Files {
			if strings.Contains(string(f.Body), "%%") && strings.HasSuffix(f.Name, ".html") {
				t.Errorf("%s has a mark that only a server fills in", f.Name)
			}
		}
	})
}

// fieldsFor reads a file _headers as a host does: every rule that matches counts.
func fieldsFor(t *testing.T, file, path string) map[string]string {
	t.Helper()
	out, matches := map[string]string{}, false
	for line := range strings.Lines(file) {
		line = strings.TrimRight(line, "\n")
		if len(line) > 2000 {
			t.Errorf("a line of %d characters is more than Cloudflare takes", len(line))
		}
		if field, ok := strings.CutPrefix(line, "  "); ok {
			name, value, ok := strings.Cut(field, ": ")
			if !ok || value == "" {
				t.Fatalf("the line %q", line)
			}
			if _, twice := out[name]; twice && matches {
				t.Errorf("%s gets %s twice", path, name)
			}
			if matches {
				out[name] = value
			}
			continue
		}
		matches = regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(line), `\*`, ".*") + "$").MatchString(path)
	}
	return out
}

func TestHeadersAreThoseOfAServer(t *testing.T) {
	t.Parallel()
	hosted(t, true, func(t *testing.T, tree *Tree) {
		file := string(fileNamed(t, tree, "_headers").Body)
		if rules := len(regexp.MustCompile(`(?m)^/`).FindAllString(file, -1)); rules > 100 {
			t.Errorf("%d rules are more than Cloudflare takes", rules)
		}
		always := map[string]string{}
		for _, f := range (contentpolicy.Page{Connect: []string{"https:", "http:"}}).Everywhere(tree.PublicURL != "") {
			always[f.Name] = f.Value
		}
		for _, f := range tree.Files {
			got := fieldsFor(t, file, tree.BasePath+f.Name)
			want := map[string]string{}
			for name, value := range always {
				want[name] = value
			}
			if f.Immutable {
				want["Cache-Control"] = contentpolicy.Immutable
			}
			if page := strings.HasSuffix(f.Name, ".html") && f.Name != "404.html" && f.Name != "index.html"; page || f.Name == "app-worker.js" || f.Name == "manifest.webmanifest" {
				want["Cache-Control"] = contentpolicy.Fresh
				if page && !strings.HasPrefix(f.Name, "callback") {
					want["Cross-Origin-Opener-Policy"] = contentpolicy.Opener
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", f.Name, diff)
			}
		}
		for _, path := range []string{"", "doctor", "doctor/", "embed", "vault"} {
			if got := fieldsFor(t, file, tree.BasePath+path); got["Cross-Origin-Opener-Policy"] != contentpolicy.Opener || got["Cache-Control"] != contentpolicy.Fresh {
				t.Errorf("%s gets %v", path, got)
			}
		}
		for _, path := range []string{"callback", "callback/"} {
			if got := fieldsFor(t, file, tree.BasePath+path); got["Cross-Origin-Opener-Policy"] != "" || got["Cache-Control"] != contentpolicy.Fresh {
				t.Errorf("%s gets %v", path, got)
			}
		}
	})
}

func TestForStaticHostGivesWhatGenerateWouldHave(t *testing.T) {
	t.Parallel()
	got, err := generate(t, Options{}).ForStaticHost("/a/b", "https://connect.example.com/", "https://Relay.example/y")
	if err != nil {
		t.Fatal(err)
	}
	if diff := differences(generate(t, Options{BasePath: "/a/b/", PublicURL: "https://connect.example.com", Static: true, Proxy: "https://relay.example/y/"}), got); diff != "" {
		t.Errorf("(-generated +regenerated)\n%s", diff)
	}
	back, err := got.Relocate("/", "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := differences(generate(t, Options{}), back); diff != "" {
		t.Errorf("there and back (-before +after)\n%s", diff)
	}
}

func TestCleanProxyTakesAServersAddressOnly(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"": "", "https://c.example": "https://c.example/", "https://C.example/x": "https://c.example/x/", "https://c.example:8443/x/y/": "https://c.example:8443/x/y/",
		"http://localhost:8000": "http://localhost:8000/", "http://127.0.0.1/x": "http://127.0.0.1/x/", "http://[::1]:8000": "http://[::1]:8000/", "http://a.localhost": "http://a.localhost/",
	} {
		if got, err := CleanProxy(address); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", address, got, err, want)
		}
	}
	for _, address := range []string{
		"c.example", "/x/", "//c.example", "ftp://c.example", "http://c.example", "http://10.0.0.1", "http://localhost.evil.example", "https://ada:hunter2@c.example",
		"https://c.example/?x", "https://c.example/#x", "https://c.example/a b/", `https://c.example/"`, "https://", "https://c.example/../x",
	} {
		if got, err := CleanProxy(address); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %q, %v", address, got, err)
		}
	}
}

func TestAStaticSiteHasNoListAndLeavesOldAssets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tree := generate(t, Options{BasePath: "/x/", Static: true})
	if others, err := tree.Others(filepath.Join(dir, "new")); err != nil || len(others) > 0 {
		t.Errorf("in a directory that is not there: %v, %v", others, err)
	}
	if err := tree.Write(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, indexName)); !os.IsNotExist(err) {
		t.Errorf("the list of a server is there: %v", err)
	}
	old := filepath.Join(dir, "assets", "app.0123456789.css")
	if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := tree.Write(dir); err != nil {
		t.Fatal(err)
	}
	others, err := tree.Others(dir)
	if diff := cmp.Diff([]string{"assets/app.0123456789.css"}, others); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}
