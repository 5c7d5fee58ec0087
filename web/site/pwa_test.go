package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"mautic-connect/components"
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
			Screenshots                                 []struct {
				Src, Type, Sizes, Label string
				Form                    string `json:"form_factor"`
			}
			Shortcuts []struct{ Name, Description, URL string }
		}
		if err := json.Unmarshal(f.Body, &manifest); err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string]string{"id": manifest.ID, "scope": manifest.Scope} {
			if got != tree.BasePath {
				t.Errorf("%s is %q, want %q", name, got, tree.BasePath)
			}
		}
		if want := tree.BasePath + components.Connect[1:]; manifest.StartURL != want {
			t.Errorf("start_url is %q, want %q", manifest.StartURL, want)
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
		var forms []string
		for _, shot := range manifest.Screenshots {
			forms = append(forms, shot.Form)
			file, problem := resolve(tree, f, shot.Src)
			if problem != "" {
				t.Errorf("the screenshot %s: %s", shot.Src, problem)
				continue
			}
			config, err := png.DecodeConfig(bytes.NewReader(file.Body))
			if err != nil || shot.Sizes != fmt.Sprintf("%dx%d", config.Width, config.Height) || shot.Type != file.Type || shot.Label == "" || len(file.Body) > 100_000 {
				t.Errorf("the screenshot %+v is %d x %d (%v), of type %s and %d bytes", shot, config.Width, config.Height, err, file.Type, len(file.Body))
			}
			// Chromium leaves out a picture of another shape.
			if long, short := max(config.Width, config.Height), min(config.Width, config.Height); short < 320 || long > 3840 || float64(long) > 2.3*float64(short) || (shot.Form == "wide") != (config.Width > config.Height) {
				t.Errorf("no browser shows the screenshot %s of %d x %d as %s", shot.Src, config.Width, config.Height, shot.Form)
			}
		}
		if diff := cmp.Diff([]string{"wide", "narrow"}, forms); diff != "" {
			t.Errorf("screenshots (-want +got)\n%s", diff)
		}
		var shortcuts []string
		for _, s := range manifest.Shortcuts {
			shortcuts = append(shortcuts, s.URL)
			if s.Name == "" || strings.Contains(s.Name, "·") || s.Description == "" {
				t.Errorf("the shortcut %+v", s)
			}
		}
		var want []string
		for _, route := range components.Routes() {
			if !route.Hidden {
				want = append(want, tree.BasePath+strings.TrimPrefix(route.Path, "/"))
			}
		}
		if diff := cmp.Diff(want, shortcuts); diff != "" {
			t.Errorf("shortcuts (-want +got)\n%s", diff)
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
	// Guide are the pages that come later, GuideLoads what they load.
	Guide, GuideLoads []string
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
	constant("guide", &w.Guide)
	constant("guideLoads", &w.GuideLoads)
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
		routes := []string{tree.BasePath + strings.TrimPrefix(components.Vault, "/"), tree.BasePath + strings.TrimPrefix(components.Guide, "/")}
		for _, route := range components.Routes() {
			if route.Path != components.Embed && route.Path != NotFound {
				routes = append(routes, tree.BasePath+strings.TrimPrefix(route.Path, "/"))
			}
		}
		slices.Sort(routes)
		if diff := cmp.Diff(routes, slices.Sorted(slices.Values(w.Pages))); diff != "" {
			t.Errorf("pages (-want +got)\n%s", diff)
		}
		for _, resource := range slices.Concat(w.Resources, w.Pages) {
			if _, problem := resolve(tree, f, resource); problem != "" {
				t.Errorf("it keeps %s: %s", resource, problem)
			}
			for _, never := range []string{"callback", "proxy", "404", "refused", "app-worker", "robots", "sitemap", "embed", "frame", "screenshots"} {
				if strings.Contains(strings.TrimPrefix(resource, tree.BasePath), never) {
					t.Errorf("it keeps %s", resource)
				}
			}
		}
		var guidePages []string
		for _, page := range pages(t, tree) {
			if strings.HasPrefix(page.Path, components.Guide+"/") || page.Path == embeddingPath {
				guidePages = append(guidePages, tree.BasePath+strings.TrimPrefix(page.Path, "/"))
				for _, name := range w.GuideLoads {
					if !bytes.Contains(page.Body, []byte(name)) || !slices.Contains(w.Resources, name) {
						t.Errorf("%s, or what is kept, has no %s", page.Name, name)
					}
				}
			}
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(guidePages)), w.Guide); diff != "" || len(w.GuideLoads) != 3 {
			t.Errorf("what comes later loads %v (-want +got)\n%s", w.GuideLoads, diff)
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
	w := readWorker(t, fileNamed(t, tree, "app-worker.js").Body)
	kept := slices.Concat(w.Resources, w.Guide)
	for i, f := range files {
		if strings.HasPrefix(f.Name, "guide/") && f.Name > "guide/b" {
			continue // like those before
		}
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

// What pwa.js works with has to be there, outside of what go-app draws, and not to
// be seen before there is something to say.
func TestThePlaceOfTheInstalledAppIsOnItsPagesOnly(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		script := ""
		for _, f := range tree.Files {
			if strings.HasPrefix(f.Name, "assets/pwa.") {
				script = tree.BasePath + f.Name
			}
		}
		for _, page := range pages(t, tree) {
			document := parse(t, page.Body)
			wants := slices.ContainsFunc(components.Routes(), func(r components.Route) bool {
				return r.Path == page.Path && r.Path != components.Embed && r.Path != NotFound
			})
			loads := slices.ContainsFunc(elements(document), func(n *html.Node) bool {
				return n.Data == "script" && attribute(n, "src") == script && has(n, "defer")
			})
			if loads != wants {
				t.Errorf("%s loads the script: %t, want %t", page.Name, loads, wants)
			}
			if !wants {
				if byID(document, "update") != nil {
					t.Errorf("%s has the place", page.Name)
				}
				continue
			}
			for _, id := range []string{"install", "update-apply", "update-later"} {
				if n := byID(document, id); n == nil || n.Data != "button" || !has(n, "hidden") || attribute(n, "type") != "button" || textOf(n) == "" {
					t.Errorf("%s has no hidden button %s", page.Name, id)
				}
			}
			status := byID(document, "update-text")
			if status == nil || attribute(status, "role") != "status" || status.FirstChild != nil {
				t.Errorf("%s has no empty status", page.Name)
			}
			// go-app replaces the first element of the body.
			if first := find(document, atom.Body).FirstChild; first == nil || byID(first, "update") != nil {
				t.Errorf("%s has it where go-app draws", page.Name)
			}
		}
	})
}
