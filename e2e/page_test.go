package e2e

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
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

// await returns what the promise of a JavaScript expression is fulfilled with.
func await[T any](p *page, expression string) T {
	p.b.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
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

// navigate opens an address and waits for nothing.
func (p *page) navigate(address string) {
	p.b.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, cdppage.Navigate, cdppage.NavigateParams{URL: address}); err != nil {
		p.b.t.Fatalf("opening %s: %v", address, err)
	}
}

// isThere says whether the app has taken over: keep.js waits for that.
const isThere = `document.readyState === "complete" && !document.getElementById("app-wasm-loader") && !Object.hasOwn(document.body, "replaceChild")`

// started waits until the app has taken over.
func (p *page) started() {
	p.b.t.Helper()
	p.until("the app has started", isThere)
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

// rests waits until the program has drawn all that there is to draw.
func (p *page) rests() {
	p.b.t.Helper()
	await[bool](p, `new Promise((resting) => {
		let looks = 0;
		const look = () => {
			looks = window.mauticConnectTask?.paused ? 0 : looks + 1;
			if (looks === 3) return resting(true);
			setTimeout(look, 25);
		};
		look();
	})`)
}

// place is a JavaScript expression: where an element stands, as its middle, width
// and height, and nothing while it cannot be clicked. An element that is out of
// sight or covered is brought to the middle.
const place = `(() => {
	const element = document.querySelector(%q);
	const box = element?.getClientRects()[0];
	if (!box || window.mauticConnectTask?.paused) return [];
	const control = (part) => part?.closest("label")?.control ?? part;
	const x = box.x + box.width / 2, y = box.y + box.height / 2;
	const hit = document.elementFromPoint(x, y);
	if (element.contains(hit) || control(hit) === control(element)) return [x, y, box.width, box.height];
	element.scrollIntoView({ block: "center", behavior: "instant" });
	return [];
})()`

// toFront gives the keyboard to the tab or window, unless it has it. A frame may lose
// it again to the window that it is in, if that window gets it later.
func (p *page) toFront() {
	p.b.t.Helper()
	if p.around != nil {
		p.around.toFront()
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	// A navigation in between makes the look fail; then it is brought there as well.
	if has, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.hasFocus()`)); err == nil && has {
		return
	}
	if _, err := chromedp.Call(ctx, cdppage.BringToFront, cdp.Empty{}); err != nil {
		p.b.t.Fatalf("bringing a window to the front: %v", err)
	}
	p.until("the window has the keyboard", `document.hasFocus()`)
}

// click clicks an element, as a person does: with a real mouse event, once the
// element stands still, with nothing over it, and nothing more is drawn. The window
// comes to the front when the action is made, not when it runs.
func (p *page) click(selector string) chromedp.Action[chromedp.Void] {
	p.b.t.Helper()
	p.toFront()
	look := chromedp.Evaluate[[]float64](fmt.Sprintf(place, selector))
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		var was []float64
		for {
			is, err := look(ctx, t)
			switch {
			case err != nil: // a navigation in between; the next look counts
				is = nil
			case len(is) > 0 && slices.Equal(is, was):
				return chromedp.MouseClickXY(is[0], is[1])(ctx, t)
			}
			was = is
			select {
			case <-ctx.Done():
				return chromedp.Void{}, fmt.Errorf("%s does not stand still in sight, so that it can be clicked: %w", selector, cmp.Or(err, ctx.Err()))
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
}

// press clicks and waits for nothing.
func (p *page) press(selector string) {
	p.b.t.Helper()
	p.see(selector)
	p.run(p.click(selector))
}

// focus gives an element the keyboard.
func (p *page) focus(selector string) {
	p.b.t.Helper()
	p.toFront()
	p.until(selector+" has the keyboard", fmt.Sprintf(`(() => {
		const element = document.querySelector(%q);
		element?.focus();
		return element !== null && document.activeElement === element && document.hasFocus();
	})()`, selector))
}

// fill types into an input, key by key.
func (p *page) fill(selector, text string) {
	p.b.t.Helper()
	p.see(selector)
	p.focus(selector)
	p.keys(text)
}

// retype replaces what an input holds.
func (p *page) retype(selector, text string) {
	p.b.t.Helper()
	p.see(selector)
	p.focus(selector)
	evaluate[chromedp.Void](p, fmt.Sprintf(`document.querySelector(%q).select()`, selector))
	p.typeText(text)
}

// upload chooses a file in an input for files.
func (p *page) upload(selector, name string) {
	p.b.t.Helper()
	p.until("there is "+selector, fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
	field := evaluate[*runtime.RemoteObject](p, fmt.Sprintf(`document.querySelector(%q)`, selector))
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{name}, ObjectID: field.ObjectID}); err != nil {
		p.b.t.Fatalf("choosing %s: %v; the page shows:\n%s", name, err, p.shown())
	}
}

// keys presses keys in whatever has the focus.
func (p *page) keys(keys string) {
	p.b.t.Helper()
	p.run(chromedp.KeyEvent(keys))
}

// tabTo presses Tab until an element has the focus, at most so many times.
func (p *page) tabTo(selector string) {
	p.b.t.Helper()
	p.until("there is "+selector, fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
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

// says fails unless an element's text contains a phrase, now or soon.
func (p *page) says(selector, phrase string) {
	p.b.t.Helper()
	p.until(fmt.Sprintf("%s says %q", selector, phrase),
		fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.innerText.includes(%q))`, selector, phrase))
}

