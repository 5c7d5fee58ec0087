package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic/export"
)

// sopsFile is what the reader below needs of a file that sops wrote.
type sopsFile struct {
	Sops struct {
		Age          []struct{ Recipient, Enc string }
		LastModified string `json:"lastmodified"`
		MAC          string
		Version      string
	}
}

// readSOPS opens a flat SOPS file as sops does, MAC and all. It is proven by a
// file that sops itself wrote.
func readSOPS(t testing.TB, data []byte, id age.Identity, recipient int) (map[string]string, error) {
	t.Helper()
	var file sopsFile
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	key := []byte(open(t, []byte(file.Sops.Age[recipient].Enc), id))
	mac := sha512.New()
	out := map[string]string{}
	d := json.NewDecoder(strings.NewReader(string(data)))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for d.More() { // in the order of the file, which the MAC depends on
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
		if name == "sops" {
			continue
		}
		var sealed string
		if err := json.Unmarshal(value, &sealed); err != nil {
			t.Fatal(err)
		}
		if out[name.(string)], err = openValue(key, sealed, name.(string)+":"); err != nil {
			return nil, err
		}
		mac.Write([]byte(out[name.(string)]))
	}
	want, err := openValue(key, file.Sops.MAC, file.Sops.LastModified)
	if err != nil {
		return nil, err
	}
	if got := fmt.Sprintf("%X", mac.Sum(nil)); got != want {
		return nil, fmt.Errorf("the MAC is %s, want %s", got, want)
	}
	return out, nil
}

func openValue(key []byte, sealed, additional string) (string, error) {
	parts := map[string][]byte{}
	for part := range strings.SplitSeq(strings.TrimSuffix(strings.TrimPrefix(sealed, "ENC[AES256_GCM,"), "]"), ",") {
		name, value, _ := strings.Cut(part, ":")
		if name == "type" {
			parts[name] = []byte(value)
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return "", err
		}
		parts[name] = raw
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCMWithNonceSize(block, len(parts["iv"]))
	if err != nil {
		return "", err
	}
	plain, err := gcm.Open(nil, parts["iv"], append(parts["data"], parts["tag"]...), []byte(additional))
	return string(plain), err
}

func variables() map[string]string {
	return map[string]string{
		"MAUTIC_BASE_URL": "https://mautic.example.com/crm", "MAUTIC_AUTH": "basic", "MAUTIC_USERNAME": "ädmin", "MAUTIC_PASSWORD": secret,
	}
}

func TestReaderOpensWhatSopsWrote(t *testing.T) {
	t.Parallel()
	got, err := readSOPS(t, fixture(t, "real.sops.json"), realIdentity(t), 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(variables(), got); diff != "" {
		t.Error(diff)
	}
}

func TestSOPSFileOpensForEveryRecipient(t *testing.T) {
	t.Parallel()
	one, two := identity(t), identity(t)
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.FixedZone("", 3600))
	files, err := Write(export.SOPS, credential(t), export.Options{
		Recipients: []string{one.Recipient().String(), two.Recipient().String()}, Now: func() time.Time { return at },
	})
	if err != nil {
		t.Fatal(err)
	}
	data := files[0].Content
	for i, id := range []age.Identity{one, two} {
		got, err := readSOPS(t, data, id, i)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(variables(), got); diff != "" {
			t.Error(diff)
		}
	}
	if !strings.Contains(string(data), `"lastmodified": "2026-03-04T04:06:07Z"`) || strings.Contains(string(data), "dmin") {
		t.Errorf("%s", data)
	}
	changed := strings.Replace(string(data), "MAUTIC_USERNAME", "MAUTIC_USERNAMF", 1)
	if _, err := readSOPS(t, []byte(changed), one, 0); err == nil {
		t.Error("a changed file opens")
	}
}

// Our file has the members that sops writes for one recipient.
func TestSOPSFileHasTheMembersOfARealOne(t *testing.T) {
	t.Parallel()
	files, err := Write(export.SOPS, credential(t), export.Options{Recipients: []string{identity(t).Recipient().String()}})
	if err != nil {
		t.Fatal(err)
	}
	members := func(data []byte) map[string][]string {
		var all map[string]json.RawMessage
		if err := json.Unmarshal(data, &all); err != nil {
			t.Fatal(err)
		}
		var sops map[string]json.RawMessage
		if err := json.Unmarshal(all["sops"], &sops); err != nil {
			t.Fatal(err)
		}
		out := map[string][]string{}
		for name := range all {
			out[name] = nil
		}
		for name, value := range sops {
			out["sops."+name] = []string{string(value[:1])}
		}
		return out
	}
	if diff := cmp.Diff(members(fixture(t, "real.sops.json")), members(files[0].Content)); diff != "" {
		t.Errorf("-real +ours\n%s", diff)
	}
}

// Where sops is installed, it opens our file itself.
func TestSopsItselfOpensTheFile(t *testing.T) {
	t.Parallel()
	sops, err := exec.LookPath("sops")
	if err != nil {
		t.Skip("sops is not installed, so the file is read by this test's own reader only")
	}
	id, dir := identity(t), t.TempDir()
	files, err := Write(export.SOPS, credential(t), export.Options{Recipients: []string{id.Recipient().String()}})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, files[0].Name)
	if err := os.WriteFile(name, files[0].Content, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), sops, "decrypt", name)
	cmd.Env = append(os.Environ(), "SOPS_AGE_KEY="+id.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(variables(), got); diff != "" {
		t.Error(diff)
	}
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func realIdentity(t testing.TB) age.Identity {
	t.Helper()
	id, err := age.ParseX25519Identity(strings.TrimSpace(string(fixture(t, "key.txt"))))
	if err != nil {
		t.Fatal(err)
	}
	return id
}
