package components

import (
	"errors"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/task"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/export"
)

// handOverStep lets the proven credential leave: into an n8n, as a file, or as
// text.
type handOverStep view

// Render draws the step.
func (s handOverStep) Render() app.UI {
	if s.State.Proof == nil {
		return ui.El("section", "step-view", heading(i18n.T("Nothing is proven yet.")))
	}
	tool := s.State.Tool()
	if s.State.Preset.DeliversTo != "" {
		return ui.Tag("section", []string{"id", "hand-over", "class", "step-view", "aria-labelledby", stepHeadingID},
			heading(i18n.T("Hand it over to %s", s.State.Preset.Receiver())),
			s.delivery(),
		)
	}
	return ui.Tag("section", []string{"id", "hand-over", "class", "step-view", "aria-labelledby", stepHeadingID},
		heading(handOverTitle(tool)),
		ui.El("div", "slot", ui.If(s.State.Portal.Origin != "", s.portal)),
		ui.El("div", "slot", ui.If(s.leftToTool(), s.left)),
		ui.El("div", "slot", ui.If(s.State.HandOver.Push.Err != nil && len(s.State.HandOver.Left) > 0, func() app.UI { return s.pushFailed(s.State.HandOver.Push.Err) })),
		ui.El("div", "slot", ui.If(!tool.Takes(s.State.Proof.Credential.Method()), func() app.UI {
			return ui.Notice(ui.ToneWarn, "wrong-method", i18n.T("%s cannot use this kind of credential.", toolName(tool)),
				ui.Text("p", "", i18n.T("Go back to the credential and choose %s there.", MethodName(tool.Method))))
		})),
		ui.El("div", "slot", app.If(s.State.Preset.Name != "", s.keptThere).ElseIf(len(s.State.HandOver.Left) == 0 && !s.State.Portal.Told, s.ways).Else(func() app.UI {
			return &ui.Disclosure{ID: "again", Summary: i18n.T("Hand it over once more"), Content: []app.UI{s.ways()}}
		})),
		ui.El("div", "actions",
			&ui.Button{ID: "back", Label: i18n.T("Back"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.StepPressed{Step: flow.StepProof}) }},
		),
	)
}

// keptThere says why a preset's credential does not leave from here.
func (s handOverStep) keptThere() app.UI {
	return ui.Text("p", "hint", i18n.T("The client's secret stays on the server of this page, so there is nothing to copy or to send from here."))
}

// leftToTool reports whether the last departure was to a tool: what went to the
// portal is said there.
func (s handOverStep) leftToTool() bool {
	left := s.State.HandOver.Left
	return len(left) > 0 && left[len(left)-1].Way != flow.WayReleased
}

// ways are how it may leave.
func (s handOverStep) ways() app.UI {
	return ui.El("div", "ways",
		ui.El("div", "slot", ui.If(s.State.Connected() && !s.State.Tool().There, s.grant)),
		&ui.Part{ID: "ways", Content: []app.UI{
			ui.El("div", "slot", ui.If(s.State.Tool().N8N, s.send)),
			&ui.Part{ID: "other-ways", Content: []app.UI{
				ui.El("div", "slot", ui.If(len(s.State.Formats()) > 0, s.export)),
				ui.El("div", "slot", ui.If(s.State.Portal.Origin == "", s.keep)),
			}},
		}},
	)
}

// keep offers to put it into the vault of this browser, which has a page of its own.
func (s handOverStep) keep() app.UI {
	return ui.El("section", "way",
		ui.Text("h3", "", i18n.T("Keep it in this browser")),
		ui.Text("p", "", i18n.T("The vault is one file in this browser that only your passphrase opens. It shows how long the access lasts and renews it.")),
		ui.El("div", "actions",
			&ui.Button{ID: "keep", Label: i18n.T("Keep it in the vault"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.KeepPressed{}) }},
		),
	)
}

