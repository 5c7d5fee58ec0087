package ui

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/i18n"
)

// Copyable is an exact value with a button that copies it.
type Copyable struct {
	app.Compo

	// ID is the value's id.
	ID string
	// Label says what the value is.
	Label string
	Value string
	// Command shows the value as something to type: with its line ends, and its
	// label for screen readers only.
	Command bool

	copied, failed bool
	stale          int
}

// CompoID keeps one value from being turned into another.
func (c *Copyable) CompoID() string { return c.ID }

// Render draws the value.
func (c *Copyable) Render() app.UI {
	browser.Pace()
	return El("div", "copyable",
		app.Elem("p").Class(when(c.Command, "sr-only"), when(!c.Command, "label")).ID(c.ID+"-label").Text(c.Label),
		El("div", "copyable-row",
			app.Elem("code").Class("value", when(c.Command, "command")).ID(c.ID).Attr("aria-labelledby", c.ID+"-label").TabIndex(0).Text(c.Value),
			app.Elem("button").
				Attr("type", "button").
				Class("button", "button-plain").
				OnClick(c.copy).
				Body(Icon(c.icon()), Text("span", "", c.buttonLabel()), hidden(" "+c.Label)),
		),
		Tag("p", []string{"class", "sr-only", "role", "status"}, app.Text(c.status())),
		If(c.failed, func() app.UI {
			return Text("p", "hint", i18n.T("This browser did not allow copying. The value is selected: press Ctrl+C or ⌘C."))
		}),
	)
}

func (c *Copyable) icon() IconName {
	if c.copied {
		return IconCheck
	}
	return IconCopy
}

func (c *Copyable) buttonLabel() string {
	if c.copied {
		return i18n.T("Copied")
	}
	return i18n.T("Copy")
}

func (c *Copyable) status() string {
	if c.copied {
		return i18n.T("%s copied", c.Label)
	}
	return ""
}

func (c *Copyable) copy(ctx app.Context, e app.Event) {
	browser.Copy(c.Value, c.ID, func(ok bool) {
		ctx.Dispatch(func(ctx app.Context) {
			c.copied, c.failed = ok, !ok
			c.stale++
			current := c.stale
			ctx.After(2*time.Second, func(app.Context) {
				if c.stale == current {
					c.copied = false
				}
			})
		})
	})
}
