package command

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic/export"
)

const (
	basicDocument = `{"version": 1, "name": "Shop", "base_url": "https://m.example.com", "method": "basic", "username": "n8n", "password": "it's s3cret"}`
	codeDocument  = `{"version": 1, "base_url": "https://m.example.com", "method": "authorization-code", "client_id": "1_a", "client_secret": "cs-s3cret",
		"redirect_uri": "https://c.example.com/callback", "access_token": "at-s3cret", "refresh_token": "rt-s3cret", "expires_at": "2026-01-31T12:00:00Z"}`
)

// exported runs the command as main does.
func exported(t testing.TB, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := Program{Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Site: smallSite}
	code = p.Run(t.Context(), append([]string{"export"}, args...))
	return code, out.String(), errs.String()
}

func TestExportWritesOneFileToStandardOutput(t *testing.T) {
	t.Parallel()
	const want = `# Shop
# Read it in a shell with: set -a; . ./mautic.env; set +a
MAUTIC_BASE_URL='https://m.example.com'
MAUTIC_AUTH='basic'
MAUTIC_USERNAME='n8n'
MAUTIC_PASSWORD='it'\''s s3cret'
`
	for _, args := range [][]string{
		{"--format", "env", "--in", "-"},
		{"--format", "env", "--in", "-", "--out", "-"},
		{"--format", "env", "--in", secretFile(t, basicDocument)},
	} {
		code, out, errs := exported(t, basicDocument, args...)
		if diff := cmp.Diff(want, out); code != 0 || errs != "" || diff != "" {
			t.Errorf("%v: exit code %d, stderr %q, %s", args, code, errs, diff)
		}
	}
	if code, out, _ := exported(t, basicDocument, "--format", "n8n", "--in", "-", "--name", "Other"); code != 0 || !strings.Contains(out, `"name": "Other"`) {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

func TestExportWritesFilesForTheirOwnerOnly(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "dir")
	args := []string{"--format", "docker-secrets", "--in", "-", "--out", dir}
	code, out, errs := exported(t, basicDocument, args...)
	if want := filepath.Join(dir, "compose.yaml") + "\n" + filepath.Join(dir, "secrets", "mautic_password") + "\n"; code != 0 || errs != "" || out != want {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, out, errs)
	}
	secret := filepath.Join(dir, "secrets", "mautic_password")
	holds := func(want string) {
		t.Helper()
		data, err := os.ReadFile(secret)
		if err != nil || string(data) != want {
			t.Errorf("the file holds %q, %v", data, err)
		}
		if info, err := os.Stat(secret); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("its mode is %v, %v", info.Mode(), err)
		}
	}
	holds("it's s3cret")

	other := strings.Replace(basicDocument, "it's s3cret", "new", 1)
	if err := os.Chmod(secret, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "compose.yaml")); err != nil {
		t.Fatal(err)
	}
	code, out, errs = exported(t, other, args...)
	if want := secret + " is there already, so nothing was written; move it away or overwrite it with --force.\n"; code != 1 || out != "" || errs != want {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "compose.yaml")); err == nil {
		t.Error("a part was written")
	}
	if code, _, errs := exported(t, other, append(args, "--force")...); code != 0 || errs != "" {
		t.Errorf("exit code %d, stderr %q", code, errs)
	}
	holds("new")
	if left, _ := filepath.Glob(filepath.Join(dir, "*", "*.new")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestExportTellsWhereTheTokensAre(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args   string
		tokens bool
		stderr string
	}{
		{"--format n8n", false, "The output holds no tokens, so it is not connected yet. --with-tokens puts them in.\n"},
		{"--format n8n --with-tokens", true, "The tokens of this grant are in the output. Whoever imports them owns the grant now: delete every other copy, the credential file too.\n"},
		{"--format make --with-tokens", false, ""},
		{"--format openapi", false, ""},
	} {
		code, out, errs := exported(t, codeDocument, append(strings.Fields(tt.args), "--in", "-")...)
		if code != 0 || errs != tt.stderr || strings.Contains(out, "rt-s3cret") != tt.tokens {
			t.Errorf("%s: exit code %d, stderr %q\n%s", tt.args, code, errs, out)
		}
	}
}

func TestExportEncrypts(t *testing.T) {
	t.Parallel()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	code, out, errs := exported(t, basicDocument, "--format", "age", "--in", "-", "--recipient", id.Recipient().String())
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d, stderr %q", code, errs)
	}
	r, err := age.Decrypt(armor.NewReader(strings.NewReader(out)), id)
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	if _, err := plain.ReadFrom(r); err != nil || !strings.Contains(plain.String(), `MAUTIC_PASSWORD='it'\''s s3cret'`) {
		t.Errorf("%q, %v", plain.String(), err)
	}
	if code, out, errs := exported(t, basicDocument, "--format", "sops", "--in", "-", "--recipient", id.Recipient().String()); code != 0 || errs != "" || !strings.Contains(out, `"MAUTIC_PASSWORD": "ENC[AES256_GCM,`) {
		t.Errorf("exit code %d, stderr %q\n%s", code, errs, out)
	}
	code, out, errs = exported(t, "correct horse\n", "--format", "age", "--in", secretFile(t, basicDocument), "--passphrase-file", "-")
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d, stderr %q", code, errs)
	}
	// Opening it takes seconds under the race detector; package sealed does that.
	var header bytes.Buffer
	if _, err := header.ReadFrom(armor.NewReader(strings.NewReader(out))); err != nil || !strings.Contains(header.String(), "\n-> scrypt ") {
		t.Errorf("no passphrase opens %q, %v", header.String(), err)
	}
}

