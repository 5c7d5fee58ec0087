package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// run runs actions and fails the test when one does not work in time.
func (p *page) run(actions ...chromedp.Action[chromedp.Void]) {
	p.b.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.b.t.Fatalf("%v; the page shows:\n%s", err, p.shown())
	}
}

// evaluate returns the value of a JavaScript expression.
func evaluate[T any](p *page, expression string) T {
	p.b.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.b.t.Fatalf("%v; the page shows:\n%s", err, p.shown())
	}
	return value
}

// shown is the page's text, for messages; it never fails.
func (p *page) shown() string {
	ctx, cancel := context.WithTimeout(p.ctx, 2*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + (document.body ? document.body.innerText : "")`))
	if err != nil {
		return err.Error()
	}
	return text
}

// visit opens an address and waits until the app is there.
func (p *page) visit(address string) {
	p.b.t.Helper()
	p.run(chromedp.Navigate(address))
	p.started()
}

// started waits until the program runs: go-app removes its loader then.
func (p *page) started() {
	p.b.t.Helper()
	p.until("the app has started", `document.readyState === "complete" && !document.getElementById("app-wasm-loader")`)
}

// until waits for a JavaScript condition.
func (p *page) until(what, condition string) {
	p.b.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		// A navigation in between makes one evaluation fail; the next counts.
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+condition+")")); err == nil && ok {
			return
		}
		select {
		case <-ctx.Done():
			p.b.t.Fatalf("waited in vain until %s; the page shows:\n%s", what, p.shown())
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// see waits for an element to be visible.
func (p *page) see(selector string) {
	p.b.t.Helper()
	p.until(selector+" is visible", fmt.Sprintf(`(() => { const e = document.querySelector(%q); return e && e.checkVisibility(); })()`, selector))
}

// click clicks an element, as a person does: with a real mouse event.
func (p *page) click(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(selector, chromedp.NodeVisible)
}

// press clicks and waits for nothing.
func (p *page) press(selector string) {
	p.b.t.Helper()
	p.see(selector)
	p.run(p.click(selector))
}

// fill types into an input, key by key.
func (p *page) fill(selector, text string) {
	p.b.t.Helper()
	p.see(selector)
	p.run(chromedp.Focus(selector), chromedp.SendKeys(selector, text))
}

// paste puts text into an input as a paste does.
func (p *page) paste(selector, text string) {
	p.b.t.Helper()
	p.see(selector)
	p.run(chromedp.Focus(selector))
	evaluate[chromedp.Void](p, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.setRangeText(%q, e.selectionStart, e.selectionEnd, "end");
		e.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
	})()`, selector, text))
}

// keys presses keys in whatever has the focus.
func (p *page) keys(keys string) {
	p.b.t.Helper()
	p.run(chromedp.KeyEvent(keys))
}

// tabTo presses Tab until an element has the focus, at most so many times.
func (p *page) tabTo(selector string) {
	p.b.t.Helper()
	for range 40 {
		if evaluate[bool](p, fmt.Sprintf(`document.activeElement === document.querySelector(%q)`, selector)) {
			return
		}
		p.keys(kb.Tab)
	}
	p.b.t.Fatalf("%s cannot be reached with the Tab key; the page shows:\n%s", selector, p.shown())
}

// typeText types into whatever has the focus.
func (p *page) typeText(text string) {
	p.b.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		p.b.t.Fatalf("typing: %v; the page shows:\n%s", err, p.shown())
	}
}

// text returns an element's visible text.
func (p *page) text(selector string) string {
	p.b.t.Helper()
	return evaluate[string](p, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector))
}

// value returns an input's value.
func (p *page) value(selector string) string {
	p.b.t.Helper()
	return evaluate[string](p, fmt.Sprintf(`document.querySelector(%q).value`, selector))
}

// says fails unless an element's text contains a phrase, now or soon.
func (p *page) says(selector, phrase string) {
	p.b.t.Helper()
	p.until(fmt.Sprintf("%s says %q", selector, phrase),
		fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.innerText.includes(%q))`, selector, phrase))
}

// diagnosis waits for the failure's card and returns its diagnosis.
func (p *page) diagnosis() string {
	p.b.t.Helper()
	p.see("#failure")
	return evaluate[string](p, `document.getElementById("failure").dataset.diagnosis`)
}

// address returns the page's address.
func (p *page) address() string {
	p.b.t.Helper()
	return evaluate[string](p, `location.href`)
}

// shot writes a screenshot of the whole page, where screenshots are wanted.
func (p *page) shot(name string) {
	p.b.t.Helper()
	dir := os.Getenv("MAUTIC_CONNECT_SHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.b.t.Fatalf("taking a screenshot: %v", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".png"), png, 0o644); err != nil {
		p.b.t.Fatal(err)
	}
}
