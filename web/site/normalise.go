package site

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"mautic-connect/components"
)

// normalise turns what go-app rendered into a page that is the same at every
// build, valid, and right under the base path.
//
// go-app writes attributes in random order, without escaping, with "false" for
// boolean attributes that are off, and with nothing for the value "true"; it
// indents where the browser's own rendering has no space.
func (g *generator) normalise(raw []byte, route components.Route) ([]byte, error) {
	if err := refuseEscapes(raw); err != nil {
		return nil, err
	}
	document, err := html.Parse(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("go-app's page cannot be parsed: %w", err)
	}
	g.tidy(document)
	head, body := find(document, atom.Head), find(document, atom.Body)
	g.head(head, route)
	g.body(body, route)
	var out bytes.Buffer
	if err := html.Render(&out, document); err != nil {
		return nil, fmt.Errorf("writing the page: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// refuseEscapes refuses a page with an attribute value that HTML would have to
// escape: go-app quotes values for Go instead, so a quotation mark ends the value
// early and what follows becomes attributes of its own.
func refuseEscapes(raw []byte) error {
	tokens := html.NewTokenizer(bytes.NewReader(raw))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return fmt.Errorf("go-app's page cannot be read: %w", err)
			}
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			if tag := tokens.Raw(); bytes.ContainsAny(tag, "\\&") {
				return fmt.Errorf("an attribute holds a quotation mark, a backslash or an ampersand, which go-app does not escape: %s", tag)
			}
		}
	}
}

// tidy walks the whole document.
func (g *generator) tidy(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		n.Data = unindent(n.Data)
	case html.ElementNode:
		g.attributes(n)
	}
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		g.tidy(child)
		if child.Type == html.TextNode && child.Data == "" {
			n.RemoveChild(child)
		}
		child = next
	}
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

func (g *generator) attributes(n *html.Node) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		boolean := slices.Contains(booleanAttributes, a.Key)
		switch {
		case boolean && a.Val == "false":
			continue
		case boolean:
			a.Val = ""
		case strings.HasPrefix(a.Key, "aria-") && a.Val == "":
			a.Val = "true"
		case a.Key == "href" && a.Val == g.Resolve("/"):
			// go-app has put every link under the base path; the start page's
			// has lost its last slash by that.
			a.Val = g.base
		}
		kept = append(kept, a)
	}
	sortAttributes(kept)
	n.Attr = kept
}

// sortAttributes makes the order of attributes the same at every build.
func sortAttributes(list []html.Attribute) {
	slices.SortFunc(list, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
}

func element(tag atom.Atom, pairs ...string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: tag.String(), DataAtom: tag}
	for i := 0; i+1 < len(pairs); i += 2 {
		n.Attr = append(n.Attr, html.Attribute{Key: pairs[i], Val: pairs[i+1]})
	}
	return n
}

// with puts nodes into an element.
func with(n *html.Node, content ...*html.Node) *html.Node {
	for _, child := range content {
		n.AppendChild(child)
	}
	return n
}

func text(words string) *html.Node { return &html.Node{Type: html.TextNode, Data: words} }

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
