package e2e

import (
	"testing"

	"mautic-connect/mautic/n8n/n8ntest"
)

// effort counts what a person does: presses, and fields filled in, by typing or
// by pasting.
type effort struct{ clicks, fields int }

func (e *effort) press(p *page, selector string) {
	p.b.t.Helper()
	e.clicks++
	p.press(selector)
}

func (e *effort) opens(p *page, selector string) *page {
	p.b.t.Helper()
	p.see(selector)
	e.clicks++
	return p.popup(p.click(selector))
}

func (e *effort) paste(p *page, selector, text string) {
	p.b.t.Helper()
	e.fields++
	p.fromClipboard(selector, text)
}

func (e *effort) fill(p *page, selector, text string) {
	p.b.t.Helper()
	e.fields++
	p.see(selector)
	p.focus(selector)
	p.typeText(text)
}

func TestTheEffortToAConnectedCredentialInN8N(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		link   bool
		clicks int
		fields int
	}{
		"from the bare page":      {false, 5, 6},
		"from a link to that n8n": {true, 5, 5},
	} {
		t.Run(name, func(t *testing.T) {
			program, n8n := startWithN8N(t, n8ntest.Options{})
			id, secret := program.addClient(program.redirectURI + "," + n8n.URL + "/rest/oauth2-credential/callback")
			p := open(t).page()
			if tt.link {
				p.visit(program.link(map[string]string{"destination": "n8n", "n8n": n8n.URL}))
			} else {
				p.visit(program.wizard())
			}
			var did effort
			did.paste(p, "#address", program.sandbox) // checked, and left for the next step, by itself
			if !tt.link {
				did.paste(p, "#tool", n8n.URL) // for the redirect URIs, and for later
			}
			p.says("#redirect-uri", n8n.URL)
			did.paste(p, "#client-id", id+"\n"+secret)
			p.says(".pair", "Mautic accepts this client")
			window := did.opens(p, "#connect")
			did.fill(window, "input[name=_username]", adminName)
			did.fill(window, "input[name=_password]", adminPassword)
			did.press(window, "button[type=submit]")
			did.press(window, "[name=accepted]")
			p.proven()
			did.press(p, "#hand-it-over")
			p.holds("#tool", n8n.URL)
			did.paste(p, "#tool-key", n8ntest.TestKey)
			did.press(p, "#send")
			p.says("#left", "It is in n8n.")
			if got := stored(t, n8n, 1)[0]; tokensIn(t, got.Data).refresh == "" {
				t.Errorf("n8n has %+v", got)
			}
			t.Logf("effort %s: clicks %d, fields %d", name, did.clicks, did.fields)
			if did.clicks > tt.clicks || did.fields > tt.fields {
				t.Errorf("more than %d clicks and %d fields", tt.clicks, tt.fields)
			}
		})
	}
}
