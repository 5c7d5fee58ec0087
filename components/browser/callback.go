package browser

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// messageNamespace marks the messages between the callback page and the app.
const messageNamespace = "mautic-connect"

// maxQuery is the longest callback query taken in, in bytes. A real one
// has about 150.
const maxQuery = 4096

// ListenForCallback calls received with the callback's query when the callback
// page delivers it: by a message from the login window itself, checked by
// origin and source, or over a broadcast channel whose name holds the state,
// which only the two of them know. The returned function ends it.
func ListenForCallback(window *LoginWindow, state string, received func(query string)) (stop func()) {
	if app.IsServer {
		return func() {}
	}
	onMessage := app.FuncOf(func(_ app.Value, args []app.Value) any {
		event := args[0]
		if event.Get("origin").String() != Origin() || !window.Is(event.Get("source")) {
			return nil
		}
		if query, ok := callbackQuery(event.Get("data")); ok {
			acknowledge(event.Get("source"))
			received(query)
		}
		return nil
	})
	app.Window().Call("addEventListener", "message", onMessage)

	var channel app.Value
	var onBroadcast app.Func
	if constructor := app.Window().Get("BroadcastChannel"); constructor.Truthy() {
		channel = constructor.New(messageNamespace + ":" + state)
		onBroadcast = app.FuncOf(func(_ app.Value, args []app.Value) any {
			if query, ok := callbackQuery(args[0].Get("data")); ok {
				channel.Call("postMessage", map[string]any{"ns": messageNamespace, "type": "received"})
				received(query)
			}
			return nil
		})
		channel.Call("addEventListener", "message", onBroadcast)
	}
	stopped := false
	return func() {
		if stopped {
			return
		}
		stopped = true
		app.Window().Call("removeEventListener", "message", onMessage)
		onMessage.Release()
		if channel != nil {
			channel.Call("close")
			onBroadcast.Release()
		}
	}
}

// acknowledge tells the callback page that it may close.
func acknowledge(source app.Value) {
	source.Call("postMessage", map[string]any{"ns": messageNamespace, "type": "received"}, Origin())
}

// callbackQuery takes the query out of a message, if the message is one of ours.
func callbackQuery(data app.Value) (string, bool) {
	if data.Type() != app.TypeObject {
		return "", false
	}
	if ns := data.Get("ns"); ns.Type() != app.TypeString || ns.String() != messageNamespace {
		return "", false
	}
	if kind := data.Get("type"); kind.Type() != app.TypeString || kind.String() != "callback" {
		return "", false
	}
	query := data.Get("query")
	if query.Type() != app.TypeString {
		return "", false
	}
	text := query.String()
	return text, len(text) <= maxQuery
}
