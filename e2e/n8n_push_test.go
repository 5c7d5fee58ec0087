package e2e

import (
	"net/http/httptest"
	"strings"
	"testing"

	"mautic-connect/mautic/n8n/n8ntest"
)

// readyForN8N goes to the hand-over with a grant, where only n8n's address and
// key are missing.
func (p *page) readyForN8N(program *program) tokens {
	p.b.t.Helper()
	p.readyForOAuth2(program)
	evaluate[string](p, keepTokens)
	p.granted()
	p.handOver()
	return p.issued()
}

// send fills in the API key and sends the credential into n8n.
func (p *page) send(key string) {
	p.b.t.Helper()
	p.openWays()
	p.retype("#tool-key", key)
	p.press("#send")
}

// emptied fails unless an input, in sight or not, holds nothing, now or soon.
func (p *page) emptied(selector string) {
	p.b.t.Helper()
	p.until(selector+" is empty", `document.querySelector("`+selector+`").value === ""`)
}

// settled waits until n8n has answered.
func (p *page) settled() {
	p.b.t.Helper()
	p.until("n8n has answered", `document.querySelector("#send").getAttribute("aria-disabled") !== "true"`)
}

// stored fails unless n8n has so many credentials, and returns them.
func stored(t *testing.T, n8n *n8ntest.Server, want int) []n8ntest.Credential {
	t.Helper()
	all := n8n.Credentials()
	if len(all) != want {
		t.Fatalf("n8n has %d credentials, not %d: %+v", len(all), want, all)
	}
	return all
}

func TestAGrantIsSentIntoN8N2AndUpdatedThere(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{Version: n8ntest.V2})
	p := open(t).page()
	grant := p.readyForN8N(program)
	p.fill("#tool", n8n.URL+"/home/credentials")
	p.says("#hand-over", "Will be used: "+n8n.URL)
	p.fill("#name", "Our Mautic")
	p.send(n8ntest.TestKey)
	p.says("#left", "It is in n8n.")
	p.focused("left")
	p.says("#left", "Our Mautic")
	p.says("#left", "It is ready")
	p.says("#left", "This page has forgotten the tokens")
	p.emptied("#tool-key")
	p.leads("#left a[target=_blank]", n8n.URL+"/home/credentials")
	p.forgot(n8ntest.TestKey, grant.access, grant.refresh)
	first := stored(t, n8n, 1)[0]
	if first.Name != "Our Mautic" || first.Type != "mauticOAuth2Api" || tokensIn(t, first.Data) != grant {
		t.Errorf("n8n has %+v", first)
	}
	program.works(grant.access)

	p.send(n8ntest.TestKey)
	p.see("#exists")
	p.focused("exists")
	p.press("#send-update")
	p.gone("#exists")
	p.settled()
	p.focused("left")
	if again := stored(t, n8n, 1)[0]; again.ID != first.ID || tokensIn(t, again.Data) != grant {
		t.Errorf("after the update n8n has %+v", again)
	}

	p.send(n8ntest.TestKey)
	p.press("#send-another")
	p.gone("#exists")
	p.settled()
	p.says("#left", "Open it there and press Connect.")
	if second := stored(t, n8n, 2)[1]; second.Name != first.Name || tokensIn(t, second.Data) != (tokens{}) {
		t.Errorf("the other one is %+v", second)
	}

	// Another name asks nothing.
	p.openWays()
	p.retype("#name", "Our other Mautic")
	p.send(n8ntest.TestKey)
	p.says("#left", "Our other Mautic")
	stored(t, n8n, 3)
	for _, request := range n8n.Requests() {
		hides(t, "n8n's address", request.Path+"?"+request.Query, n8ntest.TestKey, program.clientSecret)
	}
	p.leavesNothing(n8ntest.TestKey, grant.access, grant.refresh, program.clientSecret)
	hides(t, "the server's log", program.log.String(), n8ntest.TestKey, grant.access, grant.refresh, program.clientSecret)
	hides(t, "the page's history", strings.Join(p.visited(), "\n"), n8ntest.TestKey, grant.access, grant.refresh)
}

