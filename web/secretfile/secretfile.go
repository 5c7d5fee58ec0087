// Package secretfile reads secrets that an operator keeps in files.
package secretfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"mautic-connect/mautic"
)

// MaxSecret is the longest secret that Read takes, in bytes.
const MaxSecret = 64 << 10

// Read takes a secret out of what a file holds, without the line end at its end.
// Its errors complete "the file …" and hold nothing of it.
func Read(in io.Reader) (mautic.Secret, error) {
	raw, err := io.ReadAll(io.LimitReader(in, MaxSecret+1))
	switch {
	case err != nil:
		return mautic.Secret{}, fmt.Errorf("cannot be read: %w", err)
	case len(raw) > MaxSecret:
		return mautic.Secret{}, errors.New("is longer than any secret")
	}
	raw = bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
	if len(raw) == 0 {
		return mautic.Secret{}, errors.New("is empty")
	}
	return mautic.NewSecret(string(raw)), nil
}
