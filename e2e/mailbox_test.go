package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A delivery that was read, and a page that read one, as the log has them.
var (
	delivered = regexp.MustCompile(`method=POST route=mailbox status=204`)
	collected = regexp.MustCompile(`method=GET route=mailbox status=200`)
)

// cutOpener puts a server before the sandbox whose every page asks for
// Cross-Origin-Opener-Policy: same-origin, as single sign-on pages do. It returns
// its address, and follow tells it where the sandbox is.
func cutOpener(t *testing.T) (address string, follow func(sandbox string)) {
	t.Helper()
	var target *url.URL
	front := httptest.NewUnstartedServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
		ModifyResponse: func(r *http.Response) error {
			r.Header.Set("Cross-Origin-Opener-Policy", "same-origin")
			return nil
		},
	})
	address = "http://" + strings.Replace(front.Listener.Addr().String(), "127.0.0.1", "localhost", 1) + "/"
	return address, func(sandbox string) {
		u, err := url.Parse(sandbox)
		if err != nil {
			t.Fatal(err)
		}
		target = u
		front.Start()
		t.Cleanup(front.Close)
	}
}

// noChannels takes the broadcast channel from a page, as a browser does that
// splits storage by site, and has it say whether it has an opener.
const noChannels = `delete window.BroadcastChannel; window.hadOpener = !!window.opener; window.close = () => {}`

func TestTheMailboxDeliversWhereNothingElseCan(t *testing.T) {
	mautic, follow := cutOpener(t)
	program := start(t, "--allow-host", strings.Trim(strings.TrimPrefix(mautic, "http:"), "/"))
	follow(program.sandbox)
	b := open(t)
	p := b.page()
	p.visit(program.wizard())
	p.enterAddress(mautic)
	p.enterClient(program)
	p.says(".pair", "Mautic accepts this client")
	window := p.popup(p.click("#connect"))
	p.see("#waiting")
	window.onNewDocument(noChannels)
	before := program.sawRequests(tokenEndpoint)
	window.accept()
	p.proven()
	window.until("the window has handed over", `document.getElementById("title")?.textContent === "You are connected"`)
	if evaluate[bool](window, `window.hadOpener || "BroadcastChannel" in window`) {
		t.Error("the window could have delivered without the mailbox, so this proves nothing")
	}
	if n := program.sawRequests(tokenEndpoint) - before; n != 1 {
		t.Errorf("%d token requests were sent, not 1", n)
	}
	log := program.log.String()
	if len(delivered.FindAllString(log, -1)) != 1 || len(collected.FindAllString(log, -1)) != 1 {
		t.Errorf("the log does not tell of one delivery:\n%s", log)
	}
	if strings.Contains(log, "code=") || strings.Contains(log, "state=") {
		t.Errorf("the log holds the answer:\n%s", log)
	}
}

func TestTheMailboxStaysEmptyWhereTheWindowsReachEachOther(t *testing.T) {
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	posted := 0
	window := p.popup(p.click("#connect"))
	traffic := window.traffic()
	window.accept()
	p.proven()
	b.alone()
	for _, address := range traffic.addresses() {
		if strings.HasPrefix(address, program.app+"mailbox") {
			posted++
		}
	}
	if posted != 0 || delivered.MatchString(program.log.String()) || collected.MatchString(program.log.String()) {
		t.Errorf("the window posted %d times:\n%s", posted, program.log)
	}
	// Its request ends with the wait, and is logged then.
	for end := time.Now().Add(patience); !strings.Contains(program.log.String(), "route=mailbox"); time.Sleep(25 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the page did not ask the mailbox, so this proves nothing")
		}
	}
}

func TestTheBroadcastDeliversWhereOnlyTheOpenerIsCutOff(t *testing.T) {
	t.Parallel()
	mautic, follow := cutOpener(t)
	program := start(t, "--allow-host", strings.Trim(strings.TrimPrefix(mautic, "http:"), "/"))
	follow(program.sandbox)
	p := open(t).page()
	p.visit(program.wizard())
	if got := connectsIn(t, p, program, mautic); got != "broadcast" {
		t.Errorf("the answer came by %s", got)
	}
}
