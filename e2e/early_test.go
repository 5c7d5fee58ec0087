package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"mautic-connect/static"
)

// slow gives the page the line and the processor of a telephone in the country.
func (p *page) slow() {
	p.b.t.Helper()
	if _, err := chromedp.Call(p.ctx, network.Enable, network.EnableParams{}); err != nil {
		p.b.t.Fatalf("listening to the network: %v", err)
	}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: 150, DownloadThroughput: 1.6e6 / 8, UploadThroughput: 0.75e6 / 8}},
	}); err != nil {
		p.b.t.Fatalf("slowing the network down: %v", err)
	}
	p.processor(4)
}

// processor makes the page's processor so many times slower.
func (p *page) processor(times float64) {
	p.b.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times}); err != nil {
		p.b.t.Fatalf("slowing the processor down: %v", err)
	}
}

// watchLayout adds up how far things jump without the person's doing.
const watchLayout = `
	window.jumped = 0;
	window.jumps = [];
	new PerformanceObserver((list) => {
		for (const e of list.getEntries()) {
			window.jumped += e.value;
			window.jumps.push(e.value + " " + e.sources.map((s) => s.node?.outerHTML?.slice(0, 80) ?? s.node?.data).join(" | "));
		}
	}).observe({ type: "layout-shift", buffered: true });
`

// still fails if the page has jumped, also right after what a person did.
func (p *page) still() {
	p.b.t.Helper()
	if got := evaluate[float64](p, `window.jumped`); got >= 0.02 {
		p.b.t.Errorf("the layout shifted by %.4f: %v", got, evaluate[[]string](p, `window.jumps`))
	}
}

// strike presses the keys of a text one after the other, without looking where
// they go, as a person does.
func (p *page) strike(text string, pause time.Duration) {
	p.b.t.Helper()
	for _, key := range text {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			params := input.DispatchKeyEventParams{Type: kind, Key: string(key)}
			if kind == input.DispatchKeyEventTypeKeyDown {
				params.Text = string(key)
			}
			if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, params); err != nil {
				p.b.t.Fatalf("pressing %q: %v", key, err)
			}
		}
		time.Sleep(pause)
	}
}

func TestOnASlowLineEverythingDoneBeforeTheProgramArrivesStays(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.onNewDocument(watchLayout)
	p.slow()
	arrive := p.holdWasm() // a busy machine types slower than any person
	p.navigate(program.wizard())
	p.see("#address")
	p.press(`label[for="destination-zapier"]`)
	p.focus("#address")
	address := "https://" + strings.Repeat("a-long-name-", 4) + "mautic.example.com/s/dashboard"
	p.strike(address, time.Millisecond)
	if evaluate[bool](p, isThere) {
		t.Fatal("the program was there before everything was typed, so nothing is tested")
	}
	evaluate[chromedp.Void](p, `document.getElementById("address").setSelectionRange(8, 20, "backward")`)
	arrive()
	p.hasStarted(time.Minute)
	p.holds("#address", address)
	p.focused("address")
	if got, want := evaluate[[]any](p, `(({ selectionStart, selectionEnd, selectionDirection }) => [selectionStart, selectionEnd, selectionDirection])(document.activeElement)`), "[8 20 backward]"; fmt.Sprint(got) != want {
		t.Errorf("selected is %v, want %s", got, want)
	}
	p.until("the destination is still chosen", `document.getElementById("destination-zapier").checked`)
	p.says("#understood", "/s/dashboard was removed") // the app knows what was typed
	p.still()
}

// hasStarted waits for the program on a slow line.
func (p *page) hasStarted(within time.Duration) {
	p.b.t.Helper()
	for end := time.Now().Add(within); !evaluate[bool](p, isThere); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			p.b.t.Fatalf("the program did not start within %s; the page shows:\n%s", within, p.shown())
		}
	}
}

func TestKeysPressedWhileTheAppTakesOverAllArrive(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	release := p.holdWasm()
	p.processor(4)
	p.navigate(program.wizard())
	p.see("#address")
	p.focus("#address")
	text := "https://" + strings.Repeat("abcdefghijklmnopqrstuvwxyz0123456789", 6) + ".example"
	p.strike(text[:40], 0)
	release()
	p.strike(text[40:], 5*time.Millisecond)
	p.started()
	p.holds("#address", text)
	p.focused("address")
}

