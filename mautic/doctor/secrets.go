package doctor

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"mautic-connect/mautic"
)

// hidden stands where a secret was.
const hidden = "[cut]"

// keepSecret notes every secret of a target, so that no server that repeats
// what it was sent can bring one into the evidence.
func (r *run) keepSecret(t Target) {
	r.addSecrets(t.Client.Secret)
	switch c := t.Credential.(type) {
	case mautic.Basic:
		r.addSecrets(c.Password, mautic.NewSecret(base64.StdEncoding.EncodeToString([]byte(c.UserName+":"+c.Password.Reveal()))))
	case mautic.AuthorizationCode:
		r.addSecrets(c.Client.Secret, c.Token.Access, c.Token.Refresh)
	case mautic.ClientCredentials:
		r.addSecrets(c.Client.Secret, c.Token.Access)
	}
}

// addSecrets notes secrets in every spelling an answer may repeat them in.
func (r *run) addSecrets(secrets ...mautic.Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, secret := range secrets {
		if secret.IsZero() {
			continue
		}
		for _, spelling := range spellings(secret.Reveal()) {
			r.secrets = withLongestFirst(r.secrets, spelling)
		}
	}
}

// withLongestFirst puts a text where it belongs, once: a replacer takes the
// first that fits. There are few; slices.SortFunc would weigh 19 kB in the
// browser's program for them.
func withLongestFirst(texts []string, text string) []string {
	if slices.Contains(texts, text) {
		return texts
	}
	at := len(texts)
	for at > 0 && len(texts[at-1]) < len(text) {
		at--
	}
	texts = append(texts, "")
	copy(texts[at+1:], texts[at:])
	texts[at] = text
	return texts
}

func spellings(secret string) []string {
	all := []string{secret, url.QueryEscape(secret), url.PathEscape(secret)}
	if quoted, err := json.Marshal(secret); err == nil {
		inner := string(quoted[1 : len(quoted)-1])
		all = append(all, inner, strings.ReplaceAll(inner, "/", `\/`))
	}
	var ascii strings.Builder // as PHP's json_encode writes it
	for _, c := range secret {
		switch {
		case c >= 0x10000:
			fmt.Fprintf(&ascii, `\u%04x\u%04x`, 0xd800+(c-0x10000)>>10, 0xdc00+(c-0x10000)&0x3ff)
		case c < 0x20 || c > 0x7e:
			fmt.Fprintf(&ascii, `\u%04x`, c)
		case c == '"' || c == '\\' || c == '/':
			ascii.WriteByte('\\')
			fallthrough
		default:
			ascii.WriteByte(byte(c))
		}
	}
	escaped := secret
	for _, pair := range [...][2]string{{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {`"`, "&quot;"}, {"'", "&#039;"}} {
		escaped = strings.ReplaceAll(escaped, pair[0], pair[1])
	}
	all = append(all, ascii.String(), escaped)
	if trimmed := strings.TrimSpace(secret); trimmed != "" && trimmed != secret {
		all = append(all, trimmed)
	}
	return all
}

// hider returns what takes the secrets that are known by now out of a text.
func (r *run) hider() func(string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	secrets := append([]string(nil), r.secrets...)
	return func(text string) string { return replaceAny(text, secrets, hidden) }
}

// replaceAny puts by in place of every one of olds, the first that fits, in one
// pass. strings.NewReplacer does the same and weighs ten kilobytes more in the
// browser's program.
func replaceAny(text string, olds []string, by string) string {
	var out strings.Builder
next:
	for i := 0; i < len(text); {
		for _, old := range olds {
			if strings.HasPrefix(text[i:], old) {
				out.WriteString(by)
				i += len(old)
				continue next
			}
		}
		out.WriteByte(text[i])
		i++
	}
	return out.String()
}
