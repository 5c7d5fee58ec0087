package site

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// fakeWasm stands for the program: the generator only hashes, compresses and
// places it.
func fakeWasm() []byte {
	return append([]byte("\x00asm\x01\x00\x00\x00"), strings.Repeat("program ", 100)...)
}

func fakeProgram() Program { return Program{Wasm: fakeWasm()} }

// fakeTasks stands for the worker's program.
func fakeTasks() Program {
	return Program{Wasm: append([]byte("\x00asm\x01\x00\x00\x00"), strings.Repeat("tasks ", 100)...)}
}

// generate makes a site of the fake program; the commonest are made once.
func generate(t *testing.T, o Options) *Tree {
	t.Helper()
	if o.App.Wasm == nil {
		trees, err := variants()
		if err != nil {
			t.Fatal(err)
		}
		for _, tree := range trees {
			if tree.BasePath == cmp.Or(o.BasePath, "/") && tree.PublicURL == o.PublicURL && tree.Static == o.Static && tree.Proxy == o.Proxy {
				return tree
			}
		}
	}
	if o.App.Wasm == nil {
		o.App, o.Tasks = fakeProgram(), fakeTasks()
	}
	tree, err := Generate(o)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// variants are the sites that every property must hold for, made once.
var variants = sync.OnceValues(func() (map[string]*Tree, error) {
	first, err := Generate(Options{App: fakeProgram(), Tasks: fakeTasks()})
	if err != nil {
		return nil, fmt.Errorf("generating a site: %w", err)
	}
	out := map[string]*Tree{}
	for name, options := range map[string]Options{
		"at the root":          {},
		"under a base path":    {BasePath: "/x/"},
		"under assets":         {BasePath: "/assets/"},
		"deep, with an origin": {BasePath: "/a/b/", PublicURL: "https://connect.example.com"},
		"static, direct":       {BasePath: "/x/", Static: true},
		"static, with a proxy": {BasePath: "/a/b/", PublicURL: "https://connect.example.com", Static: true, Proxy: "https://relay.example/y/"},
	} {
		tree, err := first.regenerate(options)
		if err != nil {
			return nil, fmt.Errorf("generating the site %s: %w", name, err)
		}
		out[name] = tree
	}
	return out, nil
})

// forEachVariant runs a test on every variant.
func forEachVariant(t *testing.T, test func(t *testing.T, tree *Tree)) {
	t.Helper()
	trees, err := variants()
	if err != nil {
		t.Fatal(err)
	}
	for name, tree := range trees {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, tree)
		})
	}
}

// differences is what differs between two trees. Bytes that are the same are not
// walked through one by one.
func differences(want, got *Tree) string {
	same := func(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }
	return gocmp.Diff(want, got, gocmp.FilterValues(same, gocmp.Ignore()))
}

// pages are the HTML files of a tree, those that are there twice once.
func pages(t *testing.T, tree *Tree) []File {
	t.Helper()
	out := slices.DeleteFunc(slices.Clone(tree.Files), func(f File) bool { return !strings.HasSuffix(f.Name, "index.html") && f.Name != "404.html" })
	if len(out) < 3 {
		t.Fatalf("the tree has %d pages, want at least start, callback and 404", len(out))
	}
	return out
}

func parse(t *testing.T, page []byte) *html.Node {
	t.Helper()
	document, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// elements lists a document's elements in order.
func elements(document *html.Node) []*html.Node {
	var out []*html.Node
	for n := range document.Descendants() {
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func textOf(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}

func fileNamed(t *testing.T, tree *Tree, name string) File {
	t.Helper()
	for _, f := range tree.Files {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("the tree has no %s", name)
	return File{}
}
