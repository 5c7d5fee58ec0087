package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// greeting posts an init to the app's frame and keeps what comes back in window.got.
const greeting = `(window.got = [], ((change) => {
	const { port1, port2 } = new MessageChannel();
	port1.onmessage = (e) => got.push(e.data.type);
	const message = { ns: "mautic-connect", v: 1, id: 1, type: "init", payload: { nonce: "A".repeat(22), options: {}, theme: {} }, ...change };
	target.postMessage(message, "*", [port2]);
})(%s), "")`

func TestAPortalThatIsNotAllowedIsToldWhyAndNothingElse(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := start(t, "--embed-origin", "https://other.example")
	portal.app = program.app
	p := portal.enter(t)
	p.b.expect("403")
	p.put(`{}`)
	p.emits("error", 1)
	frame := p.frame(program.app + "embed")
	frame.says("body", portal.URL)
	frame.says("body", "--embed-origin "+portal.URL)
	if got := evaluate[string](p, `heard.map(([type, detail]) => type + (detail.code ?? "")).join()`); got != "ready,errororigin-refused" {
		t.Errorf("it is told %s", got)
	}
	if evaluate[bool](frame, `"Go" in window || document.querySelector("input") !== null`) {
		t.Error("the refusal holds the app")
	}
}

func TestAnUnknownPresetIsSaid(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	startFor(t, portal)
	p := portal.enter(t)
	p.b.expect("404")
	p.put(`{preset: "nobody"}`)
	p.emits("error", 1)
	if got := evaluate[string](p, `heard.map(([type, detail]) => detail.code ?? type).join()`); got != "ready,unknown-preset" {
		t.Errorf("it is told %s", got)
	}
}

func TestTheFirstWhoGreetsIsTheOnlyOne(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.put(`{}`)
	frame := p.embedded(program.app)
	evaluate[string](p, `(window.target = `+within("iframe")+`.contentWindow, "")`)
	evaluate[string](p, fmt.Sprintf(greeting, "{}"))
	evaluate[string](p, `(() => { for (let i = 0; i < 500; i++) target.postMessage({ i }, "*"); return ""; })()`)
	frame.say("diagnosis", `{id: "", step: "proof"}`)
	p.emits("diagnosis", 1)
	time.Sleep(200 * time.Millisecond)
	if got := evaluate[int](p, `got.length`); got != 0 {
		t.Errorf("a second greeting got %d answers", got)
	}
}

// plain is an element's frame without the element, so that nobody has greeted it.
func (p *page) plain(app string) *page {
	p.b.t.Helper()
	evaluate[string](p, `(() => {
		const frame = document.createElement("iframe");
		frame.referrerPolicy = "origin";
		frame.src = "`+app+`embed";
		document.body.append(frame);
		window.target = frame.contentWindow;
		return "";
	})()`)
	frame := p.frame(app + "embed")
	frame.started()
	return frame
}

func TestAGreetingOfAnotherShapeIsNotAnswered(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.plain(program.app)
	for _, change := range []string{
		`{ns: "other"}`, `{v: 2}`, `{type: "connect"}`, `{id: "1"}`, `{payload: {nonce: "short"}}`, `{payload: {nonce: "A".repeat(22), options: {baseUrl: "x".repeat(20000)}}}`,
	} {
		evaluate[string](p, fmt.Sprintf(greeting, change))
		time.Sleep(150 * time.Millisecond)
		if got := evaluate[int](p, `got.length`); got != 0 {
			t.Errorf("%s got %d answers", change, got)
		}
	}
	evaluate[string](p, `(() => { for (let i = 0; i < 500; i++) target.postMessage({ i }, "*"); return ""; })()`)
	evaluate[string](p, fmt.Sprintf(greeting, "{}"))
	time.Sleep(300 * time.Millisecond)
	if got := evaluate[int](p, `got.length`); got != 0 {
		t.Errorf("a greeting in a flood got %d answers", got)
	}
	// The frame stops listening for a second when it sees the flood, which may be late.
	evaluate[string](p, `(setInterval(() => got.length || `+fmt.Sprintf(greeting, "{}")+`, 500), "")`)
	p.until("the right one is answered", `got.join().startsWith("ready")`)
}

// site serves one page without any policy, as a careless or hostile site.
func site(t *testing.T, body *string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><html lang=en><title>Site</title>" + *body))
	}))
	t.Cleanup(server.Close)
	return server
}

func TestAnotherFrameOfThePortalCanNeitherGreetNorForge(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	body := "Evil"
	evil := strings.Replace(site(t, &body).URL, "127.0.0.1", "evil.localhost", 1) + "/"
	p := portal.enter(t)
	p.plain(program.app)
	evaluate[string](p, `(() => { const frame = document.createElement("iframe"); frame.src = "`+evil+`"; document.body.append(frame); return ""; })()`)
	attacker := p.frame(evil)
	attacker.until("the other frame is there", `window.parent.frames.length === 2`)
	evaluate[string](attacker, `(window.target = window.parent.frames[0], "")`)
	evaluate[string](attacker, fmt.Sprintf(greeting, "{}"))
	time.Sleep(300 * time.Millisecond)
	if got := evaluate[int](attacker, `got.length`); got != 0 {
		t.Errorf("another frame got %d answers", got)
	}

	p.put(`{}`)
	p.until("the app has said where it begins", `heard.some(([type]) => type === "step")`)
	evaluate[string](p, `(heard.length = 0, window.arrived = 0, addEventListener("message", () => { arrived++; }), "")`)
	evaluate[string](attacker, `(() => {
		for (const type of ["ready", "connect", "error", "close"]) window.parent.postMessage({ ns: "mautic-connect", v: 1, id: 99, type, payload: { nonce: "A".repeat(22) } }, "*");
		return "";
	})()`)
	p.until("the forged messages are there", `arrived === 4`)
	if got := evaluate[string](p, `JSON.stringify(heard)`); got != "[]" {
		t.Errorf("the element believed %s", got)
	}
}

func TestAHostileSiteCannotShowTheAppNotEvenInsideThePortal(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	body := `<iframe referrerpolicy="origin" src="` + program.app + `embed"></iframe>`
	hostile := site(t, &body)
	p := open(t, chromedp.Flag("site-per-process", true)).page()
	p.b.expect("403")
	p.b.expect("frame-ancestors")
	evil := strings.Replace(hostile.URL, "127.0.0.1", "evil.localhost", 1) + "/"
	p.run(chromedp.Navigate(evil))
	frame := p.frame(program.app + "embed")
	frame.says("body", "--embed-origin "+strings.TrimSuffix(evil, "/"))

	// Without a Referer only the browser can refuse, and does.
	body = `<iframe referrerpolicy="no-referrer" src="` + program.app + `embed"></iframe>`
	p.run(chromedp.Navigate(evil))
	p.frame(program.app+"embed").until("the browser shows nothing of the app", refusedByBrowser)

	// In the portal, but inside another site there.
	p.run(chromedp.Navigate(portal.URL))
	evaluate[string](p, `(() => { const frame = document.createElement("iframe"); frame.src = "`+evil+`"; document.body.append(frame); return ""; })()`)
	p.frame(evil)
	p.frame(program.app+"embed").until("the browser shows nothing of the app", refusedByBrowser)
}

// refusedByBrowser tells in a frame whether Chromium put its own page there.
const refusedByBrowser = `location.protocol === "chrome-error:"`
