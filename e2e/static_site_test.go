package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"mautic-connect/mautic/n8n/n8ntest"
)

// staticSite is the app on a host that has nothing but files, under a prefix.
type staticSite struct {
	*program
	// origin is that of its pages; program.app is where they are, and
	// program.redirectURI where its callback is.
	origin string
	// stop ends the host.
	stopHost func()
}

// newStaticSite runs a program and writes the site for a host beside it. Its pages
// go through the program, or directly to its sandbox Mautic.
func newStaticSite(t *testing.T, through bool, args ...string) *staticSite {
	t.Helper()
	var mu sync.Mutex
	var files http.Handler
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(host.Close)
	if through {
		args = append(args, "--allow-origin", host.URL)
	}
	s := &staticSite{program: start(t, args...), origin: host.URL, stopHost: sync.OnceFunc(host.Close)}
	dir := t.TempDir()
	write := []string{"site", "--base-path", "/x/", "--out", dir}
	if through {
		write = append(write, "--proxy", s.app)
	}
	if out, err := exec.Command(os.Getenv(binaryVariable), write...).CombinedOutput(); err != nil || !bytes.Contains(out, []byte("Wrote ")) {
		t.Fatalf("writing the site: %v\n%s", err, out)
	}
	mu.Lock()
	files = http.StripPrefix("/x", fileServer(t, dir))
	mu.Unlock()
	s.app = host.URL + "/x/"
	s.redirectURI = s.app + "callback"
	s.clientID, s.clientSecret = s.addClient(s.redirectURI)
	return s
}

// fileServer sends the files of a directory, and its page for what it has not.
func fileServer(t *testing.T, dir string) http.Handler {
	t.Helper()
	missing, err := os.ReadFile(filepath.Join(dir, "404.html"))
	if err != nil {
		t.Fatal(err)
	}
	files := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(path.Clean("/"+r.URL.Path)))); err != nil {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write(missing)
			return
		}
		files.ServeHTTP(w, r)
	})
}

// allowOrigin has the sandbox Mautic let the pages of an origin read its answers.
func (s *staticSite) allowOrigin(origin string) {
	s.settings(map[string]any{"cors_restrict_domains": true, "cors_valid_domains": []string{origin}})
}

// connects goes the whole way to a file with the credential.
func (s *staticSite) connects(b *browser, p *page) {
	b.t.Helper()
	files := p.downloads()
	p.readyForOAuth2(s.program)
	if got := p.text("#redirect-uri"); got != s.redirectURI {
		b.t.Errorf("the page says to register %q, not %q", got, s.redirectURI)
	}
	window := p.popup(p.click("#connect"))
	window.accept()
	p.proven()
	b.alone()
	p.says("#rights-summary", "allow")
	p.handOver()
	p.written()
	if file := files.save("mautic-n8n-credentials.json"); !strings.Contains(string(file), s.clientID) {
		b.t.Errorf("the file holds no client ID: %s", file)
	}
}

func TestAStaticSiteConnectsThroughAServerOfAnotherOrigin(t *testing.T) {
	t.Parallel()
	s := newStaticSite(t, true)
	b := open(t)
	p := b.page()
	traffic := p.traffic()
	s.connects(b, p)
	relayed := 0
	for _, address := range traffic.addresses() {
		switch {
		case strings.HasPrefix(address, s.app), strings.HasPrefix(address, "blob:"+s.origin):
		case strings.Contains(address, "/proxy/http/"), strings.Contains(address, "/mailbox/"):
			relayed++
		default:
			t.Errorf("the page asked for %s", address)
		}
	}
	if relayed == 0 {
		t.Error("nothing went through the server")
	}
	p.says(".reach", "This page reaches your Mautic through http://localhost:")
}

func TestAStaticSiteConnectsDirectly(t *testing.T) {
	t.Parallel()
	s := newStaticSite(t, false)
	s.allowOrigin(s.origin)
	b := open(t)
	p := b.page()
	traffic := p.traffic()
	b.expect("401") // the console tells of every refusal that the checks provoke
	b.expect("400")
	s.connects(b, p)
	for _, address := range traffic.addresses() {
		if !strings.HasPrefix(address, s.app) && !strings.HasPrefix(address, s.sandbox) && !strings.HasPrefix(address, "blob:"+s.origin) {
			t.Errorf("the page asked for %s", address)
		}
	}
	p.says(".reach", "This page reaches your Mautic directly.")
}

