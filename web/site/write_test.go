package site

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestWriteAndReadFSGiveTheSameTree(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		if tree.Static {
			return // it is not read again
		}
		dir := filepath.Join(t.TempDir(), "new", "site")
		if err := tree.Write(dir); err != nil {
			t.Fatal(err)
		}
		// Again, over what is there.
		if err := tree.Write(dir); err != nil {
			t.Fatal(err)
		}
		got, err := ReadFS(os.DirFS(dir))
		if err != nil {
			t.Fatal(err)
		}
		if diff := differences(tree, got); diff != "" {
			t.Errorf("(-written +read)\n%s", diff)
		}
		for _, f := range tree.Files {
			for suffix, body := range map[string][]byte{"": f.Body, ".br": f.Brotli, ".gz": f.Gzip} {
				onDisk, err := os.ReadFile(filepath.Join(dir, f.Name+suffix))
				if body == nil {
					if !errors.Is(err, os.ErrNotExist) {
						t.Errorf("%s%s is there", f.Name, suffix)
					}
					continue
				}
				if err != nil || string(onDisk) != string(body) {
					t.Errorf("%s%s holds other bytes (%v)", f.Name, suffix, err)
				}
			}
		}
	})
}

func TestWriteLeavesOtherFilesAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mine := filepath.Join(dir, ".well-known")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := generate(t, Options{}).Write(dir); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(mine); err != nil || string(got) != "mine" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestWriteSaysWhyItCannot(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := generate(t, Options{}).Write(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("writing below a file: got %v, want an error that names it", err)
	}
}

func TestReadFSSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		fsys  fstest.MapFS
		built bool
		want  string
	}{
		{"nothing there", fstest.MapFS{}, false, "make build"},
		{"only what a fresh clone has", fstest.MapFS{".gitignore": {}}, false, "make build"},
		{"a damaged list", fstest.MapFS{indexName: {Data: []byte("{")}}, true, "damaged; run make build"},
		{"a file is missing", fstest.MapFS{indexName: {Data: []byte(`{"files":[{"name":"index.html"}]}`)}}, true, "index.html"},
		{"a compressed form is missing", fstest.MapFS{indexName: {Data: []byte(`{"files":[{"name":"a","br":true}]}`)}, "a": {}}, true, "a.br"},
		{"a file outside", fstest.MapFS{indexName: {Data: []byte(`{"files":[{"name":"../a"}]}`)}}, true, "../a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tree, err := ReadFS(test.fsys)
			if err == nil || tree != nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, %v, want an error with %q", tree, err, test.want)
			}
			if errors.Is(err, ErrNotBuilt) == test.built {
				t.Errorf("the error %v is ErrNotBuilt: %t", err, !test.built)
			}
		})
	}
}

func TestRelocateGivesWhatGenerateWouldHave(t *testing.T) {
	t.Parallel()
	tree := generate(t, Options{})
	moved, err := tree.Relocate("a/b", "https://connect.example.com/")
	if err != nil {
		t.Fatal(err)
	}
	if diff := differences(generate(t, Options{BasePath: "/a/b/", PublicURL: "https://connect.example.com"}), moved); diff != "" {
		t.Errorf("(-generated +relocated)\n%s", diff)
	}
	back, err := moved.Relocate("/", "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := differences(tree, back); diff != "" {
		t.Errorf("there and back (-before +after)\n%s", diff)
	}
}

func TestRelocateDoesNotCompressTheProgramsAgain(t *testing.T) {
	t.Parallel()
	marked := generate(t, Options{
		App:   Program{fakeWasm(), []byte("br, made before"), []byte("gz, made before")},
		Tasks: Program{fakeTasks().Wasm, []byte("br, made before"), []byte("gz, made before")},
	})
	moved, err := marked.Relocate("/x/", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range moved.Files {
		if f.Type == "application/wasm" && (string(f.Brotli) != "br, made before" || string(f.Gzip) != "gz, made before") {
			t.Errorf("%s was compressed again: %q, %q", f.Name, f.Brotli, f.Gzip)
		}
	}
}

func TestRelocateToTheSamePlaceIsTheSameTree(t *testing.T) {
	t.Parallel()
	tree := generate(t, Options{BasePath: "/a/b/", PublicURL: "https://connect.example.com"})
	if same, err := tree.Relocate("a/b", "https://connect.example.com/"); err != nil || same != tree {
		t.Errorf("got another tree, %v", err)
	}
}

func TestRelocateRefuses(t *testing.T) {
	t.Parallel()
	if _, err := generate(t, Options{}).Relocate("/a b/", ""); err == nil {
		t.Error("a base path with a space was accepted")
	}
	if _, err := generate(t, Options{}).Relocate("/", "c.example"); err == nil {
		t.Error("a public URL without a scheme was accepted")
	}
	if _, err := (&Tree{BasePath: "/"}).Relocate("/x/", ""); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("an empty tree: got %v, want ErrNotBuilt", err)
	}
}