func TestN8N1IsAskedAboutWhatThisPageMadeThere(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{Version: n8ntest.V1})
	p := open(t).page()
	grant := p.readyForN8N(program)
	p.fill("#tool", n8n.URL)
	p.send(n8ntest.TestKey)
	p.says("#left", "It is in n8n.")
	p.says("#left", "This n8n does not tell which credentials it has.")
	p.forgot(n8ntest.TestKey, grant.access, grant.refresh)
	if first := stored(t, n8n, 1)[0]; tokensIn(t, first.Data) != grant {
		t.Errorf("n8n has %+v", first)
	}

	p.send(n8ntest.TestKey)
	p.see("#exists")
	if evaluate[bool](p, `!!document.querySelector("#send-update")`) {
		t.Error("the page offers an update, which this n8n cannot do")
	}
	stored(t, n8n, 1)
	p.press("#send-another")
	p.gone("#exists")
	p.settled()
	p.says("#left", "Open it there and press Connect.")
	stored(t, n8n, 2)
}

// failedToSend waits for the diagnosis of a push, with the key still there.
func (p *page) failedToSend(diagnosis, key string) {
	p.b.t.Helper()
	p.until("the push has failed with "+diagnosis, `document.querySelector("#failure")?.dataset.diagnosis === "`+diagnosis+`"`)
	p.focused("failure")
	p.holds("#tool-key", key)
	hides(p.b.t, "the failure", evaluate[string](p, `document.querySelector("#failure").outerHTML`), key)
}

func TestWhatKeepsACredentialFromN8NIsNamedAndTheGrantStays(t *testing.T) {
	t.Parallel()
	const wrong, narrow = "n8n_api_wrong0123456789", "n8n_api_narrow0123456789"
	dead := httptest.NewServer(nil)
	dead.Close()
	program, n8n := startWithN8N(t, n8ntest.Options{Keys: []n8ntest.Key{
		{Value: n8ntest.TestKey}, {Value: narrow, Scopes: []string{"credential:list"}},
	}})
	b := open(t)
	b.expect(program.app + "proxy/") // the browser notes that a relay failed
	p := b.page()
	grant := p.readyForN8N(program)
	p.press("#send")
	p.says("#tool-problem", "Enter the address of your n8n.")
	p.focused("tool")
	p.fill("#tool", n8n.URL)
	p.press("#send")
	p.says("#tool-key-problem", "Enter the API key")
	p.focused("tool-key")

	for _, step := range []struct{ address, key, diagnosis string }{
		{n8n.URL, wrong, "n8n-key-refused"},
		{n8n.URL, narrow, "n8n-scope-missing"},
		{program.sandbox, n8ntest.TestKey, "n8n-in-front"}, // a Mautic, which refuses as well
		{program.app, n8ntest.TestKey, "n8n-not-found"},
		{dead.URL, n8ntest.TestKey, "n8n-unreachable"},
		{"http://10.255.255.1", n8ntest.TestKey, "n8n-private"},
	} {
		p.retype("#tool", step.address)
		p.send(step.key)
		p.failedToSend(step.diagnosis, step.key)
	}
	p.press("#failure summary")
	hides(t, "the evidence", evaluate[string](p, `document.querySelector("#hand-over").outerHTML`), n8ntest.TestKey, grant.access, program.clientSecret)
	stored(t, n8n, 0)

	p.retype("#tool", n8n.URL)
	p.press("#send")
	p.says("#left", "It is in n8n.")
	p.emptied("#tool-key")
	if got := stored(t, n8n, 1)[0]; tokensIn(t, got.Data) != grant {
		t.Errorf("after the failures n8n has %+v", got)
	}

	// What has left before is not put in doubt by a later failure.
	p.send(wrong)
	p.failedToSend("n8n-key-refused", wrong)
	p.says("#left", "It is in n8n.")
	p.forgot(narrow, n8ntest.TestKey, grant.access, grant.refresh)
}
