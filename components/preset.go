package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// presetStep is the first step where the Mautic is one that the server knows, so
// that there is nothing to type.
type presetStep view

// Render draws the step.
func (s presetStep) Render() app.UI {
	preset := s.State.Preset
	loading := preset.Base.IsZero()
	title := i18n.T("Your Mautic")
	if preset.Title != "" {
		title = preset.Title
	}
	return ui.Tag("section", []string{"id", "preset", "class", "step-view", "aria-labelledby", stepHeadingID},
		heading(title),
		ui.El("div", "slot", ui.If(s.State.Failure != nil, func() app.UI {
			return failureCard{Failure: *s.State.Failure, Book: s.Book}.Render()
		})),
		ui.El("div", "slot", app.If(!loading, func() app.UI {
			return ui.El("div", "",
				facts("preset-facts", i18n.T("Mautic"), preset.Base.String()),
				receiver(preset),
			)
		}).ElseIf(s.State.Failure == nil, func() app.UI {
			return ui.El("p", "", ui.Spinner(), ui.Text("span", "", i18n.T("Asking the server which Mautic this is about…")))
		})),
		ui.El("div", "actions", s.action(loading)),
		ui.Tag("div", []string{"class", "slot", "id", "preflight"},
			ui.If(len(s.State.Preflight.Checks) > 0, func() app.UI {
				return checkList(s.Book, s.State.Address.Base, s.State.Preflight.Checks)
			}),
		),
	)
}

func (s presetStep) action(loading bool) app.UI {
	running := s.State.Preflight.Running
	button := &ui.Button{ID: "address-go", Label: i18n.T("Continue"), Kind: ui.Primary, Busy: running, OnPress: func(ctx app.Context) { s.Send(ctx, flow.AddressEntered{}) }}
	switch {
	case running:
		button.Label = i18n.T("Checking…")
	case loading:
		button.Label, button.Busy = i18n.T("Try again"), s.State.Failure == nil
		button.OnPress = func(ctx app.Context) { s.Send(ctx, flow.CheckAgainPressed{}) }
	}
	return button
}

// receiver says who gets the result of a preset.
func receiver(preset flow.Preset) app.UI {
	if preset.DeliversTo == "" {
		return ui.Text("p", "hint", i18n.T("The client's secret stays on the server of this page. You sign in to Mautic and press Accept."))
	}
	return ui.Text("p", "hint", i18n.T("You sign in to Mautic and press Accept. The access you give then goes to the server of %s, and to nobody else.", preset.Receiver()))
}
