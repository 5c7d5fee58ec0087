package e2e

import "testing"

// tell pastes what the Mautic window shows and waits for its diagnosis.
func (p *page) tell(text, diagnosis string) {
	p.b.t.Helper()
	p.press("#waiting summary")
	p.fromClipboard("#window-text", text)
	p.see("#window-reading [data-diagnosis=" + diagnosis + "]")
}

func TestADenialIsUnderstoodFromWhatTheWindowShows(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	b.expect(program.sandbox) // Mautic's own answer
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	window.signIn(adminName, adminPassword)
	window.press("[name=rejected]")
	window.says("body", "access_denied")
	p.tell(window.text("body"), "user-denied")
	p.press("#stop-waiting")
	b.alone()
	p.holds("#client-secret", program.clientSecret)

	again := p.popup(p.click("#connect"))
	again.press("[name=accepted]") // still signed in there
	p.proven()
}

func TestAnotherRedirectURIIsUnderstoodFromWhatTheWindowShows(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	b.expect(program.sandbox) // Mautic's own answer
	id, secret := program.addClient("https://elsewhere.example/callback")
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.fill("#client-id", id)
	p.fill("#client-secret", secret)
	p.says(".pair", "Mautic accepts this client")
	window := p.popup(p.click("#connect"))
	window.accept()
	window.says("body", "redirect_uri_mismatch")
	p.tell(window.text("body"), "redirect-uri-mismatch")
	if got := p.text("#window-diagnosis-uri"); got != program.redirectURI {
		t.Errorf("the page says to register %q, not %q", got, program.redirectURI)
	}
	p.fill("#window-diagnosis-uri-registered", "https://elsewhere.example/callback")
	p.says("#window-diagnosis-uri-differences", "Registered is the host elsewhere.example")
	p.says("#window-diagnosis-uri", "https://elsewhere.example/callback,"+program.redirectURI)
	p.leads("#window-reading a[target=_blank]", program.sandbox+"s/credentials")
}

func TestAWrongClientSecretIsCaughtBeforeAnybodyIsSentToMautic(t *testing.T) {
	t.Parallel()
	const wrong = "1wrongw0gsk8wk0gwk0c4koos408cc4g8wcokg0g0sg8okwrong"
	program := start(t)
	b := open(t)
	p := b.page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.fill("#client-id", program.clientID)
	// Enter comes right after the last key, before the page has asked by itself.
	p.fill("#client-secret", wrong+"\r")
	p.diagnosed("client-pair-wrong")
	b.alone()
	p.holds("#client-secret", wrong)
	if n := program.sawRequests(authorizePages); n != 0 {
		t.Errorf("Mautic was asked to sign a person in %d times", n)
	}

	p.retype("#client-secret", program.clientSecret)
	window := p.popup(p.click("#connect"))
	window.accept()
	p.proven()
}
