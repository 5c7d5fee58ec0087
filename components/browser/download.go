package browser

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Download hands a file to the browser to be saved under a name.
func Download(name, contentType string, content []byte) {
	if app.IsServer {
		return
	}
	raw := app.Window().Get("Uint8Array").New(len(content))
	app.CopyBytesToJS(raw, content)
	blob := app.Window().Get("Blob").New([]any{raw}, map[string]any{"type": contentType})
	address := app.Window().Get("URL").Call("createObjectURL", blob)
	link := document().Call("createElement", "a")
	link.Set("href", address)
	link.Set("download", name)
	link.Call("click")
	app.Window().Get("URL").Call("revokeObjectURL", address)
}
