package mautic

import (
	"strings"
	"unicode"
)

// TrimPasted cuts what copying adds around a value: white space of any kind
// (no-break spaces, line ends), zero-width characters, byte order marks and
// control characters. The inside stays as it is, and so do quotes: a password
// may hold both.
func TrimPasted(s string) (clean string, changed bool) {
	clean = strings.TrimFunc(s, pastedNoise)
	return clean, clean != s
}

func pastedNoise(r rune) bool {
	return unicode.IsSpace(r) || invisible(r) || unicode.IsControl(r)
}

// invisible reports whether r takes no room on the screen: soft hyphen,
// zero-width characters, direction marks, byte order mark.
func invisible(r rune) bool {
	switch {
	case r == 0xad, r == 0x180e, r == 0xfeff, 0x200b <= r && r <= 0x200f, 0x202a <= r && r <= 0x202e, 0x2060 <= r && r <= 0x206f:
		return true
	}
	return false
}

// ClientIDVerdict says what a pasted client id looks like.
type ClientIDVerdict string

// The verdicts of CheckClientID.
const (
	ClientIDOK              ClientIDVerdict = "ok"
	ClientIDEmpty           ClientIDVerdict = "empty"
	ClientIDUntrimmed       ClientIDVerdict = "untrimmed"         // fine after TrimPasted
	ClientIDLooksLikeSecret ClientIDVerdict = "looks-like-secret" // the number and "_" in front are missing: swapped, or half copied
	ClientIDLooksLikePair   ClientIDVerdict = "looks-like-pair"   // id and secret together, see SplitClientPair
	ClientIDLooksIncomplete ClientIDVerdict = "looks-incomplete"  // begins like one, but is too short
	ClientIDMalformed       ClientIDVerdict = "malformed"         // anything else
)

// minRandom is the shortest random part taken for real. Mautic makes both the
// random part of an id and a secret of 256 bits in base 36 and drops leading
// zeros, so 50 characters, give or take a few.
const minRandom = 40

// CheckClientID compares s with what Mautic issues, ^\d+_[0-9a-z]{40,}$. Only
// a client somebody wrote into the database by hand looks different, so other
// verdicts than ok are warnings.
func CheckClientID(s string) ClientIDVerdict {
	t, changed := TrimPasted(s)
	if t == "" {
		return ClientIDEmpty
	}
	number, random, found := strings.Cut(t, "_")
	switch {
	case isClientID(t) && changed:
		return ClientIDUntrimmed
	case isClientID(t):
		return ClientIDOK
	case isClientSecret(t):
		return ClientIDLooksLikeSecret
	case found && isDigits(number) && strings.Trim(random, base36) == "":
		return ClientIDLooksIncomplete
	}
	if _, _, ok := SplitClientPair(t); ok {
		return ClientIDLooksLikePair
	}
	return ClientIDMalformed
}

// ClientSecretVerdict says what a pasted client secret looks like.
type ClientSecretVerdict string

// The verdicts of CheckClientSecret.
const (
	ClientSecretOK          ClientSecretVerdict = "ok"
	ClientSecretEmpty       ClientSecretVerdict = "empty"
	ClientSecretUntrimmed   ClientSecretVerdict = "untrimmed"     // fine after TrimPasted
	ClientSecretLooksLikeID ClientSecretVerdict = "looks-like-id" // swapped
	ClientSecretUnusual     ClientSecretVerdict = "unusual"       // not what Mautic issues: half copied, or set by hand
)

// CheckClientSecret compares s with what Mautic issues, ^[0-9a-z]{40,}$.
func CheckClientSecret(s string) ClientSecretVerdict {
	t, changed := TrimPasted(s)
	switch {
	case t == "":
		return ClientSecretEmpty
	case isClientID(t):
		return ClientSecretLooksLikeID
	case !isClientSecret(t):
		return ClientSecretUnusual
	case changed:
		return ClientSecretUntrimmed
	}
	return ClientSecretOK
}

const (
	digits = "0123456789"
	base36 = digits + "abcdefghijklmnopqrstuvwxyz"
)

func isDigits(s string) bool       { return s != "" && strings.Trim(s, digits) == "" }
func isClientSecret(s string) bool { return len(s) >= minRandom && strings.Trim(s, base36) == "" }
func isClientID(s string) bool {
	number, random, found := strings.Cut(s, "_")
	return found && isDigits(number) && isClientSecret(random)
}

// SplitClientPair finds a client id and a client secret in one pasted text:
// two lines, "Public key … Secret key …" as copied from Mautic's page, a
// table row, JSON, a query. It goes by their form, so order and labels do not
// matter; ok is false unless there is exactly one of each.
func SplitClientPair(pasted string) (id, secret string, ok bool) {
	visible := strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, pasted)
	words := strings.FieldsFunc(visible, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for _, w := range words {
		switch {
		case isClientID(w) && id != w:
			if id != "" {
				return "", "", false
			}
			id = w
		case isClientSecret(w) && secret != w:
			if secret != "" {
				return "", "", false
			}
			secret = w
		}
	}
	if id == "" || secret == "" {
		return "", "", false
	}
	return id, secret, true
}
