package e2e

import "testing"

func TestTheLandingPageChecksAMauticRightThereAndLeadsToConnecting(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.app)
	p.says("h1", "A Mautic credential that is proven to work")
	p.says(".promises", "Nothing is stored.")
	p.fill("#address", program.sandbox+"s/dashboard")
	p.press("#address-go")
	p.says("#well", "Nothing stands in the way.")
	if got := p.address(); got != program.app {
		t.Errorf("the page shows the address %s", got)
	}

	// What was looked at is filled in where it is connected to.
	p.press("#well a")
	p.see("#destination-n8n")
	p.holds("#address", program.sandbox[:len(program.sandbox)-1])

	program.settings(map[string]any{"api_enabled": false})
	p.visit(program.app)
	p.fill("#address", program.sandbox)
	p.press("#address-go")
	p.prepares("api-disabled")
	p.says("h1", "A Mautic credential that is proven to work")
	p.press("#start")
	p.says("h1", "Connect to Mautic")
}