func TestEveryMauticCanBeCheckedAndUsedDirectly(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"4.4.13", "6.0.8", "7.0.2"} {
		t.Run(version, func(t *testing.T) {
			s := newStaticSite(t, false, "--sandbox-version", version)
			s.allowOrigin(s.origin)
			b := open(t)
			b.expect("401")
			b.expect("400")
			p := b.page()
			p.visit(s.app + "doctor")
			p.fill("#address", s.sandbox)
			p.press("#address-go")
			p.says("[data-check=redirects][data-status=skip]", "Cannot be seen from here: The address leads nowhere else")
			p.until("the rest is well", `["reach", "mautic", "api", "authorization-header", "oauth2"].every((id) => document.querySelector("[data-check=" + id + "]")?.dataset.status === "pass")`)
			p.visit(s.wizard())
			p.enterAddress(s.sandbox)
			p.chooseBasic()
			p.enterLogin(adminName, adminPassword)
			p.press("#connect")
			p.proven()
		})
	}
}

func TestAMauticThatDoesNotAllowThePageIsToldWithTheOriginToCopy(t *testing.T) {
	t.Parallel()
	s := newStaticSite(t, false)
	b := open(t)
	b.expect("CORS policy")
	b.expect("ERR_FAILED")
	b.expect("401")
	p := b.page()
	p.visit(s.wizard())
	p.fill("#address", s.sandbox)
	p.press("#address-go")
	p.prepares("cors-blocked")
	p.says("#prepare [data-diagnosis]", s.origin)
	p.says("#prepare [data-diagnosis]", "CORS Settings")
	if value := evaluate[string](p, `document.querySelector("#prepare [data-diagnosis] .value, #prepare [data-diagnosis] pre, #prepare [data-diagnosis] code").innerText.trim()`); value != s.origin {
		t.Errorf("to copy is %q, not %q", value, s.origin)
	}
	// What it says to do helps.
	s.allowOrigin(s.origin)
	b.expect("400")
	p.press("#check-again")
	p.see("#connect")
	// Nothing at all is another finding.
	b.expect("ERR_CONNECTION_REFUSED")
	p.visit(s.wizard())
	p.fill("#address", "http://127.0.0.1:9")
	b.expect("ERR_UNSAFE_PORT")
	p.press("#address-go")
	p.prepares("connection-failed")
}

func TestARedirectIsNamedWithoutItsTarget(t *testing.T) {
	t.Parallel()
	s := newStaticSite(t, false)
	redirecting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", s.origin)
		w.Header().Set("Access-Control-Allow-Headers", "authorization, x-requested-with")
		if r.Method != http.MethodOptions {
			http.Redirect(w, r, s.sandbox+strings.TrimPrefix(r.URL.Path, "/"), http.StatusMovedPermanently)
		}
	}))
	t.Cleanup(redirecting.Close)
	b := open(t)
	// A check that is ended while the browser looks at its redirect is what Chromium
	// says this of, with a reason that is none: http is among what it lists there.
	b.expect("(redirected from '" + redirecting.URL + "/")
	b.expect("net::ERR_FAILED " + s.sandbox)
	p := b.page()
	p.visit(s.wizard())
	p.fill("#address", redirecting.URL)
	p.press("#address-go")
	p.prepares("redirect-hidden")
	if n := s.sawRequests("/api"); n != 0 {
		t.Errorf("the redirect was followed %d times", n)
	}
}

