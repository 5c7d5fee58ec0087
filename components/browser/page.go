package browser

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// BasePath is the path the site is served under, with a slash at both ends: "/"
// or "/connect/". The page carries it in the attribute data-base of its root.
func BasePath() string {
	if app.IsServer {
		return "/"
	}
	base := document().Get("documentElement").Call("getAttribute", "data-base")
	if !base.Truthy() {
		return "/"
	}
	return base.String()
}

// Origin is the page's own origin, such as "https://connect.example.com".
func Origin() string {
	if app.IsServer {
		return ""
	}
	return app.Window().Get("location").Get("origin").String()
}

// CallbackURL is the address that Mautic sends a person back to.
func CallbackURL() string { return Origin() + BasePath() + "callback" }

// Go takes this tab to another address.
func Go(address string) {
	if app.IsClient {
		app.Window().Get("location").Call("assign", address)
	}
}

// TakeQuery returns the page's query without the question mark and removes it,
// and the fragment, from the address and the history entry.
func TakeQuery() string {
	if app.IsServer {
		return ""
	}
	location := app.Window().Get("location")
	query := strings.TrimPrefix(location.Get("search").String(), "?")
	if query != "" || location.Get("hash").String() != "" {
		app.Window().Get("history").Call("replaceState", nil, "", location.Get("pathname").String())
	}
	return query
}

// Focus moves the keyboard to the element with an id.
func Focus(id string) {
	if app.IsServer {
		return
	}
	if element := app.Window().GetElementByID(id); element.Truthy() {
		element.Call("focus", map[string]any{"preventScroll": false})
	}
}

// Focused is the element that has the keyboard, or the body; nil in a native build.
func Focused() app.Value {
	if app.IsServer {
		return nil
	}
	return document().Get("activeElement")
}

// FocusFrom moves the keyboard to the element with an id, unless the person has moved
// it since it was at another one, as Focused told.
func FocusFrom(from app.Value, id string) {
	if app.IsServer {
		return
	}
	if now := Focused(); now.Equal(from) || now.Equal(document().Get("body")) {
		Focus(id)
	}
}

// ClearInputs empties every input of the document, so that no typed value stays
// in it.
func ClearInputs() {
	if app.IsServer {
		return
	}
	inputs := document().Call("querySelectorAll", "input:not([type=radio]):not([type=checkbox]), textarea")
	for i := range inputs.Length() {
		inputs.Index(i).Set("value", "")
	}
}

// SetTitle sets the document's title.
func SetTitle(title string) {
	if app.IsClient {
		document().Set("title", title)
	}
}

func document() app.Value { return app.Window().Get("document") }

// SetBusy says in the page whether a reload would lose what a person is in the
// middle of, so that a new version waits.
func SetBusy(busy bool) {
	if app.IsClient {
		document().Get("documentElement").Call("toggleAttribute", "data-busy", busy)
	}
}
