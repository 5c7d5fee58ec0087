package mautic

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Host names with letters outside ASCII are encoded here rather than with
// golang.org/x/net/idna, whose tables would add 66 kB to the compressed wasm
// download (36 kB for NFC alone; this file is below 2 kB). What those tables
// would map and this file does not know is refused instead of guessed:
// compatibility forms, emoji, and combining marks other than on Latin letters.
// Two-part vowels of Indic scripts are encoded as they come. Whoever has such a name can paste its "xn--" form.

// asciiHost lower-cases a host name and encodes its labels outside ASCII in
// Punycode (RFC 3492) after the mapping of UTS 46 (non-transitional: "ß" stays)
// as far as described above. ok is false for a name it cannot map.
func asciiHost(name string) (ascii string, ok bool) {
	if isASCII(name) {
		return asciiLower(name), true
	}
	labels := strings.Split(name, ".")
	for i, label := range labels {
		mapped, ok := mapLabel(label)
		if !ok {
			return "", false
		}
		if !isASCII(mapped) {
			if mapped, ok = punycode(mapped); !ok {
				return "", false
			}
			mapped = "xn--" + mapped
		}
		labels[i] = mapped
	}
	return strings.Join(labels, "."), true
}

func mapLabel(label string) (string, bool) {
	var out []rune
	for _, r := range label {
		if 0xff01 <= r && r <= 0xff5e { // full width ASCII
			r -= 0xff01 - '!'
		}
		if compatibility(r) {
			return "", false
		}
		r = unicode.ToLower(r)
		if r < utf8.RuneSelf {
			out = append(out, r)
			continue
		}
		if 0x300 <= r && r <= 0x36f { // a mark macOS writes apart from its letter
			if len(out) == 0 {
				return "", false
			}
			c, ok := compose(out[len(out)-1], r)
			if !ok {
				return "", false
			}
			out[len(out)-1] = c
			continue
		}
		if r == utf8.RuneError || compatibility(r) || !unicode.In(r, unicode.L, unicode.Mn, unicode.Mc, unicode.Nd) {
			return "", false
		}
		out = append(out, r)
	}
	// The form of a decoded label must not look encoded already.
	s := string(out)
	return s, isASCII(s) || !strings.HasPrefix(s, "xn--")
}

// compatibility reports whether UTS 46 maps r to something else than its lower
// case, or NFC may join it with what stands before it. Compared with
// golang.org/x/net/idna for every code point (Unicode 15).
func compatibility(r rune) bool {
	for _, b := range [...][2]rune{
		{0xaa, 0xaa}, {0xb5, 0xb5}, {0xba, 0xba}, {0x130, 0x130}, {0x132, 0x133}, {0x13f, 0x140}, {0x149, 0x149}, {0x17f, 0x17f},
		{0x1c4, 0x1cc}, {0x1f1, 0x1f3}, {0x2b0, 0x2ff}, {0x374, 0x374}, {0x37a, 0x37a}, {0x3d0, 0x3d6}, {0x3f0, 0x3f5}, {0x4c0, 0x4c0},
		{0x587, 0x587}, {0x653, 0x655}, {0x675, 0x678}, {0x958, 0x95f}, {0x9dc, 0x9df}, {0xa33, 0xa33}, {0xa36, 0xa36}, {0xa59, 0xa5b},
		{0xa5e, 0xa5e}, {0xb5c, 0xb5d}, {0xe33, 0xe33}, {0xeb3, 0xeb3}, {0xedc, 0xedd}, {0xf43, 0xf43}, {0xf4d, 0xf4d}, {0xf52, 0xf52},
		{0xf57, 0xf57}, {0xf5c, 0xf5c}, {0xf69, 0xf69}, {0xf73, 0xf79}, {0xf81, 0xf81}, {0xf93, 0xf93}, {0xf9d, 0xf9d}, {0xfa2, 0xfa2},
		{0xfa7, 0xfa7}, {0xfac, 0xfac}, {0xfb9, 0xfb9}, {0x10a0, 0x10c5}, {0x10fc, 0x10fc}, {0x1100, 0x11ff}, {0x13a0, 0x13fd},
		{0x180b, 0x180f}, {0x1c80, 0x1c88}, {0x1d2c, 0x1dbf}, {0x1e9a, 0x1e9b}, {0x1e9e, 0x1e9e}, {0x1f70, 0x1fff}, {0x2070, 0x214f},
		{0x2183, 0x2183}, {0x2c7c, 0x2c7d}, {0x2d6f, 0x2d6f}, {0x3099, 0x309c}, {0x309f, 0x309f}, {0x30ff, 0x30ff}, {0x3131, 0x318e},
		{0xa69c, 0xa69d}, {0xa770, 0xa770}, {0xa7f2, 0xa7f9}, {0xab5c, 0xab69}, {0xab70, 0xabbf}, {0xf900, 0xfe0f}, {0xfe20, 0xfe2f},
		{0xfe70, 0xffff}, {0x10780, 0x107ba}, {0x1d400, 0x1d7ff}, {0x1e030, 0x1e06d}, {0x1ee00, 0x1eeff}, {0x1fbf0, 0x1fbf9},
		{0x2f800, 0x2fa1f}, {0xe0100, 0xe01ef},
	} {
		if b[0] <= r && r <= b[1] {
			return true
		}
	}
	return false
}

