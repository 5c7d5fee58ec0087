package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/i18n"
)

// Route is one page that go-app renders.
type Route struct {
	// Path is the page's path under the base path.
	Path string
	// Title and Description describe it to people and search engines.
	Title, Description string
	// Hidden keeps the page out of search engines and out of the sitemap.
	Hidden bool
	// New makes the page's component.
	New func() app.Composer
}

// The paths of pages.
const (
	// Landing says what this is.
	Landing = "/"
	// Connect is the wizard.
	Connect = "/connect"
	// Embed is made for being shown inside another page.
	Embed = "/embed"
	// Doctor looks at a Mautic and does no more.
	Doctor = "/doctor"
	// Vault has the credentials that are kept in this browser. It is no page of
	// go-app's: its program is the worker's.
	Vault = "/vault"
	// Guide explains everything, in pages of its own. It is no page of go-app's.
	Guide = "/guide"
)

// Routes returns all pages.
func Routes() []Route {
	return []Route{
		{
			Path:        Landing,
			Title:       i18n.T("A Mautic API credential that is proven to work · Mautic Connect"),
			Description: i18n.T("Connect Mautic to n8n, Make, Zapier or your own code: every step is checked, and every failure has a name and a fix. Open source, nothing stored."),
			New:         func() app.Composer { return &LandingPage{} },
		},
		{
			Path:        Connect,
			Title:       i18n.T("Connect to Mautic · Mautic Connect"),
			Description: i18n.T("Get a working, proven Mautic API credential for n8n and other tools. It checks every step and says what is wrong and how to fix it."),
			New:         func() app.Composer { return &ConnectPage{} },
		},
		{
			Path:        Doctor,
			Title:       i18n.T("Check a Mautic · Mautic Connect"),
			Description: i18n.T("See what keeps tools from connecting to a Mautic: redirects, the API that is off, a stripped login, a stale cache. Without any login."),
			New:         func() app.Composer { return &ConnectPage{CheckOnly: true} },
		},
		{
			Path:        Embed,
			Title:       i18n.T("Connect to Mautic inside another page · Mautic Connect"),
			Description: i18n.T("The wizard, to be shown inside an admin portal."),
			Hidden:      true,
			New:         func() app.Composer { return &ConnectPage{Framed: true} },
		},
		{
			Path:        "/404",
			Title:       i18n.T("Page not found · Mautic Connect"),
			Description: i18n.T("There is no such page."),
			Hidden:      true,
			New:         func() app.Composer { return &NotFoundPage{} },
		},
	}
}

// Register makes the routes known to go-app, in the browser and for
// pre-rendering. It is to be called once, by main or by the generator.
func Register() {
	for _, route := range Routes() {
		app.Route(route.Path, route.New)
	}
	// go-app's own NotFound is not shown by its engine.
	app.RouteWithRegexp("^/", func() app.Composer { return &NotFoundPage{} })
}
