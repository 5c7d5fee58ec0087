package e2e

import (
	"net/url"
	"testing"

	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/export"
	"mautic-connect/mautic/n8n/n8ntest"
)

// authorizes goes through Mautic's window as a tool opens it by itself, for
// somebody who is signed in, and waits for it to lead to a redirect URI.
func (p *page) authorizes(program *program, clientID, redirectURI string) {
	p.b.t.Helper()
	p.b.expect(redirectURI) // nothing answers there
	p.navigate(program.sandbox + "oauth/v2/authorize?" + url.Values{
		"client_id": {clientID}, "redirect_uri": {redirectURI}, "response_type": {"code"}, "state": {"n8n"},
	}.Encode())
	p.until("the login or the consent page is there", `document.querySelector("[name=accepted], input[name=_username]")?.checkVisibility()`)
	if evaluate[bool](p, `!!document.querySelector("input[name=_username]")`) {
		p.signIn(adminName, adminPassword)
	}
	p.press("[name=accepted]")
	p.until("Mautic leads to "+redirectURI, `location.href.startsWith("`+redirectURI+`?") && new URLSearchParams(location.search).get("code")`)
}

func TestBothRedirectURIsAreRegisteredTogetherAndBothWork(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{})
	p := open(t).page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	if got := p.text("#redirect-uri"); got != program.redirectURI {
		t.Errorf("without an n8n, the page says to register %q", got)
	}
	p.fill("#tool", n8n.URL)
	callback := n8n.URL + "/rest/oauth2-credential/callback"
	p.says("#redirect-uri", program.redirectURI+","+callback)
	if got := p.text("#redirect-uri"); got != program.redirectURI+","+callback {
		t.Errorf("the page says to register %q", got)
	}
	id, secret := program.addClient(p.text("#redirect-uri"))
	p.fromClipboard("#client-id", id+"\n"+secret)
	p.says(".pair", "Mautic accepts this client")
	p.granted()
	p.authorizes(program, id, callback)
}

func TestN8NConnectsThereItself(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{})
	callback := n8n.URL + "/rest/oauth2-credential/callback"
	id, secret := program.addClient(callback)
	b := open(t)
	p := b.page()
	downloads := p.downloads()
	p.visit(program.wizard())
	p.choose(destination.N8NThere)
	p.enterAddress(program.sandbox)
	p.see("#tool")
	if evaluate[bool](p, `!!document.querySelector("#redirect-uri")`) {
		t.Errorf("without an n8n, the page says to register %q", p.text("#redirect-uri"))
	}
	p.fill("#tool", n8n.URL)
	p.says("#redirect-uri", callback)
	if got := p.text("#redirect-uri"); got != callback {
		t.Errorf("the page says to register %q", got)
	}
	p.fill("#client-id", id)
	p.fill("#client-secret", secret)
	p.says(".pair", "Mautic accepts this client")
	p.says("#connect", "Check the client")
	p.press("#connect")
	p.see("#proof")
	p.says("#proof h2", "Mautic accepts this client.")
	p.says("#proof", callback)
	p.hides(secret)
	if n := b.windows(); n != 1 {
		t.Errorf("%d windows are open", n)
	}
	if n := program.sawRequests(authorizePages); n != 0 {
		t.Errorf("Mautic was asked to sign a person in %d times", n)
	}

	p.handOver()
	p.written()
	if evaluate[bool](p, `!!document.querySelector("#grant-hand")`) {
		t.Error("the page asks about a grant that is not there")
	}
	file := readN8NFile(t, downloads.save("mautic-n8n-credentials.json"))
	if file[0].Type != "mauticOAuth2Api" || file[0].Data["clientSecret"] != secret || tokensIn(t, file[0].Data) != (tokens{}) {
		t.Errorf("the file holds %+v", file)
	}
	p.chooseFormat(export.N8NWorkflow)
	p.holds("#tool", n8n.URL)
	p.send(n8ntest.TestKey)
	p.says("#left", "Open it there and press Connect.")
	p.forgot(n8ntest.TestKey)
	if got := stored(t, n8n, 1)[0]; tokensIn(t, got.Data) != (tokens{}) || got.Data["clientId"] != id {
		t.Errorf("n8n has %+v", got)
	}
	p.authorizes(program, id, callback)
}
