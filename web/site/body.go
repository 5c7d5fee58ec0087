package site

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"mautic-connect/components/i18n"
)

// body makes go-app's loader a quiet line that loads no picture, and says what a
// browser without JavaScript is missing.
func (g *generator) body(body *html.Node) {
	if icon := byID(body, "app-wasm-loader-icon"); icon != nil {
		icon.Data, icon.DataAtom = "span", atom.Span
		icon.Attr = []html.Attribute{{Key: "id", Val: "app-wasm-loader-icon"}}
	}
	if loader := byID(body, "app-wasm-loader"); loader != nil {
		loader.Attr = append(loader.Attr, html.Attribute{Key: "aria-label", Val: i18n.T("Loading")})
	}
	noscript := element(atom.Noscript)
	text := element(atom.P, "class", "noscript")
	text.AppendChild(&html.Node{Type: html.TextNode, Data: i18n.T("Connecting needs JavaScript and WebAssembly. Allow both for this site and reload the page.")})
	noscript.AppendChild(text)
	body.AppendChild(noscript)
}
