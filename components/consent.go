package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// consentCard asks before secrets that were typed for one host are sent to
// another.
type consentCard view

// consentID is the id of the question, which takes the keyboard.
const consentID = "consent"

// Render draws the question.
func (c consentCard) Render() app.UI {
	was, now := c.State.TypedElsewhere().Origin(), c.State.Address.Base.Origin()
	return ui.Notice(ui.ToneWarn, consentID, i18n.T("You typed these secrets for %s.", was),
		ui.Text("p", "", i18n.T("The address names %s now. They are sent there only if you say so.", now)),
		ui.El("div", "actions",
			&ui.Button{ID: "keep-secrets", Label: i18n.T("Use them for %s", now), OnPress: func(ctx app.Context) { c.Send(ctx, flow.KeepSecrets{}) }},
			&ui.Button{ID: "clear-secrets", Label: i18n.T("Clear them"), OnPress: func(ctx app.Context) { c.Send(ctx, flow.ClearSecrets{}) }},
		),
	)
}
