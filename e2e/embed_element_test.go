package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

func TestTheAppIsShownInAPortalsPage(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	evaluate[string](p, `(document.getElementById("before").focus(), "")`)
	length := evaluate[int](p, `history.length`)
	p.put(`{"base-url": "https://m.example", reference: "r-1"}`)
	frame := p.embedded(program.app)
	frame.see("#mautic-address, input")
	p.until("it is as high as its content", fmt.Sprintf(`%s.clientHeight === %d`, within("iframe"), evaluate[int](frame, `Math.ceil(document.documentElement.getBoundingClientRect().height)`)))
	p.focused("before")
	if got := evaluate[int](p, `history.length`); got != length {
		t.Errorf("the history has %d entries, and had %d", got, length)
	}
	if got := evaluate[string](p, within("dialog")+`.matches(":modal") + " " + `+within("dialog")+`.role`); got != "false group" {
		t.Errorf("the dialog is modal and has the role: %s", got)
	}
	if diff := cmp.Diff([]string{"clipboard-write", "origin", "Connect to Mautic", "null"}, evaluate[[]string](p, `((f) => [f.allow, f.referrerPolicy, f.title, String(f.getAttribute("sandbox"))])(`+within("iframe")+`)`)); diff != "" {
		t.Error(diff)
	}
	told := evaluate[map[string]any](frame, `(() => { let told; mauticConnectFrame.listen((type, json) => { told = JSON.parse(json); }); return told ?? {}; })()`)
	if len(told) > 0 { // the app itself may have taken it
		if diff := cmp.Diff(map[string]any{"baseUrl": "https://m.example", "reference": "r-1"}, told["options"]); diff != "" || told["origin"] != portal.URL {
			t.Errorf("the app is told %v\n%s", told, diff)
		}
	}
}

func TestWhatTheAppSaysBecomesEvents(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.put(`{}`)
	frame := p.embedded(program.app)
	evaluate[string](p, `(heard.length = 0, "")`)
	frame.say("step", `{step: "proof"}`)
	frame.say("diagnosis", `{id: "api-disabled", step: "proof"}`)
	frame.say("connect", `{base_url: "https://m.example", user: {username: "ada"}}`)
	frame.say("error", `{code: "delivery-failed", message: "m"}`)
	frame.say("close", `{}`)
	p.emits("close", 1)
	want := `[["step",{"step":"proof"}],["diagnosis",{"id":"api-disabled","step":"proof"}],["connect",{"base_url":"https://m.example","user":{"username":"ada"}}],` +
		`["error",{"code":"delivery-failed","message":"m"}],["close",{}]]`
	if diff := cmp.Diff(want, evaluate[string](p, `JSON.stringify(heard)`)); diff != "" {
		t.Error(diff)
	}
}

func TestTheWindowTakesTheKeyboardAndGivesItBack(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.put(`{modal: ""}`)
	time.Sleep(200 * time.Millisecond)
	if evaluate[bool](p, within("iframe")+` !== null`) {
		t.Error("it is loaded before it is opened")
	}
	evaluate[string](p, `(document.getElementById("before").focus(), element.open(), "")`)
	frame := p.embedded(program.app)
	evaluate[string](frame, `(window.mark = "same document", "")`)
	for i, closing := range []struct {
		name string
		do   func()
	}{
		{"Escape", func() { p.keys(kb.Escape) }},
		{"Escape in the frame", func() {
			evaluate[bool](frame, `document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}))`)
		}},
		{"the button", func() { evaluate[string](p, `(`+within("button")+`.click(), "")`) }},
		{"close()", func() { evaluate[string](p, `(element.close(), "")`) }},
		{"the person being done", func() { frame.say("close", `{}`) }},
	} {
		if !evaluate[bool](p, within("dialog")+`.matches(":modal")`) || !evaluate[bool](p, `document.activeElement === element`) {
			t.Fatalf("before %s: it is no window with the keyboard", closing.name)
		}
		if !evaluate[bool](p, within("iframe")+`.checkVisibility()`) {
			t.Errorf("before %s: the frame is not shown", closing.name)
		}
		closing.do()
		p.emits("close", i+1)
		p.focused("before")
		if evaluate[bool](p, within("dialog")+`.checkVisibility()`) {
			t.Errorf("after %s: it is still shown", closing.name)
		}
		evaluate[string](p, `(element.open(), "")`)
	}
	if got := evaluate[string](frame, `window.mark`); got != "same document" {
		t.Errorf("it was loaded anew: %q", got)
	}
	p.emits("ready", 1)
}

func TestAnElementInThePageBecomesAWindowAndBackWithoutLoadingAnew(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.put(`{}`)
	frame := p.embedded(program.app)
	evaluate[string](frame, `(window.mark = "same document", "")`)
	evaluate[string](p, `(element.open(), "")`)
	p.until("it is a window", within("dialog")+`.matches(":modal")`)
	evaluate[string](p, `(element.close(), "")`)
	p.until("it is in the page", within("dialog")+`.open && !`+within("dialog")+`.matches(":modal") && `+within("iframe")+`.checkVisibility()`)
	evaluate[string](p, `(element.setAttribute("modal", ""), "")`)
	p.until("it is away", `!`+within("dialog")+`.open`)
	evaluate[string](p, `(element.removeAttribute("modal"), "")`)
	p.until("it is back", within("iframe")+`.checkVisibility()`)
	if got := evaluate[string](frame, `window.mark`); got != "same document" {
		t.Errorf("it was loaded anew: %q", got)
	}
}