func TestN8NNeedsAServerAndGetsThroughOne(t *testing.T) {
	t.Parallel()
	n8n := n8ntest.NewServer(n8ntest.Options{Version: n8ntest.V2})
	t.Cleanup(n8n.Close)
	s := newStaticSite(t, true, "--allow-private", "127.0.0.0/8")
	s.allowOrigin(s.origin)
	b := open(t)
	b.expect("401")
	b.expect("400")
	p := b.page()
	server := s.reachDirectly(p)
	p.readyForOAuth2(s.program)
	p.granted()
	p.handOver()
	p.fill("#tool", n8n.URL)
	p.send(n8ntest.TestKey)
	p.failedToSend("needs-server", n8ntest.TestKey)
	stored(t, n8n, 0)
	p.press("#reach-change")
	p.press("#reach-proxy")
	p.retype("#reach-address", server)
	p.press("#reach-use")
	p.says("#reach-text", "through "+server)
	p.send(n8ntest.TestKey)
	p.says("#left", "It is in n8n.")
	stored(t, n8n, 1)
}

// reachDirectly opens the site and has it reach Mautic directly. It returns the
// server's address that it was built with.
func (s *staticSite) reachDirectly(p *page) string {
	p.b.t.Helper()
	p.visit(s.wizard())
	built := evaluate[string](p, `document.documentElement.dataset.proxy`)
	p.press("#reach-change")
	p.press("#reach-direct")
	p.press("#reach-use")
	p.says("#reach-text", "directly")
	return built
}

func TestTheWayToMauticIsChosenInThePageAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	s := newStaticSite(t, true)
	s.allowOrigin(s.origin)
	b := open(t)
	p := b.page()
	p.visit(s.wizard())
	p.fill("#address", s.sandbox)
	p.tabTo("#reach-change")
	p.keys("\r")
	p.focused("reach-proxy")
	for _, wrong := range []struct{ typed, says string }{
		{"", "Enter the address of the server."},
		{"http://relay.example", "Use https"},
		{"ftp://relay.example", "This is no address"},
		{"https://ada:hunter2@relay.example", "Leave the user name out"},
		{"https://relay.example/?x", "Leave out what follows"},
	} {
		p.focus("#reach-address")
		evaluate[string](p, `(document.querySelector("#reach-address").value = "")`)
		if wrong.typed != "" {
			p.typeText(wrong.typed)
		}
		p.press("#reach-use")
		p.says("#reach-problem", wrong.says)
		p.focused("reach-address")
		p.holds("#reach-address", wrong.typed)
		if got := evaluate[string](p, `document.querySelector("#reach-address").ariaInvalid + document.querySelector("#reach-address").getAttribute("aria-describedby")`); got != "truereach-problem" {
			t.Errorf("the field is marked %q", got)
		}
	}
	p.retype("#reach-address", "relay.example/x")
	p.press("#reach-use")
	p.focused("reach-change")
	p.says("#reach-text", "through https://relay.example/x/")
	p.holds("#address", s.sandbox)
	p.reload()
	p.says("#reach-text", "through https://relay.example/x/")
	s.reachDirectly(p)
	b.expect("401")
	b.expect("400")
	p.enterAddress(s.sandbox) // in effect for the next request
	p.visit(s.app + "vault")
	p.says("#reach-text", "directly")
	if got := evaluate[string](p, `JSON.stringify(Object.entries(localStorage).filter(([name]) => name.startsWith("mautic-connect")))`); got != `[["mautic-connect.reach/x/",""]]` {
		t.Errorf("kept is %s", got)
	}
}

func TestAStaticSiteIsNotShownInsideOtherPages(t *testing.T) {
	t.Parallel()
	s := newStaticSite(t, true)
	b := open(t, chromedp.Flag("site-per-process", true))
	b.expect("404")
	p := b.page()
	for _, path := range []string{"", "doctor", "embed", "vault", "callback?state=a&code=b", "nothing-here", "404.html"} {
		for _, sandbox := range []string{"", `sandbox="allow-scripts allow-popups"`} {
			around := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				_, _ = fmt.Fprintf(w, `<!doctype html><title>around</title><iframe %s src="%s" width="600" height="400"></iframe>`, sandbox, s.app+path)
			}))
			p.navigate(strings.Replace(around.URL, "127.0.0.1", "localhost", 1))
			frame := p.frame(s.app + "framed")
			frame.until("the page says why", `document.body?.innerText.includes("Not shown inside other pages")`)
			if evaluate[bool](frame, `document.scripts.length > 0 || !!window.Go || !!document.querySelector("input, button, form")`) {
				t.Errorf("%q works inside another page", path)
			}
			// Whether it can be seen is for the page by itself, below: on a machine with
			// more to do than it can, Chromium may leave a frame undrawn that was
			// replaced while it loaded, complete and with its stylesheet there.
			frame.until("a link leads out of the frame", fmt.Sprintf(`document.querySelector("a[target=_blank]").href === %q`, s.app))
			around.Close()
			p.navigate("about:blank")
			p.frames(s.app, 0)
		}
	}
	p.navigate(s.app + "framed/")
	p.says("body", "Not shown inside other pages")
	p.leads("a[target=_blank]", s.app)
}

