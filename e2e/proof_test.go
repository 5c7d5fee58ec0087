package e2e

import "testing"

func TestTheProofSaysWhatTheCredentialMayDo(t *testing.T) {
	program := start(t)
	p := open(t).page()
	p.visit(program.app)
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin("limited", "Us3r-Passw0rd!")
	p.press("#connect")
	p.see("#proof")
	p.see("#proof [data-check=contacts][data-status=warn]")
	p.see("#proof [data-check=webhooks][data-status=warn]")
	p.press("#about-contacts summary")
	p.says("#finding-contacts", "The role sees only what its user owns.")
}

func TestAGrantIsRenewedOnRequestAndStaysInUse(t *testing.T) {
	program := start(t)
	p := open(t).page()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	window.accept()
	p.see("#proof [data-check=contacts][data-status=pass]")
	for range 2 { // the second needs the token that the first brought
		p.press("#refresh")
		p.until("the renewal is done", `document.querySelector("#refresh").getAttribute("aria-disabled") !== "true"`)
		p.see("#proof [data-check=refresh][data-status=pass]")
	}
}
