//go:build js

// The browser's program: registers the pages and starts go-app.
package main

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
)

func main() {
	components.Register()
	// Starting the program and drawing the page are two tasks, so that the page
	// answers in between.
	time.Sleep(time.Millisecond)
	app.RunWhenOnBrowser()
}
