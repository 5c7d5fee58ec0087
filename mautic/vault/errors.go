package vault

import (
	"errors"
	"strconv"
)

// ErrPassphrase reports that the passphrase does not open the file. Damage in
// the first lines of the file looks the same.
var ErrPassphrase = errors.New("the passphrase does not open the vault; check it, also for capital letters and spaces")

// FileError reports a file that is no vault, or is damaged. It holds no value
// of the file.
type FileError struct {
	// Problem completes the sentence "the vault's file …".
	Problem string
}

// Error says what is wrong and what to do.
func (e *FileError) Error() string { return "the vault's file " + e.Problem }

// VersionError reports a file that a later version of this program wrote.
type VersionError struct{ Version string }

// Error says what to do.
func (e *VersionError) Error() string {
	return "the vault has version " + e.Version + " of its format, and this program knows version 1 only; reload the page or use the program that wrote it"
}

// WorkFactorError reports a file that would take minutes, or more memory than
// there is, to open.
type WorkFactorError struct{ LogN int }

// Error says what to do.
func (e *WorkFactorError) Error() string {
	return "the vault's work factor is " + strconv.Itoa(e.LogN) + " and at most " + strconv.Itoa(MaxWorkFactor) +
		" is opened here, because it would need more memory than a browser gives; open it with age -d, and encrypt it again with age -p"
}

// UnknownError reports that no credential has this id.
type UnknownError struct{ ID string }

// Error says what may have happened.
func (e *UnknownError) Error() string {
	return "the vault does not hold this credential; it may have been removed in another tab"
}

// HandedOverError reports that a credential's grant is somebody else's now.
type HandedOverError struct{ Name string }

// Error says what to do.
func (e *HandedOverError) Error() string {
	return "the grant of “" + e.Name + "” was handed over, and only its holder may renew it; connect again for a grant of your own"
}

// NoGrantError reports that a credential holds no grant that could be renewed
// or handed over.
type NoGrantError struct{ Name string }

// Error says what to do.
func (e *NoGrantError) Error() string {
	return "“" + e.Name + "” holds no grant with a refresh token; connect again if you need one"
}

// HeldError reports that the vault holds a grant already. A second copy would
// break the first: Mautic's refresh tokens work once.
type HeldError struct{ Name string }

// Error names the credential that holds it.
func (e *HeldError) Error() string {
	return "the vault holds this grant already, as “" + e.Name + "”; use that one"
}

// NameError reports that a credential would have no name.
type NameError struct{}

// Error says what to do.
func (e *NameError) Error() string { return "the name is empty; enter one" }
