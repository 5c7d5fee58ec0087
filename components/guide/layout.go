package guide

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// Body draws a whole page; index is the address of the search index.
func (g *Guide) Body(page Page, index string) app.UI {
	content := []app.UI{
		ui.If(page.Path != Path, func() app.UI { return g.Crumbs(page) }),
		ui.Text("h1", "", page.Title),
		Results(),
	}
	if page.Diagnosis == "" && page.Path != Path {
		content = append(content, ui.Text("p", "lede", page.Description))
	}
	content = append(content, contents(page))
	content = append(content, page.content()...)
	content = append(content, g.Pager(page))
	return ui.El("div", "page",
		ui.Tag("a", []string{"class", "skip", "href", "#content"}, app.Text(i18n.T("Skip to the content"))),
		Header(index),
		ui.El("div", "guide",
			g.Navigation(page),
			app.Elem("main").ID("content").Class("main", "doc").TabIndex(-1).Body(
				ui.Tag("article", []string{"id", "article"}, content...),
			),
		),
		components.Foot(""),
	)
}

// Header is what every page of the guide has on top. The field is shown by the
// script that makes it work.
func Header(index string) app.UI {
	return app.Elem("header").Class("top", "guide-top").Body(
		ui.Tag("a", []string{"class", "brand", "href", "/"}, ui.Mark(), ui.Text("span", "", "Mautic Connect")),
		ui.Tag("a", []string{"class", "guide-home", "href", Path}, app.Text(i18n.T("Guide"))),
		ui.Tag("form", []string{"id", "search", "class", "search", "role", "search", "action", Path, "data-index", index, "hidden", "hidden"},
			ui.Tag("label", []string{"class", "sr-only", "for", "q"}, app.Text(i18n.T("Search the guide, or paste an error message"))),
			app.ElemSelfClosing("input").ID("q").Class("input").Attr("name", "q").Attr("type", "search").Attr("autocomplete", "off").
				Attr("placeholder", i18n.T("Search, or paste an error message")),
		),
	)
}

// Results is where the script puts what it finds, in the place of what follows.
func Results() app.UI {
	return ui.Tag("section", []string{"id", "results", "class", "results", "aria-labelledby", "found", "hidden", "hidden"},
		ui.Tag("p", []string{"id", "found", "class", "strong", "role", "status"}),
		ui.Tag("ol", []string{"id", "hits"}),
	)
}

// contents lists the sections of a page.
func contents(page Page) app.UI {
	return ui.If(len(page.headings) > 1 && page.Path != Path, func() app.UI {
		return ui.Tag("nav", []string{"class", "toc", "aria-label", i18n.T("On this page")},
			ui.El("ul", "", ui.Each(len(page.headings), func(i int) app.UI {
				return ui.El("li", "", ui.Link("#"+page.headings[i].id, page.headings[i].text))
			})))
	})
}

// Crumbs say where a page is.
func (g *Guide) Crumbs(page Page) app.UI {
	return ui.Tag("nav", []string{"class", "crumbs", "aria-label", i18n.T("Where you are")},
		ui.El("ol", "",
			ui.El("li", "", ui.Link(Path, i18n.T("Guide"))),
			ui.El("li", "", ui.Link(Path+"#"+page.Group.ID, page.Group.Title)),
			ui.Tag("li", []string{"aria-current", "page"}, app.Text(page.Title)),
		))
}

// Navigation lists what is written by hand, the groups of diagnoses, and the
// diagnoses of the group that is open.
func (g *Guide) Navigation(current Page) app.UI {
	var parts []app.UI
	for _, group := range groups() {
		if !group.Diagnoses {
			parts = append(parts, ui.Text("p", "guide-group", group.Title), g.links(g.of(group), current))
		}
	}
	var problems []app.UI
	for _, group := range groups() {
		if !group.Diagnoses {
			continue
		}
		item := []app.UI{ui.Link(Path+"#"+group.ID, group.Title)}
		if group.ID == current.Group.ID {
			item = append(item, g.links(g.of(group), current))
		}
		problems = append(problems, ui.El("li", "", item...))
	}
	parts = append(parts, ui.Text("p", "guide-group", i18n.T("Solve a problem")), ui.El("ul", "", problems...))
	return ui.El("details", "guide-menu",
		ui.El("summary", "", ui.Icon(ui.IconChevron), ui.Text("span", "", i18n.T("All pages"))),
		ui.Tag("nav", []string{"aria-label", i18n.T("Guide")}, parts...),
	)
}

func (g *Guide) links(pages []Page, current Page) app.UI {
	return ui.El("ul", "", ui.Each(len(pages), func(i int) app.UI {
		attributes := []string{"class", "link", "href", pages[i].Path}
		if pages[i].Path == current.Path {
			attributes = append(attributes, "aria-current", "page")
		}
		return ui.El("li", "", ui.Tag("a", attributes, app.Text(pages[i].Title)))
	}))
}

// Pager leads to the page before and the page after.
func (g *Guide) Pager(page Page) app.UI {
	at := g.byPath[page.Path]
	side := func(i int, rel, label string) app.UI {
		return ui.If(i >= 0 && i < len(g.pages), func() app.UI {
			return ui.Tag("a", []string{"class", "pager-" + rel, "rel", rel, "href", g.pages[i].Path},
				ui.Text("span", "hint", label), ui.Text("span", "", g.pages[i].Title))
		})
	}
	return ui.Tag("nav", []string{"class", "pager", "aria-label", i18n.T("Before and after")},
		side(at-1, "prev", i18n.T("Before")), side(at+1, "next", i18n.T("Next")))
}
