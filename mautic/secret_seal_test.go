package mautic

import (
	"bytes"
	"strings"
	"testing"
)

func TestWhatIsSealedComesBackAndTellsNothing(t *testing.T) {
	value := strings.Repeat("0123456789abcdefghijklmnopqrstuvwxyz-ü", 20)
	seen := map[string]bool{}
	for n := range len(value) {
		sealed := seal(value[:n])
		if got := unseal(sealed); got != value[:n] {
			t.Fatalf("%d bytes come back as %q", n, got)
		}
		if seal(strings.Clone(value[:n])) != sealed {
			t.Errorf("%d bytes are sealed in two ways", n)
		}
		if body := sealed[32:]; seen[body] || n >= 8 && strings.Contains(sealed, value[n-8:n]) {
			t.Errorf("%d bytes are seen in what they are sealed as", n)
		}
		seen[sealed[32:]] = true
	}
	// A key stream that repeated would show the difference of two blocks.
	zeros := []byte(seal(string(make([]byte, 96))))[32:]
	if bytes.Equal(zeros[:32], zeros[32:64]) || bytes.Equal(zeros[32:64], zeros[64:]) || bytes.Equal(zeros[:8], make([]byte, 8)) {
		t.Error("the key stream repeats")
	}
}

func BenchmarkReveal(b *testing.B) {
	s := NewSecret(strings.Repeat("a", 86)) // as long as Mautic's tokens
	for b.Loop() {
		s.Reveal()
	}
}
