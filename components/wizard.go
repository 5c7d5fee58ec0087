package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/task"
	"mautic-connect/components/ui"
	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/doctor"
)

// Send hands an event to the wizard.
type Send func(ctx app.Context, event flow.Event)

// view is what every part of the wizard is drawn from.
type view struct {
	State *flow.State
	Send  Send
	// Book explains findings. It is empty until it has been loaded.
	Book doctor.Book
	// Bare says that the page around the wizard asks for something else first.
	Bare bool
}

// Wizard holds the state, shows it, and passes events on.
type Wizard struct {
	app.Compo
	// CheckOnly looks at a Mautic, and does no more.
	CheckOnly bool
	// Bare is without a title: the page around it has one.
	Bare bool

	state  flow.State
	book   doctor.Book
	runner *runner
	// later runs something after the next update. It is the wizard's own: that
	// of a button that the update removes would never run.
	later func(func(app.Context))
	// focus counts the moves of the keyboard, so that a newer one replaces one that
	// waits.
	focus int
}

// CompoID keeps the wizard of one page from being turned into that of the other.
func (w *Wizard) CompoID() string {
	if w.CheckOnly {
		return "check"
	}
	return "connect"
}

// OnInit shows the first step before anything is known of the browser.
func (w *Wizard) OnInit() {
	w.state = flow.Start("", false)
	w.state.CheckOnly = w.CheckOnly
}

// OnMount starts over with what the browser can do, and picks up a login that
// went on in this tab.
func (w *Wizard) OnMount(ctx app.Context) {
	w.later = ctx.Defer
	w.state = flow.Start(browser.CallbackURL(), browser.CanKeep())
	w.state.CheckOnly = w.CheckOnly
	w.runner = newRunner(func(event flow.Event) {
		ctx.Dispatch(func(ctx app.Context) { w.send(ctx, event) })
	})
	runner := w.runner
	ctx.Async(func() { rehearse(runner.ctx) })
	ctx.Async(func() {
		book, formats := loadCatalogue()
		ctx.Dispatch(func(ctx app.Context) {
			w.book, runner.book = book, book
			close(runner.catalogue)
			w.send(ctx, flow.CatalogueLoaded{Formats: formats})
			ctx.Update()
		})
	})
	link := browser.ReadLink()
	w.send(ctx, flow.Prefilled{
		Destination: destination.ID(link.Destination), Address: link.Address, Tool: link.Tool, Preset: link.Preset, Reference: link.Reference,
	})
	browser.ListenToParent(func(p browser.Parent) {
		ctx.Dispatch(func(ctx app.Context) {
			w.send(ctx, flow.Embedded{Origin: p.Origin, Reference: p.Options.Reference, Releases: p.Configuration.Embed.ReleaseSecrets})
			w.send(ctx, flow.Prefilled{
				Destination: destination.ID(p.Options.Destination), Method: mautic.Method(p.Options.Method), Address: p.Options.BaseURL,
			})
		})
	})
	if event, ok := w.runner.resume(); ok {
		w.send(ctx, event)
	}
}

// OnDismount stops what is under way.
func (w *Wizard) OnDismount() {
	if w.runner != nil {
		w.runner.stop()
	}
	browser.SetBusy(false)
}

func (w *Wizard) send(ctx app.Context, event flow.Event) {
	var effects []flow.Effect
	wasInWindow := credentialStep(w.view()).inWindow()
	w.state, effects = flow.Next(w.state, event)
	browser.SetBusy(w.state.Reached != flow.StepMautic || w.state.Preflight.Running)
	if !wasInWindow && credentialStep(w.view()).inWindow() {
		// The form hides, with the button or input that has the keyboard.
		w.focusLater(stepHeadingID)
	}
	for _, effect := range effects {
		if focus, ok := effect.(flow.Focus); ok {
			w.focusLater(w.focusTarget(focus.Field))
			continue
		}
		w.runner.run(effect)
	}
}

