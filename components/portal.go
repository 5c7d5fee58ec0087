package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// portalID is the id of what the hand-over says of the portal.
const portalID = "portal"

// portal lets the page that shows this one know what came of the proof.
func (s handOverStep) portal() app.UI {
	portal := s.State.Portal
	host := portal.Host()
	if portal.Told {
		return s.told()
	}
	tell := &ui.Button{ID: "tell", Label: i18n.T("Tell %s that it works", host), Kind: ui.Primary, Busy: portal.Busy, OnPress: func(ctx app.Context) { s.Send(ctx, flow.TellPressed{}) }}
	actions := ui.El("div", "actions", tell)
	if s.State.Offers() {
		tell.Label, tell.Kind, tell.Busy = i18n.T("No, only say that it works"), "", false
		actions = ui.El("div", "actions",
			&ui.Button{ID: "release", Label: i18n.T("Give it to %s", host), Kind: ui.Primary, Busy: portal.Busy, OnPress: func(ctx app.Context) { s.Send(ctx, flow.TellPressed{Release: true}) }},
			tell,
		)
	}
	return ui.Tag("section", []string{"id", portalID, "class", "way"},
		app.If(s.State.Offers(), func() app.UI {
			return ui.El("div", "",
				ui.Text("h3", "", i18n.T("%s asks for the credential", host)),
				ui.Text("p", "", i18n.T("It gets everything that is needed to use your Mautic: %s. Give it only if you know who runs %s.", whatLeaves(s.State), host)),
			)
		}).Else(func() app.UI {
			return ui.El("div", "",
				ui.Text("h3", "", i18n.T("Back to %s", host)),
				ui.Text("p", "", i18n.T("It learns the address of your Mautic, whose access it is and what that may do. It gets no password, no secret and no token.")),
			)
		}),
		ui.El("div", "slot", ui.If(portal.Err != nil, func() app.UI {
			return ui.Notice(ui.ToneBad, "portal-failed", i18n.T("It could not be handed over."), app.Text(portal.Err.Error()))
		})),
		actions,
	)
}

// told says that the portal knows, and leads back to it.
func (s handOverStep) told() app.UI {
	portal := s.State.Portal
	title := i18n.T("%s knows that it works.", portal.Host())
	if released(s.State) {
		title = i18n.T("%s has the credential.", portal.Host())
	}
	done := ui.El("div", "actions", s.done())
	if !s.State.HandOver.GrantLeft {
		return ui.Notice(ui.ToneGood, portalID, title, done)
	}
	return ui.Notice(ui.ToneGood, portalID, title,
		ui.Text("p", "", i18n.T("This page has forgotten the tokens and renews nothing any more: Mautic's refresh tokens work once, so there has to be one holder.")),
		done,
	)
}

func (s handOverStep) done() app.UI {
	return &ui.Button{ID: "done", Label: i18n.T("Done"), Kind: ui.Primary, OnPress: func(ctx app.Context) { s.Send(ctx, flow.DonePressed{}) }}
}

// released reports whether the portal has got the credential itself.
func released(state *flow.State) bool {
	for _, departure := range state.HandOver.Left {
		if departure.Way == flow.WayReleased {
			return true
		}
	}
	return false
}

// whatLeaves names the secret parts of a credential.
func whatLeaves(state *flow.State) string {
	if state.Proof.User.UserName != "" && state.Proof.Credential.Method() == "basic" {
		return i18n.T("your user name and your password")
	}
	if state.Connected() {
		return i18n.T("the client's ID and secret, and the access you have just given")
	}
	return i18n.T("the client's ID and secret")
}

// delivery is the hand-over of a preset whose result goes to the portal's server.
func (s handOverStep) delivery() app.UI {
	delivery, host := s.State.Delivery, s.State.Preset.Receiver()
	return ui.Tag("section", []string{"id", "delivery", "class", "way"},
		app.If(delivery.Done, func() app.UI {
			return ui.Notice(ui.ToneGood, portalID, i18n.T("%s has it.", host),
				ui.Text("p", "", i18n.T("The access you gave has arrived at its server. This page has forgotten the tokens.")),
				ui.If(s.State.Portal.Origin != "", func() app.UI { return ui.El("div", "actions", s.done()) }),
			)
		}).ElseIf(delivery.Err != nil && !delivery.Busy, func() app.UI {
			return ui.El("div", "",
				failureCard{Failure: flow.Failure{Err: delivery.Err, Method: s.State.Method, Base: s.State.Preset.Base}, Book: s.Book}.Render(),
				ui.El("div", "actions",
					&ui.Button{ID: "deliver", Label: i18n.T("Try again"), Kind: ui.Primary, OnPress: func(ctx app.Context) { s.Send(ctx, flow.DeliverPressed{}) }},
				),
			)
		}).Else(func() app.UI {
			return ui.El("p", "", ui.Spinner(), ui.Text("span", "", i18n.T("Handing it over to %s…", host)))
		}),
	)
}
