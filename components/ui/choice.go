package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
)

// Option is one of the answers of a Choice.
type Option struct {
	Value, Label, Hint string
}

// Choice is a group of radio buttons.
type Choice struct {
	app.Compo

	// Name is the group's name; the inputs' ids derive from it.
	Name     string
	Legend   string
	Options  []Option
	Selected string
	OnChoose func(ctx app.Context, value string)

	// known is what the buttons are known to show.
	known string
}

// OnMount knows that the buttons were made to show Selected. The person may have
// pressed another one since, whose event is still to come.
func (c *Choice) OnMount(ctx app.Context) { c.known = c.Selected }

// OnUpdate shows Selected where it is not what the person chose. Otherwise the
// buttons are left alone: between a press and the event that tells of it the
// browser has already checked the new one, and undoing that would lose it.
func (c *Choice) OnUpdate(ctx app.Context) {
	if c.Selected != c.known {
		c.show()
	}
}

func (c *Choice) show() {
	c.known = c.Selected
	for _, option := range c.Options {
		if input := app.Window().GetElementByID(c.id(option)); input.Truthy() {
			input.Set("checked", option.Value == c.Selected)
		}
	}
}

func (c *Choice) id(o Option) string { return c.Name + "-" + o.Value }

// CompoID keeps one group from being turned into another.
func (c *Choice) CompoID() string { return c.Name }

// Render draws the group.
func (c *Choice) Render() app.UI {
	browser.Pace()
	return El("fieldset", "choice",
		Text("legend", "label", c.Legend),
		Each(len(c.Options), func(i int) app.UI {
			option := c.Options[i]
			input := app.ElemSelfClosing("input").
				Attr("type", "radio").
				ID(c.id(option)).
				Attr("name", c.Name).
				Attr("value", option.Value).
				Attr("aria-describedby", c.id(option)+"-hint").
				OnChange(c.choose)
			if option.Value == c.Selected {
				input = input.Attr("checked", "true")
			}
			return app.Elem("div").Class("option", when(option.Value == c.Selected, "is-selected")).Body(
				input,
				El("div", "option-text",
					Tag("label", []string{"for", c.id(option), "class", "option-label"}, app.Text(option.Label)),
					Tag("p", []string{"id", c.id(option) + "-hint", "class", "hint"}, app.Text(option.Hint)),
				),
			)
		}),
	)
}

func (c *Choice) choose(ctx app.Context, e app.Event) {
	if c.OnChoose != nil {
		c.known = ctx.JSSrc().Get("value").String()
		c.OnChoose(ctx, c.known)
	}
}
