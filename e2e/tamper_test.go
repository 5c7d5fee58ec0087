package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestAnAnswerWithAnotherStateIsAHardStop(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	window.see("input[name=_username]")
	before := program.sawRequests(tokenEndpoint)
	window.navigate(program.app + "callback?state=x&code=y")
	p.diagnosed("state-mismatch")
	b.alone()
	if n := program.sawRequests(tokenEndpoint) - before; n != 0 {
		t.Errorf("%d token requests were sent for it", n)
	}
	p.holds("#client-secret", program.clientSecret)
	again := p.popup(p.click("#connect"))
	again.accept()
	p.proven()
}

func TestAnswersWithAnythingDoubledOrMissingAreNotUsed(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	before := program.sawRequests(tokenEndpoint)
	for _, query := range []string{"?state=x&state=x&code=y", "?code=y", "?state=x", "?state=x&code=y&code=z"} {
		window := p.popup(p.click("#connect"))
		window.see("input[name=_username]")
		window.navigate(program.app + "callback" + query)
		p.see("#failure")
		b.alone()
		p.see("#connect")
	}
	if n := program.sawRequests(tokenEndpoint) - before; n != 0 {
		t.Errorf("%d token requests were sent for them", n)
	}
}

// keepAnswer has the callback page leave its query in the app's window, before
// it takes it out of its address.
const keepAnswer = `if (location.pathname.endsWith("/callback")) window.opener.answer = location.search`

func TestAnAnswerDeliveredTwiceIsUsedOnce(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	window.onNewDocument(`if (location.pathname.endsWith("/callback")) window.opener.postMessage(
		{ ns: "mautic-connect", type: "callback", query: location.search.slice(1) }, location.origin)`)
	before := program.sawRequests(tokenEndpoint)
	window.accept()
	p.proven()
	if n := program.sawRequests(tokenEndpoint) - before; n != 1 {
		t.Errorf("%d token requests were sent, not 1", n)
	}
}

func TestAnAnswerFromAnEarlierAttemptIsAHardStop(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	window.onNewDocument(keepAnswer)
	window.accept()
	p.proven()
	old := evaluate[string](p, `window.answer`)
	b.alone()

	p.press("#back")
	again := p.popup(p.click("#connect"))
	again.see("[name=accepted]")
	before := program.sawRequests(tokenEndpoint)
	again.navigate(program.app + "callback" + old)
	p.diagnosed("state-mismatch")
	if n := program.sawRequests(tokenEndpoint) - before; n != 0 {
		t.Errorf("%d token requests were sent for it", n)
	}
}

func TestAMessageFromAnywhereButTheWindowIsIgnored(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	p.see("#waiting")
	// The app listens longer than this does, so it has heard it as well.
	await[string](p, `new Promise((heard) => {
		addEventListener("message", () => heard(""), { once: true });
		postMessage({ ns: "mautic-connect", type: "callback", query: "state=x&code=y" }, location.origin);
	})`)
	foreign := fmt.Sprintf(`opener.postMessage({ ns: "mautic-connect", type: "callback", query: "state=x&code=y" }, %q)`, program.app)
	window.run(chromedp.Evaluate[chromedp.Void](foreign))
	window.accept()
	p.proven()
}
