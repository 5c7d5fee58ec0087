package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/destination"
)

// where asks in which tool the credential will be used, and says what follows.
type where view

// Render draws the question.
func (w where) Render() app.UI {
	all := destination.All()
	options := make([]ui.Option, len(all))
	for i, d := range all {
		options[i] = ui.Option{Value: string(d.ID), Label: toolName(d)}
	}
	tool := w.State.Tool()
	return ui.El("div", "where",
		&ui.Segments{
			Name:     "destination",
			Legend:   i18n.T("Where will you use it?"),
			Options:  options,
			Selected: string(w.State.Destination),
			OnChoose: func(ctx app.Context, value string) {
				w.Send(ctx, flow.DestinationChosen{ID: destination.ID(value)})
			},
		},
		ui.Tag("p", []string{"id", "why", "class", "hint", "aria-live", "polite"}, app.Text(i18n.T(tool.Why))),
	)
}

// toolName is a destination's name: a tool's own, or a noun of ours.
func toolName(d destination.Destination) string {
	switch d.ID {
	case destination.None, destination.Other:
		return i18n.T("Something else")
	case destination.Code:
		return i18n.T("My own code")
	case destination.N8NThere:
		return i18n.T("n8n, connected there")
	default:
		return d.Name
	}
}

// handOverTitle names what the last step does.
func handOverTitle(d destination.Destination) string {
	switch d.ID {
	case destination.None, destination.Other:
		return i18n.T("Hand it over")
	case destination.Code:
		return i18n.T("Hand it over to your code")
	case destination.N8NThere:
		return i18n.T("Hand it over to n8n")
	default:
		return i18n.T("Hand it over to %s", d.Name)
	}
}

// toolField asks for what is known only to the person: where their n8n is, or
// the redirect URI that their tool shows.
func toolField(v view) app.UI {
	field := ui.Field{
		ID:    string(flow.FieldTool),
		Type:  "text",
		Mono:  true,
		Value: v.State.Forms.Tool.Value,
		OnInput: func(ctx app.Context, text string, pasted bool) {
			v.Send(ctx, flow.Typed{Field: flow.FieldTool, Text: text, Pasted: pasted})
		},
		OnLeave: func(ctx app.Context) { v.Send(ctx, flow.Left{Field: flow.FieldTool}) },
	}
	field.InputMode = "url"
	if !v.State.Tool().N8N {
		field.Label = i18n.T("Redirect URI that your tool shows, if it shows one")
		field.Placeholder = "https://tool.example.com/callback"
		return &field
	}
	field.Label = i18n.T("Your n8n's address")
	field.Hint = i18n.T("Paste any page of it. n8n's own redirect URI is made of it, so that n8n can connect again by itself.")
	field.Placeholder = "https://n8n.example.com"
	address, corrections, err := v.State.N8N()
	switch {
	case err != nil:
		field.Problem = i18n.T("This is not an address an n8n can have. It looks like https://n8n.example.com")
	case address.IsZero() && v.State.Forms.Tool.Problem != "":
		field.Problem = i18n.T("Enter the address of your n8n. It looks like https://n8n.example.com")
	case len(corrections) > 0:
		field.Note = i18n.T("Will be used: %s", address.String())
	}
	return &field
}
