package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/doctor"
)

// RedirectCompare says what to register as redirect URI, and, once it is told
// what is registered, what differs by Mautic's own rule.
type RedirectCompare struct {
	app.Compo

	// ID is the start of the ids of its parts.
	ID string
	// Sent is the redirect URI that Mautic was sent.
	Sent string

	registered string
}

// CompoID keeps one comparison from being turned into another.
func (c *RedirectCompare) CompoID() string { return c.ID }

// Render draws the comparison.
func (c *RedirectCompare) Render() app.UI {
	comparison := doctor.ExplainRedirect(c.registered, c.Sent)
	return ui.El("div", "slot",
		&ui.Field{
			ID:    c.ID + "-registered",
			Label: i18n.T("What stands in Redirect URI in Mautic (optional)"),
			Hint:  i18n.T(doctor.RedirectRule),
			Mono:  true,
			Value: c.registered,
			OnInput: func(ctx app.Context, text string, _ bool) {
				c.registered = text
			},
		},
		ui.Tag("div", []string{"class", "slot", "id", c.ID + "-differences", "aria-live", "polite"},
			ui.If(comparison.Matches, func() app.UI {
				return ui.El("p", "is-good", ui.Icon(ui.IconCheck), ui.Text("span", "", i18n.T("Mautic takes this. The reason is another one: save the client again, or look whether it is the right client.")))
			}),
			ui.El("ul", "corrections", ui.Each(len(comparison.Differences), func(i int) app.UI {
				key, args := comparison.Differences[i].Message()
				return ui.Text("li", "", i18n.T(key, args...))
			})),
		),
		&ui.Copyable{ID: c.ID, Label: i18n.T("Redirect URI to register in Mautic"), Value: comparison.Register},
	)
}
