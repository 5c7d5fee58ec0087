package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image/png"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"

	"mautic-connect/components"
)

func TestTwentyRendersOfEveryPageAreIdentical(t *testing.T) {
	t.Parallel()
	generating.Lock()
	defer generating.Unlock()
	components.Register()
	g := &generator{options: Options{App: fakeProgram(), Tasks: fakeTasks()}, base: "/x/", placed: map[string]string{}}
	for _, step := range []func() error{g.programs, g.assets, g.goAppScripts} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	for _, route := range components.Routes() {
		raw, pages := map[string]bool{}, map[string]bool{}
		for range 20 {
			rendered, err := ask(g.handler(route), route.Path)
			if err != nil {
				t.Fatal(err)
			}
			raw[string(rendered)] = true
			page, err := g.normalise(rendered, route)
			if err != nil {
				t.Fatal(err)
			}
			pages[string(page)] = true
		}
		if len(pages) != 1 {
			t.Errorf("%s: 20 renders gave %d pages", route.Path, len(pages))
		}
		// go-app writes attributes in random order; if it stops, this test no
		// longer tests anything.
		if len(raw) < 2 {
			t.Errorf("%s: go-app itself gave the same 20 times, so nothing was normalised", route.Path)
		}
	}
}

func TestGeneratingTwiceGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	again := generate(t, Options{BasePath: "/a/b/", PublicURL: "https://connect.example.com", App: fakeProgram(), Tasks: fakeTasks()})
	if diff := differences(generate(t, Options{BasePath: "/a/b/", PublicURL: "https://connect.example.com"}), again); diff != "" {
		t.Error(diff)
	}
}

func TestGenerateRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		options Options
		want    string
		is      error
	}{
		{"no program", Options{}, "no WebAssembly program", ErrNotBuilt},
		{"a base path with a query", Options{BasePath: "/x?y", App: fakeProgram(), Tasks: fakeTasks()}, "plain path", nil},
		{"a public URL without a scheme", Options{PublicURL: "c.example", App: fakeProgram(), Tasks: fakeTasks()}, "public URL", nil},
		{"a public URL with a path", Options{PublicURL: "https://c.example/x", App: fakeProgram(), Tasks: fakeTasks()}, "public URL", nil},
		{"a public URL with user info", Options{PublicURL: "https://a:hunter2@c.example", App: fakeProgram(), Tasks: fakeTasks()}, "public URL", nil},
		{"a public URL of another scheme", Options{PublicURL: "javascript://c.example", App: fakeProgram(), Tasks: fakeTasks()}, "public URL", nil},
		{"a public URL with a query", Options{PublicURL: "https://c.example?x", App: fakeProgram(), Tasks: fakeTasks()}, "public URL", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tree, err := Generate(test.options)
			if err == nil || tree != nil || !strings.Contains(err.Error(), test.want) || test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error holds a password: %v", err)
			}
		})
	}
}

func TestFilesAreSortedHashedAndCompressed(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		if !slices.IsSortedFunc(tree.Files, func(a, b File) int { return strings.Compare(a.Name, b.Name) }) {
			t.Error("the files are not sorted by name")
		}
		names, paths := map[string]bool{}, map[string]bool{}
		for _, f := range tree.Files {
			if names[f.Name] || paths[f.Path] {
				t.Errorf("%s at %s is there twice", f.Name, f.Path)
			}
			names[f.Name], paths[f.Path] = true, true
			if f.Name != strings.TrimPrefix(path.Clean("/"+f.Name), "/") || !strings.HasPrefix(f.Path, "/") {
				t.Errorf("%q at %q are no clean name and path", f.Name, f.Path)
			}
			sum := sha256.Sum256(f.Body)
			if f.Hash != hex.EncodeToString(sum[:]) {
				t.Errorf("%s: the hash is not that of its body", f.Name)
			}
			if len(f.Body) == 0 || f.Type == "" || f.Type == contentType("unknown") {
				t.Errorf("%s has %d bytes of type %q", f.Name, len(f.Body), f.Type)
			}
			if compressed := f.Brotli != nil && f.Gzip != nil; compressed != (f.Type != "image/png" && len(f.Body) >= minCompressed) {
				t.Errorf("%s (%d bytes of %s): compressed is %t", f.Name, len(f.Body), f.Type, compressed)
			}
			for coding, unpacked := range map[string][]byte{"br": unbrotli(t, f.Brotli), "gzip": ungzip(t, f.Gzip)} {
				if unpacked != nil && !bytes.Equal(unpacked, f.Body) {
					t.Errorf("%s: its %s form is of another file", f.Name, coding)
				}
			}
			if len(f.Brotli) >= len(f.Body) && f.Brotli != nil || len(f.Gzip) >= len(f.Body) && f.Gzip != nil {
				t.Errorf("%s did not get smaller: %d bytes, br %d, gzip %d", f.Name, len(f.Body), len(f.Brotli), len(f.Gzip))
			}
		}
	})
}

