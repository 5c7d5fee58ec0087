package e2e

import "testing"

func TestAPanicIsSaidAndReloadingHelps(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.crash(program)
	p.says("#crash", "This page has stopped because of an error in it.")
	p.until("the button has the keyboard", `document.activeElement?.closest("#crash") !== null`)
	p.press("#crash button")
	p.until("the banner is gone", `!document.getElementById("crash")`)
	p.started()
	p.enterAddress(program.sandbox)
}

// crash takes away what every request needs, so that the program panics.
func (p *page) crash(program *program) {
	p.b.t.Helper()
	p.b.expect("panic:")
	p.b.expect("exit code: 2")
	p.b.expect("Go program has already exited")
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin(adminName, adminPassword)
	evaluate[string](p, `window.AbortController = undefined, ""`)
	p.press("#connect")
	p.see("#crash")
}
