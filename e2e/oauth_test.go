package e2e

import (
	"strings"
	"testing"
)

// enterClient fills in the sandbox's OAuth2 client.
func (p *page) enterClient(program *program) {
	p.b.t.Helper()
	p.fill("#client-id", program.clientID)
	p.fill("#client-secret", program.clientSecret)
}

// readyForOAuth2 goes to where only the press on Connect is missing.
func (p *page) readyForOAuth2(program *program) {
	p.b.t.Helper()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.enterClient(program)
	p.says(".pair", "Mautic accepts this client")
}

// signIn goes through the sandbox's login page, as the OAuth2 window shows it.
func (p *page) signIn(user, password string) {
	p.b.t.Helper()
	p.fill("input[name=_username]", user)
	p.fill("input[name=_password]", password)
	p.press("button[type=submit]")
}

// accept signs in and agrees, as the OAuth2 window asks for.
func (p *page) accept() {
	p.b.t.Helper()
	p.signIn(adminName, adminPassword)
	p.press("[name=accepted]")
}

func TestOAuth2InAWindowIsProvenAndTheWindowCloses(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	p.see("#waiting")
	window.accept()
	p.proven()
	p.says("#proof", "60 minutes left")
	b.alone()
}

func TestClientCredentialsAreProvenWithoutAWindow(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	p.press("#method-client-credentials")
	p.press("#connect")
	p.see("#proof")
	p.says("#proof", "OAuth2 without a person")
	if n := b.windows(); n != 1 {
		t.Errorf("%d windows are open", n)
	}
	if n := program.sawRequests(authorizePages); n != 0 {
		t.Errorf("Mautic was asked to sign a person in %d times", n)
	}
}

func TestTheCallbackLeavesNoCodeInItsAddress(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	window.onNewDocument(`window.close = () => {}`)
	window.accept()
	p.proven()
	window.until("the window has handed over", `document.getElementById("title")?.textContent === "You are connected"`)
	if got, want := window.address(), program.app+"callback"; got != want {
		t.Errorf("the window shows the address %s, not %s", got, want)
	}
	for _, address := range window.visited() {
		if strings.Contains(address, "code=") {
			t.Errorf("the window's history holds %s", address)
		}
	}
}
