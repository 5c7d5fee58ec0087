package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// shell is what every page has around its content.
func shell(content ...app.UI) app.UI {
	return ui.El("div", "page",
		app.Elem("a").Class("skip").Attr("href", "#content").OnClick(skip).Text(i18n.T("Skip to the content")),
		&still{draw: func() app.UI {
			return ui.El("header", "top",
				ui.Tag("a", []string{"class", "brand", "href", browser.BasePath()},
					ui.Mark(),
					ui.Text("span", "", "Mautic Connect"),
				),
			)
		}},
		ui.Tag("main", []string{"id", "content", "class", "main", "tabindex", "-1"}, content...),
		&still{draw: func() app.UI {
			return Foot(i18n.T("What you type stays in this page, unless you keep it in the vault. It goes to your Mautic and your tool only, through the server of this page where there is one."))
		}},
	)
}

// still is a part of every page that is drawn once: go-app draws all that is around
// a component anew with each of its events.
type still struct {
	app.Compo

	draw func() app.UI
}

// Render draws the part.
func (s *still) Render() app.UI {
	browser.Pace()
	return s.draw()
}

// Foot is what stands below every page: where else to go, and what is to be said
// of this page.
func Foot(text string) app.UI {
	base := browser.BasePath()
	return ui.El("footer", "foot",
		ui.El("p", "foot-links",
			ui.Link(base+Connect[1:], i18n.T("Connect")),
			ui.Link(base+Doctor[1:], i18n.T("Check a Mautic")),
			ui.Link(base+Vault[1:], i18n.T("Vault")),
			ui.Link(base+Guide[1:], i18n.T("Guide")),
		),
		ui.Text("p", "", text+" "+i18n.T("Open source, MIT licence. Not affiliated with Mautic or n8n.")),
	)
}

// frame is what the page made for being shown inside another page has around its
// content: that one has a header and a footer already.
func frame(content ...app.UI) app.UI {
	return ui.El("div", "framed",
		ui.Tag("main", []string{"id", "content", "class", "main", "tabindex", "-1"}, content...),
		ui.El("footer", "foot", ui.LinkOut(browser.BasePath()+Connect[1:], i18n.T("Open Mautic Connect in its own window"))),
	)
}

// skip moves the keyboard to the content. Left to itself go-app would put
// the fragment into the address and leave the keyboard where it is.
func skip(_ app.Context, e app.Event) {
	e.PreventDefault()
	e.StopImmediatePropagation()
	browser.Focus("content")
}
