package browser

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// patience is how long, in milliseconds, one task of the program may keep the page
// from answering before it pauses. A task that takes 50 ms is a long one to
// browsers (W3C Long Tasks), and what cannot be paused comes on top.
const patience = 10

// Pace lets the page answer if the task at hand has kept it from that for long. A
// view calls it before it draws one of its parts, since go-app draws all of a change
// in one go otherwise. What a person does meanwhile waits for the drawing to end.
//
// Like Breathe it must not be called in a function that the browser calls.
func Pace() {
	if app.IsClient && atHand().Call("age").Float() > patience {
		Breathe()
	}
}

// Breathe lets the page answer before work goes on. To the browser one task is
// everything that the program does until all its goroutines wait, timers that are
// due included; only what the browser itself calls begins another. A message does
// that at once, also in a tab that is not shown, where timers wait for long.
//
// Called in a function that the browser calls, it would never return.
func Breathe() {
	if app.IsServer {
		return
	}
	woken := make(chan struct{})
	wake := app.FuncOf(func(app.Value, []app.Value) any {
		close(woken)
		return nil
	})
	defer wake.Release()
	atHand().Call("pause", wake)
	<-woken
}

// atHand is what shim.js knows of the task at hand.
func atHand() app.Value { return app.Window().Get("mauticConnectTask") }
