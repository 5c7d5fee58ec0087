package e2e

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/export"
)

// base is the sandbox Mautic's address.
func (p *program) base() mautic.BaseURL {
	p.t.Helper()
	base, _, err := mautic.ParseBaseURL(p.sandbox)
	if err != nil {
		p.t.Fatal(err)
	}
	return base
}

// exported is what a format's files hold, by name, for the sandbox's client
// without a person.
func (p *program) exported(id export.ID) map[string]unpacked {
	p.t.Helper()
	files, err := export.Write(id, mautic.ClientCredentials{
		Client: mautic.OAuthClient{Base: p.base(), ID: p.clientID, Secret: mautic.NewSecret(p.clientSecret), RedirectURI: p.redirectURI},
	}, export.Options{Name: "Mautic " + p.base().Host()})
	if err != nil {
		p.t.Fatal(err)
	}
	out := map[string]unpacked{}
	for _, f := range files {
		out[f.Name] = unpacked{string(f.Content), f.Mode.Perm()}
	}
	return out
}

// runs unpacks files as a person does and runs the script among them.
func runs(t *testing.T, files map[string]unpacked, script string) string {
	t.Helper()
	dir := t.TempDir()
	for name, file := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(file.Content), file.Mode); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(filepath.Join(dir, script)).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return string(out)
}

// opened decrypts an age file.
func opened(t *testing.T, sealed []byte, passphrase string) string {
	t.Helper()
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(sealed)), id)
	if err != nil {
		t.Fatalf("the passphrase does not open the file: %v", err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestOwnCodeSignsInWithoutAPersonAndTakesFilesThatWork(t *testing.T) {
	t.Parallel()
	const passphrase = "correct horse battery staple"
	program := start(t, "--log-level", "debug")
	p := open(t).page()
	downloads := p.downloads()
	p.visit(program.wizard())
	p.choose(destination.Code)
	p.enterAddress(program.sandbox)
	p.until("client credentials are chosen", `document.querySelector("#method-client-credentials").checked`)
	p.says("#method-client-credentials-hint", "Recommended for My own code.")
	p.enterClient(program)
	p.says(".pair", "Mautic accepts this client")
	p.press("#connect")
	p.see("#proof")
	p.handOver()
	p.says("#hand-over h2", "Hand it over to your code")
	p.gone("#tool-key")

	p.written()
	env := string(downloads.save("mautic.env"))
	if diff := cmp.Diff(program.exported(export.Env)["mautic.env"].Content, env); diff != "" {
		t.Errorf("the .env file differs (-mautic-connect export +page)\n%s", diff)
	}
	p.chooseFormat(export.PythonRequests)
	python := program.exported(export.PythonRequests)
	archive := unzip(t, downloads.save("mautic-python-requests.zip"))
	if diff := cmp.Diff(python, archive); diff != "" || len(archive) < 2 {
		t.Errorf("the archive differs (-mautic-connect export +page)\n%s", diff)
	}
	p.chooseFormat(export.Curl)
	curl := unzip(t, downloads.save("mautic-curl.zip"))
	if diff := cmp.Diff(program.exported(export.Curl), curl); diff != "" {
		t.Errorf("the archive differs (-mautic-connect export +page)\n%s", diff)
	}
	if _, err := exec.LookPath("curl"); err != nil {
		t.Log("the script was not run: curl is not here")
	} else if out := runs(t, curl, "mautic-curl.sh"); !strings.Contains(out, `"username"`) {
		t.Errorf("the script prints %s", out)
	}
	p.gone("#copy-file") // of several files, which one?

	p.chooseFormat(export.Age)
	p.press("#encrypt")
	p.says("#passphrase-problem", "Enter a passphrase")
	p.focused("passphrase")
	p.fill("#passphrase", passphrase)
	p.press("#encrypt")
	p.written()
	if got := opened(t, downloads.save("mautic.env.age"), passphrase); got != env {
		t.Errorf("opened, it is %q", got)
	}
	p.chooseFormat(export.SOPS)
	p.emptied("#passphrase")
	p.fill("#passphrase", "no recipient")
	p.press("#encrypt")
	p.says("#export-problem", "SOPS encrypts to recipients, not to a passphrase")
	p.chooseFormat(export.Env)
	p.forgot(passphrase, "no recipient")
	p.leavesNothing(passphrase, program.clientSecret)
	hides(t, "the server's log", program.log.String(), passphrase, program.clientSecret)
	p.press("#start-over")
	p.focused("address")
	p.forgot(program.clientSecret, program.clientID)
}
