package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/doctor"
)

// redirectCompare says what to register as redirect URI, and, once it is told
// what is registered, what differs by Mautic's own rule.
type redirectCompare struct {
	// Sent is the redirect URI that Mautic was sent, Registered what the person
	// says is registered.
	Sent, Registered string
	Redirects        flow.Redirects
	Send             Send
}

func newRedirectCompare(v view) redirectCompare {
	return redirectCompare{Sent: v.State.RedirectURI, Registered: v.State.Forms.Registered.Value, Redirects: v.State.Redirects, Send: v.Send}
}

// render draws the comparison. ID is the start of the ids of its parts.
func (c redirectCompare) render(id string) app.UI {
	comparison, register := c.Redirects.Comparison, c.Sent
	if comparison.Register != "" {
		register = comparison.Register
	}
	return ui.El("div", "slot",
		&ui.Field{
			ID:    id + "-registered",
			Label: i18n.T("What stands in Redirect URI in Mautic (optional)"),
			Hint:  i18n.T(doctor.RedirectRule),
			Mono:  true,
			Value: c.Registered,
			OnInput: func(ctx app.Context, text string, _ bool) {
				c.Send(ctx, flow.Typed{Field: flow.FieldRegistered, Text: text})
			},
		},
		ui.Tag("div", []string{"class", "slot", "id", id + "-differences", "aria-live", "polite"},
			ui.If(comparison.Matches, func() app.UI {
				return ui.El("p", "is-good", ui.Icon(ui.IconCheck), ui.Text("span", "", i18n.T("Mautic takes this. The reason is another one: save the client again, or look whether it is the right client.")))
			}),
			ui.El("ul", "corrections", ui.Each(len(comparison.Differences), func(i int) app.UI {
				difference := comparison.Differences[i]
				return ui.Text("li", "", i18n.T(difference.Text, difference.Gaps...))
			})),
			ui.If(c.Redirects.Err != nil, func() app.UI { return ui.Text("p", "is-bad", c.Redirects.Err.Error()) }),
		),
		&ui.Copyable{ID: id, Label: i18n.T("Redirect URI to register in Mautic"), Value: register},
	)
}
