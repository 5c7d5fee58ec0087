package e2e

import (
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// popup runs an action and returns the window it opens.
func (p *page) popup(actions ...chromedp.Action[chromedp.Void]) *page {
	p.b.t.Helper()
	opened := chromedp.WaitNewTarget(p.ctx, func(info *target.Info) bool { return info.Type == "page" && info.OpenerID != "" })
	p.run(actions...)
	select {
	case id := <-opened:
		ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithTargetID(id))
		p.b.t.Cleanup(cancel)
		// Attach outside of any step's deadline: it would end the connection.
		if err := chromedp.Do(ctx); err != nil {
			p.b.t.Fatalf("attaching to the window: %v", err)
		}
		return p.b.watch(ctx)
	case <-time.After(patience):
		p.b.t.Fatalf("no window opened; the page shows:\n%s", p.text("body"))
		return nil
	}
}

// windows counts the tabs and windows that are open.
func (b *browser) windows() int {
	b.t.Helper()
	open, err := chromedp.Targets(b.ctx)
	if err != nil {
		b.t.Fatalf("counting the windows: %v", err)
	}
	n := 0
	for _, info := range open {
		if info.Type == "page" {
			n++
		}
	}
	return n
}

// alone waits until the browser's first tab is the only one.
func (b *browser) alone() {
	b.t.Helper()
	b.left(1)
}

// left waits until no more than n windows are open.
func (b *browser) left(n int) {
	b.t.Helper()
	for end := time.Now().Add(patience); b.windows() > n; time.Sleep(25 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("waited in vain for the window to close by itself")
		}
	}
}

// onNewDocument runs a script in every document the page loads from now on,
// before anything else in it.
func (p *page) onNewDocument(script string) {
	p.b.t.Helper()
	_, err := chromedp.Call(p.ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	if err != nil {
		p.b.t.Fatalf("adding a script: %v", err)
	}
}

// reload loads the page again and waits until the app is there.
func (p *page) reload() {
	p.b.t.Helper()
	p.run(chromedp.Reload())
	p.started()
}

// visited returns every address in the page's history.
func (p *page) visited() []string {
	p.b.t.Helper()
	history, err := chromedp.Call(p.ctx, cdppage.GetNavigationHistory, cdp.Empty{})
	if err != nil {
		p.b.t.Fatalf("reading the history: %v", err)
	}
	var addresses []string
	for _, entry := range history.Entries {
		addresses = append(addresses, entry.URL, entry.UserTypedURL)
	}
	return addresses
}
