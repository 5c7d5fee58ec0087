package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// LandingPage says what this is, for whom, and why to trust it. It looks at a
// Mautic right there.
type LandingPage struct {
	app.Compo
}

// OnNav puts the page's title into the document.
func (p *LandingPage) OnNav(app.Context) { setTitle(Landing) }

// Render draws the page.
func (p *LandingPage) Render() app.UI {
	promises := []string{
		i18n.T("Nothing is stored."), i18n.T("What you type stays in this page, and is forgotten once your tool has it."),
		i18n.T("Everything is proven."), i18n.T("Mautic itself is asked whose the credential is and what it may do, before you rely on it."),
		i18n.T("The relay is no open proxy."), i18n.T("It passes on calls of this page to the API of public Mautics, and keeps and logs none of them."),
		i18n.T("It is open source."), i18n.T("MIT licence, one small program that you can run yourself."),
	}
	return shell(
		ui.El("div", "intro",
			ui.Text("h1", "", i18n.T("A Mautic credential that is proven to work")),
			ui.Text("p", "lede", i18n.T("For everybody who connects Mautic to n8n, Make, Zapier or their own code. Every step is checked, every failure has a name and a fix, and the credential goes straight into your tool.")),
			ui.El("p", "actions", app.Elem("a").ID("start").Class("button", "button-primary").Attr("href", browser.BasePath()+Connect[1:]).Text(i18n.T("Connect"))),
		),
		&Wizard{CheckOnly: true, Bare: true},
		ui.El("ul", "promises", ui.Each(len(promises)/2, func(i int) app.UI {
			return ui.El("li", "", ui.Icon(ui.IconCheck), ui.El("p", "", ui.Text("strong", "", promises[2*i]), app.Text(" "+promises[2*i+1])))
		})),
		ui.El("p", "promises", ui.Link(browser.BasePath()+Guide[1:]+"/privacy", i18n.T("Where a secret is, and who sees it"))),
	)
}
