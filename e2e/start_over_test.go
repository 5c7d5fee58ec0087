package e2e

import "testing"

func TestStartingOverForgetsEverything(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	p.press("#method-basic")
	p.enterLogin(adminName, adminPassword)
	p.press("#connect")
	p.proven()
	// Inputs outside of the document count as well: somebody may still hold them.
	p.press("#back")
	evaluate[string](p, `window.inputs = [...document.querySelectorAll("input:not([type=radio])")], ""`)

	p.press("#start-over")
	p.focused("address")
	p.holds("#address", "")
	p.forgot(program.clientID, program.clientSecret, adminPassword, program.sandbox)
	hides(t, "an input that was removed", evaluate[string](p, `window.inputs.map((e) => e.value).join("\n")`), adminName, adminPassword)
	if n := evaluate[int](p, `sessionStorage.length`); n != 0 {
		t.Errorf("the tab keeps %s", evaluate[string](p, `JSON.stringify(sessionStorage)`))
	}

	p.enterAddress(program.sandbox)
	p.holds("#client-id", "")
	p.holds("#client-secret", "")
	p.chooseBasic()
	p.holds("#user-name", "")
	p.holds("#password", "")
}

func TestStartingOverClosesTheMauticWindowAndHearsNoMoreOfIt(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	window.see("input[name=_username]")
	p.press("#start-over")
	b.alone()
	p.focused("address")
	p.forgot(program.clientSecret)
}
