package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/i18n"
)

// Field is a labelled single-line input with its hint, its problem and a note.
type Field struct {
	app.Compo

	// ID is the input's id; hint, problem and note derive theirs from it.
	ID string
	// Label names the field. Hint says what belongs into it.
	Label, Hint string
	// Explain answers "what is this?" behind a disclosure; empty means none.
	Explain string
	// Value is what the input shows.
	Value string
	// Problem is why the value cannot be used; empty means it can.
	Problem string
	// Note is a remark on the value, with an action that NoteAction names.
	Note, NoteAction string
	// Good is a remark that the value looks right.
	Good string
	// Type is the input's type ("text" when empty); InputMode, AutoComplete and
	// Placeholder are the attributes of those names.
	Type, InputMode, AutoComplete, Placeholder string
	// Secret hides the value until the person asks to see it.
	Secret bool
	// Mono shows the value in monospace.
	Mono bool

	// OnInput gets the whole text after each change, and whether it was pasted.
	OnInput func(ctx app.Context, text string, pasted bool)
	// OnLeave runs when the input loses focus.
	OnLeave func(ctx app.Context)
	// OnNote runs when the note's action is pressed.
	OnNote func(ctx app.Context)

	shown bool
	// typed is the text that the input is known to hold.
	typed string
}

// CompoID keeps one field from being turned into another, with its text.
func (f *Field) CompoID() string { return f.ID }

// OnMount shows Value, unless the person was faster: the input has been there for a
// moment, and the events of what is in it are still to come.
func (f *Field) OnMount(ctx app.Context) {
	if input := app.Window().GetElementByID(f.ID); !input.Truthy() || input.Get("value").String() == "" {
		f.show()
	}
}

// OnUpdate shows Value where it is not what the person typed. The input is left
// alone while it is: it may already hold keys whose events are still to come.
func (f *Field) OnUpdate(ctx app.Context) {
	if f.Value != f.typed {
		f.show()
	}
}

func (f *Field) show() {
	f.typed = f.Value
	if input := app.Window().GetElementByID(f.ID); input.Truthy() && input.Get("value").String() != f.Value {
		input.Set("value", f.Value)
	}
}

// Render draws the field.
func (f *Field) Render() app.UI {
	browser.Pace()
	return app.Elem("div").Class("field", when(f.Problem != "", "is-wrong")).Body(
		Tag("label", []string{"class", "label", "for", f.ID}, app.Text(f.Label)),
		f.hint(),
		El("div", "control",
			f.input(),
			If(f.Secret, func() app.UI {
				return app.Elem("button").
					Class("reveal").
					Attr("type", "button").
					Aria("pressed", f.shown).
					Aria("controls", f.ID).
					OnClick(f.toggle).
					Body(app.Text(f.revealLabel()), hidden(" "+f.Label))
			}),
		),
		f.problem(),
		f.remark(),
		If(f.Explain != "", func() app.UI {
			return &Disclosure{Summary: i18n.T("What is this?"), Text: f.Explain}
		}),
	)
}

// hint is there even when empty: go-app updates children by position, and an
// input that moves is made anew, without what was typed into it.
func (f *Field) hint() app.UI {
	return Tag("p", []string{"class", "hint", "id", f.ID + "-hint"}, app.Text(f.Hint))
}

func (f *Field) input() app.UI {
	input := app.ElemSelfClosing("input").
		ID(f.ID).
		Attr("name", f.ID).
		Attr("type", f.inputType()).
		Class("input", when(f.Mono, "mono")).
		Attr("autocomplete", orElse(f.AutoComplete, "off")).
		Attr("autocapitalize", "none").
		Attr("spellcheck", "false").
		OnInput(f.changed).
		OnBlur(f.leave)
	if f.InputMode != "" {
		input = input.Attr("inputmode", f.InputMode)
	}
	if f.Placeholder != "" {
		input = input.Attr("placeholder", f.Placeholder)
	}
	if described := f.describedBy(); described != "" {
		input = input.Attr("aria-describedby", described)
	}
	if f.Problem != "" {
		input = input.Aria("invalid", "true")
	}
	return input
}

func (f *Field) inputType() string {
	if f.Secret && !f.shown {
		return "password"
	}
	return orElse(f.Type, "text")
}

func (f *Field) describedBy() string {
	ids := ""
	for _, part := range []struct{ text, suffix string }{{f.Problem, "-problem"}, {f.Hint, "-hint"}, {f.Note + f.Good, "-note"}} {
		if part.text != "" {
			ids += " " + f.ID + part.suffix
		}
	}
	if ids == "" {
		return ""
	}
	return ids[1:]
}

func (f *Field) problem() app.UI {
	return Tag("div", []string{"id", f.ID + "-problem", "class", "problem"},
		If(f.Problem != "", func() app.UI {
			return El("p", "", Icon(IconCross), Text("span", "", f.Problem))
		}),
	)
}

func (f *Field) remark() app.UI {
	return Tag("div", []string{"id", f.ID + "-note", "class", "remark"},
		app.If(f.Note != "", func() app.UI {
			return El("p", "",
				Icon(IconInfo),
				El("span", "",
					app.Text(f.Note+" "),
					If(f.NoteAction != "", func() app.UI {
						return &Button{Label: f.NoteAction, Kind: Textual, OnPress: f.OnNote}
					}),
				),
			)
		}).ElseIf(f.Good != "", func() app.UI {
			return El("p", "is-good", Icon(IconCheck), Text("span", "", f.Good))
		}),
	)
}

func (f *Field) revealLabel() string {
	if f.shown {
		return i18n.T("Hide")
	}
	return i18n.T("Show")
}

func (f *Field) toggle(ctx app.Context, e app.Event) {
	f.shown = !f.shown
}

func (f *Field) changed(ctx app.Context, e app.Event) {
	if f.OnInput != nil {
		kind := e.Get("inputType")
		pasted := kind.Truthy() && (kind.String() == "insertFromPaste" || kind.String() == "insertFromDrop")
		f.typed = ctx.JSSrc().Get("value").String()
		f.OnInput(ctx, f.typed, pasted)
	}
}

func (f *Field) leave(ctx app.Context, e app.Event) {
	if f.OnLeave != nil {
		f.OnLeave(ctx)
	}
}
