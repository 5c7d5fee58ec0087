package browser

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Copy puts text on the clipboard and reports whether it worked. Where the
// clipboard is refused (an insecure page, an iframe without permission) it
// selects the element with the given id, so that a person can copy it by hand.
func Copy(text, id string, done func(ok bool)) {
	if app.IsServer {
		return
	}
	clipboard := app.Window().Get("navigator").Get("clipboard")
	if !clipboard.Truthy() {
		Select(id)
		done(false)
		return
	}
	settle(clipboard.Call("writeText", text),
		func(app.Value) { done(true) },
		func(app.Value) { Select(id); done(false) })
}

// Select selects the text of the element with an id.
func Select(id string) {
	if app.IsServer {
		return
	}
	element := app.Window().GetElementByID(id)
	if !element.Truthy() {
		return
	}
	selection := app.Window().Call("getSelection")
	selection.Call("removeAllRanges")
	selection.Call("selectAllChildren", element)
}

// settle runs exactly one of two functions when a promise settles, and releases
// both.
func settle(promise app.Value, fulfilled, rejected func(app.Value)) {
	var onFulfilled, onRejected app.Func
	once := func(f func(app.Value)) func(app.Value, []app.Value) any {
		return func(_ app.Value, args []app.Value) any {
			onFulfilled.Release()
			onRejected.Release()
			if len(args) > 0 {
				f(args[0])
			} else {
				f(app.Undefined())
			}
			return nil
		}
	}
	onFulfilled = app.FuncOf(once(fulfilled))
	onRejected = app.FuncOf(once(rejected))
	promise.Call("then", onFulfilled, onRejected)
}
