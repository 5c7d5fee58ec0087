package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// waitingCard is shown while the person is in the Mautic window, or before it
// could be opened.
type waitingCard view

// Render draws the card.
func (c waitingCard) Render() app.UI {
	return ui.Tag("section", []string{"id", "waiting", "class", "waiting"},
		c.path(),
		ui.El("div", "waiting-text", c.text()...),
		ui.El("div", "actions", c.actions()...),
		&ui.Disclosure{
			Summary: i18n.T("Mautic shows an error?"),
			Content: []app.UI{
				ui.Text("p", "", i18n.T("Some errors stay in the Mautic window and never come back here. Paste what it shows:")),
				&ui.Field{
					ID:      string(flow.FieldWindowText),
					Label:   i18n.T("What the Mautic window shows"),
					Value:   c.State.Forms.WindowText.Value,
					Mono:    true,
					OnInput: c.pasted,
				},
				c.reading(),
			},
		},
	)
}

// path draws where the person is: here, in Mautic, back here.
func (c waitingCard) path() app.UI {
	inMautic := i18n.T("Mautic: waiting for you")
	if c.State.Attempt.Phase == flow.PhaseBlocked {
		inMautic = i18n.T("Mautic")
	}
	return ui.El("ol", "path",
		ui.El("li", "is-done", ui.Icon(ui.IconCheck), ui.Text("span", "", i18n.T("You"))),
		ui.El("li", "is-current", ui.Icon(ui.IconWindow), ui.Text("span", "", inMautic)),
		ui.El("li", "", ui.Icon(ui.IconUser), ui.Text("span", "", i18n.T("Back here"))),
	)
}

func (c waitingCard) text() []app.UI {
	switch {
	case c.State.Attempt.Phase == flow.PhaseLeaving:
		return []app.UI{ui.El("p", "", ui.Spinner(), ui.Text("span", "", i18n.T("On the way to Mautic…")))}
	case c.State.Attempt.Phase == flow.PhaseBlocked:
		return []app.UI{
			ui.Text("p", "strong", i18n.T("The Mautic window could not open by itself.")),
			ui.Text("p", "", i18n.T("This browser blocks windows that pages open. Open it with the button, or go on in this tab.")),
		}
	case c.State.Attempt.WindowClosed:
		return []app.UI{
			ui.Text("p", "strong", i18n.T("The Mautic window seems to be closed.")),
			ui.Text("p", "", i18n.T("If you pressed Accept, wait a moment. Otherwise open it again.")),
		}
	default:
		return []app.UI{
			ui.El("p", "strong", ui.Spinner(), ui.Text("span", "", i18n.T("A Mautic window is open. Sign in there and press Accept."))),
			ui.Text("p", "", i18n.T("This page goes on by itself as soon as you have.")),
		}
	}
}

func (c waitingCard) actions() []app.UI {
	stop := &ui.Button{ID: "stop-waiting", Label: i18n.T("Stop"), Kind: ui.Quiet, OnPress: func(ctx app.Context) { c.Send(ctx, flow.CancelPressed{}) }}
	if c.State.Attempt.Phase == flow.PhaseLeaving {
		return []app.UI{stop}
	}
	blocked := c.State.Attempt.Phase == flow.PhaseBlocked
	open := &ui.Button{ID: "open-window", Label: i18n.T("Open it again"), Icon: ui.IconWindow, OnPress: func(ctx app.Context) { c.Send(ctx, flow.OpenPressed{}) }}
	if blocked {
		open.Label, open.Kind = i18n.T("Open the Mautic window"), ui.Primary
	}
	actions := []app.UI{open}
	if !blocked && !c.State.Attempt.WindowClosed {
		raise := &ui.Button{ID: "raise-window", Label: i18n.T("Bring it to the front"), OnPress: func(ctx app.Context) { c.Send(ctx, flow.RaisePressed{}) }}
		actions = []app.UI{raise, open}
	}
	if c.State.CanLeave {
		actions = append(actions, &ui.Button{ID: "same-tab", Label: i18n.T("Use this tab instead"), OnPress: func(ctx app.Context) { c.Send(ctx, flow.LeavePressed{}) }})
	}
	return append(actions, stop)
}

func (c waitingCard) pasted(ctx app.Context, text string, _ bool) {
	c.Send(ctx, flow.Typed{Field: flow.FieldWindowText, Text: text})
}

// reading says what the pasted text means.
func (c waitingCard) reading() app.UI {
	reading := c.State.Reading
	return ui.Tag("div", []string{"class", "slot", "id", "window-reading", "aria-live", "polite"},
		app.If(reading.Diagnosis != "", func() app.UI {
			return &DiagnosisCard{
				ID:          "window-diagnosis",
				Diagnosis:   c.Book.Lookup(reading.Diagnosis),
				Base:        c.State.Address.Base,
				RedirectURI: c.State.RedirectURI,
				Compare:     newRedirectCompare(view(c)),
			}
		}).ElseIf(reading.Err != nil, func() app.UI {
			return ui.Text("p", "is-bad", reading.Err.Error())
		}),
	)
}
