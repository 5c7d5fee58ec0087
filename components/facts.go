package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/ui"
)

// fact is one line of a list of facts.
type fact struct{ name, value string }

// facts draws a list of facts in monospace values.
func facts(class string, rows []fact) app.UI {
	return app.Elem("dl").Class("facts", class).Body(
		app.Range(rows).Slice(func(i int) app.UI {
			return ui.El("div", "",
				ui.Text("dt", "", rows[i].name),
				ui.Text("dd", "", rows[i].value),
			)
		}),
	)
}
