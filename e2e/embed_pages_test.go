package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

func TestTheDocumentationForPortalsIsAccessibleAndFitsANarrowScreen(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	for _, scheme := range []string{"light", "dark"} {
		p.run(p.look(scheme, 320), chromedp.Navigate(program.app+"embedding"))
		p.see("#protocol")
		for _, flaw := range evaluate[[]string](p, flaws) {
			t.Errorf("%s: %s", scheme, flaw)
		}
		for _, nameless := range p.nameless() {
			t.Errorf("%s: a %s without a name", scheme, nameless)
		}
	}
}

func TestAPortalShowsTheAppUnderABasePath(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal, "--base-path", "/connect/")
	p := portal.enter(t)
	p.put(`{}`)
	frame := p.embedded(program.app)
	if got := frame.address(); got != program.app+"embed" {
		t.Errorf("the frame is at %s", got)
	}
	frame.say("diagnosis", `{id: "", step: "proof"}`)
	p.emits("diagnosis", 1)
}
