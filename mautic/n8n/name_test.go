package n8n_test

import (
	"errors"
	"strings"
	"testing"

	"mautic-connect/mautic/n8n"
)

func TestNamesAreCleanedAndCountedAsN8NDoes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in, want string
		length         int // of the error; -1 for none
	}{
		{"plain", "Mautic", "Mautic", -1},
		{"spaces and lines", "  My\n Mautic\t", "My Mautic", -1},
		{"invisible characters", "My\u200b Mautic\ufeff\x00", "My Mautic", -1},
		{"three characters", "äöü", "äöü", -1},
		{"two characters", "ab", "", 2},
		{"nothing", " \t", "", 0},
		{"two emoji and a selector", "a❤\ufe0f", "", 2}, // class-validator leaves the selector out
		{"three emoji", "🔑🔑🔑", "🔑🔑🔑", -1},               // two UTF-16 units each, one character
		{"joined emoji", "👩\u200d💻 x", "👩\u200d💻 x", -1},
		{"128 characters", strings.Repeat("ü", 128), strings.Repeat("ü", 128), -1},
		{"128 emoji", strings.Repeat("🔑", 128), strings.Repeat("🔑", 128), -1},
		{"129 characters", strings.Repeat("u", 129), "", 129},
		{"128 with a selector more", strings.Repeat("u", 128) + "\ufe0f", "", 129}, // older n8n counts it
		{"broken UTF-8", "Mau\xfftic", "Mautic", -1},
	} {
		got, err := n8n.CleanName(tt.in)
		length := -1
		if e, ok := errors.AsType[*n8n.NameError](err); ok {
			length = e.Length
		}
		if got != tt.want || length != tt.length {
			t.Errorf("%s: got %q and %v, want %q and length %d", tt.name, got, err, tt.want, tt.length)
		}
		if err == nil {
			if again, err := n8n.CleanName(got); again != got || err != nil {
				t.Errorf("%s: cleaning again gives %q, %v", tt.name, again, err)
			}
		}
	}
}
