package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// NotFoundPage says that there is no such page.
type NotFoundPage struct {
	app.Compo
}

// Render draws the page.
func (p *NotFoundPage) Render() app.UI {
	return shell(
		ui.El("div", "view",
			ui.Text("h1", "", i18n.T("There is no such page.")),
			ui.Text("p", "lede", i18n.T("The address may be mistyped, or the page may have moved.")),
			ui.El("p", "", ui.Link(browser.BasePath(), i18n.T("Go to the start"))),
		),
	)
}