func TestAStaticSiteWorksOfflineUnderItsPrefix(t *testing.T) {
	t.Parallel()
	s := newStaticSite(t, true)
	b := open(t)
	b.expect("ERR_CONNECTION_REFUSED")
	b.expect("service worker")
	b.expect("ServiceWorker")
	p := b.page()
	p.visit(s.app + "doctor")
	if got := p.address(); got != s.app+"doctor" {
		t.Errorf("the host made it %s", got)
	}
	p.see("#address")
	p.kept()
	if got := await[string](p, `navigator.serviceWorker.ready.then((r) => r.scope)`); got != s.app {
		t.Errorf("the service worker's scope is %s", got)
	}
	s.stopHost()
	p.reload()
	p.see("#address")
	p.visit(s.wizard())
	p.see("#address")
	p.says(".reach", "through")
	p.navigate(s.app + "vault")
	p.says("#vault", "There is no vault yet.")
}

// inlined is what somebody may have got into a page.
const inlined = `<script>window.ran = "a script"</script><img src="data:," alt="" onerror="window.ran = 'a handler'"></body>`

func TestAPolicyInThePageBlocksInlineScript(t *testing.T) {
	t.Parallel()
	s := newStaticSite(t, true)
	b := open(t)
	b.expect("") // it is about what the browser complains of
	p := b.page()
	for name, path := range map[string]string{"the start": "", "the check": "doctor", "the vault": "vault", "the callback": "callback", "a page for portals": "embed", "no page": "nothing-here"} {
		for _, policy := range []bool{true, false} {
			// The same page again, with what somebody got into it.
			res, err := http.Get(s.app + path)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if err != nil || !bytes.Contains(body, []byte("</body>")) {
				t.Fatalf("%s: %v\n%s", name, err, body)
			}
			body = bytes.Replace(body, []byte("</body>"), []byte(inlined), 1)
			if !policy {
				body = regexp.MustCompile(`<meta http-equiv[^>]*>`).ReplaceAll(body, nil)
			}
			body = regexp.MustCompile(`<script [^>]*></script>`).ReplaceAll(body, nil) // else the app replaces it all
			around := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				_, _ = w.Write(body)
			}))
			p.navigate(around.URL)
			p.until("the page is there", `document.readyState === "complete"`)
			if got := evaluate[string](p, `String(window.ran)`); (got == "undefined") != policy {
				t.Errorf("%s, with its policy %t: what ran is %s", name, policy, got)
			}
			around.Close()
		}
	}
}

func TestTheMailboxOfAServerOfAnotherOriginDelivers(t *testing.T) {
	t.Parallel()
	mautic, follow := cutOpener(t)
	s := newStaticSite(t, true, "--allow-host", strings.Trim(strings.TrimPrefix(mautic, "http:"), "/"))
	follow(s.sandbox)
	b := open(t)
	p := b.page()
	p.visit(s.wizard())
	p.enterAddress(mautic)
	p.enterClient(s.program)
	p.says(".pair", "Mautic accepts this client")
	window := p.popup(p.click("#connect"))
	p.see("#waiting")
	window.onNewDocument(noChannels)
	window.accept()
	p.proven()
	if log := s.log.String(); len(delivered.FindAllString(log, -1)) != 1 || len(collected.FindAllString(log, -1)) != 1 {
		t.Errorf("the log does not tell of one delivery:\n%s", log)
	}
}
