package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"mautic-connect/mautic/n8n/n8ntest"
)

// tour goes to every view there is and shows each under a name of its own.
func tour(t *testing.T, show func(p *page, view string)) {
	t.Helper()
	program, n8n := startWithN8N(t, n8ntest.Options{})
	b := open(t)
	p := b.page()
	tourOfTheTools(program, p, show)
	tourOfTheCredential(program, p, show)
	tourOfTheWindow(program, b, p, show)
	tourOfTheProofs(program, p, show)
	tourOfTheHandOver(program, n8n, b, p, show)
	tourOfTheRest(program, b, p, show)
}

func tourOfTheCredential(program *program, p *page, show func(p *page, view string)) {
	p.visit(program.app)
	show(p, "address")
	p.press("#address-go")
	p.says("#address-problem", "Enter the address")
	show(p, "address-missing")
	p.fill("#address", program.sandbox+"s/dashboard?tmpl=list#top")
	p.says("#understood", "/s/dashboard was removed")
	show(p, "address-corrected")
	program.settings(map[string]any{"fault": "header-stripped"})
	p.press("#address-go")
	p.prepares("authorization-header-stripped")
	show(p, "prepare-header")
	program.settings(map[string]any{"fault": "", "api_enabled": false})
	p.press("#check-again")
	p.prepares("api-disabled")
	p.press("#finding-api-where summary")
	p.press("#finding-api-proof summary")
	p.press("#all-checks summary")
	show(p, "prepare-api")
	program.settings(map[string]any{"fault": "slow", "delay": "3s", "api_enabled": true})
	p.press(".steps button")
	p.retype("#address", program.sandbox)
	p.press("#address-go")
	p.see("#preflight .check-running")
	show(p, "checking")
	program.settings(map[string]any{"fault": "", "api_enable_basic_auth": false})
	p.press("#continue-anyway")
	p.press("#back")
	p.press("#address-go")
	p.see("#connect")
	p.chooseBasic()
	p.see("#basic-off")
	show(p, "basic-off")
	p.press("#method-authorization-code")
	program.settings(map[string]any{"api_enable_basic_auth": true})
	show(p, "oauth2")
	p.press("#connect")
	p.says("#client-id-problem", "Enter the client ID")
	show(p, "oauth2-missing")
	p.fill("#client-id", program.clientID)
	p.fill("#client-secret", "1wrongw0gsk8wk0gwk0c4koos408cc4g8wcokg0g0sg8okwrong")
	p.says(".pair", "Mautic does not accept this client")
	show(p, "oauth2-pair-refused")
	p.retype("#client-secret", program.clientSecret)
	p.says(".pair", "Mautic accepts this client")
	show(p, "oauth2-pair-accepted")
	p.press("#method-client-credentials")
	show(p, "client-credentials")
	p.chooseBasic()
	show(p, "basic")
	p.fill("#user-name", adminName)
	p.fromClipboard("#password", "wrong \n")
	p.says("#password-note", "Put them back")
	show(p, "basic-trimmed")
	p.press("#connect")
	p.diagnosed("bad-credentials")
	show(p, "failure")
	p.press("#failure-proof summary")
	p.see("#failure .evidence")
	show(p, "failure-evidence")
	p.press("#back")
	p.retype("#address", program.another())
	p.press("#address-go")
	p.see("#consent")
	show(p, "consent")
	p.press("#keep-secrets")
}

func tourOfTheWindow(program *program, b *browser, p *page, show func(p *page, view string)) {
	p.press("#method-authorization-code")
	p.says(".pair", "Mautic accepts this client")
	p.blockWindows()
	p.press("#connect")
	p.says("#waiting", "could not open by itself")
	show(p, "blocked")
	p.allowWindows()
	window := p.popup(p.click("#open-window"))
	window.see("input[name=_username]")
	p.says("#waiting", "A Mautic window is open.")
	show(p, "waiting")
	show(window, "sandbox-login")
	window.signIn(adminName, adminPassword)
	window.see("[name=accepted]")
	show(window, "sandbox-consent")
	p.tell(`{"errors":[{"code":400,"message":"The redirect URI provided does not match registered URI(s).","type":"redirect_uri_mismatch"}]}`,
		"redirect-uri-mismatch")
	show(p, "waiting-pasted")
	window.press("[name=accepted]")
	b.alone()
}

func tourOfTheProofs(program *program, p *page, show func(p *page, view string)) {
	p.proven()
	show(p, "proof-oauth2")
	p.press("#back")
	p.press("#method-client-credentials")
	p.press("#connect")
	p.see("#proof")
	show(p, "proof-client-credentials")
	p.press("#back")
	p.chooseBasic()
	p.retype("#password", adminPassword)
	p.press("#connect")
	p.proven()
	show(p, "proof-basic")
}

func tourOfTheRest(program *program, b *browser, p *page, show func(p *page, view string)) {
	b.expect("404 (Not Found)")
	p.visit(program.app + "no/such/page")
	p.says("h1", "There is no such page.")
	show(p, "not-found")
	p.navigate(program.app + "callback")
	p.says("#title", "Nothing to hand over")
	show(p, "callback-alone")
	p.navigate(program.app + "callback?state=x&code=y")
	p.says("#title", "The page you came from did not answer")
	show(p, "callback-unanswered")
	p.crash(program)
	show(p, "crash")
	p.navigate(program.sandbox)
	p.see("h1")
	show(p, "sandbox")

	// Before the program has arrived; the service worker must not have kept it.
	if _, err := chromedp.Call(p.ctx, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := chromedp.Call(p.ctx, network.ClearBrowserCache, cdp.Empty{}); err != nil {
		b.t.Fatal(err)
	}
	release := p.holdWasm()
	p.navigate(program.app)
	p.see("#address")
	show(p, "before-the-program")
	release()
	p.started()
}
