package export

import (
	"strings"
	"unicode/utf8"
)

// quote returns v as a string literal that JSON, YAML (double-quoted),
// JavaScript, Python and Go read alike.
func quote(v string) string {
	const hex = "0123456789abcdef"
	b := make([]byte, 0, len(v)+2)
	b = append(b, '"')
	for _, r := range v {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\r':
			b = append(b, '\\', 'r')
		case r == '\t':
			b = append(b, '\\', 't')
		case !printable(r):
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return string(append(b, '"'))
}

// printable reports what may stand in YAML 1.2 as it is. U+2028 and U+2029 end
// a line in older JavaScript, and U+FEFF gets lost at the start of files.
func printable(r rune) bool {
	return r >= ' ' && r < 0x7f || r >= 0xa0 && r < 0xfffe && r != 0xfeff && r != '\u2028' && r != '\u2029' || r > 0xffff
}

// shellQuote returns v as one word of a POSIX shell.
func shellQuote(v string) string { return "'" + strings.ReplaceAll(v, "'", `'\''`) + "'" }

// curlQuote returns v as a value of a curl config file (curl's manual, --config).
func curlQuote(v string) string {
	return `"` + escape(v, `\\""`+"\tt\nn\rr\vv") + `"`
}

// phpQuote returns v as a single-quoted PHP string, in which only these two
// characters mean something.
func phpQuote(v string) string { return "'" + escape(v, `\\''`) + "'" }

// escape puts a backslash before the letter that stands for a character:
// special is such characters, each with its letter behind it, all ASCII. (A
// strings.Replacer would be 12 kB of a browser's program.)
func escape(v, special string) string {
	b := make([]byte, 0, len(v))
	for _, c := range []byte(v) {
		i := 0
		for i < len(special) && special[i] != c {
			i += 2
		}
		if i < len(special) {
			b = append(b, '\\', special[i+1])
		} else {
			b = append(b, c)
		}
	}
	return string(b)
}

// dotenvQuote returns v as a value of the npm package dotenv, which knows three
// quotes but no way to escape them. It reports false when it takes none of them.
func dotenvQuote(v string) (string, bool) {
	if strings.ContainsRune(v, '\r') {
		return "", false // dotenv makes line feeds of them
	}
	for _, q := range []string{"'", "`", `"`} {
		if strings.Contains(v, q) || strings.HasSuffix(v, `\`) {
			continue
		}
		if q == `"` && (strings.Contains(v, `\n`) || strings.Contains(v, `\r`)) {
			continue // would become line breaks
		}
		return q + v + q, true
	}
	return "", false
}
