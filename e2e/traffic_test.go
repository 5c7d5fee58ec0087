package e2e

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// traffic is what a page asks for.
type traffic struct {
	mu   sync.Mutex
	seen []string
}

// traffic listens to every request of the page from now on.
func (p *page) traffic() *traffic {
	p.b.t.Helper()
	seen := &traffic{}
	if err := chromedp.Listen(p.ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			seen.mu.Lock()
			defer seen.mu.Unlock()
			seen.seen = append(seen.seen, e.Request.URL)
		}
	}); err != nil {
		p.b.t.Fatalf("listening to the network: %v", err)
	}
	if _, err := chromedp.Call(p.ctx, network.Enable, network.EnableParams{}); err != nil {
		p.b.t.Fatalf("listening to the network: %v", err)
	}
	return seen
}

func (t *traffic) addresses() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.seen)
}

func TestTheFirstViewIsAFewFilesFromOneOrigin(t *testing.T) {
	t.Parallel()
	const most = 12
	program := start(t)
	p := open(t).page()
	traffic := p.traffic()
	p.visit(program.wizard())
	// Installed means that the service worker has asked for all it wants as well.
	await[string](p, `navigator.serviceWorker.ready.then(() => "")`)
	seen := traffic.addresses()
	if len(seen) > most {
		t.Errorf("%d requests, more than %d:\n%s", len(seen), most, strings.Join(seen, "\n"))
	}
	for _, address := range seen {
		if !strings.HasPrefix(address, program.app) {
			t.Errorf("another origin was asked: %s", address)
		}
	}
	for _, entry := range evaluate[[]string](p, `performance.getEntriesByType("resource").map((e) => e.name)`) {
		if !strings.HasPrefix(entry, program.app) {
			t.Errorf("another origin was asked: %s", entry)
		}
	}
}
