package browser

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// messageNamespace marks the messages between the callback page and the app.
const messageNamespace = "mautic-connect"

// maxQuery is the longest callback query taken in, in bytes. A real one
// has about 150.
const maxQuery = 4096

// ListenForCallback calls received with the callback's query when the callback
// page delivers it: by a message from the login window itself, checked by
// origin and source, over a broadcast channel whose name holds the state, which
// only the two of them know, or through the server's mailbox where the browser
// keeps the two apart. Another delivery may follow before the returned function
// ends it.
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
	ctx, cancel := context.WithCancel(context.Background())
	go collect(ctx, state, received)
	return func() {
		if ctx.Err() != nil {
			return
		}
		cancel()
		app.Window().Call("removeEventListener", "message", onMessage)
		onMessage.Release()
		if channel != nil {
			channel.Call("close")
			onBroadcast.Release()
		}
	}
}

// collect asks the server's mailbox for the callback until it is there, ctx ends
// or there is no mailbox. Each request waits at the server for up to 25 s.
func collect(ctx context.Context, state string, received func(query string)) {
	key := sha256.Sum256([]byte(state))
	path := "mailbox/" + base64.RawURLEncoding.EncodeToString(key[:])
	for {
		answer, _ := ask(ctx, path, "GET", "", "")
		switch {
		case ctx.Err() != nil:
			return
		case answer.status == 0 || answer.status == 429 || answer.status >= 500:
			time.Sleep(2 * time.Second)
		case answer.status != 204:
			if answer.status == 200 && len(answer.body) <= maxQuery {
				received(answer.body)
			}
			return
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
