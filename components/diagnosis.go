package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/fix"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// DiagnosisCard shows a diagnosis: what it is, why, how that is known, what to
// do in which setup, and who has to do it.
type DiagnosisCard struct {
	app.Compo

	// ID is the card's id; there may be several on a page.
	ID        string
	Diagnosis doctor.Diagnosis
	// Base is the person's Mautic, for links into it; zero for none.
	Base mautic.BaseURL
	// RedirectURI is what to register, where the diagnosis is about that.
	RedirectURI string
	// Compare compares that with what is registered; the zero value does not.
	Compare redirectCompare
	// Proof is the evidence, shown behind a disclosure.
	Proof []app.UI

	variant doctor.Variant
}

// CompoID makes a new card, with the fix for everyone, of another diagnosis.
func (c *DiagnosisCard) CompoID() string { return c.ID + string(c.Diagnosis.ID) }

// Render draws the card.
func (c *DiagnosisCard) Render() app.UI {
	browser.Pace()
	d := c.Diagnosis.Filled(c.Base.String(), c.RedirectURI)
	tone, icon := "notice-bad", ui.IconCross
	if d.Severity == doctor.Warning {
		tone, icon = "notice-warn", ui.IconWarn
	}
	return app.Elem("section").ID(c.ID).TabIndex(-1).Class("notice", tone).DataSet("diagnosis", string(d.ID)).Aria("labelledby", c.ID+"-title").Body(
		ui.El("div", "notice-head",
			ui.Icon(icon),
			ui.Tag("h3", []string{"id", c.ID + "-title", "class", "notice-title"}, app.Text(i18n.T(d.Title))),
		),
		ui.El("div", "notice-body",
			ui.Text("p", "", i18n.T(d.Cause)),
			ui.Text("p", "who", fix.WhoActs(d.Who)),
			c.variants(d),
			c.steps(d),
			ui.If(d.ID == doctor.RedirectURIMismatch && c.Compare.Sent != "", func() app.UI { return c.Compare.render(c.ID + "-uri") }),
			ui.If(d.Who != doctor.You, func() app.UI {
				return &ui.CopyButton{ID: c.ID + "-message", Label: messageLabel(d.Who), Value: d.Message(c.Base.String())}
			}),
			&ui.Disclosure{
				ID:      c.ID + "-proof",
				Summary: i18n.T("How this is known"),
				Text:    i18n.T(d.Proof),
				Content: c.Proof,
			},
			ui.El("p", "hint", ui.LinkOut(browser.BasePath()+Guide[1:]+"/"+string(d.ID), i18n.T("More on this problem"))),
		),
	)
}

// variants asks for the setup where the fix depends on it.
func (c *DiagnosisCard) variants(d doctor.Diagnosis) app.UI {
	return ui.El("div", "slot", ui.If(len(d.Fixes) > 1, func() app.UI {
		options := make([]ui.Option, len(d.Fixes))
		for i, f := range d.Fixes {
			options[i] = ui.Option{Value: string(f.For), Label: fix.Setup(f.For)}
		}
		return &ui.Segments{
			Name:     c.ID + "-setup",
			Legend:   i18n.T("Your setup"),
			Options:  options,
			Selected: string(c.variant),
			OnChoose: func(ctx app.Context, value string) {
				c.variant = doctor.Variant(value)
				ctx.Update()
			},
		}
	}))
}

// steps lists the fix for the chosen setup.
func (c *DiagnosisCard) steps(d doctor.Diagnosis) app.UI {
	var steps []doctor.Step
	for _, f := range d.Fixes {
		if f.For == c.variant {
			steps = f.Steps
		}
	}
	var page func(path string) app.UI
	if !c.Base.IsZero() {
		page = func(path string) app.UI { return ui.LinkOut(c.Base.Page(path), i18n.T("Open that page in my Mautic")) }
	}
	pictured := fix.Pictured(steps)
	return ui.El("div", "slot",
		fix.Steps(c.ID, steps, page),
		ui.If(pictured.Picture != doctor.NoPicture, func() app.UI {
			return &ui.Disclosure{ID: c.ID + "-where", Summary: i18n.T("Show me where"), Content: []app.UI{fix.Schematic(pictured.Picture, i18n.T(pictured.Alt))}}
		}),
	)
}

func messageLabel(who doctor.Who) string {
	switch who {
	case doctor.Host:
		return i18n.T("Copy a message for my host")
	case doctor.Operator:
		return i18n.T("Copy a message for the operator")
	default:
		return i18n.T("Copy a message for my admin")
	}
}
