package ui

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Later draws its content a moment after what is around it, so that the page
// answers in between: a whole view drawn at once keeps a slow phone busy for too
// long. Once it is drawn it stays.
type Later struct {
	app.Compo

	ID      string
	Content []app.UI

	drawn bool
}

// CompoID keeps one content from being turned into another.
func (l *Later) CompoID() string { return l.ID }

// OnMount has the content drawn by a task of its own.
func (l *Later) OnMount(ctx app.Context) {
	ctx.After(time.Millisecond, func(app.Context) { l.drawn = true })
}

// Render draws the content, or nothing yet.
func (l *Later) Render() app.UI {
	if !l.drawn {
		return El("div", "later")
	}
	return El("div", "later", content(l.Content)...)
}
