package guide

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Space stands for the space at the beginning of a text, which go-app's indentation
// of what it renders would swallow. Whoever writes the pages puts a space in its
// place.
const Space = "\ue000"

// run is a text between other elements: its spaces at both ends count.
func run(text string) app.UI {
	if strings.HasPrefix(text, " ") {
		text = Space + strings.TrimLeft(text, " ")
	}
	return app.Text(text)
}
