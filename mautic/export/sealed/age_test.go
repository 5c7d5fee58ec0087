package sealed

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"
	"golang.org/x/crypto/ssh"

	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

const secret = "p'\"$\\\n 🔑"

func credential(t testing.TB) mautic.Basic {
	t.Helper()
	base, _, err := mautic.ParseBaseURL("https://mautic.example.com/crm")
	if err != nil {
		t.Fatal(err)
	}
	return mautic.Basic{Base: base, UserName: "ädmin", Password: mautic.NewSecret(secret)}
}

func identity(t testing.TB) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func open(t testing.TB, sealed []byte, id age.Identity) string {
	t.Helper()
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(sealed)), id)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func plainEnv(t testing.TB) string {
	t.Helper()
	files, err := export.Write(export.Env, credential(t), export.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return string(files[0].Content)
}

func TestAgeFileOpensForEveryRecipient(t *testing.T) {
	t.Parallel()
	one, two := identity(t), identity(t)
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
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
	for name, tt := range map[string]struct {
		recipients []string
		open       []age.Identity
	}{
		"two X25519": {[]string{one.Recipient().String(), " " + two.Recipient().String() + "\n"}, []age.Identity{one, two}},
		"ssh":        {[]string{line, one.Recipient().String()}, []age.Identity{sshID, one}},
		"hybrid":     {[]string{hybrid.Recipient().String()}, []age.Identity{hybrid}},
	} {
		files, err := Write(export.Age, credential(t), export.Options{Recipients: tt.recipients})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if f := files[0]; len(files) != 1 || f.Name != "mautic.env.age" || f.Mode != 0o600 || !bytes.HasPrefix(f.Content, []byte(armor.Header)) {
			t.Errorf("%s: %+v", name, files)
		}
		for _, id := range tt.open {
			if got := open(t, files[0].Content, id); got != plainEnv(t) {
				t.Errorf("%s: %q", name, got)
			}
		}
		if _, err := age.Decrypt(armor.NewReader(bytes.NewReader(files[0].Content)), identity(t)); err == nil {
			t.Errorf("%s: a stranger's key opens it", name)
		}
	}
}

func TestAgeFileOpensWithThePassphrase(t *testing.T) {
	t.Parallel()
	files, err := writeAge(credential(t), export.Options{Passphrase: mautic.NewSecret("correct horse")}, 10)
	if err != nil {
		t.Fatal(err)
	}
	id, err := age.NewScryptIdentity("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if got := open(t, files[0].Content, id); got != plainEnv(t) {
		t.Errorf("%q", got)
	}
	wrong, err := age.NewScryptIdentity("correct house")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := age.Decrypt(armor.NewReader(bytes.NewReader(files[0].Content)), wrong); err == nil {
		t.Error("another passphrase opens it")
	}
}

func TestPassphraseCostsAsMuchAsAgesOwn(t *testing.T) {
	t.Parallel()
	if got := workFactor(); got != 18 {
		t.Errorf("the work factor is %d", got)
	}
}

func TestWriteSaysWhichKeyIsMissing(t *testing.T) {
	t.Parallel()
	id := identity(t)
	public := id.Recipient().String()
	pass := mautic.NewSecret("p")
	for _, tt := range []struct {
		format export.ID
		o      export.Options
		want   string
	}{
		{export.Age, export.Options{}, "the format age: give a passphrase, or a recipient such as age1… or an SSH public key"},
		{export.Age, export.Options{Passphrase: pass, Recipients: []string{public}}, "the format age: an age file is for a passphrase or for recipients, not for both; give one of them"},
		{export.Age, export.Options{Recipients: []string{public[:40]}}, "the format age: the recipient that starts with age1 is not whole; copy it again"},
		{export.Age, export.Options{Recipients: []string{id.String()}}, "the format age: that is a private key, which must stay with you; give the public key that belongs to it"},
		{export.Age, export.Options{Recipients: []string{"-----BEGIN OPENSSH PRIVATE KEY-----"}}, "the format age: that is a private key, which must stay with you; give the public key that belongs to it"},
		{export.SOPS, export.Options{Recipients: []string{"me"}}, "the format sops: a recipient is neither age1… nor an SSH public key (ssh-ed25519 or ssh-rsa); copy it again"},
		{export.SOPS, export.Options{Recipients: []string{""}}, "the format sops: a recipient is neither age1… nor an SSH public key (ssh-ed25519 or ssh-rsa); copy it again"},
		{export.SOPS, export.Options{Passphrase: pass}, "the format sops: SOPS encrypts to recipients, not to a passphrase; give a recipient such as age1… or an SSH public key"},
		{export.SOPS, export.Options{Passphrase: pass, Recipients: []string{public}}, "the format sops: SOPS knows no passphrase; give recipients only"},
	} {
		files, err := Write(tt.format, credential(t), tt.o)
		var key *KeyError
		if !errors.As(err, &key) || files != nil || err.Error() != tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

func TestWriteLeavesOtherFormatsToExport(t *testing.T) {
	t.Parallel()
	files, err := Write(export.Env, credential(t), export.Options{})
	if err != nil || string(files[0].Content) != plainEnv(t) {
		t.Errorf("%v %v", files, err)
	}
	bad := credential(t)
	bad.Password = mautic.Secret{}
	for _, id := range []export.ID{export.Age, export.SOPS} {
		var value *export.ValueError
		if _, err := Write(id, bad, export.Options{}); !errors.As(err, &value) {
			t.Errorf("%s: %v", id, err)
		}
	}
}
