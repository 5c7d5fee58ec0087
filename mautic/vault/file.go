package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"mautic-connect/mautic"
)

const (
	// FileName and MediaType are those of a vault that is saved.
	FileName  = "mautic-vault.age"
	MediaType = "application/x-age-encryption"

	// NewWorkFactor is scrypt's logN in files that are written: 32 MiB of memory,
	// and well below a second on a telephone's browser. age's own 18 would take
	// eight times as long.
	NewWorkFactor = 15
	// MaxWorkFactor is the highest logN that is opened: 1 GiB of memory.
	MaxWorkFactor = 20

	// MaxFile is the largest file that is opened, in bytes.
	MaxFile = 8 << 20
)

// intro is the first line of an age file.
const intro = "age-encryption.org/v1\n"

// Unarmor returns an age file in its binary form, which may be file itself. It
// fails with a *FileError.
func Unarmor(file []byte) ([]byte, error) {
	switch {
	case len(file) == 0:
		return nil, &FileError{"is empty; choose the file that was saved from the vault"}
	case len(file) > MaxFile:
		return nil, &FileError{"is larger than " + strconv.Itoa(MaxFile>>20) + " MiB, which no vault is; choose another file"}
	}
	text := bytes.TrimSpace(file)
	if !bytes.HasPrefix(text, []byte(armor.Header)) {
		return file, nil
	}
	binary, err := io.ReadAll(armor.NewReader(bytes.NewReader(text)))
	if err != nil {
		return nil, damaged()
	}
	return binary, nil
}

func damaged() error {
	return &FileError{"is damaged or cut off; take the last copy of it that you saved"}
}

// WorkFactor reads scrypt's logN from a file's header, without a passphrase. It
// fails with a *FileError.
func WorkFactor(file []byte) (int, error) {
	file, err := Unarmor(file)
	if err != nil {
		return 0, err
	}
	rest, ok := bytes.CutPrefix(file, []byte(intro))
	if !ok {
		return 0, &FileError{"is no age file; choose the file that was saved from the vault"}
	}
	line, _, ok := bytes.Cut(rest, []byte("\n"))
	if !ok {
		return 0, damaged()
	}
	fields := strings.Split(string(line), " ")
	if fields[0] != "->" {
		return 0, damaged()
	}
	if len(fields) < 2 || fields[1] != "scrypt" {
		return 0, &FileError{"is encrypted to keys and not with a passphrase; decrypt it with age -d and encrypt it with age -p"}
	}
	if len(fields) != 4 || strings.HasPrefix(fields[3], "0") || strings.ContainsFunc(fields[3], func(r rune) bool { return r < '0' || r > '9' }) {
		return 0, damaged()
	}
	logN, err := strconv.Atoi(fields[3])
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, &WorkFactorError{1 << 30}
	case err != nil:
		return 0, damaged()
	}
	return logN, nil
}

// Open opens a file, binary or armored. It fails with ErrPassphrase, a
// *FileError, a *VersionError or a *WorkFactorError, the last before anything is
// computed.
func Open(file []byte, passphrase mautic.Secret) (Vault, error) {
	file, err := Unarmor(file)
	if err != nil {
		return Vault{}, err
	}
	logN, err := WorkFactor(file)
	switch {
	case err != nil:
		return Vault{}, err
	case logN > MaxWorkFactor:
		return Vault{}, &WorkFactorError{logN}
	case passphrase.IsZero():
		return Vault{}, ErrPassphrase
	}
	identity, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return Vault{}, ErrPassphrase
	}
	identity.SetMaxWorkFactor(MaxWorkFactor)
	r, err := age.Decrypt(bytes.NewReader(file), identity)
	switch {
	case errors.Is(err, age.ErrIncorrectIdentity):
		return Vault{}, ErrPassphrase
	case err != nil:
		return Vault{}, damaged()
	}
	plain, err := io.ReadAll(r)
	defer clear(plain)
	if err != nil {
		return Vault{}, damaged()
	}
	return decode(plain)
}

// Seal writes a vault as a binary age file with scrypt's logN, which is
// NewWorkFactor but for tests.
func Seal(v Vault, passphrase mautic.Secret, logN int) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(passphrase.Reveal())
	if err != nil {
		return nil, errors.New("the passphrase is empty; enter one")
	}
	recipient.SetWorkFactor(logN)
	plain, err := encode(v)
	defer clear(plain)
	if err != nil {
		return nil, fmt.Errorf("writing the vault: %w", err)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipient)
	if err != nil {
		return nil, fmt.Errorf("encrypting the vault: %w", err)
	}
	for _, step := range []func() error{func() error { _, err := w.Write(plain); return err }, w.Close} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("encrypting the vault: %w", err)
		}
	}
	if out.Len() > MaxFile {
		return nil, &FileError{"would be larger than " + strconv.Itoa(MaxFile>>20) + " MiB; remove credentials that you do not need"}
	}
	return out.Bytes(), nil
}
