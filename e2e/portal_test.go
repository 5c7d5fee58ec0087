package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// portal is the site around the app: another one, as 127.0.0.1 is another name
// than localhost.
type portal struct {
	*httptest.Server
	// app is where the app is that its policy lets in, with a slash at the end.
	app string
}

// newPortal starts a site with a strict policy and one empty page.
func newPortal(t *testing.T) *portal {
	t.Helper()
	p := &portal{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		origin := strings.Join(strings.SplitN(p.app, "/", 4)[:3], "/")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src "+origin+"; frame-src *; require-trusted-types-for 'script'; trusted-types 'none'")
		_, _ = fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Portal</title><script type="module" src="%sembed.js"></script>`+
			`<body><main><h1>Portal</h1><p><button id="before">Before</button></p></main></body></html>`, p.app)
	}))
	t.Cleanup(p.Close)
	return p
}

// startFor runs the program for a portal, which then knows it.
func startFor(t *testing.T, p *portal, args ...string) *program {
	t.Helper()
	program := start(t, append([]string{"--embed-origin", p.URL}, args...)...)
	p.app = program.app
	return program
}

// enter opens the portal's page, ready for elements.
func (p *portal) enter(t *testing.T, flags ...chromedp.ExecAllocatorOption) *page {
	t.Helper()
	page := open(t, append(flags, chromedp.Flag("site-per-process", true))...).page()
	page.run(chromedp.Navigate(p.URL))
	page.until("the script is there", `customElements.get("mautic-connect")`)
	return page
}

// put adds an element with these attributes as window.element, and keeps what it
// says in window.heard.
func (p *page) put(attributes string) {
	p.b.t.Helper()
	evaluate[string](p, `((attributes) => {
		const heard = (window.heard = []);
		window.element = document.createElement("mautic-connect");
		for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
		for (const type of ["ready", "step", "diagnosis", "connect", "error", "close"]) element.addEventListener(type, (e) => heard.push([type, e.detail]));
		for (const type of ["step", "connect", "error", "close"]) document.addEventListener(type, (e) => heard.push(["bubbled", type]));
		document.querySelector("main").append(element);
		return "";
	})(`+attributes+`)`)
}

// emits waits until the element has said something so often.
func (p *page) emits(kind string, times int) {
	p.b.t.Helper()
	p.until(fmt.Sprintf("the element has said %s %d times", kind, times), fmt.Sprintf(`heard.filter(([type]) => type === %q).length === %d`, kind, times))
}

// embedded waits until the element's frame answers, and returns the frame.
func (p *page) embedded(app string) *page {
	p.b.t.Helper()
	p.emits("ready", 1)
	frame := p.frame(app + "embed")
	frame.started()
	p.until("the app has said where it begins", `heard.some(([type]) => type === "step")`)
	return frame
}

// say has the app say something to the portal.
func (p *page) say(kind, payload string) {
	p.b.t.Helper()
	// Not at once: what it says may end the frame, and with it the evaluation.
	evaluate[string](p, fmt.Sprintf(`(setTimeout(() => mauticConnectFrame.send(%q, JSON.stringify(%s))), "")`, kind, payload))
}

// within is the element's dialog or iframe, which its shadow tree holds.
func within(selector string) string {
	return fmt.Sprintf(`element.shadowRoot.querySelector(%q)`, selector)
}
