package ui

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
)

// Segments is a small choice in one row: radio buttons drawn as one control.
type Segments struct {
	app.Compo

	// Name is the group's name; the inputs' ids derive from it.
	Name     string
	Legend   string
	Options  []Option
	Selected string
	OnChoose func(ctx app.Context, value string)
}

// CompoID keeps one group from being turned into another.
func (s *Segments) CompoID() string { return s.Name }

// Render draws the group.
func (s *Segments) Render() app.UI {
	browser.Pace()
	return El("fieldset", "segments",
		Text("legend", "hint", s.Legend),
		El("div", "segments-row", Each(len(s.Options), func(i int) app.UI {
			option := s.Options[i]
			id := s.Name + "-" + strings.ReplaceAll(option.Value, " ", "-")
			input := app.ElemSelfClosing("input").
				Attr("type", "radio").
				ID(id).
				Attr("name", s.Name).
				Attr("value", option.Value).
				OnChange(s.choose)
			if option.Value == s.Selected {
				input = input.Attr("checked", "true")
			}
			return El("div", "segment", input, Tag("label", []string{"for", id}, app.Text(option.Label)))
		})),
	)
}

func (s *Segments) choose(ctx app.Context, e app.Event) {
	if s.OnChoose != nil {
		s.OnChoose(ctx, ctx.JSSrc().Get("value").String())
	}
}
