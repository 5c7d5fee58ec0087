package mautic

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// clean makes text from the other side fit for people: secrets cut out, white
// space folded, control characters dropped, at most n characters.
func clean(s string, n int) string {
	// Cutting needs some text after the limit, so that a token that straddles
	// it is still seen as one.
	s = validUTF8(limit(s, 4*n+1000))
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	return limit(cutSecrets(strings.Join(strings.Fields(s), " ")), n)
}

// validUTF8 puts one U+FFFD in place of every run of bytes that are no UTF-8.
func validUTF8(s string) string {
	var last rune
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError && last == r {
			return -1
		}
		last = r
		return r
	}, s)
}

// limit returns at most n characters of s, with an ellipsis as the last one
// where something was left off.
func limit(s string, n int) string {
	if len(s) <= n {
		return s
	}
	count := 0
	for i := range s {
		if count == n-1 {
			rest := s[i:]
			for k := range rest {
				if k > 0 { // more than one character left
					return s[:i] + "…"
				}
			}
			return s
		}
		count++
	}
	return s
}

// cut replaces what a secret was.
const cut = "[cut]"

// minToken is the length from which a run of token characters is taken for a
// secret. Mautic's client secrets have about 50 characters, tokens and codes
// 86; words of a sentence or a page have fewer.
const minToken = 32

// cutSecrets replaces everything in s that looks like a secret:
//   - a run of 32 or more characters a token is made of, with a digit in it;
//   - the value after a telling name: code=…, "access_token":"…", …;
//   - the word after Basic or Bearer;
//   - user info in a URL.
func cutSecrets(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if !isTokenByte(s[i]) {
			if strings.HasPrefix(s[i:], "://") {
				b.WriteString("://")
				i += 3
				end := i + authorityLen(s[i:])
				if at := strings.LastIndexByte(s[i:end], '@'); at >= 0 {
					b.WriteString(cut)
					i += at
				}
				b.WriteString(s[i:end]) // a host name may be long, and is no secret
				i = end
				continue
			}
			b.WriteByte(s[i])
			i++
			continue
		}
		j := i
		digit := false
		for j < len(s) && isTokenByte(s[j]) {
			digit = digit || '0' <= s[j] && s[j] <= '9'
			j++
		}
		word := s[i:j]
		if digit && len(word) >= minToken {
			b.WriteString(cut)
			i = j
			continue
		}
		b.WriteString(word)
		i = j
		if from, to := secretAfter(word, s, j); to > from {
			b.WriteString(s[j:from] + cut)
			i = to
		}
	}
	return b.String()
}

func isTokenByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-'
}

// secretAfter returns where the secret named or announced by word, which ends
// at offset j of s, begins and ends; to is 0 when there is none.
func secretAfter(word, s string, j int) (from, to int) {
	name := asciiLower(word)
	rest := s[j:]
	if name == "basic" || name == "bearer" {
		n := len(rest) - len(strings.TrimLeft(rest, " "))
		k := n
		for k < len(rest) && (isTokenByte(rest[k]) || strings.IndexByte("+/=.~", rest[k]) >= 0) {
			k++
		}
		// "Basic realm=…" and "Bearer error=…" are challenges, "Basic Auth
		// disabled" is a sentence: neither is a credential.
		value := rest[n:k]
		if n == 0 || len(value) < 4 || strings.EqualFold(value, "auth") || challengeWord(value) {
			return 0, 0
		}
		if !strings.ContainsAny(value, "0123456789+/=ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			return 0, 0
		}
		return j + n, j + k
	}
	if !secretName(name) {
		return 0, 0
	}
	k := 0
	for k < len(rest) && (rest[k] == '"' || rest[k] == '\'' || rest[k] == '\\' || rest[k] == ' ' || rest[k] == ']') {
		k++
	}
	if k == len(rest) || rest[k] != '=' && rest[k] != ':' {
		return 0, 0
	}
	assigned := rest[k] == '='
	k++
	escaped := false // JSON inside a JSON string
	for k < len(rest) && strings.IndexByte(" \\>", rest[k]) >= 0 {
		escaped = rest[k] == '\\'
		k++
	}
	if k < len(rest) && (rest[k] == '"' || rest[k] == '\'') {
		return j + k + 1, j + k + 1 + quotedLen(rest[k+1:], rest[k], escaped)
	}
	// "code":403 and "token: expired" are not secrets; code=… in a query is.
	if !assigned {
		return 0, 0
	}
	end := k
	for end < len(rest) && !strings.ContainsRune("&;# \"'<>\n\t\r,)", rune(rest[end])) {
		end++
	}
	if rest[k:end] == "…" { // blanked already
		return 0, 0
	}
	return j + k, j + end
}

// quotedLen returns the length of what stands before the closing quote.
func quotedLen(s string, quote byte, escaped bool) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == quote:
			return i
		case s[i] == '\\' && escaped && i+1 < len(s) && s[i+1] == quote:
			return i
		case s[i] == '\\':
			i++
		}
	}
	return len(s)
}

func challengeWord(v string) bool {
	for _, w := range []string{"realm", "error", "charset", "scope", "error_description"} {
		if strings.HasPrefix(asciiLower(v), w+"=") || strings.EqualFold(v, w) {
			return true
		}
	}
	return false
}

func secretName(name string) bool {
	return slices.Contains([]string{
		"code", "state", "token", "access_token", "refresh_token", "id_token", "client_secret", "secret",
		"password", "passwd", "_password", "code_verifier", "api_key", "apikey", "session", "sid", "phpsessid", "_token",
	}, name)
}

// authorityLen returns the length of the user info, host and port that rest
// begins with.
func authorityLen(rest string) int {
	if end := strings.IndexAny(rest, "/?# \"'<>\\"); end >= 0 {
		return end
	}
	return len(rest)
}
