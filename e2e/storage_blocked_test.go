package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// blockStorage is a browser profile in which one site may keep nothing: no
// cookies, and every access to its storage throws.
func blockStorage(t *testing.T, site string) chromedp.ExecAllocatorOption {
	t.Helper()
	dir := t.TempDir()
	const block = 2
	preferences, err := json.Marshal(map[string]any{"profile": map[string]any{"content_settings": map[string]any{
		"exceptions": map[string]any{"cookies": map[string]any{strings.TrimSuffix(site, "/") + ",*": map[string]any{"setting": block}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "Default"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Default", "Preferences"), preferences, 0o600); err != nil {
		t.Fatal(err)
	}
	return chromedp.UserDataDir(dir)
}

func TestNothingNeedsStorageOrCookies(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t, blockStorage(t, program.app))
	p := b.page()
	b.expect("service worker registration failed") // it would have to keep files
	p.visit(program.wizard())
	// The page has put a stand-in where the browser throws.
	if !evaluate[bool](p, `window.mauticConnectStorageBlocked === true`) {
		t.Fatal("storage is not blocked in this browser, so this proves nothing")
	}
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin(adminName, adminPassword)
	p.press("#connect")
	p.proven()

	p.press("#back")
	p.press("#method-authorization-code")
	p.enterClient(program)
	p.says(".pair", "Mautic accepts this client")
	window := p.popup(p.click("#connect"))
	p.see("#waiting")
	if evaluate[bool](p, `document.getElementById("same-tab") !== null`) {
		t.Error("the same tab is offered, but nothing would survive the way to Mautic")
	}
	window.accept()
	p.proven()
	b.alone()
}
