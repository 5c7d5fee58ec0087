package e2e

import (
	"fmt"
	"testing"

	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/export"
	"mautic-connect/mautic/n8n/n8ntest"
)

// startWithN8N runs the program, and an n8n beside it that it may relay to.
func startWithN8N(t *testing.T, options n8ntest.Options) (*program, *n8ntest.Server) {
	t.Helper()
	n8n := n8ntest.NewServer(options)
	t.Cleanup(n8n.Close)
	return start(t, "--allow-private", "127.0.0.0/8"), n8n
}

// choose says in which tool the credential will be used.
func (p *page) choose(tool destination.ID) {
	p.b.t.Helper()
	p.press("#destination-" + string(tool))
	p.says("#why", destination.Lookup(tool).Why)
}

// chooseFormat chooses what to write the credential in, and waits until it is
// written, or asks for what to seal it with.
func (p *page) chooseFormat(id export.ID) {
	p.b.t.Helper()
	p.openWays()
	p.press("#format-" + string(id))
	format, _ := export.Lookup(id)
	p.says("#format-summary", format.Summary)
	if format.Sealed {
		p.see("#passphrase")
		return
	}
	p.written()
}

// written waits until the credential is ready to leave in the chosen format.
func (p *page) written() {
	p.b.t.Helper()
	p.openWays()
	p.until("the credential is written", `document.querySelector("#exported")?.getAttribute("aria-busy") === "false" && document.querySelector("#save")?.checkVisibility()`)
}

// granted gives the page a grant through the Mautic window, from where only the
// press on Connect is missing.
func (p *page) granted() {
	p.b.t.Helper()
	window := p.popup(p.click("#connect"))
	window.accept()
	p.proven()
}

// grantedAgain is granted for somebody who is signed in to Mautic already.
func (p *page) grantedAgain() {
	p.b.t.Helper()
	window := p.popup(p.click("#connect"))
	window.press("[name=accepted]")
	p.proven()
}

// handOver goes from the proof to the hand-over.
func (p *page) handOver() {
	p.b.t.Helper()
	p.press("#hand-it-over")
	p.see("#hand-over")
}

// openWays shows the ways out again, which make room once something has left.
func (p *page) openWays() {
	p.b.t.Helper()
	p.see("#hand-over")
	p.rests()
	if evaluate[bool](p, `document.querySelector("#again")?.open === false`) {
		p.press("#again summary")
	}
}

// step goes to a step that was reached before, by its number.
func (p *page) step(number int) {
	p.b.t.Helper()
	p.press(fmt.Sprintf(".steps li:nth-child(%d) button", number))
}

// basicProven goes through the first steps with user name and password.
func (p *page) basicProven(program *program, user, password string) {
	p.b.t.Helper()
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin(user, password)
	p.press("#connect")
	p.see("#proof")
}

// gone fails unless no element matches, now or soon.
func (p *page) gone(selector string) {
	p.b.t.Helper()
	p.until(selector+" is gone", fmt.Sprintf(`!document.querySelector(%q)`, selector))
}
