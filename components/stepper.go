package components

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
)

// stepper shows where the person is, and leads back to steps reached before.
type stepper view

// Render draws the steps.
func (s stepper) Render() app.UI {
	steps := flow.Steps()
	return ui.Tag("nav", []string{"class", "steps", "aria-label", i18n.T("Steps")},
		ui.El("ol", "",
			ui.Each(len(steps), func(i int) app.UI {
				return &stepperItem{
					Number:  i + 1,
					Step:    steps[i],
					Current: steps[i] == s.State.Step,
					Done:    steps[i].Before(s.State.Step) || (steps[i] == flow.StepProof && s.State.Proof != nil) || (steps[i] == flow.StepHandOver && len(s.State.HandOver.Left) > 0),
					Open:    !s.State.Reached.Before(steps[i]) && steps[i] != s.State.Step,
					Send:    s.Send,
				}
			}),
		),
	)
}

// stepperItem is one step.
type stepperItem struct {
	app.Compo

	Number              int
	Step                flow.Step
	Current, Done, Open bool
	Send                Send
}

// Render draws the item: a button where it leads somewhere, plain text otherwise.
func (i *stepperItem) Render() app.UI {
	browser.Pace()
	item := app.Elem("li").Class("step", class(i.Current, "is-current"), class(i.Done, "is-done"))
	if i.Current {
		item = item.Attr("aria-current", "step")
	}
	badge := ui.El("span", "badge",
		app.If(i.Done, func() app.UI { return ui.Icon(ui.IconCheck) }).
			Else(func() app.UI { return app.Text(strconv.Itoa(i.Number)) }),
	)
	if i.Open {
		return item.Body(app.Elem("button").Attr("type", "button").Class("step-label").OnClick(i.press).
			Body(badge, ui.Text("span", "", stepName(i.Step))))
	}
	return item.Body(ui.El("span", "step-label", badge, ui.Text("span", "", stepName(i.Step))))
}

func (i *stepperItem) press(ctx app.Context, e app.Event) {
	i.Send(ctx, flow.StepPressed{Step: i.Step})
}

// class returns name if ok holds.
func class(ok bool, name string) string {
	if ok {
		return name
	}
	return ""
}
