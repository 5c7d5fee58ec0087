package components

import (
	"cmp"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/doctor"
)

// credentialStep asks for the credential, and shows an attempt to connect.
type credentialStep view

// Render draws the step. The parts keep their places, so that no input is made
// anew, and loses its focus, when something appears above it.
func (s credentialStep) Render() app.UI {
	return ui.Tag("section", []string{"class", "step-view", "aria-labelledby", stepHeadingID},
		heading(i18n.T("Connect to %s", cmp.Or(s.State.Preset.Title, s.State.Address.Base.Host()))),
		ui.El("div", "slot",
			ui.If(s.State.Failure != nil, func() app.UI {
				return failureCard{Failure: *s.State.Failure, Book: s.Book, RedirectURI: s.State.RedirectURI, Compare: newRedirectCompare(view(s))}.Render()
			}),
		),
		ui.El("div", "slot",
			ui.If(s.inWindow(), func() app.UI { return waitingCard(s).Render() }),
		),
		app.Elem("div").Class("credential", class(s.inWindow(), "is-hidden")).Body(
			ui.El("div", "slot", app.If(s.State.Preset.Name != "", func() app.UI {
				return receiver(s.State.Preset)
			}).Else(func() app.UI {
				return &ui.Choice{
					Name:     "method",
					Legend:   i18n.T("How will the tool sign in?"),
					Options:  s.methodOptions(),
					Selected: string(s.State.Method),
					OnChoose: func(ctx app.Context, value string) { s.Send(ctx, flow.MethodChosen{Method: mautic.Method(value)}) },
				}
			})),
			ui.El("div", "slot", ui.If(s.basicOff(), func() app.UI {
				return &DiagnosisCard{ID: "basic-off", Diagnosis: s.Book.Lookup(doctor.BasicAuthDisabled), Base: s.State.Address.Base}
			})),
			ui.El("div", "slot",
				ui.If(s.State.NeedsConsent(), func() app.UI { return consentCard(s).Render() }),
			),
			&ui.Part{ID: "form", Content: []app.UI{&ui.Form{
				ID:       "form-" + string(s.State.Method),
				OnSubmit: s.connect,
				Content:  append(s.fields(), s.actions()),
			}}},
		),
	)
}

// inWindow reports whether the person is, or should be, in the Mautic window.
func (s credentialStep) inWindow() bool {
	switch s.State.Attempt.Phase {
	case flow.PhaseWaiting, flow.PhaseBlocked, flow.PhaseLeaving:
		return true
	}
	return false
}

// basicOff reports whether the chosen method is one this Mautic refuses, as the
// preflight found; a failed attempt says the same with more.
func (s credentialStep) basicOff() bool {
	return s.State.Method == mautic.MethodBasic && s.State.Failure == nil && s.State.Preflight.Warns(doctor.BasicAuthDisabled)
}

func (s credentialStep) methodOptions() []ui.Option {
	options := []ui.Option{
		{
			Value: string(mautic.MethodAuthorizationCode),
			Label: MethodName(mautic.MethodAuthorizationCode),
			Hint:  i18n.T("You sign in to Mautic in a window and press Accept. The tool never sees your password, and you can withdraw its access in Mautic. Right for most tools."),
		},
		{
			Value: string(mautic.MethodBasic),
			Label: MethodName(mautic.MethodBasic),
			Hint:  i18n.T("Quickest. The tool keeps the password, and Mautic needs a second switch for it. Right for a user made only for this tool."),
		},
		{
			Value: string(mautic.MethodClientCredentials),
			Label: MethodName(mautic.MethodClientCredentials),
			Hint:  i18n.T("The client signs in by itself, with the role of the administrator who created it. Right for your own code."),
		},
	}
	tool := s.State.Tool()
	if tool.ID == destination.None || tool.ID == destination.Other {
		return options
	}
	for i := range options {
		switch method := mautic.Method(options[i].Value); {
		case method == tool.Method:
			options[i].Hint = i18n.T("Recommended for %s.", toolName(tool)) + " " + options[i].Hint
		case !tool.Takes(method):
			options[i].Hint = i18n.T("%s cannot use it.", toolName(tool)) + " " + options[i].Hint
		}
	}
	return options
}

func (s credentialStep) fields() []app.UI {
	switch {
	case s.State.Preset.Name != "":
		return []app.UI{s.pair()}
	case s.State.Method == mautic.MethodBasic:
		return s.basicFields()
	}
	return s.clientFields()
}

func (s credentialStep) basicFields() []app.UI {
	return []app.UI{
		s.field(flow.FieldUserName, ui.Field{
			Label:        i18n.T("User name or e-mail address"),
			Hint:         i18n.T("The one you sign in to Mautic with."),
			AutoComplete: "username",
		}),
		s.field(flow.FieldPassword, ui.Field{
			Label:        i18n.T("Password"),
			AutoComplete: "current-password",
			Secret:       true,
		}),
	}
}

