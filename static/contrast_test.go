package static

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// colour is an sRGB colour with channels from 0 to 1.
type colour [3]float64

func parseColour(text string) (colour, error) {
	v, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 32)
	if err != nil || len(text) != 7 {
		return colour{}, fmt.Errorf("%q is no colour like #1b1c24", text)
	}
	return colour{float64(v>>16&255) / 255, float64(v>>8&255) / 255, float64(v&255) / 255}, nil
}

// luminance is WCAG 2.2's relative luminance.
func (c colour) luminance() float64 {
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// contrast is WCAG 2.2's contrast ratio, from 1 to 21.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastFormula(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want float64
	}{
		{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#777777", "#ffffff", 4.48}, {"#ff0000", "#ffffff", 4.00}, {"#ffffff", "#0000ff", 8.59},
	} {
		a, err := parseColour(test.a)
		if err != nil {
			t.Fatal(err)
		}
		b, err := parseColour(test.b)
		if err != nil {
			t.Fatal(err)
		}
		if got := contrast(a, b); math.Abs(got-test.want) > 0.01 {
			t.Errorf("contrast of %s on %s is %.2f, want %.2f", test.a, test.b, got, test.want)
		}
	}
}

var (
	customColour   = regexp.MustCompile(`--([a-z-]+):\s*([^;]*#[^;]*);`)
	lightDarkPair  = regexp.MustCompile(`^light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)$`)
	schemeOfATheme = regexp.MustCompile(`:root\[data-theme="(light|dark)"\] \{ color-scheme: (light|dark); \}`)
)

// themes reads the stylesheet's colours, each a pair of the light and the dark
// theme's. Frame.js reads them in the same form.
func themes(t *testing.T) map[string]map[string]colour {
	t.Helper()
	out := map[string]map[string]colour{"light": {}, "dark": {}}
	for _, m := range customColour.FindAllStringSubmatch(read(t, "app.css"), -1) {
		pair := lightDarkPair.FindStringSubmatch(m[2])
		if pair == nil {
			t.Fatalf("--%s is no pair of colours: %s", m[1], m[2])
		}
		for i, theme := range []string{"light", "dark"} {
			c, err := parseColour(pair[i+1])
			if err != nil {
				t.Fatal(err)
			}
			out[theme][m[1]] = c
		}
	}
	return out
}

func TestAThemeCanBeChosen(t *testing.T) {
	t.Parallel()
	css := read(t, "app.css")
	chosen := map[string]string{}
	for _, m := range schemeOfATheme.FindAllStringSubmatch(css, -1) {
		chosen[m[1]] = m[2]
	}
	if !maps.Equal(chosen, map[string]string{"light": "light", "dark": "dark"}) || !strings.Contains(css, "\n  color-scheme: light dark;\n") {
		t.Errorf("data-theme chooses %v, or the system's choice is not the default", chosen)
	}
}

// tones are the tinted panels, each with the colour of its heading.
func tones() map[string]string {
	return map[string]string{"good-panel": "good", "warn-panel": "warn", "bad-panel": "bad"}
}

// textPairs lists every text colour with the backgrounds it appears on.
func textPairs() map[string][]string {
	pairs := map[string][]string{"on-accent": {"accent", "accent-strong"}}
	for _, ink := range []string{"ink", "ink-soft", "accent", "good", "warn", "bad"} {
		pairs[ink] = []string{"paper", "panel"}
	}
	for panel, tone := range tones() {
		for _, ink := range []string{"ink", "ink-soft", "accent", tone} {
			pairs[ink] = append(pairs[ink], panel)
		}
	}
	return pairs
}

func TestTextsHaveEnoughContrast(t *testing.T) {
	t.Parallel()
	for theme, colours := range themes(t) {
		for ink, backgrounds := range textPairs() {
			for _, background := range backgrounds {
				check(t, theme, colours, ink, background, 4.5)
			}
		}
	}
}

func TestBordersOfInputsAndTheFocusRingHaveEnoughContrast(t *testing.T) {
	t.Parallel()
	for theme, colours := range themes(t) {
		for _, line := range []string{"line-strong", "accent"} {
			check(t, theme, colours, line, "paper", 3)
		}
	}
}

func check(t *testing.T, theme string, colours map[string]colour, ink, background string, want float64) {
	t.Helper()
	a, ok := colours[ink]
	b, found := colours[background]
	if !ok || !found {
		t.Errorf("the %s theme has no colour %s or none %s", theme, ink, background)
		return
	}
	if got := contrast(a, b); got < want {
		t.Errorf("%s theme: --%s on --%s has a contrast of %.2f, want %.1f", theme, ink, background, got, want)
	}
}

// Without this, a new colour would be used and never checked.
func TestEveryColourOfATextOrABackgroundIsChecked(t *testing.T) {
	t.Parallel()
	css := read(t, "app.css")
	var backgrounds []string
	for _, list := range textPairs() {
		backgrounds = append(backgrounds, list...)
	}
	texts, panels := 0, 0
	for _, m := range regexp.MustCompile(`(?:^|[;{\s])(color|background|background-color):\s*([^;}]+)`).FindAllStringSubmatch(css, -1) {
		property, value := m[1], strings.TrimSpace(m[2])
		if slices.Contains([]string{"none", "inherit", "transparent", "currentColor"}, value) {
			continue
		}
		name, ok := strings.CutPrefix(value, "var(--")
		name = strings.TrimSuffix(name, ")")
		if !ok {
			t.Errorf("%s: %s is no colour of a theme", property, value)
			continue
		}
		if property == "color" {
			texts++
			if textPairs()[name] == nil {
				t.Errorf("--%s is the colour of a text and is not checked", name)
			}
			continue
		}
		panels++
		if !slices.Contains(backgrounds, name) {
			t.Errorf("--%s is a background and is not checked", name)
		}
	}
	if texts < 20 || panels < 10 {
		t.Errorf("only %d colours of texts and %d of backgrounds were found", texts, panels)
	}
}

func TestTheDarkThemeChangesEveryColour(t *testing.T) {
	t.Parallel()
	both := themes(t)
	for name := range both["light"] {
		if both["dark"][name] == both["light"][name] {
			t.Errorf("the dark theme leaves --%s as it is in the light one", name)
		}
	}
	if len(both["light"]) < 15 || len(both["dark"]) != len(both["light"]) {
		t.Errorf("%d colours in the light theme, %d in the dark one", len(both["light"]), len(both["dark"]))
	}
}

func TestTheCallbackPageHasTheColoursOfTheApp(t *testing.T) {
	t.Parallel()
	light, dark, ok := strings.Cut(read(t, "callback.css"), "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("the callback page has no dark theme")
	}
	both := themes(t)
	for theme, block := range map[string]string{"light": light, "dark": dark} {
		found := regexp.MustCompile(`(background|color):\s*(#[0-9a-f]{6})`).FindAllStringSubmatch(block, -1)
		var got []string
		for _, m := range found {
			if m[1] == "color" && strings.Contains(block, "outline-color: "+m[2]) && slices.Contains(got, m[2]) {
				continue
			}
			got = append(got, m[2])
		}
		for i, name := range []string{"paper", "ink", "accent"} {
			want := both[theme][name]
			if i >= len(got) {
				t.Fatalf("the %s theme has only the colours %v", theme, got)
			}
			if c, err := parseColour(got[i]); err != nil || c != want {
				t.Errorf("the %s theme's --%s is %s on the callback page, and another in the app", theme, name, got[i])
			}
		}
	}
}
