// Package browser puts the browser's interfaces behind small Go functions: the
// transport, the login window, the callback's channels,
// the clipboard, the tab's storage, focus.
//
// Every function is safe to call in a native build, where it does nothing. None
// keeps a secret longer than the call needs it, and none writes one to a log.
package browser
