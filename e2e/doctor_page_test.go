package e2e

import "testing"

func TestAMauticIsCheckedWithoutAnyCredential(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.app + "doctor")
	p.fill("#address", program.sandbox)
	p.press("#address-go")
	p.see("#well")
	if wide := evaluate[int](p, `Math.round(document.querySelector(".view").getBoundingClientRect().width)`); wide < 600 {
		t.Errorf("the page is %d px wide beside steps that are not there", wide)
	}

	program.settings(map[string]any{"api_enabled": false})
	p.press("#address-go")
	p.prepares("api-disabled")
	if evaluate[bool](p, `document.getElementById("continue-anyway") !== null || document.querySelector(".steps") !== null`) {
		t.Error("it leads on to a credential")
	}
	program.settings(map[string]any{"api_enabled": true})
	p.press("#check-again")
	p.see("#well")
	if n := program.sawRequests(tokenEndpoint); n == 0 {
		t.Error("nothing was asked, so this proves nothing")
	}

	// What was found goes along to the wizard.
	p.press("#well a")
	p.see("#destination-n8n")
	p.holds("#address", program.sandbox[:len(program.sandbox)-1])
}