func TestExportListsTheFormats(t *testing.T) {
	t.Parallel()
	code, out, errs := exported(t, "", "--list")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || errs != "" || len(lines) != len(export.Formats())+1 {
		t.Errorf("exit code %d, stderr %q\n%s", code, errs, out)
	}
	for i, f := range export.Formats() {
		if fields := strings.Fields(lines[i+1]); fields[0] != string(f.ID) || fields[len(fields)-1] != string(f.Methods[len(f.Methods)-1]) {
			t.Errorf("the line %q", lines[i+1])
		}
	}
	code, out, errs = exported(t, "", "--list", "--json")
	var got []map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || errs != "" || len(got) != len(export.Formats()) {
		t.Fatalf("exit code %d, stderr %q, %v\n%s", code, errs, err, out)
	}
	want := map[string]any{
		"id": "zapier", "title": "Zapier", "summary": "The steps and the values to type for a Mautic connection in Zapier.",
		"kind": "recipe", "methods": []any{"basic"}, "tokens": "never", "secrets": true, "sealed": false,
	}
	if diff := cmp.Diff(want, got[len(got)-3]); diff != "" {
		t.Error(diff)
	}
}

func TestExportSaysWhatItCannotDo(t *testing.T) {
	t.Parallel()
	file, code := secretFile(t, basicDocument), secretFile(t, codeDocument)
	broken := secretFile(t, `{"version": 1, "password": "it's s3cret"`)
	large := secretFile(t, strings.Repeat(" ", export.MaxDocument+1))
	taken := secretFile(t, "")
	newline := secretFile(t, strings.Replace(basicDocument, "it's ", `it's\n`, 1))
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"", 2, "Say which format to write with --format; --list shows them."},
		{"--format nope --in " + file, 2, `--format: there is no format "nope"; --list shows the ones there are.`},
		{"--format env", 2, "Say which credential file to read with --in; - is standard input."},
		{"--json", 2, "--json is for the list of formats; give --list as well."},
		{"--format env --in /nonexistent/file", 2, "--in: the file cannot be read: open /nonexistent/file: no such file or directory."},
		{"--format env --in " + broken, 2, "--in: " + broken + ": the credential file is not JSON, or is cut off."},
		{"--format env --in " + large, 2, "--in: " + large + ": the credential file is larger than 1 MiB."},
		{"--format env --in -", 2, "--in: standard input: the credential file is empty."},
		{"--format env --password x --in -", 2, "Unknown flag --password"},
		{"--format age --in - --passphrase-file -", 2, "Standard input can hold the credential or the passphrase, not both; put one into a file."},
		{"--format env --recipient age1x --in " + file, 2, "--recipient and --passphrase-file are for formats that encrypt: age and sops."},
		{"--format age --in " + file, 2, "The format age: give a passphrase, or a recipient such as age1… or an SSH public key (--recipient, --passphrase-file)."},
		{"--format sops --in " + file + " --recipient me", 2, "The format sops: a recipient is neither age1… nor an SSH public key (ssh-ed25519 or ssh-rsa); copy it again (--recipient, --passphrase-file)."},
		{"--format curl --in " + file, 2, "The format curl is 2 files (mautic-curl.sh, mautic.curlrc); give a directory for them with --out."},
		{"--format curl --out - --in " + file, 2, "The format curl is 2 files (mautic-curl.sh, mautic.curlrc); give a directory for them with --out."},
		{"--format curl --in " + code, 1, "The format curl needs the tokens of the grant; say that they may go out, and delete every other copy of them: add --with-tokens."},
		{"--format make --in " + file, 1, "The format make carries no basic credential, only authorization-code; choose another format."},
		{"--format docker-env --in " + newline, 1, "The format docker-env cannot carry this credential: the password holds a line break, which Docker's env-file has no way to write; use the format docker-secrets."},
		{"--format env --in " + file + " --out " + taken, 1, "The directory for " + filepath.Join(taken, "mautic.env") + " cannot be made: mkdir " + taken + ": not a directory."},
	} {
		code, out, errs := exported(t, "", strings.Fields(tt.args)...)
		if code != tt.code || out != "" || !strings.HasPrefix(errs, tt.want) || strings.Contains(errs, "s3cret") {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q, want %q", tt.args, code, out, errs, tt.want)
		}
	}
}
