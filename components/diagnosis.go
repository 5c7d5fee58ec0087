package components

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
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
			ui.Text("p", "who", whoActs(d.Who)),
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
		),
	)
}

// variants asks for the setup where the fix depends on it.
func (c *DiagnosisCard) variants(d doctor.Diagnosis) app.UI {
	return ui.El("div", "slot", ui.If(len(d.Fixes) > 1, func() app.UI {
		options := make([]ui.Option, len(d.Fixes))
		for i, fix := range d.Fixes {
			label := i18n.T("Any setup")
			if fix.For != doctor.Everyone {
				label = i18n.T(string(fix.For))
			}
			options[i] = ui.Option{Value: string(fix.For), Label: label}
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
	for _, fix := range d.Fixes {
		if fix.For == c.variant {
			steps = fix.Steps
		}
	}
	picture := doctor.NoPicture
	for _, step := range steps {
		if picture == doctor.NoPicture {
			picture = step.Picture
		}
	}
	return ui.El("div", "slot",
		ui.El("ol", "fixes", ui.Each(len(steps), func(i int) app.UI {
			step := steps[i]
			return ui.El("li", "",
				ui.Text("span", "", i18n.T(step.Text)),
				ui.If(step.Command != "", func() app.UI {
					return &ui.Copyable{ID: c.ID + "-command-" + strconv.Itoa(i), Label: i18n.T("Command"), Value: step.Command, Command: true}
				}),
				ui.If(step.Page != "" && !c.Base.IsZero(), func() app.UI {
					return ui.El("p", "", ui.LinkOut(c.Base.Page(step.Page), i18n.T("Open that page in my Mautic")))
				}),
			)
		})),
		ui.If(picture != doctor.NoPicture, func() app.UI {
			return &ui.Disclosure{ID: c.ID + "-where", Summary: i18n.T("Show me where"), Content: []app.UI{schematic(picture)}}
		}),
	)
}

// schematic shows a drawing of one of Mautic's screens.
func schematic(picture doctor.Picture) app.UI {
	return app.ElemSelfClosing("img").
		Class("schematic").
		Attr("src", browser.BasePath()+"pictures/"+string(picture)+".svg").
		Attr("alt", pictureText(picture)).
		Attr("width", "640").
		Attr("loading", "lazy")
}

func pictureText(picture doctor.Picture) string {
	switch picture {
	case doctor.PictureAPISettings:
		return i18n.T("Mautic's Configuration page. 1: the tab API Settings. 2: the switch API enabled? on Yes. 3: the switch Enable HTTP basic auth? on Yes. 4: the button Save & Close.")
	case doctor.PictureCredentialForm:
		return i18n.T("Mautic's form for a new API credential. 1: Authorization Protocol, OAuth 2. 2: a name for the tool. 3: the redirect URI. 4: the button Apply.")
	case doctor.PictureCredentialList:
		return i18n.T("Mautic's list of API credentials. 1: the Public Key, which is the client ID. 2: the Secret Key, which is the client secret.")
	default:
		return i18n.T("Mautic's form of a role. 1: API Access: Granted. 2: the boxes that say what the role may do.")
	}
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

func whoActs(who doctor.Who) string {
	switch who {
	case doctor.Admin:
		return i18n.T("A Mautic administrator can fix it:")
	case doctor.Host:
		return i18n.T("Whoever hosts your Mautic can fix it:")
	case doctor.Operator:
		return i18n.T("Whoever runs this page can fix it:")
	default:
		return i18n.T("You can fix it:")
	}
}