func TestTheHeightFollowsAndStopsWhereItFeedsOnItself(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.put(`{}`)
	frame := p.embedded(program.app)
	height := func(want string) {
		t.Helper()
		p.until("the frame's height is "+want, `((h) => `+want+`)(`+within("iframe")+`.clientHeight)`)
	}
	content := func(height string) {
		t.Helper()
		evaluate[string](frame, fmt.Sprintf(`(() => {
			document.getElementById("filler")?.remove();
			const filler = document.createElement("div");
			filler.id = "filler";
			filler.style.height = %q;
			document.querySelector(".framed").style.display = "none";
			document.documentElement.append(filler);
			return "";
		})()`, height))
	}
	content("900px")
	height(`h === 900`)
	content("300px")
	height(`h === 300`)
	content("9000px")
	height(`h === 4000`)
	content("20px")
	height(`h === 160`)
	time.Sleep(600 * time.Millisecond)
	content("calc(100vh + 40px)")
	height(`h > 400`)
	time.Sleep(2 * time.Second)
	before := evaluate[int](p, within("iframe")+`.clientHeight`)
	time.Sleep(500 * time.Millisecond)
	if after := evaluate[int](p, within("iframe")+`.clientHeight`); after != before || after > 2000 {
		t.Errorf("it grew to %d and then to %d", before, after)
	}
	content("500px")
	height(`h === 500`)
}

func TestAChangeOfAnAttributeLoadsAnewUntilThePersonHasBegun(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.put(`{}`)
	p.embedded(program.app)
	length := evaluate[int](p, `history.length`)
	evaluate[string](p, `(element.setAttribute("base-url", "https://a.example"), element.setAttribute("reference", "r"), element.setAttribute("method", "basic"), "")`)
	p.emits("ready", 2)
	if got := evaluate[int](p, `history.length`); got != length {
		t.Errorf("the history has %d entries, and had %d", got, length)
	}
	nonces := evaluate[[]string](p, `heard.filter(([type]) => type === "ready").map(([, detail]) => detail.nonce)`)
	if nonces[0] == nonces[1] {
		t.Error("two documents have the same nonce")
	}
	again := p.frame(program.app + "embed")
	again.started()
	evaluate[string](again, `(window.mark = "same document", "")`)
	p.emits("step", 2)
	again.say("step", `{step: "credential"}`)
	p.emits("step", 3)
	evaluate[string](p, `(element.setAttribute("base-url", "https://b.example"), "")`)
	time.Sleep(500 * time.Millisecond)
	if got := evaluate[string](again, `window.mark`); got != "same document" {
		t.Error("the person's work was lost")
	}
	p.emits("ready", 2)
}

func TestAFrameThatLoadsAnewIsGreetedAnew(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.put(`{}`)
	frame := p.embedded(program.app)
	evaluate[string](frame, `(setTimeout(() => location.reload(), 0), "")`)
	p.emits("ready", 2)
	frame.started()
	p.emits("step", 2)
	if nonces := evaluate[[]string](p, `heard.filter(([type]) => type === "ready").map(([, detail]) => detail.nonce)`); nonces[0] == nonces[1] {
		t.Error("two documents have the same nonce")
	}
}

func TestElementsComeAndGo(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.put(`{}`)
	p.embedded(program.app)
	evaluate[string](p, `(element.remove(), "")`)
	if evaluate[bool](p, within("iframe")+` !== null`) {
		t.Error("a removed element keeps its frame")
	}
	evaluate[string](p, `(document.querySelector("main").prepend(element), "")`)
	p.emits("ready", 2)
	evaluate[string](p, `(document.querySelector("main").append(element), "")`)
	p.emits("ready", 3)
	if n := evaluate[int](p, `element.shadowRoot.querySelectorAll("iframe").length`); n != 1 {
		t.Errorf("it has %d frames", n)
	}

	// A second one has a channel of its own, and the script may come twice.
	evaluate[string](p, `(window.first = window.heard, "")`)
	p.put(`{}`)
	p.emits("ready", 1)
	for _, frame := range p.frames(program.app+"embed", 2) {
		frame.started()
		frame.say("diagnosis", `{id: "", step: "proof"}`)
	}
	p.emits("diagnosis", 1)
	p.until("the first heard its own", `first.filter(([type]) => type === "diagnosis").length === 1`)
	if got := await[string](p, `import("`+program.app+`embed.js?again").then((m) => typeof m.connect + typeof MauticConnect.connect)`); got != "functionfunction" {
		t.Errorf("the second script has %s", got)
	}
}

func TestASandboxedFrameHasWhatItNeeds(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.put(`{sandbox: ""}`)
	frame := p.embedded(program.app)
	const want = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads"
	if got := evaluate[string](p, within("iframe")+`.getAttribute("sandbox")`); got != want {
		t.Errorf("it may %s, want %s", got, want)
	}
	if got := evaluate[string](frame, `(localStorage.setItem("probe", "1"), location.origin + "/")`); got != program.app {
		t.Errorf("its origin is %s", got)
	}
}

func TestACrashIsToldToThePortal(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.put(`{}`)
	frame := p.embedded(program.app)
	// What shim.js does once the program has ended.
	evaluate[string](frame, `(() => { const box = class {}; box.prototype.run = async () => {}; window.Go = box; new box().run(); return ""; })()`)
	p.emits("error", 1)
	if got := evaluate[string](p, `heard.find(([type]) => type === "error")[1].code`); got != "stopped" {
		t.Errorf("the code is %s", got)
	}
}
