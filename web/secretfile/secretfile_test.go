package secretfile

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadTakesTheSecretWithoutItsLineEnd(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"s3cret": "s3cret", "s3cret\n": "s3cret", "s3cret\r\n": "s3cret", " s3 cret \n": " s3 cret ", "a\nb\n": "a\nb", "a\n\n": "a\n",
		strings.Repeat("a", MaxSecret): strings.Repeat("a", MaxSecret),
	} {
		if got, err := Read(strings.NewReader(in)); err != nil || got.Reveal() != want {
			t.Errorf("Read(%.20q) is another secret than %.20q, or %v", in, want, err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	for _, in := range []string{"", "\n", "\r\n"} {
		if _, err := Read(strings.NewReader(in)); err == nil || err.Error() != "is empty" {
			t.Errorf("Read(%q): %v", in, err)
		}
	}
	if _, err := Read(strings.NewReader(strings.Repeat("a", MaxSecret+1))); err == nil || err.Error() != "is longer than any secret" {
		t.Errorf("too long: %v", err)
	}
	if _, err := Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("unreadable: %v", err)
	}
}
