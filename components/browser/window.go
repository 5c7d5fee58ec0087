package browser

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// windows calls a function of windows.js.
func windows(function string, args ...any) app.Value {
	if app.IsServer {
		return nil
	}
	return app.Window().Get("mauticConnectWindows").Call(function, args...)
}

// LoginWindow is the window a person signs in to Mautic with; there is one at
// most. The zero value is no window.
type LoginWindow struct{ closed app.Func }

// Open opens the window, or reuses the one that is open, and reports whether the
// browser let it. It must run inside the click that asked for it. With an empty
// address the window shows the waiting text.
func (w *LoginWindow) Open(address, waiting string) bool {
	opened := windows("open", address, waiting)
	return opened != nil && opened.Bool()
}

// Send takes the open window to an address.
func (w *LoginWindow) Send(address string) { windows("send", address) }

// Raise brings the window to the front.
func (w *LoginWindow) Raise() { windows("raise") }

// Close closes the window, if this page opened one.
func (w *LoginWindow) Close() {
	windows("close")
	w.release()
}

// Watch calls closed, once, when the browser reports the window as closed. Some
// pages bring that about without being closed, so it proves nothing.
func (w *LoginWindow) Watch(closed func()) {
	w.release()
	w.closed = told(func(string) { closed() })
	windows("watch", w.closed)
}

func (w *LoginWindow) release() {
	if w.closed != nil {
		w.closed.Release()
		w.closed = nil
	}
}

// told is a function for windows.js to call, with a text or with nothing.
func told(do func(text string)) app.Func {
	return app.FuncOf(func(_ app.Value, args []app.Value) any {
		text := ""
		if len(args) > 0 {
			text = args[0].String()
		}
		do(text)
		return nil
	})
}
