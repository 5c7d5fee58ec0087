package site

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mautic-connect/components"
	"mautic-connect/deploy"
)

// mostOfAScript is what a portal's page may be made to load, in bytes.
const mostOfAScript = 4096

func TestTheScriptForPortalsStaysSmallAndKeepsItsName(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		script, ok := tree.Lookup("/embed.js")
		if !ok || script.Immutable || script.Name != "embed.js" {
			t.Fatalf("the script is at %+v", script)
		}
		if size := len(script.Gzip); size == 0 || size > mostOfAScript {
			t.Errorf("it has %d bytes compressed, of at most %d", size, mostOfAScript)
		}
		if strings.Contains(string(script.Body), "import ") || strings.Contains(string(script.Body), "import(") {
			t.Error("it loads another script")
		}
		if types, ok := tree.Lookup("/embed.d.ts"); !ok || types.Immutable {
			t.Errorf("its types are at %+v", types)
		}
	})
}

func TestTheFramesScriptIsOnPagesForPortalsOnlyAndBeforeTheApps(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		for _, page := range pages(t, tree) {
			var order []string
			for _, n := range elements(parse(t, page.Body)) {
				if n.Data == "script" {
					name, _, _ := strings.Cut(strings.TrimPrefix(attribute(n, "src"), tree.BasePath+"assets/"), ".")
					order = append(order, name)
				}
			}
			want := map[string][]string{components.Embed: {"shim", "frame", "keep", "wasm_exec", "app"}, "/refused": {"frame"}}[page.Path]
			if tree.Static && want != nil {
				want = append(append([]string{"host"}, want...), "reach")
			}
			if want == nil && slices.Contains(order, "frame") || want != nil && !slices.Equal(order, want) {
				t.Errorf("%s loads %v, want %v", page.Name, order, want)
			}
		}
	})
}

func TestTheDocumentationShowsTheFilesOfTheExamplePortal(t *testing.T) {
	t.Parallel()
	page := textOf(parse(t, fileNamed(t, generate(t, Options{BasePath: "/x/"}), "embedding/index.html").Body))
	shown := 0
	err := fs.WalkDir(deploy.Portal, "portal-example", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".txt") {
			return err
		}
		body, err := fs.ReadFile(deploy.Portal, name)
		if err != nil {
			return err
		}
		shown++
		if !strings.Contains(page, string(body)) {
			t.Errorf("it does not show %s as it is", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if shown < 8 {
		t.Errorf("only %d files were found to show", shown)
	}
}

func TestTheDocumentationNamesThisSiteWhereItIsKnown(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		body := string(fileNamed(t, tree, "embedding/index.html").Body)
		if m := regexp.MustCompile(`\{\{(?:base|at|origin|canonical|portal[^}]*)\}\}`).FindString(body); m != "" {
			t.Errorf("the hole %s is not filled", m)
		}
		want := "https://connect.example.com/"
		if tree.PublicURL != "" {
			want = tree.PublicURL + tree.BasePath
		}
		if !strings.Contains(body, `src="`+want+`embed.js"`) {
			t.Errorf("it does not name %sembed.js", want)
		}
	})
}

// What the script, its types and the documentation say of the same things.
func TestTheDocumentationAndTheTypesKnowEveryAttributeEventAndCode(t *testing.T) {
	t.Parallel()
	tree := generate(t, Options{})
	page, types := string(fileNamed(t, tree, "embedding/index.html").Body), string(fileNamed(t, tree, "embed.d.ts").Body)
	script := string(fileNamed(t, tree, "embed.js").Body)
	for _, name := range []string{
		"base-url", "method", "destination", "preset", "reference", "theme", "lang", "modal", "sandbox",
		"ready", "step", "diagnosis", "connect", "error", "close",
	} {
		if !strings.Contains(page, "<code>"+name+"</code>") || !strings.Contains(types, name) || !strings.Contains(script, name) {
			t.Errorf("the documentation, the types or the script does not know %s", name)
		}
	}
	for _, code := range []string{"no-answer", "origin-refused", "unknown-preset", "not-configured", "stopped", "delivery-refused", "delivery-failed"} {
		if !strings.Contains(page, "<code>"+code+"</code>") || !strings.Contains(types, `"`+code+`"`) {
			t.Errorf("the documentation or the types do not know the code %s", code)
		}
	}
	for _, name := range []string{"accent", "paper", "panel", "line", "ink", "ink-soft", "radius", "font"} {
		if !strings.Contains(page, "<code>--mautic-connect-"+name+"</code>") || !strings.Contains(types, "-"+name) || !strings.Contains(script, name) {
			t.Errorf("the documentation, the types or the script does not know the property %s", name)
		}
	}
}
