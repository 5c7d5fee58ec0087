package site

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"mautic-connect/components"
	"mautic-connect/components/i18n"
)

// body makes go-app's loader a quiet line that loads no picture, and says what a
// browser without JavaScript is missing. What the installed app needs follows.
func (g *generator) body(body *html.Node, route components.Route) {
	if icon := byID(body, "app-wasm-loader-icon"); icon != nil {
		icon.Data, icon.DataAtom = "span", atom.Span
		icon.Attr = []html.Attribute{{Key: "id", Val: "app-wasm-loader-icon"}}
	}
	if loader := byID(body, "app-wasm-loader"); loader != nil {
		loader.Attr = append(loader.Attr, html.Attribute{Key: "aria-label", Val: i18n.T("Loading")})
	}
	body.AppendChild(with(element(atom.Noscript), with(element(atom.P, "class", "noscript"),
		text(i18n.T("Connecting needs JavaScript and WebAssembly. Allow both for this site and reload the page.")))))
	if installable(route) {
		body.AppendChild(pwa())
	}
}

// installable reports whether a page is one of the installed app: the page inside
// another one and the page that is none are not.
func installable(route components.Route) bool {
	return route.Path != components.Embed && route.Path != NotFound
}

// pwa is the place for what pwa.js has to say: a line about a new version, and the
// button that installs the app. It is outside of what go-app draws.
func pwa() *html.Node {
	button := func(id, class, label string) *html.Node {
		return with(element(atom.Button, "class", class, "hidden", "", "id", id, "type", "button"), text(label))
	}
	return with(element(atom.Aside, "aria-label", i18n.T("This app"), "class", "pwa"),
		button("install", "button button-quiet", i18n.T("Install this app")),
		with(element(atom.Div, "class", "update", "id", "update"),
			element(atom.P, "id", "update-text", "role", "status"),
			button("update-apply", "button button-primary", i18n.T("Use it now")),
			button("update-later", "button button-quiet", i18n.T("Later")),
		),
	)
}
