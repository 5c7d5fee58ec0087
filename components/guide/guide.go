package guide

import (
	"fmt"
	"slices"
	"strings"

	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/doctor/catalogue"
)

// Guide is all pages, in the order to read them: the index first.
type Guide struct {
	pages  []Page
	byPath map[string]int
}

// New makes the guide. Elsewhere are the paths under the base path of pages that
// its pages may lead to besides its own.
func New(elsewhere ...string) (*Guide, error) {
	sources, err := readSources()
	if err != nil {
		return nil, err
	}
	g := &Guide{byPath: map[string]int{}}
	g.pages = append(g.pages, Page{Path: Path})
	for _, group := range groups() {
		if group.Diagnoses {
			continue
		}
		var of []source
		for _, s := range sources {
			if s.group == group.ID {
				of = append(of, s)
			}
		}
		slices.SortFunc(of, func(a, b source) int { return a.order - b.order })
		for _, s := range of {
			g.pages = append(g.pages, Page{Path: Path + "/" + s.name, Title: s.title, Description: s.description, Group: group})
		}
		if group.ID == "run" {
			g.pages = append(g.pages, embeddingPage(group))
		}
	}
	if written := len(g.pages) - 2; written != len(sources) {
		return nil, fmt.Errorf("%d of the guide's %d sources are in a group that there is", written, len(sources))
	}
	for _, group := range groups() {
		for _, d := range catalogue.All() {
			if diagnosisGroup(d.Group) == group.ID {
				g.pages = append(g.pages, Page{Path: diagnosisPath(d.ID), Title: headline(d), Description: summary(d), Group: group, Diagnosis: d.ID})
			}
		}
	}
	for i, page := range g.pages {
		if _, twice := g.byPath[page.Path]; twice {
			return nil, fmt.Errorf("the guide has two pages at %s", page.Path)
		}
		g.byPath[page.Path] = i
	}
	for _, s := range sources {
		if err := g.write(&g.pages[g.byPath[Path+"/"+s.name]], s); err != nil {
			return nil, fmt.Errorf("the guide's page %s: %w", s.name, err)
		}
	}
	book := catalogue.Book()
	for i := range g.pages {
		if page := &g.pages[i]; page.Diagnosis != "" {
			g.explain(page, book.Lookup(page.Diagnosis))
		}
	}
	g.index(&g.pages[0])
	return g, g.check(elsewhere)
}

// check finds links that lead nowhere.
func (g *Guide) check(elsewhere []string) error {
	for _, page := range g.pages {
		for _, link := range page.links {
			path, fragment, _ := strings.Cut(link, "#")
			at, ours := g.byPath[path]
			if !ours && !slices.Contains(elsewhere, path) {
				return fmt.Errorf("the guide's page %s leads to %s, which there is not", page.Path, link)
			}
			if ours && fragment != "" && !slices.ContainsFunc(g.pages[at].headings, func(h heading) bool { return h.id == fragment }) {
				return fmt.Errorf("the guide's page %s leads to %s, and there is no such section", page.Path, link)
			}
		}
	}
	return nil
}

// Pages are all pages that are drawn here, in the order to read them.
func (g *Guide) Pages() []Page {
	return slices.DeleteFunc(slices.Clone(g.pages), Page.Elsewhere)
}

// Lookup finds the page at a path.
func (g *Guide) Lookup(path string) (Page, bool) {
	i, ok := g.byPath[path]
	if !ok {
		return Page{}, false
	}
	return g.pages[i], true
}

// of are the pages of a group.
func (g *Guide) of(group Group) []Page {
	var out []Page
	for _, page := range g.pages {
		if page.Group.ID == group.ID && page.Path != Path {
			out = append(out, page)
		}
	}
	return out
}

// diagnosisPath is where a diagnosis is explained.
func diagnosisPath(id doctor.ID) string { return Path + "/" + string(id) }
