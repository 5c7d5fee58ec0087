package components

import (
	"net/url"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// addressStep asks for the Mautic's address and says how it is understood.
type addressStep view

// Render draws the step.
func (s addressStep) Render() app.UI {
	if s.State.Preset.Name != "" {
		return presetStep(s).Render()
	}
	return ui.Tag("section", []string{"class", "step-view", "aria-labelledby", stepHeadingID},
		app.If(s.State.CheckOnly, func() app.UI { return heading(i18n.T("Is your Mautic ready?")) }).
			Else(func() app.UI { return heading(i18n.T("Your tool and your Mautic")) }),
		ui.If(!s.State.CheckOnly, func() app.UI { return where(s).Render() }),
		ui.El("div", "slot", ui.If(s.State.Failure != nil, func() app.UI {
			return failureCard{Failure: *s.State.Failure, Book: s.Book}.Render()
		})),
		&ui.Form{
			ID:       "address-form",
			OnSubmit: func(ctx app.Context) { s.Send(ctx, flow.AddressEntered{}) },
			Content: []app.UI{
				&ui.Field{
					ID:           string(flow.FieldAddress),
					Label:        i18n.T("Your Mautic's address"),
					Hint:         i18n.T("Paste any page of it; what does not belong is taken off."),
					Type:         "text",
					InputMode:    "url",
					AutoComplete: "url",
					Placeholder:  "https://mautic.example.com",
					Mono:         true,
					Value:        s.State.Address.Typed,
					Problem:      s.problem(),
					OnInput: func(ctx app.Context, text string, pasted bool) {
						s.Send(ctx, flow.AddressTyped{Text: text, Pasted: pasted})
					},
				},
				s.understood(),
				s.actions(),
			},
		},
		ui.El("div", "slot", ui.If(s.well(), func() app.UI {
			return ui.Notice(ui.ToneGood, "well", i18n.T("Nothing stands in the way."),
				ui.Text("p", "", i18n.T("This Mautic can be reached, its API is on, and it can be signed in to.")),
				ui.El("p", "", ui.Link(browser.BasePath()+Connect[1:]+"?mautic="+url.QueryEscape(s.State.Address.Base.String()), i18n.T("Connect to it"))),
			)
		})),
		ui.Tag("div", []string{"class", "slot", "id", "preflight"},
			ui.If(len(s.State.Preflight.Checks) > 0, func() app.UI {
				return &ui.Part{ID: "checks", Content: []app.UI{checkList(s.Book, s.State.Address.Base, s.State.Preflight.Checks)}}
			}),
		),
	)
}

// well reports whether a Mautic that is only looked at has been found well.
func (s addressStep) well() bool {
	return s.State.CheckOnly && s.State.Preflight.Done && s.State.Preflight.Verdict() == ""
}

func (s addressStep) actions() app.UI {
	running := s.State.Preflight.Running
	label := i18n.T("Check")
	switch {
	case running:
		label = i18n.T("Checking…")
	case s.well():
		label = i18n.T("Check again")
	case s.State.Preflight.Done && s.State.Preflight.Verdict() == "":
		label = i18n.T("Continue")
	}
	kind := ui.Primary
	if s.Bare {
		kind = ui.Plain
	}
	return ui.El("div", "actions",
		&ui.Button{ID: "address-go", Label: label, Kind: kind, Submit: true, Busy: running},
		ui.If(running && !s.State.CheckOnly, func() app.UI {
			return &ui.Button{ID: "continue-anyway", Label: i18n.T("Continue without waiting"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.ContinuePressed{}) }}
		}),
	)
}

func (s addressStep) problem() string {
	if !s.State.Address.Submitted || s.State.Address.Err == nil {
		return ""
	}
	return addressProblem(s.State.Address.Err)
}

// understood shows the address as it will be used, and what was corrected.
func (s addressStep) understood() app.UI {
	address := s.State.Address
	return ui.Tag("div", []string{"class", "understood", "id", "understood", "aria-live", "polite"},
		ui.If(!address.Base.IsZero() && len(address.Corrections) > 0, func() app.UI {
			return ui.El("div", "",
				ui.El("p", "",
					ui.Icon(ui.IconArrow),
					ui.El("span", "", app.Text(i18n.T("Will be used: ")), ui.Text("code", "value", address.Base.String())),
				),
				ui.El("ul", "corrections",
					ui.Each(len(address.Corrections), func(i int) app.UI {
						return ui.Text("li", "", correctionText(address.Corrections[i]))
					}),
				),
			)
		}),
	)
}
