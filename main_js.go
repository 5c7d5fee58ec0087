//go:build js

// The browser's program: registers the pages and starts go-app.
package main

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
)

func main() {
	components.Register()
	app.RunWhenOnBrowser()
}
