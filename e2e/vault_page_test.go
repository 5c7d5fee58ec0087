package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/n8n/n8ntest"
	agevault "mautic-connect/mautic/vault"
)

const vaultPassphrase = "four words make a sentence"

// inDatabase is every byte that the site has in IndexedDB, as text.
const inDatabase = `(async () => {
	const out = [];
	for (const { name } of await indexedDB.databases()) {
		const open = indexedDB.open(name);
		await new Promise((done, failed) => { open.onsuccess = done; open.onerror = failed; });
		for (const store of open.result.objectStoreNames) {
			const all = open.result.transaction(store).objectStore(store).getAll();
			await new Promise((done, failed) => { all.onsuccess = done; all.onerror = failed; });
			for (const value of all.result) {
				out.push(value instanceof Blob ? new TextDecoder("latin1").decode(await value.arrayBuffer())
					: ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : JSON.stringify(value));
			}
		}
		open.result.close();
	}
	return out.join("\n");
})()`

// keepsInVault goes from the hand-over to a vault that has the credential.
func (p *page) keepsInVault() *page {
	p.b.t.Helper()
	p.see("#keep")
	v := p.popup(p.click("#keep"))
	v.fill("#passphrase", vaultPassphrase)
	v.fill("#passphrase-again", vaultPassphrase)
	v.press("#create")
	v.press("#keep")
	v.see(".entry")
	v.says("#news", "It is in the vault.")
	return v
}

func TestAGrantIsKeptRenewedAndHandedOverByTheVault(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	p.popup(p.click("#connect")).accept()
	p.proven()
	p.press("#hand-it-over")
	v := p.keepsInVault()
	p.says("#left", "It is in the vault of this browser.")
	p.says("#left", "This page has forgotten the tokens")
	v.says(".entry", "14 days left")
	entry := strings.TrimPrefix(evaluate[string](v, `document.querySelector(".entry").id`), "entry-")

	before := program.sawRequests(tokenEndpoint)
	v.press("#renew-" + entry)
	v.says("#news", "is renewed.")
	if n := program.sawRequests(tokenEndpoint) - before; n != 1 {
		t.Errorf("%d token requests were sent, not 1", n)
	}

	// Another tab sees the same vault, asks for the passphrase, and says when it is wrong.
	other := b.tab()
	other.run(chromedp.Navigate(program.app + "vault"))
	other.fill("#passphrase", "not this one at all")
	other.press("#unlock")
	other.says("#problem", "passphrase")
	if evaluate[bool](other, `document.querySelector(".entry") !== null`) {
		t.Error("a wrong passphrase opens the vault")
	}
	other.retype("#passphrase", vaultPassphrase)
	other.press("#unlock")
	other.see("#entry-" + entry)

	// A file with the tokens is the only holder then, and both tabs know.
	evaluate[string](v, `(document.getElementById("over-`+entry+`").open = true, "")`)
	v.press("#export-" + entry)
	v.says("#news", "the vault has forgotten it")
	for _, tab := range []*page{v, other} {
		tab.until("the grant is gone", `document.querySelector(".entry").dataset.stage === "handed-over" && !document.getElementById("renew-`+entry+`")`)
	}

	other.press("#lock")
	other.see("#unlock")
	evaluate[string](v, `(document.getElementById("wipe").open = true, "")`)
	v.press("#wipe-go")
	v.see("#create")
	other.see("#create")
}

func TestTheVaultSendsAGrantIntoN8NAndForgetsIt(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{})
	p := open(t).page()
	p.readyForOAuth2(program)
	p.popup(p.click("#connect")).accept()
	p.proven()
	p.press("#hand-it-over")
	v := p.keepsInVault()
	entry := strings.TrimPrefix(evaluate[string](v, `document.querySelector(".entry").id`), "entry-")
	v.press("#send-" + entry + " > summary")
	v.press("#send-go-" + entry)
	v.says("#problem", "Enter your n8n's address.")
	v.until("the field has the keyboard", `document.activeElement.id === "n8n-`+entry+`"`)
	v.fill("#n8n-"+entry, n8n.URL)
	v.fill("#key-"+entry, "not the key")
	v.press("#send-go-" + entry)
	v.says("#problem", "key")
	v.until("what was typed is there", `document.getElementById("n8n-`+entry+`").value !== "" && document.getElementById("key-`+entry+`").value !== ""`)
	if stage := evaluate[string](v, `document.querySelector(".entry").dataset.stage`); stage != "fine" {
		t.Fatalf("nothing has left, and the grant counts as %s", stage)
	}

	v.retype("#key-"+entry, n8ntest.TestKey)
	v.press("#send-go-" + entry)
	v.says("#news", "It is in n8n, as ")
	v.says("#news", "The grant went along, and the vault has forgotten it.")
	v.until("the grant is gone", `document.querySelector(".entry").dataset.stage === "handed-over"`)
	if data := n8n.Credentials()[0].Data; data["oauthTokenData"] == nil {
		t.Error("n8n has not got the grant")
	}
	v.forgot(n8ntest.TestKey)

	// The client alone is left; n8n asks what to do about the one it has.
	v.fill("#key-"+entry, n8ntest.TestKey)
	v.press("#send-go-" + entry)
	v.says("#exists-"+entry, "Nothing was sent yet.")
	v.press("#duplicate-" + entry)
	v.says("#news", "Open it there and press Connect")
	if all := n8n.Credentials(); len(all) != 2 || all[1].Data["oauthTokenData"] != nil {
		t.Errorf("n8n has %d credentials", len(all))
	}
}

