package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mautic-connect/components"
	"mautic-connect/components/guide"
)

// read opens a page of the guide and waits until its script has run.
func (p *page) read(address string) {
	p.b.t.Helper()
	p.run(chromedp.Navigate(address))
	p.until("the search is there", `document.getElementById("search")?.checkVisibility()`)
}

// first is the address of the first page that was found.
const first = `document.querySelector("#hits a")?.href ?? ""`

func TestTheGuideIsReadableWithoutJavaScript(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.run(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	p.run(chromedp.Navigate(program.app + "guide"))
	p.see(`article a[href$="/guide/api-disabled"]`)
	p.see("noscript p")
	p.press(`article a[href$="/guide/api-disabled"]`)
	p.until("the page of the diagnosis is open", `location.pathname.endsWith("/guide/api-disabled")`)
	p.see("#fix")
	p.see(".symptoms code")
	for what, selector := range map[string]string{"a button that copies": ".copyable button", "the search": "#search", "results": "#results"} {
		if evaluate[bool](p, fmt.Sprintf(`document.querySelector(%q).checkVisibility()`, selector)) {
			t.Errorf("%s is shown, which does nothing without JavaScript", what)
		}
	}
	p.press(`[rel=next]`)
	p.until("the next page is open", `location.pathname.endsWith("/guide/basic-auth-disabled")`)
}

func TestTheGuideFindsWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	program := start(t, "--base-path", "/connect/")
	p := open(t).page()
	for text, want := range map[string]string{
		"redirect uri":  "redirect-uri",
		"clear cache":   "cache",
		"zapi":          "zapier",
		"embedding csp": "../embedding",
		`{"errors":[{"message":"The client credentials are invalid","code":400,"type":"invalid_client"}]}`:                                                         "client-pair-wrong",
		`{"errors":[{"code":403,"message":"API disabled. You need to enable the API in the API settings of Mautic\u0027s Configuration.","type":"api_disabled"}]}`: "api-disabled",
		"NodeApiError: getaddrinfo ENOTFOUND mautic.example.com at Object.execute (/usr/local/lib/node_modules/n8n/dist/x.js:204:12)":                              "dns-not-found",
		"Requested URL not found: //api/users/self": "url-corrected",
		"Refresh token has expired":                 "refresh-expired",
	} {
		p.read(program.app + "guide")
		p.fill("#q", text)
		p.until("something is found for "+text, `new URL(location.href).searchParams.get("q") === document.getElementById("q").value && document.getElementById("found").textContent.endsWith("found")`)
		if got := evaluate[string](p, first); got != program.app+strings.TrimPrefix("guide/"+want, "guide/../") {
			t.Errorf("the first for %q is %s", text, got)
		}
		if got := evaluate[string](p, `new URL(location.href).searchParams.get("q")`); got != text {
			t.Errorf("the address asks for %q", got)
		}
	}
	p.fill("#q", " qqqqzzz")
	p.read(program.app + "guide/n8n?q=%22invalid%20refresh%20token%22")
	p.until("the question of the address is answered", first+` !== ""`)
	if got := evaluate[string](p, first); got != program.app+"guide/refresh-invalid" {
		t.Errorf("the first for the question of the address is %s", got)
	}
	p.focus("#q")
	p.keys(kb.ArrowDown)
	p.keys(kb.ArrowDown)
	p.keys(kb.ArrowUp)
	p.until("the first one has the keyboard", `document.activeElement === document.querySelector("#hits a")`)
	p.keys(kb.Escape)
	p.until("the page is back", `document.getElementById("results").hidden && document.activeElement.id === "q" && !location.search`)
	p.see("#what-n8n-calls-things")
	p.typeText("make")
	p.until("the page is found", `document.querySelector("#hits a")?.pathname.endsWith("/guide/make")`)
	p.keys(kb.Enter)
	p.until("the first one has the keyboard", `document.activeElement === document.querySelector("#hits a")`)
	p.keys(kb.Enter)
	p.until("it is open", `location.pathname === "/connect/guide/make"`)
}

func TestACommandOfTheGuideIsCopiedWhole(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.read(program.app + "guide/rewrite-off")
	want := "location / {\n    try_files $uri /index.php$is_args$args;\n}"
	id := "nginx-command-0"
	if got := evaluate[string](p, fmt.Sprintf(`document.getElementById(%q).textContent`, id)); got != want {
		t.Errorf("the command is %q", got)
	}
	p.press("#q") // without a press the browser lets nobody write
	if got := p.copied(".copyable-row:has(#" + id + ") button"); got != want {
		t.Errorf("%q is on the clipboard", got)
	}
}

