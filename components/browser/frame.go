package browser

import (
	"encoding/json"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Parent is the page that shows this one inside itself, once the two know each
// other; frame.js has compared its origin with what the server allows.
type Parent struct {
	Origin  string `json:"origin"`
	Options struct {
		BaseURL     string `json:"baseUrl"`
		Method      string `json:"method"`
		Destination string `json:"destination"`
		Reference   string `json:"reference"`
	} `json:"options"`
	Configuration struct {
		Embed struct {
			ReleaseSecrets bool `json:"release_secrets"`
		} `json:"embed"`
	} `json:"configuration"`
}

// ListenToParent calls known when the page that shows this one has made itself
// known. Where there is none, it never does.
func ListenToParent(known func(Parent)) {
	frame, ok := frame()
	if !ok {
		return
	}
	frame.Call("listen", app.FuncOf(func(_ app.Value, args []app.Value) any {
		var parent Parent
		if args[0].String() == "init" && json.Unmarshal([]byte(args[1].String()), &parent) == nil {
			known(parent)
		}
		return nil
	}))
}

// TellParent sends a message to the page that shows this one.
func TellParent(message string, payload any) {
	frame, ok := frame()
	if !ok {
		return
	}
	if raw, err := json.Marshal(payload); err == nil {
		frame.Call("send", message, string(raw))
	}
}

func frame() (app.Value, bool) {
	if app.IsServer {
		return nil, false
	}
	frame := app.Window().Get("mauticConnectFrame")
	return frame, frame.Truthy()
}
