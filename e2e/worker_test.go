package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"mautic-connect/mautic/export"
	"mautic-connect/mautic/n8n/n8ntest"
)

// loseWorker keeps the worker from arriving, as a network does that fails in
// between; the returned function lets it through again.
func (p *page) loseWorker() (found func()) {
	p.b.t.Helper()
	p.b.expect("ERR_FAILED")
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"leaving the service worker out", func() error {
			_, err := chromedp.Call(p.ctx, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true})
			return err
		}},
		{"forgetting the cache", func() error {
			_, err := chromedp.Call(p.ctx, network.ClearBrowserCache, cdp.Empty{})
			return err
		}},
		{"listening to requests", func() error {
			return chromedp.Listen(p.ctx, func(event any) {
				if paused, ok := event.(*fetch.EventRequestPaused); ok {
					go func() {
						_, _ = chromedp.Call(p.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: paused.RequestID, ErrorReason: network.ErrorReasonFailed})
					}()
				}
			})
		}},
		{"holding requests", func() error {
			_, err := chromedp.Call(p.ctx, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*/tasks.*"}}})
			return err
		}},
	} {
		if err := step.do(); err != nil {
			p.b.t.Fatalf("%s: %v", step.what, err)
		}
	}
	return func() {
		p.b.t.Helper()
		if _, err := chromedp.Call(p.ctx, fetch.Disable, cdp.Empty{}); err != nil {
			p.b.t.Fatalf("letting the worker through: %v", err)
		}
	}
}

func TestAWorkerThatCannotBeLoadedIsSaidAndTryingAgainHelps(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{})
	p := open(t).page()
	downloads := p.downloads()
	p.visit(program.wizard())
	found := p.loseWorker()
	p.basicProven(program, "n8n", userPassword)
	p.says("#rights-summary", "What it may do could not be found out.")
	p.says("#audit-problem", "part of this page could not be loaded")
	p.press("#hook-proof summary")
	p.press("#prove-hooks")
	p.says("#hook-steps", "part of this page could not be loaded")
	p.handOver()
	p.says("#export-problem", "part of this page could not be loaded")
	p.fill("#tool", n8n.URL)
	p.send(n8ntest.TestKey)
	p.says("#failure", "part of this page could not be loaded")
	p.holds("#tool-key", n8ntest.TestKey)

	found()
	p.press("#send")
	p.says("#left", "It is in n8n.")
	stored(t, n8n, 1)
	p.chooseFormat(export.N8NWorkflow)
	p.chooseFormat(export.N8N)
	readN8NFile(t, downloads.save("mautic-n8n-credentials.json"))
	p.step(4)
	p.press("#hook-proof summary")
	p.provesHooks()
	p.gone("#hook-steps .check-fail")
}

func TestAReportThatCannotBeWrittenIsSaidAndCheckingAgainHelps(t *testing.T) {
	t.Parallel()
	program := start(t)
	program.settings(map[string]any{"api_enabled": false})
	p := open(t).page()
	p.visit(program.wizard())
	found := p.loseWorker()
	p.fill("#address", program.sandbox)
	p.press("#address-go")
	p.prepares("api-disabled")
	p.press("#all-checks summary")
	p.says("#report", "part of this page could not be loaded")
	p.gone("#report button")

	found()
	p.press("#check-again")
	p.press("#copy-report")
	p.says("#copy-report", "Copied")
}

func TestAWindowsTextThatCannotBeReadIsSaidAndPastingAgainHelps(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	found := p.loseWorker()
	p.readyForOAuth2(program)
	p.popup(p.click("#connect"))
	p.press("#waiting summary")
	p.fromClipboard("#window-text", "access_denied")
	p.says("#window-reading", "part of this page could not be loaded")

	found()
	p.fill("#window-text", " ")
	p.see("#window-reading [data-diagnosis=user-denied]")
}

func TestBeingOfflineAtTheHandOverIsNamedAndGoingOnlineIsEnough(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{})
	b := open(t)
	b.expect("ERR_INTERNET_DISCONNECTED")
	p := b.page()
	downloads := p.downloads()
	grant := p.readyForN8N(program)
	p.written()
	p.fill("#tool", n8n.URL)
	p.offline(true)
	p.send(n8ntest.TestKey)
	p.failedToSend("offline", n8ntest.TestKey)
	stored(t, n8n, 0)
	// What needs no network works without one.
	p.press("#grant-keep")
	p.written()
	if got := tokensIn(t, readN8NFile(t, downloads.save("mautic-n8n-credentials.json"))[0].Data); got != (tokens{}) {
		t.Errorf("the file holds the tokens %+v, which stay", got)
	}
	p.offline(false)
	p.openWays()
	p.press("#grant-hand")
	p.press("#send")
	p.says("#left", "It is in n8n.")
	if got := stored(t, n8n, 1)[0]; tokensIn(t, got.Data) != grant {
		t.Errorf("n8n has %+v", got)
	}
}