func TestPressingCheckBeforeTheProgramArrivesChecksOnceItIsThere(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	release := p.holdWasm()
	p.navigate(program.wizard())
	p.fill("#address", program.sandbox)
	p.keys(kb.Enter)
	release()
	p.started()
	p.see("#connect")
}

func TestThePageStaysWhereItWasScrolledTo(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.onNewDocument(watchLayout)
	p.run(chromedp.EmulateViewport(360, 400))
	release := p.holdWasm()
	p.navigate(program.wizard())
	p.see("#address")
	evaluate[chromedp.Void](p, `scrollTo(0, 150)`)
	evaluate[chromedp.Void](p, `document.querySelector(".brand").focus({ preventScroll: true })`)
	release()
	p.started()
	if got := evaluate[float64](p, `scrollY`); got != 150 {
		t.Errorf("the page is scrolled to %v, not to 150", got)
	}
	p.until("the link has the keyboard", `document.activeElement.matches(".brand")`)
	p.still()
}

// early is a page with every kind of input, and what somebody does with it before
// the app is there; after it is made anew, seen is what the app was told.
const early = `<!doctype html><title>early</title><script src="shim.js"></script><script src="keep.js" defer></script><body><div id="root">
<form id="form"><input id="text" value="was"><input name="named"><textarea id="area">a
b</textarea><input type="search" id="left" value="left alone">
<select id="one"><option>1</option><option selected>2</option><option>3</option></select>
<input type="checkbox" id="on" checked><input type="checkbox" name="off" value="x">
<input type="radio" name="r" value="a" checked><input type="radio" name="r" value="b"><input type="radio" name="r" value="c">
<input type="hidden" id="hidden" value="h"></form>
<details id="known"><summary>More</summary>text</details><details open><summary>Open</summary>text</details><details><summary>Shut</summary>text</details>
</div></body>`

func TestEveryKindOfInputIsTheSameInANewPage(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, early)
		case "/shim.js", "/keep.js":
			http.ServeFileFS(w, r, static.Files, r.URL.Path)
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	defer server.Close()
	p := open(t).page()
	p.run(chromedp.Navigate(server.URL))
	got := await[map[string]any](p, `(async () => {
		const fresh = document.getElementById("root").cloneNode(true); // attributes, as the app makes it
		const $ = (s) => document.querySelector(s);
		$("#text").value = "is"; $("#text").setSelectionRange(1, 2, "backward");
		$("[name=named]").value = "by name";
		$("#area").value = "a\nb\nc"; $("#area").setSelectionRange(2, 3, "forward");
		$("#one").value = "3"; $("#on").checked = false; $("[name=off]").checked = true; $("[value=b]").checked = true;
		$("#known").open = true; document.querySelectorAll("details")[1].open = false; document.querySelectorAll("details")[2].open = true;
		$("#area").focus();
		const told = [];
		for (const type of ["input", "change", "submit"]) fresh.addEventListener(type, (e) => { e.preventDefault(); told.push(type + " " + (e.target.id || e.target.name)); });
		document.body.replaceChild(fresh, $("#root"));
		await null;
		const range = (e) => [e.selectionStart, e.selectionEnd, e.selectionDirection].join(" ");
		return {
			text: $("#text").value, range: range($("#text")), named: $("[name=named]").value, area: $("#area").value, areaRange: range($("#area")),
			one: $("#one").value, on: $("#on").checked, off: $("[name=off]").checked, r: $("[name=r]:checked").value,
			left: $("#left").value, hidden: $("#hidden").value, focus: document.activeElement.id,
			open: [...document.querySelectorAll("details")].map((e) => e.open).join(), told: told.join(),
		};
	})()`)
	want := map[string]any{
		"text": "is", "range": "1 2 backward", "named": "by name", "area": "a\nb\nc", "areaRange": "2 3 forward",
		"one": "3", "on": false, "off": true, "r": "b", "left": "left alone", "hidden": "h", "focus": "area", "open": "true,false,true",
		"told": "input text,change text,input named,change named,input area,change area,input one,change one,input on,change on,input off,change off,input r,change r",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
