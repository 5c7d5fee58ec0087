package perform_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"io"
	"io/fs"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

func TestEveryFormatIsWrittenForEveryMethod(t *testing.T) {
	t.Parallel()
	id := identity(t)
	for _, format := range export.Formats() {
		for method, c := range credentials(t) {
			answer := do(t, task.Job{
				Kind: task.KindExport, Credential: task.Pack(c), In: format.ID, Name: "Shop", WithTokens: true,
				Sealing: sealing(format, id.Recipient().String()),
			})
			if !format.Takes(method) {
				want(t, answer, "", "The format "+string(format.ID)+" carries no "+string(method)+" credential, only ", "; choose another format.")
				if len(answer.Files) != 0 {
					t.Errorf("%s, %s: there are files", format.ID, method)
				}
				continue
			}
			if answer.Problem != nil || len(answer.Files) == 0 {
				t.Errorf("%s, %s: %v, %d files", format.ID, method, answer.Problem, len(answer.Files))
				continue
			}
			if format.Sealed {
				continue // the same file is never written twice; see below
			}
			files, err := export.Write(format.ID, c, export.Options{Name: "Shop", WithTokens: true})
			if err != nil {
				t.Fatal(err)
			}
			checkFiles(t, format.ID, files, answer.Files)
		}
	}
}

func sealing(f export.Format, recipient string) string {
	if f.Sealed {
		return recipient
	}
	return ""
}

// checkFiles compares what the page gets with what the format is, and opens the
// archive of several files.
func checkFiles(t *testing.T, id export.ID, files []export.File, got []task.File) {
	t.Helper()
	var wanted []task.File
	for _, f := range files {
		wanted = append(wanted, task.File{Name: f.Name, MediaType: f.MediaType, Content: string(f.Content)})
	}
	single := got[:min(len(files), len(got))]
	diffs := cmp.Diff(names(wanted), names(single))
	for i := range single {
		if single[i].Content != wanted[i].Content || single[i].MediaType != wanted[i].MediaType || single[i].Binary != nil {
			t.Errorf("%s: %s is another file", id, single[i].Name)
		}
	}
	if diffs != "" {
		t.Errorf("%s: %s", id, diffs)
		return
	}
	more := got[len(single):]
	if len(files) == 1 {
		if len(more) != 0 {
			t.Errorf("%s: one file comes with %v", id, names(more))
		}
		return
	}
	if len(more) != 1 || more[0].Name != "mautic-"+string(id)+".zip" || more[0].MediaType != "application/zip" || more[0].Content != "" {
		t.Errorf("%s: several files come with %v", id, names(more))
		return
	}
	if diff := cmp.Diff(files, unpack(t, more[0].Binary), cmp.Comparer(func(a, b export.File) bool {
		return a.Name == b.Name && a.Mode == b.Mode && bytes.Equal(a.Content, b.Content)
	})); diff != "" {
		t.Errorf("%s: the archive holds others (-format +archive)", id)
	}
}

func names(files []task.File) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.Name)
	}
	return out
}

// unpack reads an archive.
func unpack(t *testing.T, archive []byte) []export.File {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var out []export.File
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in) // checks the sum, too
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, export.File{Name: f.Name, Mode: f.Mode(), Content: content})
	}
	return out
}

// What people unpack has the modes that keep the secrets in and run the scripts.
func TestTheArchiveKeepsModes(t *testing.T) {
	t.Parallel()
	for id, modes := range map[export.ID]map[string]fs.FileMode{
		export.Curl:  {"mautic-curl.sh": 0o755, "mautic.curlrc": 0o600},
		export.Bruno: {"mautic-bruno/.env": 0o600, "mautic-bruno/.gitignore": 0o644},
	} {
		answer := do(t, task.Job{Kind: task.KindExport, Credential: basic(t), In: id})
		got := map[string]fs.FileMode{}
		for _, f := range unpack(t, answer.Files[len(answer.Files)-1].Binary) {
			got[f.Name] = f.Mode
		}
		for name, mode := range modes {
			if got[name] != mode {
				t.Errorf("%s: %s has the mode %v, want %v", id, name, got[name], mode)
			}
		}
	}
}

func TestExportSaysWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	id := identity(t)
	equals, colon, empty := basic(t), basic(t), basic(t)
	equals.Password, colon.UserName, empty.Password = "="+password, "a:b", ""
	grant := task.Pack(credentials(t)[mautic.MethodAuthorizationCode])
	bare := grant
	bare.Access, bare.Refresh = "", ""
	for name, tt := range map[string]struct {
		job             task.Job
		diagnosis, says string
	}{
		"an unknown format":          {task.Job{Credential: basic(t), In: "fax"}, "", `There is no format "fax"; see the list of formats.`},
		"no format":                  {task.Job{Credential: basic(t)}, "", `There is no format ""; see the list of formats.`},
		"another method":             {task.Job{Credential: grant, In: export.Zapier}, "", "The format zapier carries no authorization-code credential, only basic; choose another format."},
		"tokens not asked for":       {task.Job{Credential: grant, In: export.Curl}, "", "The format curl needs the tokens of the grant; say that they may go out, and delete every other copy of them."},
		"no tokens":                  {task.Job{Credential: bare, In: export.Curl, WithTokens: true}, "", "The format curl needs the tokens of the grant, and the credential holds none; authorize the client first."},
		"no tokens for n8n":          {task.Job{Credential: bare, In: export.N8N, WithTokens: true}, "", "The credential cannot be connected: there is no access token yet; authorize the client first."},
		"an expression for n8n":      {task.Job{Credential: equals, In: export.N8N}, "n8n-value-expression", "The format n8n cannot carry this credential: the password begins with =, which n8n takes for an expression; change it in Mautic to one that begins with another character."},
		"an expression in its nodes": {task.Job{Credential: equals, In: export.N8NWorkflow}, "n8n-value-expression", "the password begins with ="},
		"a user name with a colon":   {task.Job{Credential: colon, In: export.Env}, "", "The user name holds a colon"},
		"no password":                {task.Job{Credential: empty, In: export.Env}, "", "The password is missing; enter it first."},
		"no passphrase":              {task.Job{Credential: basic(t), In: export.Age}, "", "The format age: give a passphrase, or a recipient"},
		"a passphrase for SOPS":      {task.Job{Credential: basic(t), In: export.SOPS, Sealing: "open sesame"}, "", "The format sops: SOPS encrypts to recipients, not to a passphrase"},
		"half a recipient":           {task.Job{Credential: basic(t), In: export.Age, Sealing: id.Recipient().String()[:40]}, "", "is not whole; copy it again."},
		"a recipient and a word":     {task.Job{Credential: basic(t), In: export.Age, Sealing: id.Recipient().String() + "\nalice"}, "", "a recipient is neither age1… nor an SSH public key"},
		"a private key":              {task.Job{Credential: basic(t), In: export.Age, Sealing: id.String()}, "", "that is a private key, which must stay with you"},
		"a private SSH key":          {task.Job{Credential: basic(t), In: export.Age, Sealing: "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n"}, "", "that is a private key, which must stay with you"},
		"a key age cannot use":       {task.Job{Credential: basic(t), In: export.Age, Sealing: "ecdsa-sha2-nistp256 AAAA me@desk"}, "", "a recipient is neither age1… nor an SSH public key"},
	} {
		tt.job.Kind = task.KindExport
		answer := do(t, tt.job)
		if len(answer.Files) != 0 {
			t.Errorf("%s: there are files", name)
		}
		want(t, answer, tt.diagnosis, tt.says)
	}
}

func identity(t testing.TB) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// open decrypts an age file.
func open(t testing.TB, sealed string, id age.Identity) string {
	t.Helper()
	r, err := age.Decrypt(armor.NewReader(strings.NewReader(sealed)), id)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestEveryRecipientOpensTheAgeFile(t *testing.T) {
	t.Parallel()
	one, two := identity(t), identity(t)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	sshID, err := agessh.NewEd25519Identity(private)
	if err != nil {
		t.Fatal(err)
	}
	line := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))) + " me@desk"
	plain := do(t, task.Job{Kind: task.KindExport, Credential: basic(t), In: export.Env}).Files[0].Content
	for name, tt := range map[string]struct {
		sealing string
		open    []age.Identity
	}{
		"one":          {one.Recipient().String(), []age.Identity{one}},
		"as copied":    {"  " + one.Recipient().String() + "\r\n\r\n  " + two.Recipient().String() + "\r\n", []age.Identity{one, two}},
		"SSH":          {line, []age.Identity{sshID}},
		"mixed":        {line + "\n" + two.Recipient().String(), []age.Identity{sshID, two}},
		"with remarks": {"# alice\n" + one.Recipient().String() + "\n# bob\n" + two.Recipient().String(), []age.Identity{one, two}},
	} {
		answer := do(t, task.Job{Kind: task.KindExport, Credential: basic(t), In: export.Age, Sealing: tt.sealing})
		if answer.Problem != nil || len(answer.Files) != 1 || answer.Files[0].Name != "mautic.env.age" {
			t.Errorf("%s: %v %v", name, answer.Problem, names(answer.Files))
			continue
		}
		for _, id := range tt.open {
			if got := open(t, answer.Files[0].Content, id); got != plain {
				t.Errorf("%s: opened, it is %q", name, got)
			}
		}
		if _, err := age.Decrypt(armor.NewReader(strings.NewReader(answer.Files[0].Content)), identity(t)); err == nil {
			t.Errorf("%s: a stranger opens it", name)
		}
	}
}

func TestSOPSFileIsForItsRecipients(t *testing.T) {
	t.Parallel()
	one, two := identity(t), identity(t)
	answer := do(t, task.Job{Kind: task.KindExport, Credential: basic(t), In: export.SOPS, Sealing: one.Recipient().String() + "\n" + two.Recipient().String()})
	if answer.Problem != nil {
		t.Fatal(answer.Problem)
	}
	var file struct {
		Sops struct {
			Age []struct{ Recipient, Enc string }
		}
	}
	if err := json.Unmarshal([]byte(answer.Files[0].Content), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Sops.Age) != 2 || strings.Contains(answer.Files[0].Content, password) {
		t.Fatalf("%s", answer.Files[0].Content)
	}
	for i, id := range []*age.X25519Identity{one, two} {
		if file.Sops.Age[i].Recipient != id.Recipient().String() || len(open(t, file.Sops.Age[i].Enc, id)) != 32 {
			t.Errorf("recipient %d has no data key", i)
		}
	}
}

// A passphrase is taken as it is, white space and all. There is one such test
// only, because scrypt takes its time.
func TestAPassphraseOpensTheAgeFile(t *testing.T) {
	t.Parallel()
	const passphrase = " # no remark,\n not age1, and ümlauts "
	answer := do(t, task.Job{Kind: task.KindExport, Credential: basic(t), In: export.Age, Sealing: passphrase})
	if answer.Problem != nil {
		t.Fatal(answer.Problem)
	}
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if got := open(t, answer.Files[0].Content, id); !strings.Contains(got, "MAUTIC_PASSWORD='"+password+"'") {
		t.Errorf("opened, it is %q", got)
	}
}
