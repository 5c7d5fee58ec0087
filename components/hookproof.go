package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic"
)

// hookProof offers to prove by doing it that the credential may make webhooks,
// and shows what came of it.
type hookProof view

// Render draws the offer and its outcome.
func (h hookProof) Render() app.UI {
	hooks := h.State.Hooks
	label := i18n.T("Make a webhook and delete it")
	if hooks.Running {
		label = i18n.T("Trying it…")
	}
	return &ui.Disclosure{ID: "hook-proof", Summary: i18n.T("Try whether n8n's Mautic Trigger can work"), Content: []app.UI{
		ui.Text("p", "hint", i18n.T("Mautic Trigger makes a webhook in your Mautic. This makes one that is switched off and leads nowhere, reads it back and deletes it. Nothing else is written.")),
		ui.El("div", "actions",
			&ui.Button{ID: "prove-hooks", Label: label, Busy: hooks.Running, OnPress: func(ctx app.Context) { h.Send(ctx, flow.ProveHooksPressed{Marker: marker()}) }},
		),
		ui.Tag("div", []string{"id", "hook-steps", "aria-live", "polite"},
			ui.If(len(hooks.Steps) > 0, func() app.UI { return h.steps() }),
			ui.If(hooks.Err != nil && len(hooks.Steps) == 0, func() app.UI { return ui.Text("p", "is-bad", hooks.Err.Error()) }),
		),
		ui.El("div", "slot", ui.If(len(hooks.Leftovers) > 0, func() app.UI { return h.leftovers() })),
	}}
}

// marker tells one proof's webhook from another's. The alphabet of a state may
// hold characters that Mautic's search takes for its own.
func marker() string {
	out := []byte(mautic.NewState()[:16])
	for i, c := range out {
		if c == '_' || c == '-' {
			out[i] = 'x'
		}
	}
	return string(out)
}

func (h hookProof) steps() app.UI {
	steps := h.State.Hooks.Steps
	return ui.El("ul", "checks", ui.Each(len(steps), func(i int) app.UI {
		step := steps[i]
		class, icon, word := "check-pass", ui.IconCheck, i18n.T("Passed")
		if step.Failed != "" {
			class, icon, word = "check-fail", ui.IconCross, i18n.T("Failed")
		}
		return ui.El("li", "check "+class, ui.Icon(icon), ui.El("div", "check-text",
			ui.El("p", "", ui.Text("span", "sr-only", word+": "), app.Text(i18n.T(step.Text))),
			ui.If(step.Failed != "", func() app.UI { return ui.Text("p", "hint", step.Failed) }),
		))
	}))
}

func (h hookProof) leftovers() app.UI {
	left := h.State.Hooks.Leftovers
	return ui.Notice(ui.ToneWarn, "leftovers", i18n.T("These webhooks of earlier tries are still in your Mautic."),
		ui.El("ul", "", ui.Each(len(left), func(i int) app.UI { return ui.Text("li", "", left[i].Name) })),
		ui.El("div", "actions",
			&ui.Button{ID: "remove-hooks", Label: i18n.T("Delete them"), Busy: h.State.Hooks.Running, OnPress: func(ctx app.Context) { h.Send(ctx, flow.RemoveHooksPressed{}) }},
			ui.LinkOut(h.State.Proof.Credential.BaseURL().Page("s/webhooks"), i18n.T("Webhooks in my Mautic")),
		),
	)
}
