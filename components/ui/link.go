package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/i18n"
)

// Link is a link. An external one opens a new tab without access to this page.
type Link struct {
	app.Compo

	Href, Label string
	External    bool
}

// Render draws the link.
func (l *Link) Render() app.UI {
	link := app.Elem("a").Class("link").Attr("href", l.Href)
	if !l.External {
		return link.Text(l.Label)
	}
	return link.
		Attr("target", "_blank").
		Attr("rel", "noopener noreferrer").
		Body(app.Text(l.Label), Icon(IconExternal), hidden(i18n.T("opens a new tab")))
}
