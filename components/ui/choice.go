package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

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
}

// OnMount and OnUpdate keep the checked property, which a person's click and
// go-app's attributes both change, equal to Selected.
func (c *Choice) OnMount(ctx app.Context) { c.sync() }

// OnUpdate see OnMount.
func (c *Choice) OnUpdate(ctx app.Context) { c.sync() }

func (c *Choice) sync() {
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
	return El("fieldset", "choice",
		Text("legend", "label", c.Legend),
		app.Range(c.Options).Slice(func(i int) app.UI {
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
					app.Elem("label").Attr("for", c.id(option)).Class("option-label").Text(option.Label),
					app.Elem("p").ID(c.id(option)+"-hint").Class("hint").Text(option.Hint),
				),
			)
		}),
	)
}

func (c *Choice) choose(ctx app.Context, e app.Event) {
	if c.OnChoose != nil {
		c.OnChoose(ctx, ctx.JSSrc().Get("value").String())
	}
}
