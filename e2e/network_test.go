package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// offline cuts the page off the network, or connects it again.
func (p *page) offline(offline bool) {
	p.b.t.Helper()
	if _, err := chromedp.Call(p.ctx, network.Enable, network.EnableParams{}); err != nil {
		p.b.t.Fatalf("listening to the network: %v", err)
	}
	unlimited := network.Conditions{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{&unlimited},
	}); err != nil {
		p.b.t.Fatalf("changing the network: %v", err)
	}
	if _, err := chromedp.Call(p.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: offline, DownloadThroughput: -1, UploadThroughput: -1,
	}); err != nil {
		p.b.t.Fatalf("changing the network: %v", err)
	}
}

func TestAServerThatIsGoneIsNamedAndNothingIsLost(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin(adminName, adminPassword)
	program.stop()
	b.expect("ERR_CONNECTION_REFUSED")
	p.press("#connect")
	p.diagnosed("proxy-unreachable")
	p.holds("#user-name", adminName)
	p.holds("#password", adminPassword)
	p.press("#failure-proof summary")
	p.hides(adminPassword)
}

func TestBeingOfflineIsNamedAndGoingOnlineIsEnough(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin(adminName, adminPassword)
	b.expect("ERR_INTERNET_DISCONNECTED")
	p.offline(true)
	p.press("#connect")
	p.diagnosed("offline")
	p.holds("#password", adminPassword)
	p.offline(false)
	p.press("#connect")
	p.proven()
}

func TestAMauticThatIsNotThereIsNamed(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	b.expect(program.app + "proxy/") // the browser notes that the relay failed
	p.visit(program.wizard())
	p.fill("#address", "https://mautic.invalid")
	p.press("#address-go")
	p.prepares("dns-not-found")
	p.press(".steps button")
	p.retype("#address", "http://127.0.0.1:1")
	p.press("#address-go")
	p.prepares("blocked-by-policy")
}
