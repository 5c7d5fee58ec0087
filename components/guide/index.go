package guide

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/doctor/catalogue"
)

// EmbeddingPath is where the documentation for portals is, which has no source
// here.
const EmbeddingPath = "/embedding"

func embeddingPage(group Group) Page {
	return Page{
		Path: EmbeddingPath, Title: i18n.T("Inside your portal"), Group: group, elsewhere: true,
		Description: i18n.T("Embedding: show Mautic Connect in your admin portal, with two lines of HTML, events, theming, presets, signed delivery."),
	}
}

// index draws the first page: everything there is, by group.
func (g *Guide) index(page *Page) {
	page.Title = i18n.T("Guide")
	page.Description = i18n.T("How to get a Mautic API credential that works, for n8n, Make, Zapier or your own code, and what every error message on the way means.")
	for _, group := range groups() {
		page.headings = append(page.headings, heading{group.ID, group.Title})
		for _, p := range g.of(group) {
			page.links = append(page.links, p.Path)
		}
	}
	page.content = func() []app.UI {
		out := []app.UI{ui.Text("p", "lede", page.Description)}
		for _, group := range groups() {
			out = append(out, ui.Tag("h2", []string{"id", group.ID}, app.Text(group.Title)), g.list(group))
		}
		return out
	}
}

// list is a group's pages: those written by hand with what they are about, those
// of diagnoses with what people see.
func (g *Guide) list(group Group) app.UI {
	book := catalogue.Book()
	pages := g.of(group)
	return ui.El("dl", "entries", ui.Each(len(pages), func(i int) app.UI {
		page := pages[i]
		about := app.Text(page.Description)
		if page.Diagnosis != "" {
			about = seen(book.Lookup(page.Diagnosis))
		}
		return entry(page.Path, page.Title, about)
	}))
}

// entry is a page in a list, and what is said of it.
func entry(path, title string, about app.UI) app.UI {
	return ui.El("div", "", ui.El("dt", "", ui.Link(path, title)), ui.El("dd", "", about))
}

// seen are some of the messages of a diagnosis.
func seen(d doctor.Diagnosis) app.UI {
	return ui.El("span", "", ui.Each(min(len(d.Symptoms), 3), func(i int) app.UI { return ui.Text("code", "", short(d.Symptoms[i])) }))
}

// short is a message as long as it fits into a line or two.
func short(message string) string {
	const most = 100
	if len(message) <= most {
		return message
	}
	return message[:strings.LastIndexAny(message[:most], " ,")] + " …"
}
