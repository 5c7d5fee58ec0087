package i18n

import "testing"

func TestTexts(t *testing.T) {
	t.Parallel()
	german := Texts{Lang: "de", Catalogue: Catalogue{"Back": "Zurück", "Connected as %s": "Verbunden als %s", "Empty": ""}}
	for _, test := range []struct {
		name  string
		texts Texts
		key   string
		args  []any
		want  string
	}{
		{"english is the key", Texts{}, "Back", nil, "Back"},
		{"a percent sign without arguments stays", Texts{}, "100 % done", nil, "100 % done"},
		{"arguments are put in", Texts{}, "Connected as %s", []any{"Ada"}, "Connected as Ada"},
		{"a translation is used", german, "Back", nil, "Zurück"},
		{"arguments go into the translation", german, "Connected as %s", []any{"Ada"}, "Verbunden als Ada"},
		{"an unknown key falls back to english", german, "Next", nil, "Next"},
		{"an empty translation falls back to english", german, "Empty", nil, "Empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.texts.T(test.key, test.args...); got != test.want {
				t.Errorf("T(%q) = %q, want %q", test.key, got, test.want)
			}
		})
	}
}
