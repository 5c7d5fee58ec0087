package ui

import (
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// when returns text if ok holds, and nothing otherwise.
func when(ok bool, text string) string {
	if ok {
		return text
	}
	return ""
}

// orElse returns text, or other when it is empty.
func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// hidden is text for screen readers only.
func hidden(text string) app.UI { return Text("span", "sr-only", text) }

// content returns a copy of elements to hand to go-app, which rearranges the
// slice it gets and would lose elements on the next render.
func content(elements []app.UI) []app.UI { return slices.Clone(elements) }
