package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// El is an element with classes and children. Every element is made by
// app.Elem: go-app's typed elements each bring about a hundred methods into the
// download, and app.Elem brings them once.
func El(tag, class string, children ...app.UI) app.HTMLElem {
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
func Text(tag, class, text string) app.HTMLElem {
	return El(tag, class, app.Text(text))
}