// compose returns the letter that macOS writes as letter and mark apart.
func compose(letter, mark rune) (rune, bool) {
	pairs := compositions(mark)
	for len(pairs) > 0 {
		from, n := utf8.DecodeRuneInString(pairs)
		to, m := utf8.DecodeRuneInString(pairs[n:])
		if from == letter {
			return to, true
		}
		pairs = pairs[n+m:]
	}
	return 0, false
}

// compositions returns letters, each followed by what it becomes with mark.
func compositions(mark rune) string {
	switch mark {
	case 0x300:
		return "aàeèiìoòuùnǹ"
	case 0x301:
		return "aáeéiíoóuúyýcćlĺnńrŕsśzź"
	case 0x302:
		return "aâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷ"
	case 0x303:
		return "aãnñoõiĩuũ"
	case 0x304:
		return "aāeēiīoōuū"
	case 0x306:
		return "aăeĕgğiĭoŏuŭ"
	case 0x307:
		return "cċeėgġzż"
	case 0x308:
		return "aäeëiïoöuüyÿ"
	case 0x30a:
		return "aåuů"
	case 0x30b:
		return "oőuű"
	case 0x30c:
		return "cčdďeěnňrřsšzžtť"
	case 0x326:
		return "sștț"
	case 0x327:
		return "cçsştţ"
	case 0x328:
		return "aąeęiįuų"
	}
	return ""
}

// punycode encodes a label (RFC 3492, section 6.3). ok is false for a label no
// DNS name has room for.
func punycode(label string) (encoded string, ok bool) {
	const (
		base, tMin, tMax    = 36, 1, 26
		skew, damp          = 38, 700
		firstBias, firstNon = 72, 128
	)
	in := []rune(label)
	if len(in) > 63 { // so that delta cannot overflow
		return "", false
	}
	var out []byte
	for _, r := range in {
		if r < firstNon {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	done := basic
	if basic > 0 {
		out = append(out, '-')
	}
	n, delta, bias := rune(firstNon), 0, firstBias
	for done < len(in) {
		next := rune(unicode.MaxRune)
		for _, r := range in {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range in {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := base; ; k += base {
				t := min(max(k-bias, tMin), tMax)
				if q < t {
					break
				}
				out = append(out, base36Digit(t+(q-t)%(base-t)))
				q = (q - t) / (base - t)
			}
			out = append(out, base36Digit(q))
			if done == basic {
				delta /= damp
			} else {
				delta /= 2
			}
			delta += delta / (done + 1)
			k := 0
			for delta > (base-tMin)*tMax/2 {
				delta /= base - tMin
				k += base
			}
			bias = k + (base-tMin+1)*delta/(delta+skew)
			delta = 0
			done++
		}
		delta++
		n++
	}
	return string(out), true
}

// base36Digit returns the digits of Punycode: a to z, then 0 to 9.
func base36Digit(d int) byte { return "abcdefghijklmnopqrstuvwxyz0123456789"[d] }
