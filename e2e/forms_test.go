package e2e

import (
	"strings"
	"testing"
)

func TestNothingTypedIsLostOnTheWayBackAndForth(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin("somebody", "s0mething else")

	p.press("#method-authorization-code")
	p.enterClient(program)
	p.press("#method-basic")
	p.holds("#user-name", "somebody")
	p.holds("#password", "s0mething else")

	p.press("#back")
	p.holds("#address", program.sandbox)
	p.press("#address-go")
	p.holds("#user-name", "somebody")
	p.press("#connect")
	p.diagnosed("bad-credentials")
	p.holds("#user-name", "somebody")
	p.holds("#password", "s0mething else")

	p.press("#method-client-credentials")
	p.holds("#client-id", program.clientID)
	p.holds("#client-secret", program.clientSecret)
}

// another is the sandbox under another host name.
func (p *program) another() string { return strings.Replace(p.sandbox, "localhost", "127.0.0.1", 1) }

func TestSecretsAreAskedForBeforeTheyGoToAnotherHost(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.readyForOAuth2(program)
	p.press("#method-basic")
	p.enterLogin(adminName, adminPassword)
	p.press("#back")
	p.retype("#address", program.another())
	p.press("#address-go")
	p.see("#consent")
	before := program.sawRequests("/") // the checks that need no secret
	p.press("#connect")
	p.press("#method-authorization-code")
	p.see("#consent")
	p.press("#connect")
	p.see("#consent")
	if n := program.sawRequests("/") - before; n != 0 {
		t.Errorf("%d requests were sent without asking", n)
	}

	p.press("#keep-secrets")
	p.press("#method-basic")
	p.holds("#password", adminPassword)
	p.press("#connect")
	p.proven()
}

func TestSecretsAreClearedRatherThanSentToAnotherHost(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.readyForOAuth2(program)
	p.press("#back")
	p.retype("#address", program.another())
	p.press("#address-go")
	p.press("#clear-secrets")
	p.holds("#client-secret", "")
	p.holds("#client-id", program.clientID)
	p.focused("client-secret")
	p.forgot(program.clientSecret)
}

func TestSpacesAroundAPastedSecretAreRemovedAndCanBePutBack(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.fill("#user-name", adminName)
	p.fromClipboard("#password", "  "+adminPassword+"\n")
	p.says("#password-note", "Spaces or line ends around it were removed.")
	p.holds("#password", adminPassword)
	p.press("#password-note button")
	p.until("the spaces are back", `document.getElementById("password").value.startsWith("  ")`)

	p.retype("#password", "")
	p.fromClipboard("#password", adminPassword+" \n")
	p.press("#connect")
	p.proven()
}

func TestBothKeysPastedTogetherAreTakenApart(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	for name, separator := range map[string]string{"a space": " ", "a line end": "\n", "a tab": "\t"} {
		p.visit(program.wizard())
		p.enterAddress(program.sandbox)
		p.fromClipboard("#client-id", program.clientID+separator+program.clientSecret)
		p.says(".pair", "Mautic accepts this client")
		p.holds("#client-id", program.clientID)
		p.holds("#client-secret", program.clientSecret)
		if t.Failed() {
			t.Fatalf("with %s between them", name)
		}
	}
}

func TestAPressIsNotLostWhenLeavingAFieldShowsANote(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.fill("#password", adminPassword)
	p.fill("#user-name", adminName+"  ")
	p.press("#connect")
	p.proven()
}
