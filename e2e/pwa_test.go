package e2e

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/pwa"
	"github.com/chromedp/chromedp"

	"mautic-connect/components"
)

// kept waits until the service worker has everything and answers for this page.
func (p *page) kept() {
	p.b.t.Helper()
	p.until("the service worker answers", `navigator.serviceWorker.controller?.state === "activated"`)
}

// caches lists the names of the caches there are.
func (p *page) caches() []string {
	p.b.t.Helper()
	return await[[]string](p, `caches.keys()`)
}

// version is that of the page that is shown; the first one has none.
func (p *page) version() string {
	p.b.t.Helper()
	return evaluate[string](p, `document.documentElement.dataset.version ?? ""`)
}

// looksForUpdate makes the browser ask for a new version, and waits until it is
// there and waits, or has failed.
func (p *page) looksForUpdate() string {
	p.b.t.Helper()
	return await[string](p, `(async () => {
		const registration = await navigator.serviceWorker.getRegistration();
		await registration.update();
		const worker = registration.installing ?? registration.waiting;
		if (!worker) return "nothing new";
		while (worker.state === "installing") await new Promise((next) => setTimeout(next, 25));
		return worker.state;
	})()`)
}

func TestEveryRouteWorksOfflineWhateverItsQuery(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"at the root": nil, "under a base path": {"--base-path", "/connect/"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := start(t, args...)
			b := open(t)
			b.expect("ERR_CONNECTION_REFUSED") // the browser looks for a new service worker
			b.expect("service worker registration failed")
			b.expect("Failed to update a ServiceWorker")
			p := b.page()
			p.visit(program.wizard())
			p.kept()
			program.stop()
			routes := 0
			for _, route := range components.Routes() {
				if route.Path == "/404" || route.Path == components.Embed {
					continue // the server's to answer
				}
				routes++
				address := program.app + strings.TrimPrefix(route.Path, "/")
				for _, at := range []string{address, address + "?destination=n8n&mautic=https%3A%2F%2Fmautic.example.com"} {
					p.visit(at)
					p.reload()
					if got := evaluate[string](p, `document.title`); got != route.Title {
						t.Errorf("offline, %s has the title %q", at, got)
					}
					p.see("main h1")
				}
			}
			if routes == 0 {
				t.Error("no route was visited")
			}
			p.visit(program.wizard() + "?mautic=https%3A%2F%2Fmautic.example.com")
			p.holds("#address", "https://mautic.example.com")
		})
	}
}

func TestNothingThatIsAskedForWhileConnectingIsKept(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.visit(program.wizard())
	p.kept()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	window.accept()
	p.proven()
	b.alone()
	kept := await[[]string](p, `(async () => {
		const out = [];
		for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) out.push(request.url);
		return out;
	})()`)
	if len(kept) < 10 {
		t.Errorf("only %v are kept", kept)
	}
	for _, address := range kept {
		u, err := url.Parse(address)
		if err != nil || u.RawQuery != "" {
			t.Errorf("%s is kept", address)
			continue
		}
		if strings.Contains(u.Path, "guide/") || strings.HasSuffix(u.Path, "/embedding") {
			continue // written before anybody connected
		}
		for _, never := range []string{"proxy", "mailbox", "callback", "configuration", "presets", "embed", "screenshots", "healthz"} {
			if strings.Contains(u.Path, never) {
				t.Errorf("%s is kept", address)
			}
		}
	}
}

func TestABrokenDeployKeepsTheVersionBefore(t *testing.T) {
	t.Parallel()
	for _, missing := range []string{"/icons/mark.svg", "/"} {
		t.Run("without "+missing, func(t *testing.T) {
			t.Parallel()
			d := deploy(t)
			b := open(t)
			p := b.page()
			p.visit(d.wizard())
			p.kept()
			before := p.caches()
			b.expect("404")
			b.expect("Failed to update a ServiceWorker")
			d.release("b0", missing)
			if got := p.looksForUpdate(); got != "redundant" {
				t.Errorf("the worker of the broken version is %s", got)
			}
			if after := p.caches(); !slices.Equal(before, after) {
				t.Errorf("the caches were %v and are %v", before, after)
			}
			p.reload()
			if got := p.version(); got != "" {
				t.Errorf("the page is of version %q", got)
			}
			if p.text("#update") != "" {
				t.Error("a new version is announced")
			}
			p.enterAddress(d.sandbox)
		})
	}
}

func TestANewVersionIsAnnouncedAndUsedWhenThePersonSaysSo(t *testing.T) {
	t.Parallel()
	d := deploy(t)
	p := open(t).page()
	p.onNewDocument(watchLayout)
	p.visit(d.wizard())
	p.kept()
	before := p.caches()
	d.release("c0", "")
	if got := p.looksForUpdate(); got != "installed" {
		t.Fatalf("the new worker is %s", got)
	}
	p.says("#update-text", "A new version is ready.")
	p.see("#update-apply")
	p.still()
	if got := evaluate[string](p, `document.querySelector("#update [role=status]").innerText`); got != "A new version is ready." {
		t.Errorf("a screen reader is told %q", got)
	}
	// Nothing but the press brings it.
	p.reload()
	if got := p.version(); got != "" {
		t.Errorf("the page is of version %q before anybody said so", got)
	}
	p.says("#update-text", "A new version is ready.")
	p.press("#update-later")
	p.until("the notice is gone", `!document.querySelector("#update-apply").checkVisibility()`)
	p.reload()
	p.tabTo("#update-apply")
	p.keys("\r")
	p.until("the new version is there", `document.documentElement.dataset.version === "c0"`)
	p.started()
	if after := p.caches(); len(after) != 1 || after[0] == before[0] || !strings.Contains(after[0], "c0") {
		t.Errorf("the caches were %v and are %v", before, after)
	}
	if p.text("#update") != "" {
		t.Error("the new version announces itself")
	}
}

func TestANewVersionWaitsForAConnectionInAnyTab(t *testing.T) {
	t.Parallel()
	d := deploy(t)
	b := open(t)
	idle := b.page()
	idle.visit(d.wizard())
	idle.kept()
	connecting := b.tab()
	connecting.visit(d.wizard())
	connecting.enterAddress(d.sandbox)
	connecting.fill("#client-id", d.clientID)
	d.release("d0", "")
	if got := idle.looksForUpdate(); got != "installed" {
		t.Fatalf("the new worker is %s", got)
	}
	connecting.says("#update-text", "It waits until you have finished")
	if evaluate[bool](connecting, `document.querySelector("#update-apply").checkVisibility()`) {
		t.Error("the new version can be had in the middle of a connection")
	}
	connecting.run(chromedp.EmulateViewport(320, 640))
	const above = `(scrollTo({ top: 1e6, behavior: "instant" }), document.querySelector(".foot").getBoundingClientRect().bottom <= document.getElementById("update").getBoundingClientRect().top)`
	connecting.until("the page's end stands above the notice", above)
	idle.press("#update-apply")
	idle.says("#update-text", "once your other tab has finished")
	if got := idle.version() + connecting.version(); got != "" {
		t.Errorf("there is a page of version %q", got)
	}
	connecting.holds("#client-id", d.clientID)
	connecting.press("#start-over")
	connecting.until("the connection is over", `!("busy" in document.documentElement.dataset)`)
	for _, p := range []*page{idle, connecting} {
		p.until("the new version is there", `document.documentElement.dataset.version === "d0"`)
	}
}

// tab opens another tab.
func (b *browser) tab() *page {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		b.t.Fatalf("opening a tab: %v", err)
	}
	return b.watch(ctx)
}