func (s credentialStep) clientFields() []app.UI {
	fields := []app.UI{
		ui.El("div", "slot",
			ui.If(s.State.Method == mautic.MethodAuthorizationCode, func() app.UI {
				return s.redirectURIs()
			}),
			ui.El("p", "hint",
				app.Text(i18n.T("Create the client under API Credentials, then bring its two keys here. ")),
				ui.LinkOut(s.State.Address.Base.Page("s/credentials/new"), i18n.T("New API credential in my Mautic")),
			),
		),
		s.field(flow.FieldClientID, ui.Field{
			Label:   i18n.T("Client ID"),
			Hint:    i18n.T("Mautic's list calls it Public Key. Both keys pasted here together are taken apart."),
			Mono:    true,
			Explain: i18n.T("A client is how Mautic knows the tool that connects. Its ID says which tool it is, and its secret proves it. You make one in Mautic, once for each tool."),
			Good:    s.clientIDLooksRight(),
		}),
		s.field(flow.FieldClientSecret, ui.Field{
			Label:  i18n.T("Client secret"),
			Hint:   i18n.T("Mautic's list calls it Secret Key."),
			Mono:   true,
			Secret: true,
		}),
		s.pair(),
	}
	return fields
}

// redirectURIs shows what to register in Mautic, and asks for what it is made of.
func (s credentialStep) redirectURIs() app.UI {
	tool, uris := s.State.Tool(), s.State.RedirectURIs()
	return ui.El("div", "form",
		ui.If(tool.N8N || tool.ID == destination.Other, func() app.UI { return toolField(view(s)) }),
		ui.El("div", "slot", app.If(uris != "", func() app.UI {
			return &ui.Copyable{ID: "redirect-uri", Label: i18n.T("Redirect URI to register in Mautic"), Value: uris}
		}).Else(func() app.UI {
			return ui.Text("p", "hint", i18n.T("The redirect URI to register in Mautic appears here once the address is there."))
		})),
		ui.El("div", "slot", ui.If(strings.Contains(uris, ","), func() app.UI {
			return ui.Text("p", "hint", i18n.T("Copy it whole: these are two, and Mautic wants a comma between them and no space."))
		})),
	)
}

// field fills in what every credential field has.
func (s credentialStep) field(name flow.Field, field ui.Field) app.UI {
	text := s.State.Forms.Text(name)
	field.ID = string(name)
	field.Value = text.Value
	field.Problem = problemText(text.Problem, name)
	field.Note, field.NoteAction = trimmedText(text)
	field.OnInput = func(ctx app.Context, text string, pasted bool) {
		s.Send(ctx, flow.Typed{Field: name, Text: text, Pasted: pasted})
	}
	field.OnLeave = func(ctx app.Context) { s.Send(ctx, flow.Left{Field: name}) }
	field.OnNote = func(ctx app.Context) { s.Send(ctx, flow.Untrim{Field: name}) }
	return &field
}

func (s credentialStep) clientIDLooksRight() string {
	if mautic.CheckClientID(s.State.Forms.ClientID.Value) == mautic.ClientIDOK {
		return i18n.T("Looks right.")
	}
	return ""
}

// pair is the verdict on the client pair, which comes before anybody is sent
// anywhere. Its place is kept, so that nothing moves when it comes.
func (s credentialStep) pair() app.UI {
	return ui.El("div", "pair",
		app.If(s.State.Pair.Status == flow.PairChecking, func() app.UI {
			return ui.El("p", "", ui.Spinner(), ui.Text("span", "", i18n.T("Asking Mautic whether it knows this client…")))
		}).ElseIf(s.State.Pair.Status == flow.PairAccepted, func() app.UI {
			text := i18n.T("Mautic accepts this client ID and secret.")
			if s.State.Preset.Name != "" {
				text = i18n.T("It knows this page, and waits for you to sign in.")
			}
			return ui.El("p", "is-good", ui.Icon(ui.IconCheck), ui.Text("span", "", text))
		}).ElseIf(s.State.Pair.Status == flow.PairRefused, func() app.UI {
			return ui.El("p", "is-bad", ui.Icon(ui.IconCross), ui.Text("span", "", i18n.T("Mautic does not accept this client ID and secret together.")))
		}),
	)
}

func (s credentialStep) actions() app.UI {
	return ui.El("div", "actions",
		&ui.Button{ID: "connect", Label: s.connectLabel(), Kind: ui.Primary, Submit: true, Busy: s.State.Attempt.Busy()},
		app.If(s.State.Attempt.Busy() && !s.inWindow(), func() app.UI {
			return &ui.Button{ID: "stop", Label: i18n.T("Stop"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.CancelPressed{}) }}
		}).Else(func() app.UI {
			return &ui.Button{ID: "back", Label: i18n.T("Back"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.StepPressed{Step: flow.StepMautic}) }}
		}),
	)
}

func (s credentialStep) connectLabel() string {
	switch s.State.Attempt.Phase {
	case flow.PhaseCheckingPair:
		return i18n.T("Checking the client…")
	case flow.PhaseToken:
		return i18n.T("Getting a token…")
	case flow.PhaseIdentifying:
		return i18n.T("Asking who this is…")
	}
	if s.State.AsksThere() {
		return i18n.T("Check the client")
	}
	return i18n.T("Connect to Mautic")
}

func (s credentialStep) connect(ctx app.Context) {
	s.Send(ctx, flow.ConnectPressed{Now: time.Now(), State: mautic.NewState(), Verifier: mautic.NewVerifier()})
}
