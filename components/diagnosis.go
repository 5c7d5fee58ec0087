package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// diagnosisText shows a diagnosis: what it is, why, what to do and who has to.
type diagnosisText struct {
	Diagnosis doctor.Diagnosis
	// Base is the person's Mautic, for links into it; zero for none.
	Base mautic.BaseURL
	// RedirectURI is shown where the diagnosis is about it.
	RedirectURI string
}

// Render draws the diagnosis.
func (d diagnosisText) Render() app.UI {
	return app.Elem("div").Class("diagnosis").DataSet("diagnosis", string(d.Diagnosis.ID)).Body(
		ui.Text("p", "strong", i18n.T(d.Diagnosis.Title)),
		diagnosisBody(d.Diagnosis, d.Base, d.RedirectURI),
	)
}

// diagnosisBody is everything below a diagnosis's title.
func diagnosisBody(d doctor.Diagnosis, base mautic.BaseURL, redirectURI string) app.UI {
	return ui.El("div", "",
		ui.Text("p", "", i18n.T(d.Cause)),
		ui.Text("p", "who", whoActs(d.Who)),
		ui.El("ol", "fixes",
			app.Range(d.Steps).Slice(func(i int) app.UI { return ui.Text("li", "", i18n.T(d.Steps[i])) }),
		),
		app.If(d.ID == doctor.RedirectURIMismatch && redirectURI != "", func() app.UI {
			return &ui.Copyable{ID: "redirect-uri-fix", Label: i18n.T("Redirect URI to register in Mautic"), Value: redirectURI}
		}),
		app.If(d.Page != "" && !base.IsZero(), func() app.UI {
			return ui.El("p", "", &ui.Link{Href: base.Page(d.Page), Label: i18n.T("Open that page in my Mautic"), External: true})
		}),
	)
}

func whoActs(who doctor.Who) string {
	switch who {
	case doctor.Admin:
		return i18n.T("A Mautic administrator can fix it:")
	case doctor.Host:
		return i18n.T("Whoever hosts your Mautic can fix it:")
	case doctor.Us:
		return i18n.T("Whoever runs this page can fix it:")
	default:
		return i18n.T("You can fix it:")
	}
}
