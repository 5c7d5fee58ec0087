package browser

import (
	"encoding/json"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/task"
)

// KeepInVault opens the vault's page and offers it a credential. The page asks for
// it when the person has opened the vault and wants it there; kept is called when
// it has it, and stop takes the offer back. It must run inside the click that
// asked for it.
func KeepInVault(credential task.Credential, name string, kept func()) (stop func()) {
	body, err := json.Marshal(task.Vault{Do: task.VaultAdd, Credential: &credential, Name: name})
	if err != nil || app.IsServer {
		return func() {}
	}
	window := app.Window().Call("open", BasePath()+"vault", "mautic-connect-vault")
	if !window.Truthy() {
		return func() {}
	}
	post := func(kind, text string) {
		window.Call("postMessage", map[string]any{"ns": messageNamespace, "type": kind, "text": text}, Origin())
	}
	var hear app.Func
	stop = func() {
		if hear != nil {
			app.Window().Call("removeEventListener", "message", hear)
			hear.Release()
			hear = nil
			post("vault-gone", "")
		}
	}
	hear = app.FuncOf(func(_ app.Value, args []app.Value) any {
		event := args[0]
		data := event.Get("data")
		if event.Get("origin").String() != Origin() || !window.Equal(event.Get("source")) || data.Type() != app.TypeObject {
			return nil
		}
		switch data.Get("type").String() {
		case "vault-ready":
			post("vault-offer", name)
		case "vault-want":
			post("vault-keep", string(body))
		case "vault-kept":
			kept()
		}
		return nil
	})
	app.Window().Call("addEventListener", "message", hear)
	return stop
}
