package e2e

import (
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/export"
	"mautic-connect/mautic/n8n/n8ntest"
	"mautic-connect/mautic/permission"
)

// tourOfTheTools shows the first question with each of its answers, and what
// the credential's step makes of those that ask for more.
func tourOfTheTools(program *program, p *page, show func(p *page, view string)) {
	p.visit(program.wizard())
	for _, tool := range destination.All() {
		p.choose(tool.ID)
		show(p, "tool-"+string(tool.ID))
	}
	for _, tool := range []destination.ID{destination.N8NThere, destination.Make, destination.Other} {
		if tool != destination.N8NThere {
			p.step(1)
		}
		p.choose(tool)
		if tool == destination.N8NThere {
			p.enterAddress(program.sandbox)
		} else {
			p.step(3)
		}
		p.see("#connect")
		show(p, "credential-"+string(tool))
	}
	p.fill("#tool", "https://tool.example.com/callback")
	p.says("#redirect-uri", ",https://tool.example.com/callback")
	show(p, "credential-two-uris")
	p.press("#start-over")
	p.focused("address")
}

// tourOfTheHandOver starts where user name and password are proven.
func tourOfTheHandOver(program *program, n8n *n8ntest.Server, b *browser, p *page, show func(p *page, view string)) {
	p.answers()
	show(p, "proof-rights")
	p.press("#back")
	p.retype("#user-name", "limited")
	p.retype("#password", userPassword)
	p.press("#connect")
	p.says("#proof", "(limited)")
	p.answers()
	show(p, "proof-rights-limited")
	p.press("#right-contact-create")
	p.press("#recipe summary")
	p.see("#recipe-text")
	show(p, "proof-recipe")
	p.press("#hook-proof summary")
	p.provesHooks()
	show(p, "proof-hooks-refused")
	p.press("#back")
	p.retype("#user-name", "n8n")
	p.press("#connect")
	p.says("#proof", "(n8n)")
	p.see("#hook-proof")
	if !evaluate[bool](p, `document.querySelector("#hook-proof").open`) {
		p.press("#hook-proof summary")
	}
	p.provesHooks()
	show(p, "proof-hooks")
	program.addHook(permission.HookPrefix + "of last week")
	p.provesHooks()
	p.see("#leftovers")
	show(p, "proof-leftovers")
	p.press("#remove-hooks")
	p.gone("#leftovers")
	tourOfN8N(program, n8n, b, p, show)
	tourOfTheFiles(program, b, p, show)
}

func tourOfN8N(program *program, n8n *n8ntest.Server, b *browser, p *page, show func(p *page, view string)) {
	p.step(1)
	p.choose(destination.N8N)
	p.step(4)
	p.handOver()
	p.written()
	show(p, "hand-over-n8n")
	p.press("#show")
	p.see("#exported pre")
	show(p, "hand-over-shown")
	p.press("#send")
	p.says("#tool-problem", "Enter the address of your n8n.")
	show(p, "hand-over-missing")
	p.fill("#tool", n8n.URL)
	p.send("n8n_api_wrong")
	p.failedToSend("n8n-key-refused", "n8n_api_wrong")
	show(p, "hand-over-failed")
	p.send(n8ntest.TestKey)
	p.says("#left", "It is in n8n.")
	show(p, "hand-over-left")
	p.send(n8ntest.TestKey)
	p.see("#exists")
	show(p, "hand-over-exists")
}

func tourOfTheFiles(program *program, b *browser, p *page, show func(p *page, view string)) {
	p.step(3)
	p.press("#method-authorization-code")
	p.see("#redirect-uri")
	p.says(".pair", "Mautic accepts this client")
	window := p.popup(p.click("#connect"))
	window.see("[name=accepted]")
	window.press("[name=accepted]")
	p.proven()
	b.alone()
	p.handOver()
	p.written()
	show(p, "hand-over-grant")
	p.press("#grant-keep")
	p.written()
	show(p, "hand-over-grant-kept")
	for _, tool := range []destination.ID{destination.Code, destination.Other, destination.Make, destination.Zapier} {
		p.step(1)
		p.choose(tool)
		p.step(5)
		p.see("#hand-over")
		if tool == destination.Zapier {
			p.see("#wrong-method")
		} else {
			p.written()
		}
		show(p, "hand-over-"+string(tool))
	}
	p.step(1)
	p.choose(destination.Code)
	p.step(5)
	p.chooseFormat(export.Age)
	show(p, "hand-over-sealing")
	p.fill("#passphrase", "correct horse battery staple")
	p.press("#encrypt")
	p.written()
	p.press("#show")
	p.says("#exported pre", "BEGIN AGE ENCRYPTED FILE")
	show(p, "hand-over-sealed")
	p.press("#grant-hand")
	p.chooseFormat(export.Env)
	p.copied("#copy-file")
	p.says("#left", "forgotten the tokens")
	show(p, "hand-over-grant-left")
	p.step(1)
	p.choose(destination.N8N)
}
