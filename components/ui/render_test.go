package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// render renders an element as the generator does and parses it.
func render(t *testing.T, element app.UI) *html.Node {
	t.Helper()
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(app.HTMLString(element)), body)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return body
}

func attribute(n *html.Node, key string) (string, bool) {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	if i < 0 {
		return "", false
	}
	return n.Attr[i].Val, true
}

// all are the elements that a test holds for, in order.
func all(in *html.Node, wanted func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for n := range in.Descendants() {
		if n.Type == html.ElementNode && wanted(n) {
			out = append(out, n)
		}
	}
	return out
}

func tag(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.Data == name }
}

func class(name string) func(*html.Node) bool {
	return func(n *html.Node) bool {
		classes, _ := attribute(n, "class")
		return slices.Contains(strings.Fields(classes), name)
	}
}

func id(name string) func(*html.Node) bool {
	return func(n *html.Node) bool {
		value, ok := attribute(n, "id")
		return ok && value == name
	}
}

// one is the only element that a test holds for.
func one(t *testing.T, in *html.Node, wanted func(*html.Node) bool) *html.Node {
	t.Helper()
	found := all(in, wanted)
	if len(found) != 1 {
		t.Fatalf("%d elements were found, want 1", len(found))
	}
	return found[0]
}

// node is an element.
type node = html.Node

// words is the text of an element, with single spaces.
func words(n *html.Node) string {
	var out []string
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out = append(out, strings.Fields(d.Data)...)
		}
	}
	return strings.Join(out, " ")
}

// place is where an element stands: the positions of its ancestors and itself
// among their siblings. go-app makes an element anew when its place changes.
func place(n *html.Node) []int {
	var out []int
	for ; n.Parent != nil; n = n.Parent {
		at := 0
		for before := n.PrevSibling; before != nil; before = before.PrevSibling {
			if before.Type == html.ElementNode {
				at++
			}
		}
		out = append([]int{at}, out...)
	}
	return out
}
