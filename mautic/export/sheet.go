package export

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"mautic-connect/mautic"
)

// sheet is a credential laid out flat, ready to be written down.
type sheet struct {
	format ID
	name   string
	base   mautic.BaseURL
	method mautic.Method

	user, password                   string
	clientID, clientSecret, redirect string
	// access and refresh are empty unless they may go out.
	access, refresh string
	expires         time.Time

	// credential is all of it, for what lays it out by itself; withTokens says
	// whether the tokens in it may go out.
	credential mautic.Credential
	withTokens bool
}

// newSheet checks what every format needs: a credential that can be sent at
// all, in text.
func newSheet(f Format, c mautic.Credential, o Options) (*sheet, error) {
	s := &sheet{format: f.ID, base: c.BaseURL(), method: c.Method(), credential: c, withTokens: o.WithTokens && f.Tokens != TokensNever}
	if s.base.IsZero() {
		return nil, &ValueError{Field: "base_url", Problem: "is missing", Instead: "enter the address of the Mautic"}
	}
	switch c := c.(type) {
	case mautic.Basic:
		if err := c.Authorize(mautic.Header{}); err != nil {
			return nil, err
		}
		s.user, s.password = c.UserName, c.Password.Reveal()
	case mautic.AuthorizationCode:
		s.client(c.Client)
		s.redirect = c.Client.RedirectURI
		if f.Tokens == TokensNeeded && !o.WithTokens {
			return nil, &TokensError{ID: f.ID}
		}
		if s.withTokens {
			s.access, s.refresh, s.expires = c.Token.Access.Reveal(), c.Token.Refresh.Reveal(), c.Token.Expires
		}
		if f.Tokens == TokensNeeded && s.access == "" {
			return nil, &TokensError{ID: f.ID, Missing: true}
		}
	case mautic.ClientCredentials:
		s.client(c.Client)
	default:
		return nil, errors.New("the credential is of a kind that no format knows")
	}
	s.name = label(o.Name)
	if s.name == "" {
		s.name = "Mautic " + s.base.Host()
	}
	for _, e := range s.entries() {
		if err := checkText(e); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *sheet) client(c mautic.OAuthClient) { s.clientID, s.clientSecret = c.ID, c.Secret.Reveal() }

// entry is one value under its name in the credential file.
type entry struct {
	key, value string
	secret     bool
	required   bool
}

// variable is the entry's name as an environment variable.
func (e entry) variable() string {
	switch e.key {
	case "method":
		return "MAUTIC_AUTH"
	case "expires_at":
		return "MAUTIC_TOKEN_EXPIRES_AT"
	}
	return "MAUTIC_" + strings.ToUpper(e.key)
}

// entries are the values in the order of the credential file, without empty
// ones that may be missing.
func (s *sheet) entries() []entry {
	all := []entry{
		{key: "base_url", value: s.base.String(), required: true},
		{key: "method", value: string(s.method), required: true},
	}
	if s.method == mautic.MethodBasic {
		return append(all, entry{key: "username", value: s.user, required: true}, entry{key: "password", value: s.password, secret: true, required: true})
	}
	all = append(all, entry{key: "client_id", value: s.clientID, required: true}, entry{key: "client_secret", value: s.clientSecret, secret: true, required: true})
	for _, e := range []entry{
		{key: "redirect_uri", value: s.redirect},
		{key: "access_token", value: s.access, secret: true},
		{key: "refresh_token", value: s.refresh, secret: true},
		{key: "expires_at", value: s.expiresAt()},
	} {
		if e.value != "" {
			all = append(all, e)
		}
	}
	return all
}

func (s *sheet) expiresAt() string {
	if s.access == "" || s.expires.IsZero() {
		return ""
	}
	return s.expires.UTC().Format(time.RFC3339)
}

// connected reports whether the tokens go along.
func (s *sheet) connected() bool { return s.access != "" }

// checkText refuses what no tool takes: Mautic itself has no such values.
func checkText(e entry) error {
	switch {
	case e.value == "" && e.required:
		return &ValueError{Field: e.key, Problem: "is missing", Instead: "enter it first"}
	case !utf8.ValidString(e.value):
		return &ValueError{Field: e.key, Problem: "is no text (it is not UTF-8)", Instead: "copy it again from where you got it"}
	case strings.ContainsRune(e.value, 0):
		return &ValueError{Field: e.key, Problem: "holds a NUL character", Instead: "copy it again from where you got it"}
	case strings.HasSuffix(e.key, "_token") && strings.ContainsFunc(e.value, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return &ValueError{Field: e.key, Problem: "holds a character that no token has", Instead: "authorize the client again"}
	case e.key == "redirect_uri" && strings.ContainsFunc(e.value, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return &ValueError{Field: e.key, Problem: "holds a control character", Instead: "copy it again from Mautic"}
	}
	return nil
}

// refuse returns the error of a value that this format cannot carry.
func (s *sheet) refuse(field, problem, instead string) error {
	return &ValueError{Format: s.format, Field: field, Problem: problem, Instead: instead}
}

// refuseAny refuses the first value that bad tells of.
func (s *sheet) refuseAny(bad func(value string) bool, problem, instead string) error {
	for _, e := range s.entries() {
		if bad(e.value) {
			return s.refuse(e.key, problem, instead)
		}
	}
	return nil
}

func hasLineBreak(v string) bool { return strings.ContainsAny(v, "\r\n") }

// label makes a name of one line.
func label(name string) string {
	name = strings.ToValidUTF8(name, " ")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, name))
}

// slug is "mautic-" and the address in lower-case letters, digits and single
// dashes, of up to 63 characters: a name for tools that allow no more.
func (s *sheet) slug() string {
	b := []byte("mautic-")
	for _, c := range []byte(strings.ToLower(s.base.Host() + s.base.Path())) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b = append(b, c)
		case b[len(b)-1] != '-':
			b = append(b, '-')
		}
	}
	return strings.TrimRight(string(b[:min(len(b), 63)]), "-")
}

func (s *sheet) unixExpires() string { return strconv.FormatInt(s.expires.Unix(), 10) }

const (
	mediaJSON = "application/json"
	mediaText = "text/plain; charset=utf-8"
	mediaYAML = "application/yaml"
)

// secretFile is a file that only its owner may read.
func secretFile(name, mediaType, content string) File {
	return File{Name: name, MediaType: mediaType, Mode: 0o600, Content: []byte(content)}
}

// openFile is a file without secrets.
func openFile(name, mediaType, content string) File {
	return File{Name: name, MediaType: mediaType, Mode: 0o644, Content: []byte(content)}
}

// script is a shell script without secrets.
func script(name, content string) File {
	return File{Name: name, MediaType: "application/x-sh", Mode: 0o755, Content: []byte(content)}
}
