package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
)

// ConnectPage is the page with the wizard.
type ConnectPage struct {
	app.Compo
	// Framed says that it is made to be shown inside another page, and CheckOnly
	// that it looks at a Mautic and does no more.
	Framed, CheckOnly bool
}

// OnNav puts the page's title into the document.
func (p *ConnectPage) OnNav(app.Context) {
	if p.CheckOnly {
		setTitle(Doctor)
		return
	}
	setTitle(Connect)
}

// setTitle puts a route's title into the document.
func setTitle(path string) {
	for _, route := range Routes() {
		if route.Path == path {
			browser.SetTitle(route.Title)
		}
	}
}

// Render draws the page.
func (p *ConnectPage) Render() app.UI {
	if p.Framed {
		return frame(&Wizard{})
	}
	return shell(&Wizard{CheckOnly: p.CheckOnly})
}