func TestTheAppCanBeInstalled(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"at the root": nil, "under a base path": {"--base-path", "/connect/"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := start(t, args...)
			p := open(t).page()
			p.visit(program.wizard())
			p.kept()
			found, err := chromedp.Call(p.ctx, cdppage.GetInstallabilityErrors, cdp.Empty{})
			if err != nil {
				t.Fatal(err)
			}
			for _, problem := range found.InstallabilityErrors {
				raw, _ := json.Marshal(problem)
				t.Errorf("not installable: %s", raw)
			}
			manifest, err := chromedp.Call(p.ctx, cdppage.GetAppManifest, cdppage.GetAppManifestParams{})
			if err != nil {
				t.Fatal(err)
			}
			for _, problem := range manifest.Errors {
				t.Errorf("the manifest: %s", problem.Message)
			}
			m := manifest.Manifest
			if m == nil || m.StartURL != program.wizard() || m.Scope != program.app || m.Display != "kStandalone" && m.Display != "standalone" {
				t.Fatalf("the manifest is %+v", m)
			}
			if len(m.Screenshots) != 2 || len(m.Shortcuts) == 0 {
				t.Errorf("%d screenshots, %d shortcuts", len(m.Screenshots), len(m.Shortcuts))
			}
			for _, shortcut := range m.Shortcuts {
				p.visit(shortcut.URL)
				p.see("main h1")
			}
		})
	}
}

func TestTheInstallButtonIsThereWhereTheBrowserOffersIt(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.onNewDocument(watchLayout)
	p.visit(program.wizard())
	p.see("#install") // Chromium makes an offer of its own, whose question a headless one cannot ask
	evaluate[chromedp.Void](p, `(() => {
		window.asked = 0;
		const offer = new Event("beforeinstallprompt", { cancelable: true });
		offer.prompt = async () => { window.asked++; };
		window.dispatchEvent(offer);
		window.prevented = offer.defaultPrevented;
	})()`)
	p.tabTo("#install")
	p.still()
	p.keys("\r")
	p.until("the browser asks", `window.asked === 1 && window.prevented`)
	p.until("the button is gone", `!document.getElementById("install").checkVisibility()`)
}

func TestOAuth2WorksInAnInstalledApp(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.installed(program)
	p.readyForOAuth2(program)
	if !evaluate[bool](p, `matchMedia("(display-mode: standalone)").matches`) {
		t.Fatal("this is no installed app")
	}
	window := p.popup(p.click("#connect"))
	window.accept()
	p.proven()
	b.left(2) // the browser's and the app's
}

// installed installs the app and returns its own window.
func (b *browser) installed(program *program) *page {
	b.t.Helper()
	p := b.page()
	p.visit(program.wizard())
	p.kept()
	if _, err := chromedp.Call(p.ctx, pwa.Install, pwa.InstallParams{ManifestID: program.app}); err != nil {
		b.t.Fatalf("installing the app: %v", err)
	}
	b.t.Cleanup(func() { // the browser leaves an entry in the desktop's menu otherwise
		_, _ = chromedp.CallBrowser(b.ctx, pwa.Uninstall, pwa.UninstallParams{ManifestID: program.app})
	})
	settings := pwa.ChangeAppUserSettingsParams{ManifestID: program.app, DisplayMode: pwa.DisplayModeStandalone}
	if _, err := chromedp.CallBrowser(b.ctx, pwa.ChangeAppUserSettings, settings); err != nil {
		b.t.Fatalf("giving the installed app a window of its own: %v", err)
	}
	if _, err := chromedp.CallBrowser(b.ctx, pwa.Launch, pwa.LaunchParams{ManifestID: program.app}); err != nil {
		b.t.Fatalf("opening the installed app: %v", err)
	}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
		targets, err := chromedp.Targets(b.ctx)
		if err != nil {
			b.t.Fatalf("looking for the window of the installed app: %v", err)
		}
		for _, info := range targets {
			if info.Type == "page" && !info.Attached {
				return b.attach(b.ctx, info.TargetID)
			}
		}
	}
	b.t.Fatal("the installed app opened no window")
	return nil
}