func unbrotli(t *testing.T, packed []byte) []byte {
	t.Helper()
	if packed == nil {
		return nil
	}
	out, err := io.ReadAll(brotli.NewReader(bytes.NewReader(packed)))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func ungzip(t *testing.T, packed []byte) []byte {
	t.Helper()
	if packed == nil {
		return nil
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestImmutableFilesAndOnlyTheyCarryTheirHash(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		immutable := 0
		for _, f := range tree.Files {
			if f.Immutable != strings.HasPrefix(f.Name, "assets/") {
				t.Errorf("%s: immutable is %t", f.Name, f.Immutable)
			}
			if !f.Immutable {
				continue
			}
			immutable++
			if parts := strings.Split(path.Base(f.Name), "."); len(parts) != 3 || len(parts[1]) != 10 || !strings.HasPrefix(f.Hash, parts[1]) {
				t.Errorf("%s does not carry the start of its hash %s", f.Name, f.Hash)
			}
			if f.Path != "/"+f.Name {
				t.Errorf("%s is served at %s", f.Name, f.Path)
			}
		}
		want := 18
		if tree.Static {
			want += 3 // what it has instead of a server
		}
		if immutable != want {
			t.Errorf("%d files are immutable, want the two programs, the catalogue, the two scripts, the worker's, the shim, what keeps what was typed, that of the installed app, the stylesheet, the callback's two, the refusal's, the frame's the vault's, and the guide's script, stylesheet and index", immutable)
		}
	})
}

func TestAnotherProgramIsAnotherNameAndVersion(t *testing.T) {
	t.Parallel()
	nameAndVersion := func(tree *Tree) (name, version string) {
		for _, f := range tree.Files {
			if f.Type == "application/wasm" && !strings.HasPrefix(f.Name, "assets/tasks.") {
				name = f.Name
			}
		}
		return name, readWorker(t, fileNamed(t, tree, "app-worker.js").Body).Version
	}
	name, version := nameAndVersion(generate(t, Options{}))
	otherName, otherVersion := nameAndVersion(generate(t, Options{App: Program{Wasm: append(fakeWasm(), 0)}, Tasks: fakeTasks()}))
	if name == "" || name == otherName || version == otherVersion {
		t.Errorf("two programs are %s of %s and %s of %s", name, version, otherName, otherVersion)
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	tree := generate(t, Options{BasePath: "/x/"})
	for address, name := range map[string]string{
		"/": "index.html", "/callback": "callback/index.html", NotFound: "404.html", "/robots.txt": "robots.txt",
		"/app-worker.js": "app-worker.js", "/embed.js": "embed.js", "/embed.d.ts": "embed.d.ts", "/embedding": "embedding/index.html", "/x/": "", "": "", "/index.html": "", "/callback/": "", "/../x": "",
	} {
		f, ok := tree.Lookup(address)
		if ok != (name != "") || ok && f.Name != name {
			t.Errorf("Lookup(%q) = %v, %t, want %q", address, f, ok, name)
		}
	}
}

func TestIconsHaveTheSizesTheyAreSaidToHave(t *testing.T) {
	t.Parallel()
	tree := generate(t, Options{})
	for name, size := range map[string]int{"icons/icon-192.png": 192, "icons/icon-512.png": 512, "icons/maskable-512.png": 512} {
		icon, err := png.Decode(bytes.NewReader(fileNamed(t, tree, name).Body))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if b := icon.Bounds(); b.Dx() != size || b.Dy() != size {
			t.Errorf("%s is %d x %d, want %d", name, b.Dx(), b.Dy(), size)
		}
		// A maskable icon is cut to any shape, so it must cover its square.
		if _, _, _, alpha := icon.At(0, 0).RGBA(); strings.Contains(name, "maskable") && alpha != 0xffff {
			t.Errorf("%s is transparent in its corner", name)
		}
	}
}

func TestRobotsAllowAllAndNameASitemapOnlyWhereTheOriginIsKnown(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		want := "User-agent: *\nAllow: /\n"
		if tree.PublicURL != "" {
			want += "Sitemap: " + tree.PublicURL + tree.BasePath + "sitemap.xml\n"
		}
		robots := fileNamed(t, tree, "robots.txt")
		if diff := cmp.Diff(want, string(robots.Body)); diff != "" || robots.Type != "text/plain; charset=utf-8" {
			t.Errorf("type %s (-want +got)\n%s", robots.Type, diff)
		}
		sitemap, ok := tree.Lookup("/sitemap.xml")
		if ok != (tree.PublicURL != "") {
			t.Fatalf("there is a sitemap: %t", ok)
		}
		if ok && (!strings.Contains(string(sitemap.Body), "<loc>"+tree.PublicURL+tree.BasePath+"</loc>") || strings.Contains(string(sitemap.Body), "404")) {
			t.Errorf("the sitemap is\n%s", sitemap.Body)
		}
	})
}
