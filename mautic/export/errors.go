package export

import (
	"strings"

	"mautic-connect/mautic"
)

// UnknownFormatError reports that there is no format of that name.
type UnknownFormatError struct{ ID ID }

// Error names the format and where to find the ones there are.
func (e *UnknownFormatError) Error() string {
	return `there is no format "` + string(e.ID) + `"; see the list of formats`
}

// MethodError reports that a format cannot carry a kind of credential.
type MethodError struct {
	Format Format
	Method mautic.Method
}

// Error says which kinds the format carries.
func (e *MethodError) Error() string {
	takes := make([]string, len(e.Format.Methods))
	for i, m := range e.Format.Methods {
		takes[i] = string(m)
	}
	return "the format " + string(e.Format.ID) + " carries no " + string(e.Method) + " credential, only " + strings.Join(takes, " and ") + "; choose another format"
}

// TokensError reports that a format is of no use without the tokens of the grant.
type TokensError struct {
	ID ID
	// Missing reports that the credential holds no tokens; else they were not asked for.
	Missing bool
}

// Error says what to do.
func (e *TokensError) Error() string {
	if e.Missing {
		return "the format " + string(e.ID) + " needs the tokens of the grant, and the credential holds none; authorize the client first"
	}
	return "the format " + string(e.ID) + " needs the tokens of the grant; say that they may go out, and delete every other copy of them"
}

// SealedError reports that a format encrypts and is written by package sealed.
type SealedError struct{ ID ID }

// Error says what to do.
func (e *SealedError) Error() string {
	return "the format " + string(e.ID) + " encrypts; this program cannot, use the command line: mautic-connect export --format " + string(e.ID)
}

// ValueError reports a value that a format cannot carry. It holds no part of
// the value.
type ValueError struct {
	// Format is empty when no format can carry the value.
	Format ID
	// Field is the member of the credential file: "password".
	Field string
	// Problem completes the sentence "the password …".
	Problem string
	// Instead says what to do.
	Instead string
	// Err is what the tool's own package says of the value, or nil.
	Err error
}

// Unwrap returns Err.
func (e *ValueError) Unwrap() error { return e.Err }

// Error says what is wrong and what to do instead.
func (e *ValueError) Error() string {
	subject := "the " + strings.ReplaceAll(e.Field, "_", " ")
	if e.Format != "" {
		subject = "the format " + string(e.Format) + " cannot carry this credential: " + subject
	}
	return subject + " " + e.Problem + "; " + e.Instead
}
