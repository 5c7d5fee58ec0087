package mautic

import (
	"crypto/subtle"
	"fmt"
	"unique"
)

const redacted = "[redacted]"

// Secret is a password, client secret, authorization code or token. Every way
// of printing or encoding it gives "[redacted]", or "" when it is empty; only
// Reveal gives the value.
//
// Secrets are comparable with ==, and with Equal in constant time.
type Secret struct {
	// A handle rather than a string: package fmt does not call methods on
	// values it reaches through an unexported field and would print the
	// characters; of a handle it prints an address.
	h unique.Handle[string]
}

// NewSecret wraps value. NewSecret("") is the zero Secret.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{unique.Make(value)}
}

// Reveal returns the value itself. Call it only where the value leaves for
// the Mautic it belongs to, or for the person who asked to see it.
func (s Secret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return s.h.Value()
}

// IsZero reports whether s is empty.
func (s Secret) IsZero() bool { return s == Secret{} }

// Equal reports whether both hold the same value, in constant time for values
// of equal length.
func (s Secret) Equal(o Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(o.Reveal())) == 1
}

// String returns "[redacted]", or "" when s is empty.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// GoString returns what String returns.
func (s Secret) GoString() string { return s.String() }

// Format prints what String returns, whatever the verb: %x and %d of a struct
// would reach its fields.
func (s Secret) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		fmt.Fprintf(f, "%q", s.String())
		return
	}
	fmt.Fprint(f, s.String())
}

// MarshalText returns what String returns.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON returns what String returns as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }
