package e2e

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// leftBehind looks for texts in everything a site can leave behind in a browser,
// in the page: the cached programs alone are tens of megabytes to bring here.
const leftBehind = `(async (texts) => {
	const found = [];
	const look = (place, content) => {
		for (const text of texts) {
			const at = content.indexOf(text);
			if (at >= 0) found.push({ text, place, around: content.slice(Math.max(0, at - 80), at + text.length + 20) });
		}
	};
	look("localStorage", JSON.stringify(localStorage));
	look("sessionStorage", JSON.stringify(sessionStorage));
	look("cookies", document.cookie);
	look("the address", location.href + "\n" + document.referrer + "\n" + window.name + "\n" + JSON.stringify(history.state));
	look("the performance entries", JSON.stringify(performance.getEntries()));
	look("the databases' names", JSON.stringify(await indexedDB.databases()));
	await navigator.serviceWorker.ready; // which is when its cache is full
	const text = new TextDecoder("latin1");
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			const answer = await cache.match(request);
			look(request.url, request.url + "\n" + JSON.stringify([...answer.headers]) + "\n" + text.decode(await answer.arrayBuffer()));
		}
	}
	return found;
})`

// leavesNothing fails if any of the secrets was left in the browser, or if what is
// known to be there, files of the site in its cache, is not found either.
func (p *page) leavesNothing(secrets ...string) {
	p.b.t.Helper()
	const cached = "WebAssembly"
	texts, err := json.Marshal(append([]string{cached}, secrets...))
	if err != nil {
		p.b.t.Fatal(err)
	}
	seen := false
	for _, found := range await[[]struct{ Text, Place, Around string }](p, leftBehind+"("+string(texts)+")") {
		if found.Text == cached {
			seen = true
			continue
		}
		p.b.t.Errorf("%s of the browser holds a secret, %q: %q", found.Place, found.Text, found.Around)
	}
	if !seen {
		p.b.t.Error("no file of the site is found in the browser's cache, so this proves nothing")
	}
}

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
// state, both tokens, the client's secret, the password and what HTTP Basic makes of it.
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
	return []string{callback.Get("code"), callback.Get("state"), token.Access, token.Refresh, program.clientSecret, adminPassword,
		strings.TrimPrefix(basicHeader(adminName, adminPassword), "Basic ")}
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

	p.leavesNothing(secrets...)
	hides(t, "the page's history", strings.Join(p.visited(), "\n"), secrets...)
	hides(t, "the server's log", program.log.String(), secrets...)
	p.hides(secrets...)
	if !strings.Contains(program.log.String(), "route=proxy") {
		t.Errorf("the log mentions no relayed request, so it proves nothing:\n%s", program.log)
	}
}
