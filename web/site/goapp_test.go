package site

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const goAppPath = "github.com/maxence-charriere/go-app/v10/pkg/app"

// sources parses every Go file of the module that is no test, by its path.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	module := os.DirFS("../..")
	out := map[string]*ast.File{}
	err := fs.WalkDir(module, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := path.Base(name); name != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "dist" || name == "build") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(module, name)
		if err != nil {
			return err
		}
		out[name], err = parser.ParseFile(token.NewFileSet(), name, text, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 || out["web/site/generate.go"] == nil || out["web/server.go"] == nil {
		t.Fatalf("only %d files of the module were found", len(out))
	}
	return out
}

func imports(file *ast.File) []string {
	var out []string
	for _, spec := range file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err == nil {
			out = append(out, name)
		}
	}
	return out
}

// go-app's Handler reads files outside its directory (GET /web/%2e%2e/.env),
// fetches what the Host header names (GET /robots.txt), and writes attributes
// without escaping. None of that can happen where no request reaches it.
func TestGoAppsHandlerNeverFacesANetwork(t *testing.T) {
	t.Parallel()
	serving := []string{"Handler", "GenerateStaticWebsite", "LocalDir", "RemoteBucket", "GitHubPages", "PrefixedLocation", "CustomProvider"}
	used, asked := 0, 0
	for name, file := range sources(t) {
		inSite := path.Dir(name) == "web/site"
		if under := strings.HasPrefix(name, "web/"); under && !inSite && slices.Contains(imports(file), goAppPath) {
			t.Errorf("%s imports go-app; of the server only web/site may", name)
		}
		if strings.HasPrefix(name, "mautic/") && slices.ContainsFunc(imports(file), func(s string) bool { return s == goAppPath || strings.HasPrefix(s, "mautic-connect/components") }) {
			t.Errorf("%s imports the interface", name)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if of, ok := selector.X.(*ast.Ident); ok && of.Name == "app" && slices.Contains(imports(file), goAppPath) && slices.Contains(serving, selector.Sel.Name) {
				used++
				if name != "web/site/generate.go" {
					t.Errorf("%s uses app.%s", name, selector.Sel.Name)
				}
			}
			if inSite && selector.Sel.Name == "ServeHTTP" {
				asked++
			}
			return true
		})
	}
	if used == 0 {
		t.Error("nothing uses app.Handler, so this test looks for the wrong thing")
	}
	if asked != 1 {
		t.Errorf("web/site calls ServeHTTP %d times, want once, in ask", asked)
	}
}

func TestThePackageHandsOutNoHTTPHandler(t *testing.T) {
	t.Parallel()
	for name, file := range sources(t) {
		if path.Dir(name) != "web/site" {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			var exported string
			var in ast.Node
			switch n := n.(type) {
			case *ast.FuncDecl:
				exported, in = n.Name.Name, n.Type
			case *ast.TypeSpec:
				exported, in = n.Name.Name, n.Type
			default:
				return true
			}
			if !ast.IsExported(exported) {
				return true
			}
			ast.Inspect(in, func(n ast.Node) bool {
				if of, ok := n.(*ast.Ident); ok && (of.Name == "http" || of.Name == "app") {
					t.Errorf("%s: %s speaks of package %s", name, exported, of.Name)
				}
				return true
			})
			return true
		})
	}
}

// go-app relays /robots.txt, /sitemap.xml and /ads.txt to what the Host header
// names when its resources are an http.Handler, and serves files with those of
// its own resolvers.
func TestGoAppGetsNoAccessToFilesOrOtherServers(t *testing.T) {
	t.Parallel()
	if _, ok := any(&generator{}).(http.Handler); ok {
		t.Error("the generator is an http.Handler")
	}
	g := testGenerator("/x/")
	for in, want := range map[string]string{
		"/": "/x", "": "/x", "/web/app.wasm": "/x/assets/app.0a.wasm", "/shim.js": "/x/assets/shim.0a.js",
		"/web": "/x/web", "/icons/mark.svg": "/x/icons/mark.svg", "#c": "#c",
		"https://m.example/": "https://m.example/", "//m.example/": "//m.example/",
	} {
		if got := g.Resolve(in); got != want {
			t.Errorf("Resolve(%q) = %q, want %q", in, got, want)
		}
	}
}

// What go-app offers and must not be used: its encryption keeps the key beside
// the text, its storage outlives the tab, styles and raw markup are blocked by
// the policy, ValueTo and Value lose what was cleared.
func TestComponentsUseNothingOfGoAppThatIsUnsafeHere(t *testing.T) {
	t.Parallel()
	never := []string{
		"Encrypt", "Decrypt", "PersistWithEncryption", "Persist", "LocalStorage", "SessionStorage", "Style", "Raw", "RawHeaders", "ValueTo",
	}
	scanned := 0
	for name, file := range sources(t) {
		if !slices.Contains(imports(file), goAppPath) || strings.HasPrefix(name, "bench/") {
			continue
		}
		scanned++
		ast.Inspect(file, func(n ast.Node) bool {
			if selector, ok := n.(*ast.SelectorExpr); ok && slices.Contains(never, selector.Sel.Name) {
				t.Errorf("%s uses %s", name, selector.Sel.Name)
			}
			return true
		})
	}
	if scanned < 20 {
		t.Errorf("only %d files with go-app were found", scanned)
	}
}
