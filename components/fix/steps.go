package fix

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/doctor"
)

// Steps lists what to do. id begins the ids of its commands; page draws the page of
// a Mautic that a step acts on, nil draws none.
func Steps(id string, steps []doctor.Step, page func(path string) app.UI) app.UI {
	return ui.El("ol", "fixes", ui.Each(len(steps), func(i int) app.UI {
		step := steps[i]
		return ui.El("li", "",
			ui.Text("span", "", i18n.T(step.Text)),
			ui.If(step.Command != "", func() app.UI {
				return &ui.Copyable{ID: id + "-command-" + strconv.Itoa(i), Label: i18n.T("Command"), Value: step.Command, Command: true}
			}),
			ui.If(step.Page != "" && page != nil, func() app.UI {
				return ui.El("p", "", page(step.Page))
			}),
		)
	}))
}
