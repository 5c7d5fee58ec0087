package e2e

import (
	"strings"
	"testing"

	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/export"
	"mautic-connect/mautic/n8n/n8ntest"
)

// forgotTheGrant fails unless the page holds no more of a grant that has left,
// and asks Mautic for nothing more with it.
func (p *page) forgotTheGrant(program *program, grant tokens) {
	p.b.t.Helper()
	p.says("#left", "This page has forgotten the tokens")
	p.forgot(grant.access, grant.refresh)
	p.gone("#grant-hand")
	before := program.sawRequests("/")
	p.step(4)
	p.see("#proof")
	p.gone("#refresh")
	p.gone("#hook-proof")
	p.step(5)
	p.see("#hand-over")
	p.written()
	if n := program.sawRequests("/") - before; n != 0 {
		p.b.t.Errorf("%d requests were sent after the grant had left", n)
	}
	program.works(grant.access) // it is somebody else's now, and alive
}

func TestAGrantThatHasLeftIsForgotten(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	downloads := p.downloads()
	p.readyForOAuth2(program)
	evaluate[string](p, keepTokens)
	unconnected := func() {
		t.Helper()
		if got := tokensIn(t, readN8NFile(t, downloads.save("mautic-n8n-credentials.json"))[0].Data); got != (tokens{}) {
			t.Errorf("the same file once more holds the tokens %+v", got)
		}
	}

	p.granted()
	p.handOver()
	p.written()
	grant := p.issued()
	p.gone("#show") // what is shown can be copied by hand, and nobody would know
	p.hides(grant.access, grant.refresh)
	file := readN8NFile(t, []byte(p.copied("#copy-file")))
	if got := tokensIn(t, file[0].Data); got != grant {
		t.Errorf("copied were the tokens %+v, not %+v", got, grant)
	}
	p.forgotTheGrant(program, grant)
	unconnected()

	p.step(3)
	p.grantedAgain()
	p.handOver()
	p.written()
	second := p.issued()
	if second == grant {
		t.Fatal("there is no second grant, so this proves nothing")
	}
	file = readN8NFile(t, downloads.save("mautic-n8n-credentials.json"))
	if got := tokensIn(t, file[0].Data); got != second {
		t.Errorf("saved were the tokens %+v, not %+v", got, second)
	}
	p.forgotTheGrant(program, second)
	unconnected()
	p.leavesNothing(grant.access, grant.refresh, second.access, second.refresh)
	hides(t, "the server's log", program.log.String(), grant.access, grant.refresh, second.access, second.refresh)
}

func TestAGrantThatStaysHereGoesOnWorking(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	downloads := p.downloads()
	p.visit(program.wizard())
	p.choose(destination.Code)
	p.enterAddress(program.sandbox)
	p.press("#method-authorization-code")
	p.see("#redirect-uri") // the other method's inputs are gone by then
	p.enterClient(program)
	p.says(".pair", "Mautic accepts this client")
	evaluate[string](p, keepTokens)
	p.granted()
	p.handOver()
	p.written()
	needing := []export.ID{export.Curl, export.HTTPie, export.PythonRequests, export.PythonOAuthlib, export.Go, export.JavaScript}
	for _, id := range needing {
		p.see("#format-" + string(id))
	}
	p.chooseFormat(export.Curl)

	// A format that needs the tokens goes when they stay, and comes back.
	p.press("#grant-keep")
	for _, id := range needing {
		p.gone("#format-" + string(id))
	}
	p.until("the first format is chosen instead", `document.querySelector("#format-env").checked`)
	p.written()
	grant := p.issued()
	env := string(downloads.save("mautic.env"))
	if !strings.Contains(env, program.clientSecret) {
		t.Errorf("the file lacks the client secret:\n%s", env)
	}
	hides(t, "a file of a grant that stays", env, grant.access, grant.refresh)
	p.says("#left", "It was saved as a file.")
	if strings.Contains(p.text("#left"), "forgotten") {
		t.Error("the page says that it has forgotten a grant that stays")
	}
	p.step(4)
	p.press("#refresh")
	p.see("#proof [data-check=refresh][data-status=pass]")
	p.until("the renewal is done", `document.querySelector("#refresh").getAttribute("aria-disabled") !== "true"`)
	renewed := p.issued()
	if renewed == grant {
		t.Fatal("the grant was not renewed")
	}

	p.step(5)
	p.openWays()
	p.until("the grant stays still", `document.querySelector("#grant-keep").checked`)
	p.press("#grant-hand")
	p.see("#format-curl")
	p.written()
	env = string(downloads.save("mautic.env"))
	if !strings.Contains(env, renewed.refresh) || strings.Contains(env, grant.refresh) {
		t.Errorf("the file does not hold the renewed tokens:\n%s", env)
	}
	p.forgotTheGrant(program, renewed)
	for _, id := range needing {
		p.gone("#format-" + string(id))
	}
}

func TestTheGrantLeavesWhenN8NsAnswerIsLost(t *testing.T) {
	t.Parallel()
	n8n := forgetful(t)
	program := start(t, "--allow-private", "127.0.0.0/8")
	b := open(t)
	b.expect(program.app + "proxy/") // the browser notes that the relay failed
	p := b.page()
	grant := p.readyForN8N(program)
	p.fill("#tool", n8n.address)
	p.send(n8ntest.TestKey)
	p.says("#left", "It may have arrived in n8n.")
	if got := n8n.Credentials(); len(got) != 1 || tokensIn(t, got[0].Data) != grant {
		t.Fatalf("n8n has %+v", got)
	}
	p.diagnosed("n8n-unreachable")
	p.forgotTheGrant(program, grant)
}
