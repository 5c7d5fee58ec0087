package ui

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
)

// El is an element with classes and children. Every element is made by
// app.Elem: go-app's typed elements each bring about a hundred methods into the
// download, and app.Elem brings them once.
func El(tag, class string, children ...app.UI) app.UI {
	e := app.Elem(tag)
	if class != "" {
		e = e.Class(class)
	}
	if len(children) > 0 {
		e = e.Body(children...)
	}
	return e
}

// Text is an element with classes and a text.
func Text(tag, class, text string) app.UI {
	return El(tag, class, app.Text(text))
}

// Tag is an element with attributes, as pairs of names and values, and children.
// An attribute whose value is empty is left out.
func Tag(tag string, attributes []string, children ...app.UI) app.HTMLElem {
	e := app.Elem(tag)
	for i := 0; i+1 < len(attributes); i += 2 {
		switch name, value := attributes[i], attributes[i+1]; {
		case value == "":
		case name == "id":
			e = e.ID(value)
		case name == "class":
			e = e.Class(value)
		default:
			e = e.Attr(name, value)
		}
	}
	if len(children) > 0 {
		e = e.Body(children...)
	}
	return e
}

// If is what show draws, if ok holds, and nothing otherwise. It keeps its place
// among its siblings either way.
func If(ok bool, show func() app.UI) app.UI {
	browser.Pace()
	return app.If(ok, show)
}

// Each is what show draws for each of the numbers below n.
func Each(n int, show func(i int) app.UI) app.UI {
	return app.Range(make([]struct{}, n)).Slice(show)
}
