package doctor

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

var objectTexts = []string{
	`{}`, `{} {}`, `{"a":{"b":[{"c":"}"}]}} and more }`, `{"a":"\"}{"}rest`, `{"a":"\\"}"}`, `{"a":"\\\"}"} "`, "{\n\"é\": \"}\u2028{\"\n}\t",
	`{`, `{"`, `{"\`, `{"a":"\`, `{ nothing }}`, `{'a':1}`, `{"a":1`, ``, `no`,
}

// compareObjectEnd holds objectEnd against the reader of package json, where
// that finds an object.
func compareObjectEnd(t *testing.T, text string) {
	t.Helper()
	end := objectEnd(text)
	if end < 0 || end > len(text) {
		t.Fatalf("%q ends at %d", text, end)
	}
	d := json.NewDecoder(strings.NewReader(text))
	if !strings.HasPrefix(text, "{") || d.Decode(new(json.RawMessage)) != nil {
		return
	}
	if want := int(d.InputOffset()); end != want {
		t.Errorf("%q ends at %d, want %d", text, end, want)
	}
}

func TestTheEndOfAnObjectIsFound(t *testing.T) {
	for _, text := range objectTexts {
		compareObjectEnd(t, text)
	}
}

func FuzzObjectEnd(f *testing.F) {
	for _, text := range objectTexts {
		f.Add(text)
	}
	f.Fuzz(compareObjectEnd)
}

func TestSecretsAreKeptTheLongestFirstAndOnce(t *testing.T) {
	var got []string
	for _, text := range []string{"bb", "a", "cccc", "bb", "dd", "eee", "a"} {
		got = withLongestFirst(got, text)
	}
	if want := []string{"cccc", "eee", "bb", "dd", "a"}; !slices.Equal(got, want) {
		t.Errorf("kept as %q, want %q", got, want)
	}
}
