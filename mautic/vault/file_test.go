package vault

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"mautic-connect/mautic"
)

func TestAFileTellsItsWorkFactorAndOnlyThePassphraseOpensIt(t *testing.T) {
	t.Parallel()
	v, _ := add(t, Vault{}, "Shop", grant(t, "1"))
	file, err := Seal(v, passphrase(), NewWorkFactor)
	if err != nil {
		t.Fatal(err)
	}
	if logN, err := WorkFactor(file); logN != NewWorkFactor || err != nil {
		t.Errorf("the work factor is %d, %v", logN, err)
	}
	if d := diff(v, open(t, file)); d != "" {
		t.Error(d)
	}
	for _, wrong := range []string{"", "correct horse batter", "Correct horse battery", testPassphrase + " "} {
		if _, err := Open(file, mautic.NewSecret(wrong)); !errors.Is(err, ErrPassphrase) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if _, err := Seal(v, mautic.Secret{}, cheap); err == nil {
		t.Error("an empty passphrase seals")
	}
}

func TestAnArmoredFileOpensToo(t *testing.T) {
	t.Parallel()
	v, _ := add(t, Vault{}, "Shop", basic(t))
	var text bytes.Buffer
	w := armor.NewWriter(&text)
	if _, err := w.Write(seal(t, v)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if d := diff(v, open(t, append([]byte("\n "), text.Bytes()...))); d != "" {
		t.Error(d)
	}
	_, err := Open(text.Bytes()[:text.Len()/2], passphrase())
	failed[*FileError](t, err, "damaged")
}

// Every byte of a file matters: none can be changed or lost without a word.
func TestADamagedFileIsRefused(t *testing.T) {
	t.Parallel()
	v, _ := add(t, Vault{}, "Shop", basic(t))
	file := seal(t, v)
	for i := range file {
		changed := bytes.Clone(file)
		changed[i] ^= 1
		for what, broken := range map[string][]byte{"changed": changed, "cut off": file[:i]} {
			_, err := Open(broken, passphrase())
			_, isFile := errors.AsType[*FileError](err)
			_, isFactor := errors.AsType[*WorkFactorError](err)
			if !isFile && !isFactor && !errors.Is(err, ErrPassphrase) {
				t.Errorf("%s at byte %d: %v", what, i, err)
			}
		}
	}
}

func TestAFileThatIsNoVaultIsNamed(t *testing.T) {
	t.Parallel()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var toKey bytes.Buffer
	w, err := age.Encrypt(&toKey, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	stanza := intro + "-> scrypt AAAAAAAAAAAAAAAAAAAAAA "
	for name, tt := range map[string]struct {
		file string
		says string
	}{
		"nothing":             {"", "is empty"},
		"a picture":           {"\x89PNG\r\n", "is no age file"},
		"a credential file":   {`{"version": 1}`, "is no age file"},
		"to a key":            {toKey.String(), "age -p"},
		"too large":           {strings.Repeat("x", MaxFile+1), "larger than 8 MiB"},
		"one line":            {intro + "-> scrypt", "cut off"},
		"no stanza":           {intro + "hello\n", "damaged"},
		"no work factor":      {intro + "-> scrypt AAAA\n", "damaged"},
		"a leading zero":      {stanza + "015\n", "damaged"},
		"a negative one":      {stanza + "-5\n", "damaged"},
		"an empty one":        {stanza + "\n", "damaged"},
		"a word":              {stanza + "ten\n", "damaged"},
		"a body that is none": {stanza + "10\n***\n", "damaged"},
	} {
		_, err := Open([]byte(tt.file), passphrase())
		failed[*FileError](t, err, tt.says)
		if name == "a body that is none" {
			continue
		}
		if _, err := WorkFactor([]byte(tt.file)); err == nil {
			t.Errorf("%s has a work factor", name)
		}
	}
	for _, logN := range []string{"21", "30", "64", "99999999999999999999"} {
		_, err := Open([]byte(stanza+logN+"\nAAAA\n"), passphrase())
		failed[*WorkFactorError](t, err, "age -d")
	}
}

func TestWhatTheFileHoldsIsReadStrictly(t *testing.T) {
	t.Parallel()
	v, _ := add(t, Vault{}, "Shop", grant(t, "1"))
	raw, err := encode(v)
	if err != nil {
		t.Fatal(err)
	}
	whole := string(raw)
	if _, err := Open(sealText(t, whole), passphrase()); err != nil {
		t.Fatalf("the text to change does not open: %v", err)
	}
	entry := whole[strings.Index(whole, "[")+1 : strings.LastIndex(whole, "]")]
	swap := func(old, new string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("%q is not in the text", old)
		}
		return strings.Replace(whole, old, new, 1)
	}
	for name, tt := range map[string]struct{ plain, says string }{
		"nothing":                 {"", "no JSON object"},
		"not text":                {"\xff", "not text"},
		"a list":                  {"[]", "no JSON object"},
		"cut off":                 {whole[:len(whole)/2], "no JSON object"},
		"something after the end": {whole + "{}", "after its end"},
		"no version":              {`{"credentials": []}`, "version is missing"},
		"a version that is text":  {swap(`"version": 1`, `"version": "1"`), "version is not a number"},
		"no list":                 {`{"version": 1}`, "has no credentials"},
		"null for a list":         {`{"version": 1, "credentials": null}`, "not a list"},
		"a member more":           {swap(`"version": 1`, `"version": 1, "x": 0`), "member that does not exist"},
		"a member twice":          {swap(`"version": 1`, `"version": 1, "version": 1`), "member twice"},
		"a credential twice":      {swap(entry, entry+","+entry), "credential 2 has the id"},
		"a name twice":            {swap(entry, entry+","+strings.Replace(entry, v.Entries()[0].ID, "OTHER", 1)), "credential 2 has the name"},
		"an entry that is none":   {swap(entry, "7"), "credential 1 is no JSON object"},
		"an entry with more":      {swap(`"handed_over": false`, `"handed_over": false, "x": 0`), "credential 1 has a member that does not exist"},
		"an entry with less":      {swap(`"handed_over": false,`, ""), "credential 1 has no handed_over"},
		"a capital letter":        {swap(`"handed_over"`, `"Handed_over"`), "credential 1 has no handed_over"},
		"neither true nor false":  {swap(`"handed_over": false`, `"handed_over": 0`), "neither true nor false"},
		"no name":                 {swap(`"name": "Shop"`, `"name": ""`), "no usable name"},
		"a name of two lines":     {swap(`"name": "Shop"`, `"name": "a\nb"`), "no usable name"},
		"an id that is a number":  {swap(`"id": "`+v.Entries()[0].ID+`"`, `"id": 5`), "no usable id"},
		"a time that is none":     {swap(`"added_at": "2026`, `"added_at": "26`), "added_at"},
		"a time that is a number": {swap(`"renewed_at": "2026-03-04T12:00:00Z"`, `"renewed_at": 1`), "renewed_at"},
		"a document that is none": {swap(`"method": "authorization-code"`, `"method": "magic"`), "method is none of"},
		"tokens handed over":      {swap(`"handed_over": false`, `"handed_over": true`), "still holds tokens"},
		"tokens without a time":   {swap(`"renewed_at": "2026-03-04T12:00:00Z",`, ""), "no renewed_at"},
	} {
		got, err := Open(sealText(t, tt.plain), passphrase())
		failed[*FileError](t, err, tt.says)
		if len(got.entries) != 0 {
			t.Errorf("%s opens in part", name)
		}
	}
	_, err = Open(sealText(t, `{"version": 2, "anything": [1]}`), passphrase())
	failed[*VersionError](t, err, "version 2", "reload the page")
}

func BenchmarkSeal(b *testing.B) {
	v, _ := add(b, Vault{}, "Shop", grant(b, "1"))
	for b.Loop() {
		if _, err := Seal(v, passphrase(), NewWorkFactor); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	v, _ := add(b, Vault{}, "Shop", grant(b, "1"))
	file, err := Seal(v, passphrase(), NewWorkFactor)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Open(file, passphrase()); err != nil {
			b.Fatal(err)
		}
	}
}
