package site

import (
	"encoding/xml"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"mautic-connect/components"
	"mautic-connect/components/guide"
)

// guidePagesOf are the pages of the guide in a tree.
func guidePagesOf(t *testing.T, tree *Tree) []File {
	t.Helper()
	var out []File
	for _, page := range pages(t, tree) {
		if page.Path == components.Guide || strings.HasPrefix(page.Path, components.Guide+"/") {
			out = append(out, page)
		}
	}
	if len(out) < 110 {
		t.Fatalf("only %d pages of the guide were found", len(out))
	}
	return out
}

func TestTheGuideStaysSmall(t *testing.T) {
	t.Parallel()
	const most, mostIndex = 60_000, 25_000 // in bytes, compressed
	tree := generate(t, Options{})
	for _, page := range append(guidePagesOf(t, tree), fileNamed(t, tree, "embedding/index.html")) {
		if size := len(page.Brotli); size == 0 || size > most {
			t.Errorf("%s has %d bytes compressed, of at most %d", page.Name, size, most)
		}
	}
	for _, f := range tree.Files {
		if strings.HasPrefix(f.Name, "assets/guide-index.") && (len(f.Brotli) == 0 || len(f.Brotli) > mostIndex) {
			t.Errorf("the search index has %d bytes compressed, of at most %d", len(f.Brotli), mostIndex)
		}
	}
}

func TestThePagesOfTheGuideKnowTheirPlace(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		for _, page := range append(guidePagesOf(t, tree), fileNamed(t, tree, "embedding/index.html")) {
			document := parse(t, page.Body)
			current := 0
			for _, n := range elements(document) {
				if attribute(n, "aria-current") == "page" {
					current++
					if href := attribute(n, "href"); href != "" && href != tree.BasePath+strings.TrimPrefix(page.Path, "/") {
						t.Errorf("%s takes %s for itself", page.Name, href)
					}
				}
				// Without JavaScript nothing is shown that does not work.
				if (n.Data == "button" || n.Data == "form") && !has(n, "hidden") {
					t.Errorf("%s shows a <%s> that needs JavaScript", page.Name, n.Data)
				}
				if n.Data == "script" && (!has(n, "defer") || !strings.HasPrefix(attribute(n, "src"), tree.BasePath+"assets/guide.")) && !(tree.Static && strings.HasPrefix(attribute(n, "src"), tree.BasePath+"assets/host.")) {
					t.Errorf("%s loads %s", page.Name, attribute(n, "src"))
				}
			}
			if want := 2; page.Path != components.Guide && current != want {
				t.Errorf("%s is marked as the current page %d times, want %d: in the list and in the path", page.Name, current, want)
			}
			if form := byID(document, "search"); form == nil || attribute(form, "action") != tree.BasePath+"guide" {
				t.Errorf("%s has no search", page.Name)
			}
			if find(document, atom.Noscript) == nil || strings.Contains(string(page.Body), guide.Space) {
				t.Errorf("%s says nothing to a browser without JavaScript, or has a hole", page.Name)
			}
		}
	})
}

func TestEveryPageOfTheGuideIsInTheSitemap(t *testing.T) {
	t.Parallel()
	tree := generate(t, Options{BasePath: "/a/b/", PublicURL: "https://connect.example.com"})
	var sitemap struct {
		Pages []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(fileNamed(t, tree, "sitemap.xml").Body, &sitemap); err != nil {
		t.Fatal(err)
	}
	listed := map[string]int{}
	for _, page := range sitemap.Pages {
		listed[page.Loc]++
	}
	for _, page := range guidePagesOf(t, tree) {
		if at := "https://connect.example.com/a/b" + page.Path; listed[at] != 1 {
			t.Errorf("%s is in the sitemap %d times", at, listed[at])
		}
	}
}