func TestAVaultSaysWhenItCannotBeMade(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t, blockStorage(t, program.app))
	b.expect("service worker registration failed")
	p := b.page()
	p.run(chromedp.Navigate(program.app + "vault"))
	p.says("#problem", "The browser lets this site store nothing")
}

func TestTheVaultFitsNarrowScreens(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	if _, err := chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 320, Height: 640, DeviceScaleFactor: 1}); err != nil {
		t.Fatal(err)
	}
	p.run(chromedp.Navigate(program.app + "vault"))
	p.see("#create")
	if wide := evaluate[int](p, `document.documentElement.scrollWidth`); wide > 320 {
		t.Errorf("it is %d px wide", wide)
	}
	// Enter makes the vault, and the keyboard goes to what it opened.
	p.fill("#passphrase", vaultPassphrase)
	p.fill("#passphrase-again", vaultPassphrase+"\r")
	p.says("#vault", "The vault is empty.")
	p.until("the heading has the keyboard", `document.activeElement.id === "heading"`)
	if wide := evaluate[int](p, `document.documentElement.scrollWidth`); wide > 320 {
		t.Errorf("open, it is %d px wide", wide)
	}
}

// Everything secret of a whole journey is marked, and looked for wherever a site
// can leave something behind.
func TestNoMarkedSecretIsLeftAnywhere(t *testing.T) {
	t.Parallel()
	program := start(t, "--log-level", "debug")
	p := open(t).page()
	secrets := append(p.connectsKnowingly(program), vaultPassphrase)
	p.press("#hand-it-over")
	v := p.keepsInVault()
	for name, page := range map[string]*page{"the app": p, "the vault": v} {
		page.leavesNothing(secrets...)
		hides(t, "the history of "+name, strings.Join(page.visited(), "\n"), secrets...)
		page.hides(secrets...)
	}
	database := await[string](v, inDatabase)
	if !strings.Contains(database, "age-encryption.org/v1") {
		t.Errorf("the database holds no age file, so it proves nothing: %.200q", database)
	}
	hides(t, "the database", database, append(secrets, program.clientID, "refresh_token")...)
	hides(t, "the server's log", program.log.String(), secrets...)
}

func TestUnlockingRenewsAGrantThatEndsWithinDays(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	evaluate[string](p, keepTokens)
	p.granted()
	p.handOver()
	issued := p.issued()
	base, _, err := mautic.ParseBaseURL(program.sandbox)
	if err != nil {
		t.Fatal(err)
	}
	older := time.Now().Add(-9 * 24 * time.Hour)
	v, _, err := agevault.Vault{}.Add("Older", mautic.AuthorizationCode{
		Client: mautic.OAuthClient{Base: base, ID: program.clientID, Secret: mautic.NewSecret(program.clientSecret), RedirectURI: program.redirectURI},
		Token:  mautic.Token{Access: mautic.NewSecret(issued.access), Refresh: mautic.NewSecret(issued.refresh), Issued: older, Expires: older.Add(time.Hour)},
	}, older)
	if err != nil {
		t.Fatal(err)
	}
	file, err := agevault.Seal(v, mautic.NewSecret("the passphrase of the file"), agevault.NewWorkFactor)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "older.age")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}

	tab := b.tab()
	tab.run(chromedp.Navigate(program.app + "vault"))
	tab.fill("#passphrase", vaultPassphrase)
	tab.fill("#passphrase-again", vaultPassphrase+"\r")
	tab.says("#vault", "The vault is empty.")
	tab.press("#import > summary")
	tab.upload("#import-file", name)
	tab.fill("#import-passphrase", "the passphrase of the file")
	tab.press("#import-go")
	tab.says("#news", "1 added")
	tab.says(".entry", "5 days left")
	before := program.sawRequests(tokenEndpoint)
	tab.press("#lock")
	tab.fill("#passphrase", vaultPassphrase+"\r")
	tab.says("#news", "Renewed, because it was to end within days: Older")
	tab.says(".entry", "14 days left")
	if n := program.sawRequests(tokenEndpoint) - before; n != 1 {
		t.Errorf("%d token requests were sent, not 1", n)
	}
}

func TestTheVaultSaysThatItOpensUntilItsWorkerAnswers(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.onNewDocument(`window.Worker = class extends EventTarget { postMessage() {} terminate() {} }`)
	p.navigate(program.app + "vault")
	p.says("#vault", "Opening the vault…")
}
