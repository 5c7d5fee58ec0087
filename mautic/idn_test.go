package mautic

import (
	"net/url"
	"strings"
	"testing"
)

func parseURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// The sample strings of RFC 3492, section 7.1 (without the mixed-case
// annotation), and names in use.
func TestPunycodeEncodesTheSamplesOfItsRFC(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"Arabic (Egyptian)", "ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"},
		{"Chinese (simplified)", "他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"},
		{"Chinese (traditional)", "他們爲什麽不說中文", "ihqwctvzc91f659drss3x8bo0yb"},
		{"Czech", "Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"},
		{"Hebrew", "למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b"},
		{"Hindi", "यहलोगहिन्दीक्योंनहींबोलसकतेहैं", "i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd"},
		{"Japanese", "なぜみんな日本語を話してくれないのか", "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa"},
		{"Russian", "почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"},
		{"Spanish", "PorquénopuedensimplementehablarenEspañol", "PorqunopuedensimplementehablarenEspaol-fmd56a"},
		{"Vietnamese", "TạisaohọkhôngthểchỉnóitiếngViệt", "TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g"},
		{"digits and kanji", "3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"},
		{"only ASCII", "abc", "abc-"},
		{"Bücher", "bücher", "bcher-kva"},
	} {
		got, ok := punycode(tt.in)
		if !ok || got != tt.want {
			t.Errorf("%s: punycode(%q) = %q, %v, want %q", tt.name, tt.in, got, ok, tt.want)
		}
	}
	if _, ok := punycode(strings.Repeat("ü", 64)); ok {
		t.Error("a label longer than DNS allows was encoded")
	}
}

func TestHostsOutsideASCIIAreMappedOrRefused(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		ok       bool
	}{
		{"пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f", true},
		{"한국.kr", "xn--3e0b707e.kr", true},
		{"ΣΊΓΜΑ.gr", "xn--kxaef0b6a.gr", true},
		{"ａ.ｃｏｍ", "a.com", true},
		{"o\u0308sterreich.at", "xn--sterreich-z7a.at", true},
		{"И\u0306.рф", "", false},    // a mark on a letter that is not Latin
		{"İ.tr", "", false},          // "i" with a dot above
		{"STRAẞE.de", "", false},     // versions of UTS 46 differ
		{"ﬁsch.de", "", false},       // NFKC would make it "fisch"
		{"x².de", "", false},         // "x2"
		{"\u0308a.de", "", false},    // a mark without a letter
		{"xn--ü.de", "", false},      // half encoded
		{"\U0001d41a.de", "", false}, // a mathematical a
		{"i❤.ws", "", false},
	} {
		got, ok := asciiHost(tt.in)
		if ok != tt.ok || got != tt.want {
			t.Errorf("asciiHost(%q) = %q, %v, want %q, %v", tt.in, got, ok, tt.want, tt.ok)
		}
	}
}

func TestLettersAndMarksWrittenApartAreJoined(t *testing.T) {
	for apart, joined := range map[string]string{
		"a\u0300": "à", "e\u0301": "é", "o\u0302": "ô", "n\u0303": "ñ", "u\u0304": "ū", "g\u0306": "ğ", "z\u0307": "ż", "U\u0308": "ü",
		"a\u030a": "å", "o\u030b": "ő", "c\u030c": "č", "t\u0326": "ț", "s\u0327": "ş", "e\u0328": "ę",
	} {
		want, _ := asciiHost(joined)
		if got, ok := asciiHost(apart); !ok || got != want || !strings.HasPrefix(got, "xn--") {
			t.Errorf("%s is encoded as %q, want %q", joined, got, want)
		}
	}
}
