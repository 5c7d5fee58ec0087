package vault

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mautic-connect/mautic"
)

// cheap is a work factor for tests that are not about work.
const cheap = 1

// What must be in no error and nothing printed.
const (
	testPassphrase = "correct horse battery"
	testPassword   = "staple of a password"
	testSecret     = "staple of a client"
	testAccess     = "AT-stands-for-a-grant"
	testRefresh    = "RT-works-only-once"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func passphrase() mautic.Secret { return mautic.NewSecret(testPassphrase) }

func testBase(t rapid.TB) mautic.BaseURL {
	t.Helper()
	base, _, err := mautic.ParseBaseURL("https://mautic.example.com/crm")
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func basic(t rapid.TB) mautic.Credential {
	return mautic.Basic{Base: testBase(t), UserName: "n8n@example.com", Password: mautic.NewSecret(testPassword)}
}

// grant is an authorization code credential issued at noon, with tokens of its own.
func grant(t rapid.TB, which string) mautic.AuthorizationCode {
	return mautic.AuthorizationCode{
		Client: mautic.OAuthClient{Base: testBase(t), ID: "1_id", Secret: mautic.NewSecret(testSecret), RedirectURI: "https://connect.example.com/callback"},
		Token:  token(which, noon),
	}
}

func token(which string, issued time.Time) mautic.Token {
	return mautic.Token{Access: mautic.NewSecret(testAccess + which), Refresh: mautic.NewSecret(testRefresh + which), Issued: issued, Expires: issued.Add(time.Hour)}
}

func clientCredentials(t rapid.TB) mautic.Credential {
	return mautic.ClientCredentials{Client: mautic.OAuthClient{Base: testBase(t), ID: "1_id", Secret: mautic.NewSecret(testSecret)}}
}

func add(t rapid.TB, v Vault, name string, c mautic.Credential) (Vault, Entry) {
	t.Helper()
	v, e, err := v.Add(name, c, noon)
	if err != nil {
		t.Fatal(err)
	}
	return v, e
}

func seal(t rapid.TB, v Vault) []byte {
	t.Helper()
	file, err := Seal(v, passphrase(), cheap)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func open(t rapid.TB, file []byte) Vault {
	t.Helper()
	v, err := Open(file, passphrase())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sealText is an age file whose plain text is as given.
func sealText(t rapid.TB, plain string) []byte {
	t.Helper()
	r, err := age.NewScryptRecipient(testPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	r.SetWorkFactor(cheap)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// diff compares vaults as they are written: cmp cannot look into secrets.
func diff(want, got Vault) string {
	texts := [2]string{}
	for i, v := range []Vault{want, got} {
		raw, err := encode(v)
		if err != nil {
			return err.Error()
		}
		texts[i] = string(raw)
	}
	return cmp.Diff(texts[0], texts[1])
}

// tells fails when a text holds one of the secrets.
func tells(t rapid.TB, text string) {
	t.Helper()
	for _, secret := range []string{testPassphrase, testPassword, testSecret, testAccess, testRefresh} {
		if strings.Contains(text, secret) {
			t.Errorf("%q tells a secret", text)
		}
	}
}

// failed fails unless err is of type E and says something to act on.
func failed[E error](t rapid.TB, err error, words ...string) {
	t.Helper()
	var as E
	if !errors.As(err, &as) {
		t.Errorf("the error is %T %v, not %T", err, err, as)
		return
	}
	tells(t, err.Error())
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}
