package e2e

import (
	"net/url"
	"strings"
	"testing"

	"mautic-connect/mautic/destination"
)

// link is an address of the page that fills it in.
func (p *program) link(values map[string]string) string {
	query := url.Values{}
	for name, value := range values {
		query.Set(name, value)
	}
	return p.wizard() + "?" + query.Encode()
}

func TestALinkFillsThePageAndSendsNothing(t *testing.T) {
	t.Parallel()
	const n8n = "https://n8n.example.com"
	program := start(t)
	p := open(t).page()
	traffic := p.traffic()
	for _, tool := range destination.All() {
		p.visit(program.link(map[string]string{"destination": string(tool.ID), "mautic": program.sandbox + "s/dashboard", "n8n": n8n}))
		p.until(string(tool.ID)+" is chosen", `document.querySelector("#destination-`+string(tool.ID)+`").checked`)
		p.says("#why", tool.Why)
		p.holds("#address", program.sandbox+"s/dashboard")
		p.says("#understood", "/s/dashboard was removed")
		// Time enough for what must not come: the page's files all arrive.
		await[string](p, `navigator.serviceWorker.ready.then(() => "")`)
	}
	for _, address := range traffic.addresses() {
		if strings.Contains(address, "/proxy/") {
			t.Errorf("the page asked for %s by itself", address)
		}
	}
	if n := program.sawRequests("/"); n != 0 {
		t.Errorf("Mautic got %d requests", n)
	}

	p.visit(program.link(map[string]string{"destination": "n8n", "mautic": program.sandbox, "n8n": n8n}))
	p.holds("#address", program.sandbox)
	p.press("#address-go")
	p.holds("#tool", n8n)
	p.says("#redirect-uri", program.redirectURI+","+n8n+"/rest/oauth2-credential/callback")
}

func TestALinkWithNonsenseIsAsGoodAsNone(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.link(map[string]string{
		"destination": `"><img src=x onerror=alert(1)>`, "mautic": "javascript:alert(1)", "n8n": "<script>alert(1)</script>",
	}))
	p.holds("#address", "javascript:alert(1)")
	p.press("#address-go")
	p.says("#address-problem", "begins with https:// or http://")
	p.retype("#address", program.sandbox)
	p.press("#address-go")
	p.see("#connect")
	// The destination that is none is something else, which asks for no n8n.
	if n := evaluate[int](p, `document.querySelectorAll("img[src=x], script:not([src]):not([type])").length`); n != 0 {
		t.Errorf("%d elements came with the link", n)
	}
}
