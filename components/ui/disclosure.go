package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
)

// Disclosure hides details behind a summary. The browser keeps whether it is
// open; go-app does not touch it.
type Disclosure struct {
	app.Compo

	// ID is the element's id, and tells disclosures of the same summary apart;
	// empty where there is one.
	ID      string
	Summary string
	// Text is a plain paragraph; Content anything else.
	Text    string
	Content []app.UI
}

// CompoID keeps one disclosure from being turned into another, open or closed.
func (d *Disclosure) CompoID() string { return d.ID + d.Summary }

// Render draws the disclosure.
func (d *Disclosure) Render() app.UI {
	browser.Pace()
	details := app.Elem("details").Class("disclosure")
	if d.ID != "" {
		details = details.ID(d.ID)
	}
	return details.Body(
		El("summary", "", Icon(IconChevron), Text("span", "", d.Summary)),
		El("div", "disclosed",
			If(d.Text != "", func() app.UI { return Text("p", "", d.Text) }),
			El("div", "", content(d.Content)...),
		),
	)
}
