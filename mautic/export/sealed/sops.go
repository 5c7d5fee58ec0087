package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"filippo.io/age"

	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

// sopsVersion is the version of SOPS whose files these are like.
const sopsVersion = "3.13.3"

// writeSOPS encrypts the variables as sops encrypt --age does for a flat JSON
// file: one data key, for each recipient in an age file of its own; each value
// with AES-256-GCM and its path as additional data; and a MAC over all values.
func writeSOPS(c mautic.Credential, o export.Options) ([]export.File, error) {
	variables, err := export.Variables(export.SOPS, c, o)
	if err != nil {
		return nil, err
	}
	switch {
	case len(o.Recipients) == 0:
		return nil, &KeyError{export.SOPS, "SOPS encrypts to recipients, not to a passphrase; give a recipient such as age1… or an SSH public key"}
	case !o.Passphrase.IsZero():
		return nil, &KeyError{export.SOPS, "SOPS knows no passphrase; give recipients only"}
	}
	recipients, err := parseRecipients(export.SOPS, o.Recipients)
	if err != nil {
		return nil, err
	}
	key := make([]byte, 32)
	rand.Read(key) // never fails, see crypto/rand
	var b strings.Builder
	b.WriteString("{\n")
	mac := sha512.New()
	for _, v := range variables {
		sealed, err := sopsValue(key, v.Value, v.Name+":")
		if err != nil {
			return nil, err
		}
		mac.Write([]byte(v.Value))
		b.WriteString("\t" + quote(v.Name) + ": " + quote(sealed) + ",\n")
	}
	b.WriteString("\t\"sops\": {\n\t\t\"age\": [")
	for i, r := range recipients {
		wrapped, err := encrypt(key, []age.Recipient{r})
		if err != nil {
			return nil, fmt.Errorf("encrypting the data key with age: %w", err)
		}
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n\t\t\t{\n\t\t\t\t\"recipient\": " + quote(strings.TrimSpace(o.Recipients[i])) +
			",\n\t\t\t\t\"enc\": " + quote(string(wrapped)) + "\n\t\t\t}")
	}
	modified := now(o).UTC().Format(time.RFC3339)
	sealedMAC, err := sopsValue(key, fmt.Sprintf("%X", mac.Sum(nil)), modified)
	if err != nil {
		return nil, err
	}
	b.WriteString("\n\t\t],\n\t\t\"lastmodified\": " + quote(modified) + ",\n\t\t\"mac\": " + quote(sealedMAC) +
		",\n\t\t\"unencrypted_suffix\": \"_unencrypted\",\n\t\t\"version\": " + quote(sopsVersion) + "\n\t}\n}\n")
	return []export.File{{Name: "mautic.sops.json", MediaType: "application/json", Mode: 0o600, Content: []byte(b.String())}}, nil
}

// sopsValue encrypts one text. SOPS takes a nonce of 32 bytes, and leaves an
// empty text as it is; there is none here.
func sopsValue(key []byte, text, additional string) (string, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", fmt.Errorf("encrypting for SOPS: %w", err)
	}
	nonce := make([]byte, 32)
	rand.Read(nonce) // never fails, see crypto/rand
	gcm, err := cipher.NewGCMWithNonceSize(block, len(nonce))
	if err != nil {
		return "", fmt.Errorf("encrypting for SOPS: %w", err)
	}
	sealed := gcm.Seal(nil, nonce, []byte(text), []byte(additional))
	data, tag := sealed[:len(sealed)-gcm.Overhead()], sealed[len(sealed)-gcm.Overhead():]
	encode := base64.StdEncoding.EncodeToString
	return "ENC[AES256_GCM,data:" + encode(data) + ",iv:" + encode(nonce) + ",tag:" + encode(tag) + ",type:str]", nil
}

// quote returns text as a JSON string.
func quote(text string) string {
	b, _ := json.Marshal(text) // a string cannot fail
	return string(b)
}
