package browser

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// LoginWindow is the window a person signs in to Mautic with. The zero value is
// no window.
type LoginWindow struct {
	window app.Value
	watch  int
}

const (
	loginWindowName     = "mautic-connect-login"
	loginWindowFeatures = "popup,width=560,height=720"
)

// Open opens the window, or reuses the one that is open, and reports whether the
// browser let it. It must run inside the click that asked for it. With an empty
// address the window shows the waiting text.
func (w *LoginWindow) Open(address, waiting string) bool {
	if app.IsServer {
		return false
	}
	opened := app.Window().Call("open", address, loginWindowName, loginWindowFeatures)
	if !opened.Truthy() || opened.Get("closed").Bool() {
		w.window = nil
		return false
	}
	w.window = opened
	if address == "" {
		page := opened.Get("document")
		page.Set("title", waiting)
		page.Get("body").Set("textContent", waiting)
	}
	opened.Call("focus")
	return true
}

// Send takes the open window to an address.
func (w *LoginWindow) Send(address string) {
	if w.window != nil {
		w.window.Get("location").Call("replace", address)
	}
}

// Raise brings the window to the front.
func (w *LoginWindow) Raise() {
	if w.window != nil {
		w.window.Call("focus")
	}
}

// Close closes the window, if this page opened one.
func (w *LoginWindow) Close() {
	w.watch++
	if w.window != nil {
		w.window.Call("close")
		w.window = nil
	}
}

// Is reports whether a message's source is this window.
func (w *LoginWindow) Is(source app.Value) bool {
	return w.window != nil && source.Truthy() && w.window.Equal(source)
}

// Watch calls closed, once, when the browser reports the window as closed. Some
// pages bring that about without being closed, so it proves nothing.
func (w *LoginWindow) Watch(closed func()) {
	w.watch++
	mine, window := w.watch, w.window
	if window == nil {
		return
	}
	go func() {
		for w.watch == mine {
			time.Sleep(500 * time.Millisecond)
			if w.watch == mine && window.Get("closed").Bool() {
				closed()
				return
			}
		}
	}()
}
