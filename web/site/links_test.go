package site

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mautic-connect/components"
)

// resolve returns the file that a reference on a page leads to, or says why it
// leads nowhere on this site.
func resolve(tree *Tree, page File, reference string) (file *File, problem string) {
	base, err := url.Parse("https://this.example" + tree.BasePath + strings.TrimPrefix(page.Path, "/"))
	if err != nil {
		return nil, err.Error()
	}
	u, err := base.Parse(reference)
	if err != nil {
		return nil, err.Error()
	}
	if origin := u.Scheme + "://" + u.Host; origin != "https://this.example" && (tree.PublicURL == "" || origin != tree.PublicURL) {
		return nil, "it leads to " + origin
	}
	path, ok := strings.CutPrefix(u.Path, tree.BasePath)
	if !ok {
		return nil, "it leads out of " + tree.BasePath
	}
	file, ok = tree.Lookup("/" + path)
	if !ok {
		return nil, "there is no such file"
	}
	if u.Fragment != "" && !bytes.Contains(file.Body, []byte(`id="`+u.Fragment+`"`)) {
		return file, "there is no such element on " + file.Name
	}
	return file, ""
}

func TestEveryReferenceOfAPageResolvesInTheTree(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		checked := 0
		for _, page := range pages(t, tree) {
			document := parse(t, page.Body)
			for _, n := range elements(document) {
				for _, key := range []string{"href", "src", "action", "formaction", "poster", "data", "srcset", "content"} {
					reference := attribute(n, key)
					if reference == "" || key == "content" && !strings.HasPrefix(reference, "http") && !strings.HasPrefix(reference, "/") {
						continue
					}
					checked++
					if fragment, ok := strings.CutPrefix(reference, "#"); ok {
						if byID(document, fragment) == nil {
							t.Errorf("%s: <%s %s=%q> leads to no element of the page", page.Name, n.Data, key, reference)
						}
						continue
					}
					file, problem := resolve(tree, page, reference)
					if problem != "" {
						t.Errorf("%s: <%s %s=%q>: %s", page.Name, n.Data, key, reference, problem)
						continue
					}
					if want := typeFor(n); want != "" && !strings.HasPrefix(file.Type, want) {
						t.Errorf("%s: <%s %s=%q> leads to a file of type %s, want %s", page.Name, n.Data, key, reference, file.Type, want)
					}
				}
			}
		}
		if checked < 20 {
			t.Errorf("only %d references were found to check", checked)
		}
	})
}

// typeFor is the type that an element expects of what it refers to.
func typeFor(n *html.Node) string {
	switch {
	case n.Data == "script":
		return "text/javascript"
	case n.Data == "a", attribute(n, "rel") == "canonical":
		return "text/html"
	case n.Data == "link" && attribute(n, "rel") == "stylesheet":
		return "text/css"
	case n.Data == "link" && attribute(n, "rel") == "manifest":
		return "application/manifest+json"
	case n.Data == "link" && attribute(n, "rel") == "preload":
		return attribute(n, "type")
	case n.Data == "link" && strings.Contains(attribute(n, "rel"), "icon"), n.Data == "img":
		return "image/"
	}
	return ""
}

func TestEveryPageLeadsBackToTheStart(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		for _, page := range pages(t, tree) {
			found := false
			for _, n := range elements(parse(t, page.Body)) {
				found = found || n.Data == "a" && (attribute(n, "href") == tree.BasePath || attribute(n, "href") == tree.BasePath+components.Connect[1:])
			}
			if !found {
				t.Errorf("%s has no link to %s", page.Name, tree.BasePath)
			}
		}
	})
}

func TestStylesheetsAndScriptsReferToFilesOfTheTree(t *testing.T) {
	t.Parallel()
	cssReference := regexp.MustCompile(`url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)`)
	jsReference := regexp.MustCompile(`["'](/[^"'\s]*\.(?:js|wasm|css|png|svg|webmanifest))["']`)
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		scripts := 0
		for _, f := range tree.Files {
			pattern := cssReference
			switch {
			case strings.HasPrefix(f.Type, "text/javascript"):
				pattern = jsReference
			case strings.HasPrefix(f.Type, "text/css"):
			default:
				continue
			}
			for _, m := range pattern.FindAllStringSubmatch(string(f.Body), -1) {
				reference := strings.Join(m[1:], "")
				if _, problem := resolve(tree, f, reference); problem != "" {
					t.Errorf("%s refers to %s: %s", f.Name, reference, problem)
				}
				if pattern == jsReference {
					scripts++
				}
			}
		}
		// app.js names the program and the worker; the worker its resources.
		if scripts < 2+8 {
			t.Errorf("only %d references of scripts were found to check", scripts)
		}
	})
}

func TestTheScriptThatStartsTheAppKnowsTheBasePath(t *testing.T) {
	t.Parallel()
	for base, prefix := range map[string]string{"/": "/", "/x/": "/x"} {
		tree := generate(t, Options{BasePath: base})
		for _, f := range tree.Files {
			if !strings.HasPrefix(f.Name, "assets/app.") || !strings.HasSuffix(f.Name, ".js") {
				continue
			}
			for _, want := range []string{
				`"GOAPP_ROOT_PREFIX":"` + prefix + `"`,
				`"` + base + `app-worker.js"`,
				`goappWasmContentLength = "` + "808" + `"`,
			} {
				if !strings.Contains(string(f.Body), want) {
					t.Errorf("%s: %s does not hold %s", base, f.Name, want)
				}
			}
		}
	}
}
