package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/ui"
)

// facts draws a list of facts, given as names and values in turn; a fact without
// a value is left out.
func facts(class string, pairs ...string) app.UI {
	var rows []app.UI
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			rows = append(rows, ui.El("div", "", ui.Text("dt", "", pairs[i]), ui.Text("dd", "", pairs[i+1])))
		}
	}
	return ui.El("dl", "facts "+class, rows...)
}
