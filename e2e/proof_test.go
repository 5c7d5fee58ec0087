package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

func TestTheProofSaysWhatTheCredentialMayDo(t *testing.T) {
	program := start(t)
	p := open(t).page()
	p.visit(program.app)
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin("limited", "Us3r-Passw0rd!")
	p.press("#connect")
	p.see("#proof")
	p.see("#proof [data-check=contacts][data-status=warn]")
	p.see("#proof [data-check=webhooks][data-status=warn]")
	p.press("#about-contacts summary")
	p.says("#finding-contacts", "The role sees only what its user owns.")
}

func TestAGrantIsRenewedOnRequestAndStaysInUse(t *testing.T) {
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
	program := start(t)
	program.settings(map[string]any{"api_enabled": false})
	b := open(t)
	p := b.page()
	dir := t.TempDir()
	if _, err := chromedp.CallBrowser(p.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir,
	}); err != nil {
		t.Fatal(err)
	}
	p.visit(program.app)
	p.fill("#address", program.sandbox)
	p.press("#address-go")
	p.prepares("api-disabled")
	p.press("#all-checks summary")
	p.press("#download-report")
	name := filepath.Join(dir, "mautic-connect-report.md")
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		report, err := os.ReadFile(name)
		if err == nil && strings.Contains(string(report), "api-disabled") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("no report was saved: %v\n%s", err, report)
		}
	}
}
