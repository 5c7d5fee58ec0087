package e2e

import (
	"context"
	"strings"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// frame returns the frame of another site whose address begins so, once there is
// one. Such a frame has a process of its own, so the page around it cannot look
// inside; this can.
func (p *page) frame(prefix string) *page {
	p.b.t.Helper()
	return p.frames(prefix, 1)[0]
}

// frames waits for so many frames of other sites and returns them.
func (p *page) frames(prefix string, n int) []*page {
	p.b.t.Helper()
	var found []target.ID
	for end := time.Now().Add(patience); ; time.Sleep(25 * time.Millisecond) {
		found = nil
		all, err := chromedp.Targets(p.b.ctx)
		if err != nil {
			p.b.t.Fatalf("looking for frames: %v", err)
		}
		for _, info := range all {
			if info.Type == "iframe" && strings.HasPrefix(info.URL, prefix) {
				found = append(found, info.TargetID)
			}
		}
		if len(found) == n {
			break
		}
		if time.Now().After(end) {
			p.b.t.Fatalf("waited in vain for %d frames of %s: %d are there; the page shows:\n%s", n, prefix, len(found), p.shown())
		}
	}
	var out []*page
	for _, id := range found {
		frame := p.b.attach(p.ctx, id)
		frame.around = p
		out = append(out, frame)
	}
	return out
}

// attach watches a target that is there already.
func (b *browser) attach(parent context.Context, id target.ID) *page {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithTargetID(id))
	b.t.Cleanup(cancel)
	// Attach outside of any step's deadline: it would end the connection.
	if err := chromedp.Do(ctx); err != nil {
		b.t.Fatalf("attaching to %s: %v", id, err)
	}
	return b.watch(ctx)
}
