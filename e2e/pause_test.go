package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// pauseEverywhere has the program pause before each part that it draws, where it
// would only after a while, and counts how often.
const pauseEverywhere = `
	window.paused = 0;
	let task;
	Object.defineProperty(window, "mauticConnectTask", {
		get: () => task,
		set: (value) => {
			task = value;
			task.age = () => {
				if (!task.held) window.paused += 1;
				return task.held ? 0 : Infinity;
			};
		},
	});
`

// pauses fails unless the program paused often since it was asked last.
func (p *page) pauses(atLeast int, what string) {
	p.b.t.Helper()
	if n := evaluate[int](p, `(([n]) => (window.paused = 0, n))([window.paused])`); n < atLeast {
		p.b.t.Errorf("%s: paused %d times, want %d at least", what, n, atLeast)
	}
}

// earliest types into an input as soon as it is in the page.
const earliest = `new MutationObserver((_, observer) => {
	const input = document.getElementById("client-id");
	if (!input) return;
	observer.disconnect();
	input.focus();
	document.execCommand("insertText", false, "1_early");
}).observe(document, { childList: true, subtree: true })`

// A person may come in between any two parts of a view.
func TestDrawingMayPauseAnywhere(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.onNewDocument(watchLayout + pauseEverywhere)
	release := p.holdWasm()
	p.navigate(program.wizard())
	p.see("#address")
	p.focus("#address")
	address := program.sandbox + strings.Repeat("a", 60)
	p.strike(address[:20], 0)
	release()
	p.strike(address[20:], 5*time.Millisecond) // while the app takes over, in pauses
	p.started()
	p.holds("#address", address)
	p.focused("address")
	p.still()
	p.pauses(20, "starting, and typing an address")

	p.retype("#address", program.sandbox)
	p.says("#understood", "Will be used") // which moves the button
	evaluate[chromedp.Void](p, earliest)
	p.press("#address-go")
	p.see("#connect")
	time.Sleep(time.Second) // the view is whole by then, and would have taken the keyboard
	p.holds("#client-id", "1_early")
	p.focused("client-id")
	p.pauses(40, "checking it, and showing the form")

	p.chooseBasic()
	p.focus("#user-name")
	p.strike(adminName, 0)
	p.focus("#password")
	p.strike(adminPassword, 0)
	p.holds("#user-name", adminName)
	p.holds("#password", adminPassword)
	p.press("#method-authorization-code") // the next key goes to a view that is being drawn
	p.press("#method-basic")
	p.see("#form-basic")
	p.holds("#password", adminPassword)
	p.press("#connect")
	p.proven()
	p.says("#rights-summary", "Every operation is allowed.")
	p.focused("step")
	p.pauses(60, "typing a login, connecting and proving")

	p.handOver()
	p.written()
	p.press("#start-over")
	p.holds("#address", "")
	p.forgot(adminPassword)
}

// The window opens although the view around its button is drawn in pauses, and a
// link pressed meanwhile leads where it would otherwise.
func TestSigningInWorksInPauses(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.onNewDocument(pauseEverywhere)
	p.visit(program.wizard())
	p.fill("#address", program.sandbox)
	p.says("#understood", "Will be used")
	p.press("#address-go")
	p.see("#connect")
	p.enterClient(program)
	p.says(".pair", "Mautic accepts this client")
	window := p.popup(p.click("#connect"))
	window.accept()
	p.proven()
	p.pauses(100, "signing in")

	evaluate[chromedp.Void](p, `for (const press of ["#start-over", ".foot a[href$=doctor]"]) document.querySelector(press).click()`)
	p.until("the other page is there", `location.pathname.endsWith("/doctor") && document.title.startsWith("Check a Mautic")`)
	p.see("#address-go")
}

// A rehearsal of the first check asks nobody.
func TestNothingIsAskedBeforeAnythingIsTyped(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	time.Sleep(3 * time.Second) // the rehearsal is over by then
	const relayed = `performance.getEntriesByType("resource").filter((e) => e.name.includes("/proxy/")).length`
	if n := evaluate[int](p, relayed); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	p.enterAddress(program.sandbox)
	if n := evaluate[int](p, relayed); n == 0 {
		t.Error("no request is counted, so nothing is tested")
	}
}
