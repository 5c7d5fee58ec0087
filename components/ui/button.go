package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
)

// ButtonKind is how much a button asks for attention.
type ButtonKind string

// The kinds of buttons.
const (
	Plain   ButtonKind = "plain"
	Primary ButtonKind = "primary" // at most one a view
	Quiet   ButtonKind = "quiet"
	Textual ButtonKind = "textual" // inside a sentence
)

// Button is a button. Inside a form, Submit makes it the one that Enter presses.
type Button struct {
	app.Compo

	ID    string
	Label string
	Kind  ButtonKind
	Icon  IconName
	// Busy shows that what the button started is under way, and keeps it from
	// being pressed again. It stays focusable.
	Busy bool
	// Submit makes it the form's submit button; the form handles the press.
	Submit  bool
	OnPress func(ctx app.Context)
}

// Render draws the button.
func (b *Button) Render() app.UI {
	browser.Pace()
	button := app.Elem("button").
		Attr("type", buttonType(b.Submit)).
		Class("button", "button-"+orElse(string(b.Kind), string(Plain)), when(b.Busy, "is-busy")).
		OnClick(b.press).
		Body(
			app.If(b.Busy, func() app.UI { return Spinner() }).
				ElseIf(b.Icon != "", func() app.UI { return Icon(b.Icon) }),
			Text("span", "", b.Label),
		)
	if b.ID != "" {
		button = button.ID(b.ID)
	}
	if b.Busy {
		button = button.Aria("disabled", "true")
	}
	return button
}

func (b *Button) press(ctx app.Context, e app.Event) {
	if b.Busy {
		e.PreventDefault()
		return
	}
	if b.Submit || b.OnPress == nil {
		return
	}
	b.OnPress(ctx)
}

func buttonType(submit bool) string {
	if submit {
		return "submit"
	}
	return "button"
}
