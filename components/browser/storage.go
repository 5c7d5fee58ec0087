package browser

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// recordKey is where a tab keeps its authorization request during a login in
// the same tab. The callback page knows it too.
const recordKey = "mautic-connect.pending"

// answerKey is where the callback page leaves the callback's query for the app
// in the same tab.
const answerKey = "mautic-connect.callback"

// CanKeep reports whether the tab's session storage really keeps things: it may
// be blocked, or be the stand-in that lasts only as long as the document.
func CanKeep() bool {
	if app.IsServer {
		return false
	}
	return !app.Window().Get("mauticConnectStorageBlocked").Truthy()
}

// Keep stores a same-tab login's record and reports whether it is there.
func Keep(record string) bool {
	if !CanKeep() {
		return false
	}
	storage := app.Window().Get("sessionStorage")
	storage.Call("setItem", recordKey, record)
	return storage.Call("getItem", recordKey).String() == record
}

// TakeKept removes and returns the record and the callback's query; ok is false
// when there is no record.
func TakeKept() (record, query string, ok bool) {
	if !CanKeep() {
		return "", "", false
	}
	storage := app.Window().Get("sessionStorage")
	take := func(key string) (string, bool) {
		value := storage.Call("getItem", key)
		storage.Call("removeItem", key)
		if value.IsNull() || value.IsUndefined() {
			return "", false
		}
		return value.String(), true
	}
	query, _ = take(answerKey)
	record, ok = take(recordKey)
	return record, query, ok
}

// Forget removes whatever a same-tab login may have kept.
func Forget() { TakeKept() }