// left says what has happened, and what this page has forgotten.
func (s handOverStep) left() app.UI {
	last := s.State.HandOver.Left[len(s.State.HandOver.Left)-1]
	title := i18n.T("It was copied.")
	switch last.Way {
	case flow.WaySaved:
		title = i18n.T("It was saved as a file.")
	case flow.WaySent:
		title = i18n.T("It is in n8n.")
	case flow.WayKept:
		title = i18n.T("It is in the vault of this browser.")
	}
	push := s.State.HandOver.Push
	if problem, ok := errors.AsType[*task.Problem](push.Err); ok && problem.MayHaveLeft {
		title = i18n.T("It may have arrived in n8n.")
	}
	var more []app.UI
	if s.State.HandOver.GrantLeft {
		more = append(more, ui.Text("p", "", i18n.T("This page has forgotten the tokens and renews nothing any more: Mautic's refresh tokens work once, so there has to be one holder.")))
	}
	if last.Way == flow.WaySent && push.Result != nil && push.Result.Outcome != task.Exists {
		more = append(more, s.stored(*push.Result))
	}
	return ui.Notice(ui.ToneGood, "left", title, more...)
}

// stored says under which name it is in n8n, and what is left to do there.
func (s handOverStep) stored(sent task.Sent) app.UI {
	address, _, _ := s.State.N8N()
	return ui.El("div", "",
		ui.El("p", "", app.Text(i18n.T("Its name there: ")), ui.Text("strong", "", sent.Stored.Name)),
		app.If(s.State.Proof.Credential.Method() != s.State.Tool().Method || sent.TokensSent, func() app.UI {
			return ui.Text("p", "", i18n.T("It is ready: choose it in the Mautic node and in Mautic Trigger."))
		}).ElseIf(sent.Outcome == task.Updated, func() app.UI {
			return ui.Text("p", "", i18n.T("n8n keeps the access it has. If its form does not say Account connected, press Connect there."))
		}).Else(func() app.UI {
			return ui.Text("p", "", i18n.T("Open it there and press Connect. n8n says Account connected when it is done."))
		}),
		ui.If(sent.MayDuplicate, func() app.UI {
			return ui.Text("p", "hint", i18n.T("This n8n does not tell which credentials it has. If one of this name was there before, there are two now; delete the older one."))
		}),
		ui.El("p", "", ui.LinkOut(address.Page("home/credentials"), i18n.T("Credentials in my n8n"))),
	)
}

// grant asks whether the tokens go along.
func (s handOverStep) grant() app.UI {
	keep, selected := "keep", "hand"
	if s.State.HandOver.KeepGrant {
		selected = keep
	}
	return &ui.Choice{
		Name:     "grant",
		Legend:   i18n.T("What happens to the access you have just given?"),
		Selected: selected,
		Options: []ui.Option{
			{Value: "hand", Label: i18n.T("It goes along"), Hint: i18n.T("The tool is connected at once. This page then forgets the tokens.")},
			{Value: keep, Label: i18n.T("It stays here"), Hint: i18n.T("The tool gets the client only and has to be connected there. This page forgets the tokens when you close it. Never use one grant in two places: they break each other.")},
		},
		OnChoose: func(ctx app.Context, value string) { s.Send(ctx, flow.GrantKept{Keep: value == keep}) },
	}
}

// nameField asks what the tool is to call the credential.
func (s handOverStep) nameField() app.UI {
	return &ui.Field{
		ID:          string(flow.FieldName),
		Label:       i18n.T("Name of the credential there"),
		Value:       s.State.Forms.Name.Value,
		Placeholder: s.State.Name(),
		OnInput:     func(ctx app.Context, text string, _ bool) { s.Send(ctx, flow.Typed{Field: flow.FieldName, Text: text}) },
	}
}

