package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// ConnectPage is the page with the wizard.
type ConnectPage struct {
	app.Compo
}

// OnNav puts the page's title into the document.
func (p *ConnectPage) OnNav(app.Context) { browser.SetTitle(Routes()[0].Title) }

// Render draws the page.
func (p *ConnectPage) Render() app.UI {
	return shell(
		ui.El("div", "intro",
			ui.Text("h1", "", i18n.T("Connect to Mautic")),
			ui.Text("p", "lede", i18n.T("Get an API credential that is proven to work, for n8n and any other tool. Three steps, and every failure says what it is and how to fix it.")),
		),
		&Wizard{},
	)
}
