package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
)

// ConnectPage is the page with the wizard.
type ConnectPage struct {
	app.Compo
	// Framed says that it is made to be shown inside another page.
	Framed bool
}

// OnNav puts the page's title into the document.
func (p *ConnectPage) OnNav(app.Context) { browser.SetTitle(Routes()[0].Title) }

// Render draws the page.
func (p *ConnectPage) Render() app.UI {
	if p.Framed {
		return frame(&Wizard{})
	}
	return shell(&Wizard{})
}
