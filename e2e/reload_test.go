package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
)

func TestReloadingWhileMauticWaitsEndsTheAttemptAndLeavesNothing(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	window.see("input[name=_username]")
	p.reload()
	p.holds("#address", "")
	p.forgot(program.clientID, program.clientSecret)

	before := program.sawRequests(tokenEndpoint)
	window.accept()
	window.says("#title", "The page you came from did not answer")
	window.leads("#link", program.wizard())
	if got := window.address(); got != program.app+"callback" {
		t.Errorf("the window shows the address %s", got)
	}
	if n := program.sawRequests(tokenEndpoint) - before; n != 0 {
		t.Errorf("%d token requests were sent", n)
	}
	p.enterAddress(program.sandbox)
	p.holds("#client-id", "")
	p.holds("#client-secret", "")
}

// holdWasm keeps the app's program from arriving until the returned function
// is called.
func (p *page) holdWasm() (release func()) {
	p.b.t.Helper()
	if _, err := chromedp.Call(p.ctx, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*.wasm"}}}); err != nil {
		p.b.t.Fatalf("holding the program back: %v", err)
	}
	return func() {
		if _, err := chromedp.Call(p.ctx, fetch.Disable, cdp.Empty{}); err != nil {
			p.b.t.Fatalf("letting the program through: %v", err)
		}
	}
}

func TestWhatIsTypedBeforeTheAppStartsIsKept(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	release := p.holdWasm()
	p.navigate(program.wizard())
	p.fill("#address", program.sandbox+"s/dashboard")
	release()
	p.started()
	p.holds("#address", program.sandbox+"s/dashboard")
	p.press("#address-go")
	p.see("#connect")
}