func TestTheGuideWorksOffline(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	b.expect("ERR_CONNECTION_REFUSED")
	p := b.page()
	p.visit(program.app)
	p.kept()
	p.filled()
	program.stop()
	p.read(program.app + "guide/cache-stale")
	p.see("#fix")
	p.fill("#q", "Invalid refresh token")
	p.until("it is found", `document.querySelector("#hits a")?.pathname.endsWith("/guide/refresh-invalid")`)
	p.press("#hits a")
	p.until("it is open", `location.pathname.endsWith("/guide/refresh-invalid") && document.querySelector("h1")`)
	if got := evaluate[bool](p, `getComputedStyle(document.querySelector(".guide")).display === "grid"`); !got {
		t.Error("offline, the page has no style")
	}
	p.read(program.app + "guide")
	p.read(program.app + "embedding")
}

func TestTheGuideIsAccessibleFitsANarrowScreenAndPrints(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	dir := os.Getenv(shotsVariable)
	shoot := func(name string, scheme string, width int64) {
		if dir == "" {
			return
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("guide-%s-%d-%s.png", name, width, scheme)), p.picture(scheme, width), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"guide", "guide/n8n", "guide/roles", "guide/server", "guide/versions", "guide/redirect-uri-mismatch", "guide/authorization-header-stripped", "guide/n8n?q=token", "embedding"} {
		for _, scheme := range []string{"light", "dark"} {
			p.run(p.look(scheme, 320))
			p.read(program.app + name)
			if strings.Contains(name, "?") {
				p.until("something is found", first+` !== ""`)
			}
			for _, flaw := range evaluate[[]string](p, flaws) {
				t.Errorf("%s, %s: %s", name, scheme, flaw)
			}
			for _, nameless := range p.nameless() {
				t.Errorf("%s, %s: a %s without a name", name, scheme, nameless)
			}
			if scheme == "dark" || dir == "" {
				continue
			}
			file := strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(name)
			shoot(file, "light", 320)
			shoot(file, "dark", 1280)
		}
	}
	p.run(p.look("light", 800))
	p.read(program.app + "guide/cache-stale")
	p.run(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	}))
	for selector, want := range map[string]bool{".guide-menu": false, "#search": false, ".crumbs": false, ".toc": false, ".pager": false, ".copyable button": false, "h1": true, ".command": true} {
		if got := evaluate[bool](p, fmt.Sprintf(`document.querySelector(%q).checkVisibility()`, selector)); got != want {
			t.Errorf("on paper, %s is shown: %t", selector, got)
		}
	}
	if got := evaluate[string](p, `getComputedStyle(document.querySelector("main .link:not([href^='#'])"), "::after").content`); !strings.Contains(got, "(") {
		t.Errorf("on paper, a link's address is %s", got)
	}
	if got := evaluate[bool](p, `[...document.querySelectorAll(".command")].every((e) => e.scrollWidth <= e.clientWidth)`); !got {
		t.Error("on paper, a command is cut off")
	}
	if dir != "" {
		picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "guide-print.png"), picture, 0o644); err != nil {
			t.Fatal(err)
		}
		paper, err := chromedp.Call(p.ctx, cdppage.PrintToPDF, cdppage.PrintToPDFParams{})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "guide-print.pdf"), paper.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestADiagnosisLeadsToItsPage(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	b.expect("403") // no Mautic answers there
	p := b.page()
	p.visit(program.app + "doctor")
	p.fill("#address", program.app)
	p.press("#address-go")
	p.see("[data-diagnosis]")
	id := evaluate[string](p, `document.querySelector("[data-diagnosis]").dataset.diagnosis`)
	link := evaluate[string](p, `document.querySelector("[data-diagnosis] a[href*='guide/']").href`)
	if link != program.app+"guide/"+id {
		t.Errorf("the diagnosis %s leads to %s", id, link)
	}
	p.read(link)
	p.see("#fix")
}

// filled waits until the service worker has every page of the guide.
func (p *page) filled() {
	p.b.t.Helper()
	made, err := guide.New(components.Connect, components.Doctor, components.Vault)
	if err != nil {
		p.b.t.Fatal(err)
	}
	p.until("every page of the guide is kept", fmt.Sprintf(`(globalThis.keptPages ??= (async () => {
		for (;;) {
			let count = 0;
			for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) count += /\/guide(\/|$)/.test(new URL(request.url).pathname);
			globalThis.keptCount = count;
			await new Promise((next) => setTimeout(next, 100));
		}
	})()) && globalThis.keptCount >= %d`, len(made.Pages())))
}
