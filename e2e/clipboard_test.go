package e2e

import (
	"context"
	"fmt"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// fromClipboard puts a text on the browser's clipboard and pastes it into an
// input, as Ctrl+V does.
func (p *page) fromClipboard(selector, text string) {
	p.b.t.Helper()
	p.see(selector)
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.CallBrowser(ctx, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission: &cdpbrowser.PermissionDescriptor{Name: "clipboard-write"},
		Setting:    cdpbrowser.PermissionSettingGranted,
	}); err != nil {
		p.b.t.Fatalf("allowing the clipboard: %v", err)
	}
	if _, err := chromedp.Call(ctx, cdppage.BringToFront, cdp.Empty{}); err != nil {
		p.b.t.Fatalf("bringing the page to the front: %v", err)
	}
	await[string](p, fmt.Sprintf(`navigator.clipboard.writeText(%q).then(() => "")`, text))
	p.run(chromedp.Focus(chromedp.CSS(selector)))
	if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: "keyDown", Modifiers: 2, Key: "v", Code: "KeyV", Commands: []string{"paste"},
	}); err != nil {
		p.b.t.Fatalf("pasting: %v", err)
	}
}
