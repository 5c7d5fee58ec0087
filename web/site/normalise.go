package site

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"mautic-connect/components"
)

const (
	themeLight = "#fcfcfd"
	themeDark  = "#14151b"
)

// normalise turns what go-app rendered into a page that is the same at every
// build, valid, and right under the base path.
//
// go-app writes attributes in random order, without escaping, with "false" for
// boolean attributes that are off, and with nothing for the value "true"; it
// indents where the browser's own rendering has no space.
func (g *generator) normalise(raw []byte, route components.Route) ([]byte, error) {
	document, err := html.Parse(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("go-app's page cannot be parsed: %w", err)
	}
	if err := g.tidy(document); err != nil {
		return nil, err
	}
	head, body := find(document, atom.Head), find(document, atom.Body)
	g.head(head, route)
	g.body(body)
	var out bytes.Buffer
	if err := html.Render(&out, document); err != nil {
		return nil, fmt.Errorf("writing the page: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// tidy walks the whole document.
func (g *generator) tidy(n *html.Node) error {
	switch n.Type {
	case html.TextNode:
		n.Data = unindent(n.Data)
	case html.ElementNode:
		if err := g.attributes(n); err != nil {
			return err
		}
	}
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		if err := g.tidy(child); err != nil {
			return err
		}
		if child.Type == html.TextNode && child.Data == "" {
			n.RemoveChild(child)
		}
		child = next
	}
	return nil
}

// indentation is what go-app puts around a child: a line end and spaces.
var indentation = regexp.MustCompile(`^\s*\n\s*|\n\s*$`)

func unindent(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return indentation.ReplaceAllString(text, "")
}

var booleanAttributes = []string{"async", "autofocus", "checked", "defer", "disabled", "hidden", "multiple", "open", "readonly", "required", "selected"}

func (g *generator) attributes(n *html.Node) error {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		if strings.ContainsAny(a.Val, `\`) {
			return fmt.Errorf("the attribute %s of <%s> holds a backslash or quotation mark, which go-app does not escape: %s", a.Key, n.Data, a.Val)
		}
		boolean := slices.Contains(booleanAttributes, a.Key)
		switch {
		case boolean && a.Val == "false":
			continue
		case boolean:
			a.Val = ""
		case strings.HasPrefix(a.Key, "aria-") && a.Val == "":
			a.Val = "true"
		case a.Key == "href" || a.Key == "src":
			a.Val = g.link(a.Val)
		}
		kept = append(kept, a)
	}
	slices.SortFunc(kept, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
	n.Attr = kept
	return nil
}

// link puts a link of a component, which is rooted at "/", under the base path.
func (g *generator) link(url string) string {
	if g.base != "/" && strings.HasPrefix(url, g.base) {
		return url
	}
	if strings.HasPrefix(url, "/assets/") {
		return url
	}
	if url == "/" {
		return g.base
	}
	return g.Resolve(url)
}

// head replaces what go-app cannot say: the colours of both themes, the
// program's preload, absolute links only where the origin is known.
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
	if route.Path == NotFound {
		add(atom.Meta, "content", "noindex", "name", "robots")
	} else {
		add(atom.Link, "as", "fetch", "crossorigin", "", "href", g.placed["/app.wasm"], "rel", "preload", "type", "application/wasm")
	}
	if g.public != "" && route.Path != NotFound {
		absolute := g.public + g.base + strings.TrimPrefix(route.Path, "/")
		add(atom.Link, "href", absolute, "rel", "canonical")
		add(atom.Meta, "content", absolute, "property", "og:url")
	}
}

// body makes go-app's loader a quiet line that loads no picture, and says what a
// browser without JavaScript is missing.
func (g *generator) body(body *html.Node) {
	if icon := byID(body, "app-wasm-loader-icon"); icon != nil {
		icon.Data, icon.DataAtom = "span", atom.Span
		icon.Attr = []html.Attribute{{Key: "id", Val: "app-wasm-loader-icon"}}
	}
	if loader := byID(body, "app-wasm-loader"); loader != nil {
		loader.Attr = append(loader.Attr, html.Attribute{Key: "aria-label", Val: "Loading"})
	}
	noscript := element(atom.Noscript)
	text := element(atom.P, "class", "noscript")
	text.AppendChild(&html.Node{Type: html.TextNode, Data: "Connecting needs JavaScript and WebAssembly. Allow both for this site and reload the page."})
	noscript.AppendChild(text)
	body.AppendChild(noscript)
}

func element(tag atom.Atom, pairs ...string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: tag.String(), DataAtom: tag}
	for i := 0; i+1 < len(pairs); i += 2 {
		n.Attr = append(n.Attr, html.Attribute{Key: pairs[i], Val: pairs[i+1]})
	}
	return n
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func find(n *html.Node, tag atom.Atom) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.DataAtom == tag {
			return d
		}
	}
	return nil
}

func byID(n *html.Node, id string) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && attribute(d, "id") == id {
			return d
		}
	}
	return nil
}

func remove(parent *html.Node, drop func(*html.Node) bool) {
	for child := parent.FirstChild; child != nil; {
		next := child.NextSibling
		if child.Type == html.ElementNode && drop(child) {
			parent.RemoveChild(child)
		}
		child = next
	}
}
