package browser

import (
	"crypto/sha256"
	"encoding/base64"
)

// ListenForCallback calls received with the callback's query when the callback
// page delivers it: by a message from the login window itself, checked by
// origin and source, over a broadcast channel whose name holds the state, which
// only the two of them know, or through the server's mailbox where the browser
// keeps the two apart. Another delivery may follow before the returned function,
// which is to be called once, ends it.
func ListenForCallback(state string, received func(query string)) (stop func()) {
	key := sha256.Sum256([]byte(state))
	hear := told(received)
	windows("hear", state, "mailbox/"+base64.RawURLEncoding.EncodeToString(key[:]), hear)
	return func() {
		windows("deaf")
		hear.Release()
	}
}
