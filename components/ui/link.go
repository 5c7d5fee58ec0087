package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/i18n"
)

// Link is a link to a page of this site.
func Link(href, label string) app.UI { return link(href).Text(label) }

// LinkOut is a link that opens a new tab without access to this page.
func LinkOut(href, label string) app.UI {
	return link(href).
		Attr("target", "_blank").
		Attr("rel", "noopener noreferrer").
		Body(app.Text(label), Icon(IconExternal), hidden(i18n.T("opens a new tab")))
}

func link(href string) app.HTMLElem { return app.Elem("a").Class("link").Attr("href", href) }
