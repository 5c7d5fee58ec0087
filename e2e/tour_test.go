package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// tour goes to every view there is and shows each under a name of its own.
func tour(t *testing.T, show func(p *page, view string)) {
	t.Helper()
	program := start(t)
	b := open(t)
	p := b.page()
	tourOfTheCredential(program, p, show)
	tourOfTheWindow(program, b, p, show)
	tourOfTheProofs(program, p, show)
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
	p.press("#address-go")
	p.see("#connect")
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
	p.press("#failure summary")
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
