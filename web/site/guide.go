package site

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"mautic-connect/components"
	"mautic-connect/components/guide"
	"mautic-connect/components/i18n"
)

// guidePages makes the guide: its pages, and what its script searches.
func (g *generator) guidePages() error {
	for _, page := range g.guide.Pages() {
		body, err := g.guidePage(page)
		if err != nil {
			return fmt.Errorf("the guide's page %s: %w", page.Path, err)
		}
		name := pageName(page.Path)
		if body, err = g.hosted(name, body); err != nil {
			return err
		}
		f := File{Name: name, Path: page.Path, Type: contentType("index.html"), Body: body}
		g.files = append(g.files, f)
		g.light = append(g.light, len(g.files)-1)
	}
	return nil
}

// guideIndex makes the guide and what its script searches.
func (g *generator) guideIndex() error {
	made, err := guide.New(components.Connect, components.Doctor, components.Vault)
	if err != nil {
		return fmt.Errorf("making the guide: %w", err)
	}
	g.guide = made
	index, err := made.Search()
	if err != nil {
		return fmt.Errorf("making the guide: %w", err)
	}
	return g.addHashed("/guide-index.json", contentType("guide-index.json"), index)
}

// guidePage renders one page of the guide.
func (g *generator) guidePage(page guide.Page) ([]byte, error) {
	body := element(atom.Body)
	if err := g.render(body, g.guide.Body(page, "/guide-index.json")); err != nil {
		return nil, err
	}
	withoutScript(body)
	head := element(atom.Head)
	add := func(tag atom.Atom, pairs ...string) { head.AppendChild(element(tag, pairs...)) }
	title := page.Title + " · Mautic Connect"
	add(atom.Meta, "charset", "UTF-8")
	add(atom.Meta, "content", "width=device-width, initial-scale=1, viewport-fit=cover", "name", "viewport")
	add(atom.Link, "href", g.placed["/app.css"], "rel", "stylesheet", "type", "text/css")
	add(atom.Link, "href", g.placed["/guide.css"], "rel", "stylesheet", "type", "text/css")
	add(atom.Script, "defer", "", "src", g.placed["/guide.js"])
	head.AppendChild(with(element(atom.Title), text(title)))
	add(atom.Meta, "content", page.Description, "name", "description")
	add(atom.Meta, "content", title, "property", "og:title")
	add(atom.Meta, "content", page.Description, "property", "og:description")
	add(atom.Meta, "content", "article", "property", "og:type")
	add(atom.Link, "href", g.base+"icons/mark.svg", "rel", "icon", "type", "image/svg+xml")
	add(atom.Link, "href", g.base+"manifest.webmanifest", "rel", "manifest")
	add(atom.Meta, "content", themeLight, "media", "(prefers-color-scheme: light)", "name", "theme-color")
	add(atom.Meta, "content", themeDark, "media", "(prefers-color-scheme: dark)", "name", "theme-color")
	add(atom.Meta, "content", "no-referrer", "name", "referrer")
	if g.public != "" {
		add(atom.Link, "href", g.absolute(page.Path), "rel", "canonical")
		add(atom.Meta, "content", g.absolute(page.Path), "property", "og:url")
		for _, m := range g.preview() {
			add(atom.Meta, "content", m.content, m.key, m.name)
		}
	}
	document := &html.Node{Type: html.DocumentNode}
	document.AppendChild(&html.Node{Type: html.DoctypeNode, Data: "html"})
	document.AppendChild(with(element(atom.Html, "data-base", g.base, "lang", "en"), head, body))
	var out bytes.Buffer
	if err := html.Render(&out, document); err != nil {
		return nil, fmt.Errorf("writing the page: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// withoutScript says in the header what a browser without JavaScript lacks, and
// hides the buttons that a script makes work.
func withoutScript(body *html.Node) {
	for n := range body.Descendants() {
		switch {
		case n.DataAtom == atom.Header:
			n.AppendChild(with(element(atom.Noscript), with(element(atom.P, "class", "hint"), text(i18n.T("Searching needs JavaScript. Reading does not.")))))
		case n.DataAtom == atom.Button:
			n.Attr = append(n.Attr, html.Attribute{Key: "hidden"})
			sortAttributes(n.Attr)
		}
	}
}

// part renders components as markup for a page that is written by hand.
func (g *generator) part(content app.UI) (string, error) {
	body := element(atom.Body)
	if err := g.render(body, content); err != nil {
		return "", err
	}
	var out strings.Builder
	for n := range body.ChildNodes() {
		if err := html.Render(&out, n); err != nil {
			return "", fmt.Errorf("writing a part of a page: %w", err)
		}
	}
	return out.String(), nil
}

// render draws components into a node, as normalise leaves them.
func (g *generator) render(into *html.Node, content ...app.UI) error {
	for _, one := range content {
		raw := []byte(app.HTMLString(one))
		if err := refuseEscapes(raw); err != nil {
			return err
		}
		nodes, err := html.ParseFragment(bytes.NewReader(raw), element(atom.Body))
		if err != nil {
			return fmt.Errorf("go-app's page cannot be parsed: %w", err)
		}
		for _, n := range nodes {
			into.AppendChild(n)
		}
	}
	for n := range into.Descendants() {
		for i, a := range n.Attr {
			switch a.Key {
			case "href", "src", "action", "data-index":
				n.Attr[i].Val = g.under(a.Val)
			}
		}
	}
	g.tidy(into)
	for n := range into.Descendants() {
		if n.Type == html.TextNode {
			n.Data = strings.ReplaceAll(n.Data, guide.Space, " ")
		}
	}
	return nil
}

// under puts a path under the base path.
func (g *generator) under(path string) string {
	name, fragment, found := strings.Cut(path, "#")
	if name == "" {
		return path
	}
	if name = g.Resolve(name); found {
		name += "#" + fragment
	}
	return name
}
