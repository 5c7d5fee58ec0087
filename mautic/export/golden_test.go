package export

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Every format and method is in testdata/golden/FORMAT/METHOD for a reader to look at.
func TestFormatsAreWrittenAsInTheGoldenFiles(t *testing.T) {
	const root = "testdata/golden"
	want := map[string]string{}
	for _, f := range Formats() {
		for method, c := range plain(t) {
			if f.Sealed || !f.Takes(method) {
				continue
			}
			variants := map[string]bool{string(method): f.Tokens == TokensNeeded}
			if method == mautic.MethodAuthorizationCode && f.Tokens == TokensOptional {
				variants[string(method)+"-with-tokens"] = true
			}
			for variant, tokens := range variants {
				files, err := Write(f.ID, c, Options{WithTokens: tokens})
				if err != nil {
					t.Errorf("%s: %v", f.ID, err)
				}
				for _, file := range files {
					// A dot at the start would hide it, .go would make it a package.
					name := strings.ReplaceAll(file.Name, "/.", "/dot.")
					if strings.HasSuffix(name, ".go") {
						name += ".txt"
					}
					want[filepath.Join(root, string(f.ID), variant, filepath.FromSlash(name))] = string(file.Content)
				}
			}
		}
	}
	if *update {
		if err := os.RemoveAll(root); err != nil {
			t.Fatal(err)
		}
		for name, content := range want {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	got := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		got[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("run the test with -update and look at the difference (-golden +written)\n%s", diff)
	}
}

func TestWritingTwiceGivesTheSame(t *testing.T) {
	t.Parallel()
	for _, f := range Formats() {
		for method, c := range plain(t) {
			if f.Sealed || !f.Takes(method) {
				continue
			}
			one, err := Write(f.ID, c, Options{WithTokens: true})
			two, err2 := Write(f.ID, c, Options{WithTokens: true})
			if diff := cmp.Diff(one, two); diff != "" || err != nil || err2 != nil || len(one) == 0 {
				t.Errorf("%s: %v %v %s", f.ID, err, err2, diff)
			}
		}
	}
}
