package e2e

import (
	"context"
	"fmt"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// fromClipboard puts a text on the browser's clipboard and pastes it into an
// input, as Ctrl+V does.
func (p *page) fromClipboard(selector, text string) {
	p.b.t.Helper()
	p.allowClipboard()
	p.press(selector) // without a press the browser lets nobody write
	await[string](p, fmt.Sprintf(`navigator.clipboard.writeText(%q).then(() => "")`, text))
	p.paste(selector)
}

// paste presses Ctrl+V in an input.
func (p *page) paste(selector string) {
	p.b.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.focus(selector)
	if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: "keyDown", Modifiers: 2, Key: "v", Code: "KeyV", Commands: []string{"paste"},
	}); err != nil {
		p.b.t.Fatalf("pasting: %v", err)
	}
}

// allowClipboard lets the page, in front, put something on the clipboard.
func (p *page) allowClipboard() {
	p.b.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.CallBrowser(ctx, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission: &cdpbrowser.PermissionDescriptor{Name: "clipboard-write"},
		Setting:    cdpbrowser.PermissionSettingGranted,
	}); err != nil {
		p.b.t.Fatalf("allowing the clipboard: %v", err)
	}
	p.toFront()
}

// copied presses a button that copies and returns what is on the clipboard
// then, by pasting it: the page itself may not read the clipboard. It leaves
// nothing there.
func (p *page) copied(selector string) string {
	p.b.t.Helper()
	const nothing = "nothing was copied"
	empty := fmt.Sprintf(`navigator.clipboard.writeText(%q).then(() => "")`, nothing)
	p.allowClipboard()
	await[string](p, empty)
	p.press(selector)
	evaluate[string](p, `(() => {
		const area = document.createElement("textarea");
		area.id = "pasted-here";
		document.body.append(area);
		return "";
	})()`)
	text := nothing
	for deadline := time.Now().Add(patience); text == nothing && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		evaluate[string](p, `document.querySelector("#pasted-here").value = ""`)
		p.paste("#pasted-here")
		// The page may move the keyboard in between, and the paste goes elsewhere.
		if pasted := evaluate[string](p, `document.querySelector("#pasted-here").value`); pasted != "" {
			text = pasted
		}
	}
	evaluate[string](p, `(document.querySelector("#pasted-here").remove(), "")`)
	await[string](p, empty)
	if text == nothing {
		p.b.t.Fatalf("%s copied nothing; the page shows:\n%s", selector, p.shown())
	}
	return text
}