// focusLater moves the keyboard to the element with an id once it is drawn, unless the
// person does before. That has the browser lay out the page, so it is a task of its own.
func (w *Wizard) focusLater(id string) {
	w.focus++
	mine, from := w.focus, browser.Focused()
	w.later(func(app.Context) {
		go func() {
			browser.Breathe()
			if w.focus == mine {
				browser.FocusFrom(from, id)
			}
		}()
	})
}

// focusTarget is the id of the element to move the keyboard to.
func (w *Wizard) focusTarget(field flow.Field) string {
	switch {
	case field != "":
		return string(field)
	case w.state.NeedsConsent() && w.state.Step == flow.StepCredential:
		return consentID
	case w.state.Step == flow.StepHandOver:
		return w.handOverTarget()
	case w.state.Failure != nil && w.state.Step != flow.StepProof:
		return failureID
	default:
		return stepHeadingID
	}
}

// handOverTarget is what the hand-over has to say, or its heading.
func (w *Wizard) handOverTarget() string {
	push := w.state.HandOver.Push
	switch {
	case w.state.Delivery.Err != nil && !w.state.Delivery.Busy:
		return failureID
	case w.state.Delivery.Done, w.state.Portal.Told && w.state.Portal.Origin != "" && len(w.state.HandOver.Left) == 0, released(&w.state):
		return portalID
	case w.state.Portal.Err != nil:
		return "portal-failed"
	case push.Err != nil:
		return failureID
	case push.Result != nil && push.Result.Outcome == task.Exists:
		return "exists"
	case len(w.state.HandOver.Left) > 0:
		return "left"
	}
	return stepHeadingID
}

// Render draws the steps and the one that is open.
func (w *Wizard) Render() app.UI {
	browser.Pace()
	title, lede := i18n.T("Connect to Mautic"), i18n.T("Get an API credential that is proven to work, for n8n and any other tool. Every step is checked, and every failure says what it is and how to fix it.")
	if w.CheckOnly {
		title, lede = i18n.T("Check a Mautic"), i18n.T("See whether a Mautic can be reached, whether its API is on, and what stands in the way. No login is needed, and nothing is changed.")
	}
	return ui.El("div", "",
		ui.If(!w.Bare, func() app.UI {
			return ui.El("div", "intro",
				ui.Text("h1", "", title),
				ui.If(w.state.Step == flow.StepMautic, func() app.UI { return ui.Text("p", "lede", lede) }),
			)
		}),
		ui.El("div", "wizard",
			ui.If(!w.CheckOnly, func() app.UI { return stepper(w.view()).Render() }),
			ui.El("div", "view",
				w.step(),
				ui.Tag("p", []string{"class", "sr-only", "role", "status", "aria-live", "polite"}, app.Text(status(w.book, &w.state))),
				ui.El("div", "aside",
					ui.If(w.state.Reached != flow.StepMautic, func() app.UI {
						return &ui.Button{ID: "start-over", Label: i18n.T("Start over and forget everything"), Kind: ui.Quiet, OnPress: w.startOver}
					}),
				),
			),
		),
	)
}

func (w *Wizard) startOver(ctx app.Context) { w.send(ctx, flow.StartOver{}) }

func (w *Wizard) view() view { return view{State: &w.state, Send: w.send, Book: w.book, Bare: w.Bare} }

// step is the step that is open. It takes the place of another one as a whole: the
// page may be seen while it is drawn.
func (w *Wizard) step() app.UI {
	return &ui.Part{ID: string(w.state.Step), Content: []app.UI{w.drawStep()}}
}

func (w *Wizard) drawStep() app.UI {
	switch w.state.Step {
	case flow.StepPrepare:
		return prepareStep(w.view()).Render()
	case flow.StepCredential:
		return credentialStep(w.view()).Render()
	case flow.StepProof:
		return proofStep(w.view()).Render()
	case flow.StepHandOver:
		return handOverStep(w.view()).Render()
	default:
		return addressStep(w.view()).Render()
	}
}

// stepHeadingID is the id of the open step's heading.
const stepHeadingID = "step"

// heading is the open step's heading; it takes the keyboard when the step opens.
func heading(text string) app.UI {
	return ui.Tag("h2", []string{"id", stepHeadingID, "tabindex", "-1"}, app.Text(text))
}