// send sends the credential into a running n8n.
func (s handOverStep) send() app.UI {
	push := s.State.HandOver.Push
	label := i18n.T("Send it to n8n")
	if address, _, err := s.State.N8N(); err == nil && !address.IsZero() {
		label = i18n.T("Send it to %s", address.Host()) // a link may have named it
	}
	if push.Busy {
		label = i18n.T("Sending…")
	}
	return ui.El("section", "way",
		ui.Text("h3", "", i18n.T("Send it into your n8n")),
		&ui.Form{
			ID:       "send-form",
			OnSubmit: func(ctx app.Context) { s.Send(ctx, flow.SendPressed{}) },
			Content: []app.UI{
				toolField(view(s)),
				&ui.Field{
					ID:      string(flow.FieldToolKey),
					Label:   i18n.T("n8n API key"),
					Hint:    i18n.T("Settings › n8n API › Create an API key. It is used once and not kept."),
					Value:   s.State.Forms.ToolKey.Value,
					Secret:  true,
					Mono:    true,
					Problem: s.keyProblem(),
					OnInput: func(ctx app.Context, text string, pasted bool) {
						s.Send(ctx, flow.Typed{Field: flow.FieldToolKey, Text: text, Pasted: pasted})
					},
				},
				s.nameField(),
				ui.El("div", "actions", &ui.Button{ID: "send", Label: label, Kind: ui.Primary, Submit: true, Busy: push.Busy}),
			},
		},
		ui.El("div", "slot", ui.If(push.Err != nil && len(s.State.HandOver.Left) == 0, func() app.UI { return s.pushFailed(push.Err) })),
		ui.El("div", "slot", ui.If(push.Result != nil && push.Result.Outcome == task.Exists, func() app.UI { return s.exists(*push.Result) })),
	)
}

func (s handOverStep) keyProblem() string {
	if s.State.Forms.ToolKey.Problem == flow.ProblemMissing {
		return i18n.T("Enter the API key that n8n shows when you create it.")
	}
	return ""
}

// pushFailed explains why nothing, or nothing certain, has arrived.
func (s handOverStep) pushFailed(err error) app.UI {
	problem, ok := errors.AsType[*task.Problem](err)
	if !ok || problem.Diagnosis == "" {
		return ui.Notice(ui.ToneBad, failureID, i18n.T("It was not sent."), ui.Text("p", "", err.Error()))
	}
	status := ""
	if problem.Status != 0 {
		status = strconv.Itoa(problem.Status)
	}
	evidence := facts("evidence",
		i18n.T("Diagnosis"), problem.Diagnosis, i18n.T("Sent"), problem.Request, i18n.T("Status"), status, i18n.T("Detail"), problem.Text)
	return &DiagnosisCard{ID: failureID, Diagnosis: s.Book.Lookup(doctor.ID(problem.Diagnosis)), Proof: []app.UI{evidence}}
}

// exists asks what to do about a credential of the same name.
func (s handOverStep) exists(sent task.Sent) app.UI {
	return ui.Notice(ui.ToneWarn, "exists", i18n.T("n8n has a credential of this name already."),
		ui.Text("p", "", i18n.T("Nothing was sent yet. Update it, make another one of the same name, or change the name above.")),
		ui.El("div", "actions",
			ui.If(sent.CanUpdate, func() app.UI {
				return &ui.Button{ID: "send-update", Label: i18n.T("Update it"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.SendPressed{Update: sent.Existing[0].ID}) }}
			}),
			&ui.Button{ID: "send-another", Label: i18n.T("Make another one"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.SendPressed{Duplicate: true}) }},
		),
	)
}

// export offers the formats and what was written in the chosen one.
func (s handOverStep) export() app.UI {
	formats := s.State.Formats()
	options := make([]ui.Option, len(formats))
	var chosen export.Format
	for i, f := range formats {
		options[i] = ui.Option{Value: string(f.ID), Label: i18n.T(f.Title)}
		if f.ID == s.State.HandOver.Export.Format {
			chosen = f
		}
	}
	return ui.El("section", "way",
		ui.Text("h3", "", s.exportTitle()),
		&ui.Segments{
			Name:     "format",
			Legend:   i18n.T("Format"),
			Options:  options,
			Selected: string(chosen.ID),
			OnChoose: func(ctx app.Context, value string) { s.Send(ctx, flow.FormatChosen{Format: export.ID(value)}) },
		},
		ui.Tag("p", []string{"id", "format-summary", "class", "hint", "aria-live", "polite"}, app.Text(i18n.T(chosen.Summary))),
		ui.El("div", "slot", ui.If(!s.State.Tool().N8N && chosen.ID != "", s.nameField)),
		ui.El("div", "slot", ui.If(chosen.Sealed, s.seal)),
		&Exported{Export: s.State.HandOver.Export, Proof: s.State.Proof, Send: s.Send},
	)
}

func (s handOverStep) exportTitle() string {
	if s.State.Tool().N8N {
		return i18n.T("Or take it with you")
	}
	return i18n.T("Take it with you")
}

