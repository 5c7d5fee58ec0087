package e2e

import (
	"context"
	"fmt"
	"time"

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
	p.allowClipboard("clipboard-write")
	await[string](p, fmt.Sprintf(`navigator.clipboard.writeText(%q).then(() => "")`, text))
	p.run(chromedp.Focus(chromedp.CSS(selector)))
	if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: "keyDown", Modifiers: 2, Key: "v", Code: "KeyV", Commands: []string{"paste"},
	}); err != nil {
		p.b.t.Fatalf("pasting: %v", err)
	}
}

// allowClipboard lets the page, in front, use the clipboard in one way.
func (p *page) allowClipboard(name string) {
	p.b.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.CallBrowser(ctx, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission: &cdpbrowser.PermissionDescriptor{Name: name},
		Setting:    cdpbrowser.PermissionSettingGranted,
	}); err != nil {
		p.b.t.Fatalf("allowing the clipboard: %v", err)
	}
	if _, err := chromedp.Call(ctx, cdppage.BringToFront, cdp.Empty{}); err != nil {
		p.b.t.Fatalf("bringing the page to the front: %v", err)
	}
}

// copied presses a button that copies and returns what is on the clipboard
// then. It leaves nothing there.
func (p *page) copied(selector string) string {
	p.b.t.Helper()
	const nothing = "nothing was copied"
	p.allowClipboard("clipboard-write")
	p.allowClipboard("clipboard-read")
	put := fmt.Sprintf(`navigator.clipboard.writeText(%q).then(() => "")`, nothing)
	await[string](p, put)
	p.press(selector)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if text := await[string](p, `navigator.clipboard.readText()`); text != nothing {
			await[string](p, put)
			return text
		}
	}
	p.b.t.Fatalf("%s copied nothing; the page shows:\n%s", selector, p.shown())
	return ""
}