// holds fails unless an input's value is as given, now or soon.
func (p *page) holds(selector, want string) {
	p.b.t.Helper()
	p.see(selector)
	p.until(fmt.Sprintf("%s holds %q", selector, want), fmt.Sprintf(`document.querySelector(%q).value === %q`, selector, want))
}

// diagnosed waits for the failure's card and fails unless it names a diagnosis.
func (p *page) diagnosed(want string) {
	p.b.t.Helper()
	p.see("#failure")
	if got := evaluate[string](p, `document.getElementById("failure").dataset.diagnosis`); got != want {
		p.b.t.Fatalf("diagnosed %q, not %q; the page shows:\n%s", got, want, p.shown())
	}
}

// prepares waits until a diagnosis, and no other, is what has to be prepared.
func (p *page) prepares(want string) {
	p.b.t.Helper()
	p.until(want+" is what has to be prepared", fmt.Sprintf(`(() => {
		const found = [...document.querySelectorAll("#prepare [data-diagnosis]")].map((e) => e.dataset.diagnosis);
		const busy = document.querySelector("#check-again")?.getAttribute("aria-disabled") === "true";
		return !busy && found.length === 1 && found[0] === %q;
	})()`, want))
}

// leads fails unless a link leads to an address.
func (p *page) leads(selector, want string) {
	p.b.t.Helper()
	p.see(selector)
	if got := evaluate[string](p, fmt.Sprintf(`document.querySelector(%q).href`, selector)); got != want {
		p.b.t.Errorf("%s leads to %s, not to %s", selector, got, want)
	}
}

// focused waits until the element with an id has the keyboard.
func (p *page) focused(id string) {
	p.b.t.Helper()
	p.until("#"+id+" has the keyboard", fmt.Sprintf(`document.activeElement?.id === %q`, id))
}

// everything is the whole document: every text, attribute and input value of the document.
const everything = `document.documentElement.outerHTML + "\n" +
	[...document.querySelectorAll("input, textarea")].map((e) => e.value).join("\n")`

// hides fails if any of the secrets is anywhere in the document's markup, once it is
// drawn.
func (p *page) hides(secrets ...string) {
	p.b.t.Helper()
	p.rests()
	hides(p.b.t, "the page", evaluate[string](p, `document.documentElement.outerHTML`), secrets...)
}

// forgot fails if any of the secrets is anywhere in the document, its inputs'
// values included, once it is drawn.
func (p *page) forgot(secrets ...string) {
	p.b.t.Helper()
	p.rests()
	hides(p.b.t, "the page", evaluate[string](p, everything), secrets...)
}

// address returns the page's address.
func (p *page) address() string {
	p.b.t.Helper()
	return evaluate[string](p, `location.href`)
}
