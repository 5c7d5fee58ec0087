package n8n

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The shortest and the longest name of a credential, in characters.
const (
	MinName = 3
	MaxName = 128
)

// NameError reports a name that n8n does not take. Length is in characters.
type NameError struct{ Length int }

// Error says in one sentence what is wrong and what to do.
func (e *NameError) Error() string {
	if e.Length < MinName {
		return fmt.Sprintf("the name has %d characters and n8n wants at least %d; enter a longer one", e.Length, MinName)
	}
	return fmt.Sprintf("the name has %d characters and n8n takes at most %d; enter a shorter one", e.Length, MaxName)
}

// CleanName returns name as n8n may store it: without control and invisible
// formatting characters and without spaces around it, runs of white space as
// one space. The error is a *NameError when fewer than [MinName] or more than
// [MaxName] characters are left.
//
// n8n counts code points (class-validator's Length), newer versions without
// the selectors U+FE0E and U+FE0F. A name has to satisfy both ways.
func CleanName(name string) (string, error) {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d': // a joiner holds emoji together
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.Join(strings.Fields(name), " ")
	most := utf8.RuneCountInString(name)
	least := most - strings.Count(name, "\ufe0e") - strings.Count(name, "\ufe0f")
	switch {
	case least < MinName:
		return "", &NameError{least}
	case most > MaxName:
		return "", &NameError{most}
	}
	return name, nil
}
