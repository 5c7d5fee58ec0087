package e2e

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// kept is everything a site can leave behind in a browser.
const kept = `(async () => {
	const out = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, location.href, document.referrer, window.name,
		JSON.stringify(history.state), JSON.stringify(performance.getEntries()), JSON.stringify(await indexedDB.databases())];
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			const answer = await cache.match(request);
			out.push(request.url, JSON.stringify([...answer.headers]), new TextDecoder("latin1").decode(await answer.arrayBuffer()));
		}
	}
	return out.join("\n");
})()`

// keepTokens has the page keep a copy of every answer of the token endpoint.
const keepTokens = `(() => {
	const real = window.fetch;
	window.answers = [];
	window.fetch = async (address, options) => {
		const answer = await real(address, options);
		if (String(address).endsWith("/oauth/v2/token")) window.answers.push(await answer.clone().text());
		return answer;
	};
	return "";
})()`

// connectsKnowingly connects by OAuth2 and returns everything secret about it: code,
// state, both tokens, the client's secret and the password.
func (p *page) connectsKnowingly(program *program) []string {
	p.b.t.Helper()
	p.readyForOAuth2(program)
	await[string](p, `navigator.serviceWorker.ready.then(() => "")`)
	evaluate[string](p, keepTokens)
	window := p.popup(p.click("#connect"))
	window.onNewDocument(keepAnswer)
	window.accept()
	p.proven()
	callback, err := url.ParseQuery(strings.TrimPrefix(evaluate[string](p, `window.answer`), "?"))
	if err != nil {
		p.b.t.Fatal(err)
	}
	var token struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	answers := evaluate[[]string](p, `window.answers`)
	if err := json.Unmarshal([]byte(answers[len(answers)-1]), &token); err != nil {
		p.b.t.Fatal(err)
	}
	return []string{callback.Get("code"), callback.Get("state"), token.Access, token.Refresh, program.clientSecret, adminPassword}
}

func TestNothingSecretIsLeftBehind(t *testing.T) {
	t.Parallel()
	program := start(t, "--log-level", "debug")
	p := open(t).page()
	secrets := p.connectsKnowingly(program)
	p.press("#back")
	p.press("#method-basic")
	p.enterLogin(adminName, adminPassword)
	p.press("#connect")
	p.proven()

	hides(t, "the browser", await[string](p, kept), secrets...)
	hides(t, "the page's history", strings.Join(p.visited(), "\n"), secrets...)
	hides(t, "the server's log", program.log.String(), secrets...)
	p.hides(secrets...)
	if !strings.Contains(program.log.String(), "route=proxy") {
		t.Errorf("the log mentions no relayed request, so it proves nothing:\n%s", program.log)
	}
	if !strings.Contains(await[string](p, kept), "wasm_exec") {
		t.Error("the cache holds no file, so it proves nothing")
	}
}
