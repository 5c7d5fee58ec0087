package e2e

import "testing"

// enterAddress goes through the first step.
func (p *page) enterAddress(address string) {
	p.b.t.Helper()
	p.fill("#address", address)
	p.press("#address-go")
	p.see("#connect")
}

// chooseBasic goes to the form for user name and password.
func (p *page) chooseBasic() {
	p.b.t.Helper()
	p.press("#method-basic")
	p.see("#user-name")
}

// enterLogin fills in user name and password.
func (p *page) enterLogin(user, password string) {
	p.b.t.Helper()
	p.fill("#user-name", user)
	p.fill("#password", password)
}

// proven waits for the proof that the credential is the administrator's.
func (p *page) proven() {
	p.b.t.Helper()
	p.see("#proof")
	p.says("#proof", "Connected as Ada Admin (admin)")
}

func TestBasicIsProven(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.fill("#address", program.sandbox+"s/dashboard")
	p.says("#understood", "/s/dashboard was removed, because it is a page inside Mautic and not its address.")
	p.press("#address-go")
	p.chooseBasic()
	p.enterLogin(adminName, adminPassword)
	p.press("#connect")
	p.proven()
	for _, phrase := range []string{"Administrator", "5.1.1", "User name and password"} {
		p.says("#proof", phrase)
	}
	p.hides(adminPassword)
}

func TestAWrongPasswordIsNamedAndOnlyThePasswordIsTypedAgain(t *testing.T) {
	t.Parallel()
	const wrong = "Wr0ng-Passw0rd?"
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin(adminName, wrong)
	p.press("#connect")
	p.diagnosed("bad-credentials")
	p.focused("failure")
	p.holds("#user-name", adminName)
	p.holds("#password", wrong)

	p.press("#failure-proof summary")
	p.says("#failure .evidence", "GET "+program.sandbox+"api/users/self")
	p.says("#failure .evidence", "401")
	p.hides(wrong)

	p.retype("#password", adminPassword)
	p.press("#connect")
	p.proven()
}

func TestASwitchedOffAPIIsNamedAndSwitchingItOnIsEnough(t *testing.T) {
	t.Parallel()
	program := start(t)
	program.settings(map[string]any{"api_enabled": false})
	p := open(t).page()
	p.visit(program.wizard())
	p.fill("#address", program.sandbox)
	p.press("#address-go")
	p.prepares("api-disabled")
	p.leads(`#prepare a[target=_blank]`, program.sandbox+"s/config/edit")

	// Going on all the same meets the same answer, with the same name.
	p.press("#continue-anyway")
	p.chooseBasic()
	p.enterLogin(adminName, adminPassword)
	p.press("#connect")
	p.diagnosed("api-disabled")

	program.settings(map[string]any{"api_enabled": true})
	p.press("#connect")
	p.proven()
}

func TestWhatHasToBePreparedIsShownUntilItIsPutRight(t *testing.T) {
	t.Parallel()
	program := start(t)
	program.settings(map[string]any{"api_enabled": false})
	p := open(t).page()
	p.visit(program.wizard())
	p.fill("#address", program.sandbox)
	p.press("#address-go")
	p.prepares("api-disabled")
	p.focused("step")
	p.says("#prepare", "Set API enabled? to Yes.")

	// The fix for another setup, the picture, the proof.
	p.press("#finding-api-setup-Docker")
	p.says("#prepare .command", "docker compose exec")
	p.press("#finding-api-where summary")
	p.until("the picture is there", `document.querySelector("#prepare img.schematic").naturalWidth > 0`)
	p.press("#finding-api-proof summary")
	p.says("#finding-api", "api_disabled")

	// A message for the admin, and a report.
	p.press("#finding-api-message")
	p.says("#finding-api-message", "Copied")
	p.press("#all-checks summary")
	p.press("#copy-report-hidden")
	p.says("#copy-report-hidden", "Copied")

	before := program.sawRequests("/")
	p.press("#check-again")
	program.isAsked("/", before)
	p.prepares("api-disabled")
	program.settings(map[string]any{"api_enabled": true})
	p.press("#check-again")
	p.see("#method-basic")
}

func TestEveryFaultInFrontOfMauticIsNamedBeforeAnythingIsAskedFor(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	b.expect(program.app + "proxy/") // some are no answer at all
	p := b.page()
	p.visit(program.wizard())
	p.fill("#address", program.sandbox)
	for fault, want := range map[string]string{
		"header-stripped":   "authorization-header-stripped",
		"rewrite-off":       "rewrite-off",
		"password-in-front": "password-in-front",
		"php-down":          "php-down",
		"site-offline":      "site-offline",
		"not-installed":     "not-installed",
		"waf-challenge":     "blocked-by-firewall",
		"html-200":          "not-mautic",
		"cache-stale":       "cache-stale",
	} {
		program.settings(map[string]any{"fault": fault})
		if evaluate[bool](p, `!!document.getElementById("check-again")`) {
			p.press("#check-again")
		} else {
			p.press("#address-go")
		}
		p.prepares(want)
	}
}

func TestSwitchedOffBasicIsNamedAndSwitchingItOnIsEnough(t *testing.T) {
	t.Parallel()
	program := start(t)
	program.settings(map[string]any{"api_enable_basic_auth": false})
	p := open(t).page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin(adminName, adminPassword)
	p.press("#connect")
	p.diagnosed("basic-auth-disabled")
	p.leads(`#failure a[target=_blank]`, program.sandbox+"s/config/edit")

	program.settings(map[string]any{"api_enable_basic_auth": true})
	p.press("#connect")
	p.proven()
}
