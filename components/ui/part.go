package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
)

// Part is a part of a view before which the page may answer, when drawing takes
// long: a whole view drawn in one go keeps a slow phone busy for too long.
type Part struct {
	app.Compo

	ID      string
	Content []app.UI
}

// CompoID keeps one content from being turned into another.
func (p *Part) CompoID() string { return p.ID }

// Render draws the content.
func (p *Part) Render() app.UI {
	browser.Pace()
	return El("div", "part", content(p.Content)...)
}
