package e2e

import (
	"strings"
	"testing"

	"mautic-connect/mautic/destination"
)

// makeRedirectURI is the redirect URI of Make's Mautic app.
const makeRedirectURI = "https://www.integromat.com/oauth/cb/mautic"

func TestMakeAndZapierGetTheExactValuesToType(t *testing.T) {
	t.Parallel()
	program := start(t)
	id, secret := program.addClient(makeRedirectURI)
	b := open(t)
	p := b.page()
	downloads := p.downloads()
	p.visit(program.wizard())
	p.choose(destination.Make)
	p.enterAddress(program.sandbox)
	p.says("#redirect-uri", makeRedirectURI)
	p.gone("#tool")
	p.fill("#client-id", id)
	p.fill("#client-secret", secret)
	p.says(".pair", "Mautic accepts this client")
	p.press("#connect")
	p.says("#proof h2", "Mautic accepts this client.")
	p.handOver()
	p.says("#hand-over h2", "Hand it over to Make")
	p.written()
	p.gone("#wrong-method")
	p.gone("#tool-key")
	p.hides(secret)
	p.press("#show")
	base := program.base().String()
	for _, value := range []string{makeRedirectURI, base, id, secret} {
		p.says("#exported pre", value)
	}
	p.press("#show")
	p.gone("#exported pre")
	if recipe := string(downloads.save("mautic-make.txt")); !strings.Contains(recipe, "\n       "+secret+"\n") {
		t.Errorf("the secret has no line of its own:\n%s", recipe)
	}

	// Zapier cannot use this one, and changing one's mind loses nothing.
	p.step(1)
	p.choose(destination.Zapier)
	p.holds("#address", program.sandbox)
	p.step(5)
	p.says("#wrong-method", "Zapier cannot use this kind of credential.")
	p.says("#wrong-method", "User name and password")
	p.gone("#save")
	p.step(1)
	p.choose(destination.Make)
	p.step(5)
	p.gone("#wrong-method")
	p.written()
	p.step(1)
	p.choose(destination.Zapier)
	p.step(3)
	p.press("#method-authorization-code")
	p.holds("#client-id", id)
	p.holds("#client-secret", secret)
	p.chooseBasic()
	p.says("#method-basic-hint", "Recommended for Zapier.")
	p.says("#method-authorization-code-hint", "Zapier cannot use it.")
	p.enterLogin("n8n", userPassword)
	p.press("#connect")
	p.says("#proof", "Connected as n8n User (n8n)")
	p.handOver()
	p.gone("#wrong-method")
	p.written()
	p.press("#show")
	for _, value := range []string{base, "n8n", userPassword} {
		p.says("#exported pre", value)
	}
	recipe := p.copied("#copy-file")
	if !strings.Contains(recipe, "\n       "+userPassword+"\n") {
		t.Errorf("the password has no line of its own:\n%s", recipe)
	}
	hides(t, "the recipe", recipe, secret)
	p.says("#left", "It was copied.")
	if n := b.windows(); n != 1 {
		t.Errorf("%d windows are open", n)
	}
}
