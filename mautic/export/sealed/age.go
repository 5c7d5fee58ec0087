package sealed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"

	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

// workFactor is scrypt's logN for a passphrase: age's own, which takes about a
// second. In a browser that would be ten, so it is less there.
func workFactor() int {
	if runtime.GOOS == "js" {
		return 15
	}
	return 18
}

// writeAge encrypts the .env file, in the armored form that can be copied.
func writeAge(c mautic.Credential, o export.Options, logN int) ([]export.File, error) {
	plain, err := export.Write(export.Env, c, o)
	if err != nil {
		return nil, err
	}
	recipients, err := ageRecipients(o, logN)
	if err != nil {
		return nil, err
	}
	sealed, err := encrypt(plain[0].Content, recipients)
	if err != nil {
		return nil, fmt.Errorf("encrypting with age: %w", err)
	}
	return []export.File{{Name: plain[0].Name + ".age", MediaType: "application/x-age-encryption", Mode: 0o600, Content: sealed}}, nil
}

func ageRecipients(o export.Options, logN int) ([]age.Recipient, error) {
	if len(o.Recipients) > 0 {
		if !o.Passphrase.IsZero() {
			return nil, &KeyError{export.Age, "an age file is for a passphrase or for recipients, not for both; give one of them"}
		}
		return parseRecipients(export.Age, o.Recipients)
	}
	if o.Passphrase.IsZero() {
		return nil, &KeyError{export.Age, "give a passphrase, or a recipient such as age1… or an SSH public key"}
	}
	r, err := age.NewScryptRecipient(o.Passphrase.Reveal())
	if err != nil {
		return nil, &KeyError{export.Age, "the passphrase cannot be used; give another one"}
	}
	r.SetWorkFactor(logN)
	return []age.Recipient{r}, nil
}

// parseRecipients reads public keys. A private key pasted by mistake is not
// repeated in the error.
func parseRecipients(id export.ID, texts []string) ([]age.Recipient, error) {
	var out []age.Recipient
	for _, text := range texts {
		text = strings.TrimSpace(text)
		r, err := parseRecipient(text)
		switch {
		case strings.HasPrefix(strings.ToUpper(text), "AGE-SECRET-KEY-") || strings.Contains(text, "PRIVATE KEY"):
			return nil, &KeyError{id, "that is a private key, which must stay with you; give the public key that belongs to it"}
		case err != nil && strings.HasPrefix(text, "age1"):
			return nil, &KeyError{id, "the recipient that starts with age1 is not whole; copy it again"}
		case err != nil:
			return nil, &KeyError{id, "a recipient is neither age1… nor an SSH public key (ssh-ed25519 or ssh-rsa); copy it again"}
		}
		out = append(out, r)
	}
	return out, nil
}

func parseRecipient(text string) (age.Recipient, error) {
	switch {
	case strings.HasPrefix(text, "age1pq1"):
		return age.ParseHybridRecipient(text)
	case strings.HasPrefix(text, "age1"):
		return age.ParseX25519Recipient(text)
	case strings.HasPrefix(text, "ssh-"):
		return agessh.ParseRecipient(text)
	}
	return nil, errors.New("unknown kind of recipient")
}

// encrypt returns plain as an armored age file.
func encrypt(plain []byte, recipients []age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	armored := armor.NewWriter(&out)
	w, err := age.Encrypt(armored, recipients...)
	if err != nil {
		return nil, err
	}
	for _, step := range []func() error{
		func() error { _, err := io.Copy(w, bytes.NewReader(plain)); return err },
		w.Close,
		armored.Close,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}
