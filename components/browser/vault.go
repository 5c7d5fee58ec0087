package browser

import (
	"encoding/json"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/task"
)

// KeepInVault opens the vault's page and gives it a credential, once it has said
// that it is there; kept is called when it says that the vault has it. It must
// run inside the click that asked for it.
func KeepInVault(credential task.Credential, name string, kept func()) {
	body, err := json.Marshal(task.Job{Kind: task.KindPress, Credential: credential, Name: name, Press: &task.Press{}})
	if err != nil || app.IsServer {
		return
	}
	window := app.Window().Call("open", BasePath()+"vault", "mautic-connect-vault")
	if !window.Truthy() {
		return
	}
	var hear app.Func
	hear = app.FuncOf(func(_ app.Value, args []app.Value) any {
		event := args[0]
		if event.Get("origin").String() != Origin() || !window.Equal(event.Get("source")) {
			return nil
		}
		switch data := event.Get("data"); {
		case data.Type() != app.TypeObject:
		case data.Get("type").String() == "vault-ready":
			window.Call("postMessage", map[string]any{"ns": messageNamespace, "type": "vault-keep", "job": string(body)}, Origin())
		case data.Get("type").String() == "vault-kept":
			app.Window().Call("removeEventListener", "message", hear)
			hear.Release()
			kept()
		}
		return nil
	})
	app.Window().Call("addEventListener", "message", hear)
}
