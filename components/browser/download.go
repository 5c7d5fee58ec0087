package browser

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Download hands a file to the browser to be saved under a name.
func Download(name, contentType string, content []byte) {
	if app.IsServer {
		return
	}
	raw := app.Window().Get("Uint8Array").New(len(content))
	app.CopyBytesToJS(raw, content)
	windows("save", name, contentType, raw)
}
