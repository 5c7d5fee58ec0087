//go:build js

// The browser's program: registers the pages and starts go-app.
package main

import (
	"runtime/debug"

	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
)

func main() {
	// Collecting garbage keeps the page from answering, and a page lives for minutes:
	// the heap may rather grow to several times of what is in use.
	debug.SetGCPercent(700)
	components.Register()
	// Starting the program and drawing the page are two tasks, so that the page
	// answers in between.
	time.Sleep(time.Millisecond)
	app.RunWhenOnBrowser()
}
