package ui

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/i18n"
)

// CopyButton copies a text that is not shown. Where the browser refuses, it
// shows the text, selected, so that a person can copy it by hand.
type CopyButton struct {
	app.Compo

	ID, Label string
	// Value is the text to copy.
	Value string
	// OnCopied runs once the browser has copied it.
	OnCopied func(ctx app.Context)

	copied, failed bool
	stale          int
}

// CompoID keeps one button from being turned into another.
func (c *CopyButton) CompoID() string { return c.ID }

// Render draws the button.
func (c *CopyButton) Render() app.UI {
	browser.Pace()
	label, icon := c.Label, IconCopy
	if c.copied {
		label, icon = i18n.T("Copied"), IconCheck
	}
	return El("div", "copybutton",
		app.Elem("button").ID(c.ID).Attr("type", "button").Class("button", "button-plain").OnClick(c.copy).
			Body(Icon(icon), Text("span", "", label)),
		Tag("p", []string{"class", "sr-only", "role", "status"}, app.Text(when(c.copied, i18n.T("%s copied", c.Label)))),
		If(c.failed, func() app.UI {
			return El("div", "",
				Text("p", "hint", i18n.T("This browser did not allow copying. The text is selected: press Ctrl+C or ⌘C.")),
				Tag("pre", []string{"id", c.ID + "-text", "class", "value", "tabindex", "0"}, app.Text(c.Value)),
			)
		}),
	)
}

func (c *CopyButton) copy(ctx app.Context, e app.Event) {
	browser.Copy(c.Value, c.ID+"-text", func(ok bool) {
		ctx.Dispatch(func(ctx app.Context) {
			c.copied, c.failed = ok, !ok
			if ok && c.OnCopied != nil {
				c.OnCopied(ctx)
			}
			c.stale++
			current := c.stale
			if !ok {
				ctx.Defer(func(app.Context) { browser.Select(c.ID + "-text") })
			}
			ctx.After(2*time.Second, func(app.Context) {
				if c.stale == current {
					c.copied = false
				}
			})
		})
	})
}