// seal asks for what a format encrypts with.
func (s handOverStep) seal() app.UI {
	problem := ""
	if s.State.Forms.Passphrase.Problem == flow.ProblemMissing {
		problem = i18n.T("Enter a passphrase, or the public key of whoever may read it.")
	}
	return &ui.Form{
		ID:       "seal-form",
		OnSubmit: func(ctx app.Context) { s.Send(ctx, flow.EncryptPressed{}) },
		Content: []app.UI{
			&ui.Field{
				ID:      string(flow.FieldPassphrase),
				Label:   i18n.T("Passphrase, or a recipient"),
				Hint:    i18n.T("A recipient is a public key: age1…, or the line of an SSH key. SOPS takes only recipients."),
				Value:   s.State.Forms.Passphrase.Value,
				Secret:  true,
				Problem: problem,
				OnInput: func(ctx app.Context, text string, pasted bool) {
					s.Send(ctx, flow.Typed{Field: flow.FieldPassphrase, Text: text, Pasted: pasted})
				},
			},
			ui.El("div", "actions", &ui.Button{ID: "encrypt", Label: i18n.T("Encrypt"), Submit: true, Busy: s.State.HandOver.Export.Busy}),
		},
	}
}

// Exported offers what was written: to copy, to save, and, when asked, to see.
type Exported struct {
	app.Compo

	Export flow.Export
	// Proof is what was written.
	Proof *flow.Proof
	Send  Send

	shown bool
}

// Render draws the offer.
func (x *Exported) Render() app.UI {
	browser.Pace()
	files := x.Export.Files
	return app.Elem("div").ID("exported").Class("exported").Aria("busy", x.Export.Busy).Body(
		ui.If(x.Export.Busy, func() app.UI {
			return ui.El("p", "hint", ui.Spinner(), ui.Text("span", "", i18n.T("Writing it…")))
		}),
		ui.If(x.Export.Err != nil, func() app.UI {
			return ui.Tag("p", []string{"id", "export-problem", "class", "is-bad", "role", "alert"}, app.Text(x.Export.Err.Error()))
		}),
		ui.If(len(files) > 0, func() app.UI {
			return ui.El("div", "slot",
				ui.El("div", "actions",
					&ui.Button{ID: "save", Label: i18n.T("Download %s", files[len(files)-1].Name), OnPress: x.save},
					ui.If(len(files) == 1, func() app.UI { return x.copyButton(files[0]) }),
					// Tokens that are shown can be copied by hand, and nobody would know.
					ui.If(!x.Export.WithTokens, func() app.UI {
						return &ui.Button{ID: "show", Label: x.showLabel(), OnPress: func(ctx app.Context) { x.shown = !x.shown; ctx.Update() }}
					}),
				),
				ui.If(x.shown && !x.Export.WithTokens, func() app.UI {
					return ui.El("div", "slot", ui.Each(len(files), func(i int) app.UI {
						return ui.If(len(files[i].Binary) == 0, func() app.UI {
							return ui.Tag("pre", []string{"tabindex", "0", "aria-label", files[i].Name}, app.Text(files[i].Content))
						})
					}))
				}),
			)
		}),
	)
}

func (x *Exported) showLabel() string {
	if x.shown {
		return i18n.T("Hide it")
	}
	return i18n.T("Show it")
}

// copyButton copies the only file.
func (x *Exported) copyButton(file task.File) app.UI {
	gone := x.left(flow.WayCopied)
	return &ui.CopyButton{ID: "copy-file", Label: i18n.T("Copy %s", file.Name), Value: file.Content, OnCopied: func(ctx app.Context) { x.Send(ctx, gone) }}
}

// left is what to say once it has left. What is shown by then may be another one.
func (x *Exported) left(way flow.Way) flow.ExportLeft {
	gone := flow.ExportLeft{Run: x.Export.Run, Way: way}
	if x.Export.WithTokens {
		gone.Of = x.Proof
	}
	return gone
}

// save saves the last file: the only one, or the archive of all.
func (x *Exported) save(ctx app.Context) {
	if len(x.Export.Files) == 0 {
		return
	}
	file := x.Export.Files[len(x.Export.Files)-1]
	browser.Download(file.Name, file.MediaType, file.Bytes())
	x.Send(ctx, x.left(flow.WaySaved))
}
