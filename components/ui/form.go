package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
)

// Form is a form that never leaves the page: submitting it runs OnSubmit.
type Form struct {
	app.Compo

	ID       string
	Content  []app.UI
	OnSubmit func(ctx app.Context)
}

// CompoID keeps one form from being turned into another.
func (f *Form) CompoID() string { return f.ID }

// Render draws the form.
func (f *Form) Render() app.UI {
	browser.Pace()
	return app.Elem("form").
		ID(f.ID).
		Class("form").
		Attr("novalidate", "novalidate").
		Attr("autocomplete", "on").
		OnSubmit(f.submit).
		Body(content(f.Content)...)
}

func (f *Form) submit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	if f.OnSubmit != nil {
		f.OnSubmit(ctx)
	}
}
