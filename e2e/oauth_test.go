package e2e

import (
	"testing"
)

// enterClient fills in the sandbox's OAuth2 client.
func (p *page) enterClient(program *program) {
	p.b.t.Helper()
	p.fill("#client-id", program.clientID)
	p.fill("#client-secret", program.clientSecret)
}

// signIn goes through the sandbox's login page, as the OAuth2 window shows it.
func (p *page) signIn(user, password string) {
	p.b.t.Helper()
	p.fill("input[name=_username]", user)
	p.fill("input[name=_password]", password)
	p.press("button[type=submit], input[type=submit]")
}

func TestOAuth2InAWindowIsProven(t *testing.T) {
	program := start(t)
	p := open(t).page()
	p.visit(program.app)
	p.enterAddress(program.sandbox)
	p.enterClient(program)
	p.says(".pair", "Mautic accepts this client")
	window := p.popup(p.click("#connect"))
	p.see("#waiting")
	p.shot("waiting")
	window.signIn("admin", "Adm1n-Passw0rd!")
	window.press("[name=accepted]")
	p.see("#proof")
	p.says("#proof", "Connected as Ada Admin (admin)")
	p.says("#proof", "60 minutes left")
	p.shot("proof-oauth2")
}
