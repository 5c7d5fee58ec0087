package site

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"mautic-connect/components"
	"mautic-connect/components/i18n"
)

const (
	themeLight = "#fcfcfd"
	themeDark  = "#14151b"
)

// head replaces what go-app cannot say: the colours of both themes, the
// program's preload, absolute links only where the origin is known. What takes
// longest to load comes first.
func (g *generator) head(head *html.Node, route components.Route) {
	remove(head, func(n *html.Node) bool {
		property, name := attribute(n, "property"), attribute(n, "name")
		switch {
		case name == "theme-color", name == "author", name == "keywords":
			return true
		case property == "og:url", property == "og:image":
			return true
		case strings.HasPrefix(name, "twitter:"):
			return true
		}
		return false
	})
	for n := range head.ChildNodes() {
		if attribute(n, "rel") == "icon" {
			n.Attr = append(n.Attr, html.Attribute{Key: "type", Val: "image/svg+xml"})
		}
	}
	add := func(tag atom.Atom, pairs ...string) { head.AppendChild(element(tag, pairs...)) }
	add(atom.Meta, "content", themeLight, "media", "(prefers-color-scheme: light)", "name", "theme-color")
	add(atom.Meta, "content", themeDark, "media", "(prefers-color-scheme: dark)", "name", "theme-color")
	add(atom.Meta, "content", "no-referrer", "name", "referrer")
	if route.Hidden {
		add(atom.Meta, "content", "noindex", "name", "robots")
	}
	if route.Path != NotFound {
		add(atom.Link, "as", "fetch", "crossorigin", "", "href", g.placed["/app.wasm"], "rel", "preload", "type", "application/wasm")
		add(atom.Link, "as", "fetch", "crossorigin", "", "href", g.placed["/catalogue.json"], "rel", "preload", "type", "application/json")
	}
	if route.Path == components.Embed {
		add(atom.Script, "src", g.placed["/frame.js"])
	}
	if installable(route) {
		add(atom.Script, "defer", "", "src", g.placed["/pwa.js"])
	}
	if g.public != "" && !route.Hidden {
		add(atom.Link, "href", g.absolute(route.Path), "rel", "canonical")
		add(atom.Meta, "content", g.absolute(route.Path), "property", "og:url")
		for _, m := range g.preview() {
			add(atom.Meta, "content", m.content, m.key, m.name)
		}
	}
	g.order(head)
}

// meta is a meta element: property or name, its value, and its content.
type meta struct{ key, name, content string }

// preview is what other sites show of a link to this one, in meta elements. A
// picture's address must be absolute.
func (g *generator) preview() []meta {
	return []meta{
		{"property", "og:image", g.absolute("/screenshots/preview.png")},
		{"property", "og:image:type", "image/png"},
		{"property", "og:image:width", "1200"},
		{"property", "og:image:height", "630"},
		{"property", "og:image:alt", i18n.T("Mautic Connect asks for the tool and for the address of the Mautic, and shows the five steps to a proven credential.")},
		{"name", "twitter:card", "summary_large_image"},
	}
}

// absolute is the address of a path where the origin is known.
func (g *generator) absolute(path string) string {
	return g.public + g.base + strings.TrimPrefix(path, "/")
}

// order sorts the head: how to read the page, then the program, which takes
// longest to load, then the shim, which must run before every other script and
// would wait for a stylesheet in front of it, then the embed page's line to the page
// that shows it. Of the deferred ones, ours are there before go-app starts.
func (g *generator) order(head *html.Node) {
	nodes := slices.Collect(head.ChildNodes())
	slices.SortStableFunc(nodes, func(a, b *html.Node) int { return g.rank(a) - g.rank(b) })
	for _, n := range nodes {
		head.RemoveChild(n)
		head.AppendChild(n)
	}
}

func (g *generator) rank(n *html.Node) int {
	order := []bool{
		attribute(n, "charset") != "",
		attribute(n, "name") == "viewport",
		attribute(n, "rel") == "preload",
		g.loads(n, "/shim.js"),
		g.loads(n, "/frame.js"),
		attribute(n, "rel") == "stylesheet",
		g.loads(n, "/keep.js"),
		g.loads(n, "/pwa.js"),
		n.DataAtom == atom.Script,
		n.DataAtom == atom.Title,
	}
	if first := slices.Index(order, true); first >= 0 {
		return first
	}
	return len(order)
}

// loads reports whether an element loads a script of ours.
func (g *generator) loads(n *html.Node, script string) bool {
	src := attribute(n, "src")
	return src != "" && src == g.placed[script]
}
