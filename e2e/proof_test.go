package e2e

import (
	"strings"
	"testing"
)

func TestTheProofSaysWhatTheCredentialMayDo(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin("limited", userPassword)
	p.press("#connect")
	p.see("#proof")
	p.see("#proof [data-check=contacts][data-status=warn]")
	p.see("#proof [data-check=webhooks][data-status=warn]")
	p.press("#about-contacts summary")
	p.says("#finding-contacts", "The role sees only what its user owns.")
}

func TestAGrantIsRenewedOnRequestAndStaysInUse(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.readyForOAuth2(program)
	window := p.popup(p.click("#connect"))
	window.accept()
	p.see("#proof [data-check=contacts][data-status=pass]")
	for range 2 { // the second needs the token that the first brought
		p.press("#refresh")
		p.until("the renewal is done", `document.querySelector("#refresh").getAttribute("aria-disabled") !== "true"`)
		p.see("#proof [data-check=refresh][data-status=pass]")
	}
}

func TestTheReportIsDownloaded(t *testing.T) {
	t.Parallel()
	program := start(t)
	program.settings(map[string]any{"api_enabled": false})
	p := open(t).page()
	downloads := p.downloads()
	p.visit(program.wizard())
	p.fill("#address", program.sandbox)
	p.press("#address-go")
	p.prepares("api-disabled")
	p.press("#all-checks summary")
	p.press("#download-report")
	if report := string(downloads.take("mautic-connect-report.md")); !strings.Contains(report, "api-disabled") {
		t.Errorf("the report does not name what is wrong:\n%s", report)
	}
}
