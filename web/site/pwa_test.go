package site

import (
	"bytes"
	"encoding/json"
	"image/png"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestManifestStaysUnderTheBasePath(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		f := fileNamed(t, tree, "manifest.webmanifest")
		if f.Type != "application/manifest+json" {
			t.Errorf("its type is %s", f.Type)
		}
		var manifest struct {
			Name, Description, ID, Scope, Display, Lang string
			ShortName                                   string `json:"short_name"`
			StartURL                                    string `json:"start_url"`
			Icons                                       []struct{ Src, Type, Sizes, Purpose string }
		}
		if err := json.Unmarshal(f.Body, &manifest); err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string]string{"id": manifest.ID, "scope": manifest.Scope, "start_url": manifest.StartURL} {
			if got != tree.BasePath {
				t.Errorf("%s is %q, want %q", name, got, tree.BasePath)
			}
		}
		if manifest.Name == "" || manifest.ShortName == "" || manifest.Description == "" || manifest.Display != "standalone" || manifest.Lang != "en" {
			t.Errorf("got %+v", manifest)
		}
		var kinds []string
		for _, icon := range manifest.Icons {
			kinds = append(kinds, icon.Sizes+" "+icon.Purpose)
			file, problem := resolve(tree, f, icon.Src)
			if problem != "" {
				t.Errorf("the icon %s: %s", icon.Src, problem)
				continue
			}
			if file.Type != icon.Type {
				t.Errorf("the icon %s is of type %s, not %s", icon.Src, file.Type, icon.Type)
			}
			if icon.Type == "image/png" {
				config, err := png.DecodeConfig(bytes.NewReader(file.Body))
				if err != nil || icon.Sizes != strings.Repeat("x"+strconv.Itoa(config.Width), 2)[1:] {
					t.Errorf("the icon %s is %d x %d (%v), not %s", icon.Src, config.Width, config.Height, err, icon.Sizes)
				}
			}
		}
		// What Chromium asks of an installable app: 192 and 512, and a maskable one.
		for _, want := range []string{"192x192 any", "512x512 any", "512x512 maskable"} {
			if !slices.Contains(kinds, want) {
				t.Errorf("no icon is %s: %v", want, kinds)
			}
		}
	})
}

// worker is what a generated service worker says it does.
type worker struct {
	Version, Base    string
	Resources, Pages []string
}

func readWorker(t *testing.T, body []byte) worker {
	t.Helper()
	constant := func(name string, into any) {
		m := regexp.MustCompile(`(?m)^const ` + name + ` = (.+);$`).FindSubmatch(body)
		if m == nil {
			t.Fatalf("the worker has no constant %s", name)
		}
		if err := json.Unmarshal(m[1], into); err != nil {
			t.Fatalf("the worker's %s is %s: %v", name, m[1], err)
		}
	}
	var w worker
	constant("version", &w.Version)
	constant("base", &w.Base)
	constant("resources", &w.Resources)
	constant("pages", &w.Pages)
	return w
}

func TestWorkerKeepsTheFilesOfTheAppAndNothingElse(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		f := fileNamed(t, tree, "app-worker.js")
		if bytes.Contains(f.Body, []byte("{{")) || bytes.Contains(f.Body, []byte("}}")) {
			t.Errorf("a hole of the template is not filled:\n%s", f.Body)
		}
		w := readWorker(t, f.Body)
		if w.Base != tree.BasePath || len(w.Version) != 16 {
			t.Errorf("base %q, version %q", w.Base, w.Version)
		}
		if diff := cmp.Diff([]string{tree.BasePath}, w.Pages); diff != "" {
			t.Errorf("pages (-want +got)\n%s", diff)
		}
		for _, resource := range slices.Concat(w.Resources, w.Pages) {
			if _, problem := resolve(tree, f, resource); problem != "" {
				t.Errorf("it keeps %s: %s", resource, problem)
			}
			for _, never := range []string{"callback", "proxy", "404", "refused", "app-worker", "robots", "sitemap", "embed", "frame"} {
				if strings.Contains(strings.TrimPrefix(resource, tree.BasePath), never) {
					t.Errorf("it keeps %s", resource)
				}
			}
		}
		// Whatever the start page loads must be there offline.
		for _, n := range elements(parse(t, fileNamed(t, tree, "index.html").Body)) {
			reference := attribute(n, "src")
			if n.Data == "link" && attribute(n, "rel") != "canonical" {
				reference = attribute(n, "href")
			}
			if reference != "" && !slices.Contains(w.Resources, reference) {
				t.Errorf("it does not keep %s, which the start page loads", reference)
			}
		}
		if !slices.IsSorted(w.Resources) || len(slices.Compact(slices.Clone(w.Resources))) != len(w.Resources) {
			t.Errorf("the resources are not sorted, or one is there twice: %v", w.Resources)
		}
	})
}

func TestWorkersVersionIsThatOfWhatItKeeps(t *testing.T) {
	t.Parallel()
	tree := generate(t, Options{})
	version := func(files []File) string {
		g := &generator{base: "/", files: slices.Clone(files)}
		if err := g.worker(); err != nil {
			t.Fatal(err)
		}
		return readWorker(t, g.files[len(g.files)-1].Body).Version
	}
	files := slices.DeleteFunc(slices.Clone(tree.Files), func(f File) bool { return f.Name == "app-worker.js" })
	before := version(files)
	if again := version(files); again != before {
		t.Errorf("the same files have the versions %s and %s", before, again)
	}
	kept := readWorker(t, fileNamed(t, tree, "app-worker.js").Body).Resources
	for i, f := range files {
		changed := slices.Clone(files)
		changed[i].Hash = strings.Repeat("0", 64)
		want := slices.Contains(kept, f.Path)
		if got := version(changed) != before; got != want {
			t.Errorf("a change of %s, which is kept: %t, makes a new version: %t", f.Name, want, got)
		}
		missing := slices.Delete(slices.Clone(files), i, i+1)
		if got := version(missing) != before; got != want {
			t.Errorf("leaving out %s, which is kept: %t, makes a new version: %t", f.Name, want, got)
		}
	}
}
