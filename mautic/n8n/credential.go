package n8n

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf8"

	"mautic-connect/mautic"
)

// Type is n8n's name of a kind of credential.
type Type string

// The types a Mautic's credential can have.
const (
	// TypeBasic is "Mautic API": user name and password.
	TypeBasic Type = "mauticApi"
	// TypeOAuth2 is "Mautic OAuth2 API": the authorization code grant, and no
	// other.
	TypeOAuth2 Type = "mauticOAuth2Api"
	// TypeGenericOAuth2 is "OAuth2 API". It alone knows client credentials,
	// and n8n's Mautic nodes do not take it: the HTTP Request node does.
	TypeGenericOAuth2 Type = "oAuth2Api"
)

// Label returns the name n8n shows, or the type itself.
func (t Type) Label() string {
	switch t {
	case TypeBasic:
		return "Mautic API"
	case TypeOAuth2:
		return "Mautic OAuth2 API"
	case TypeGenericOAuth2:
		return "OAuth2 API"
	}
	return string(t)
}

// MauticNode reports whether n8n's Mautic and Mautic Trigger nodes take
// credentials of this type.
func (t Type) MauticNode() bool { return t == TypeBasic || t == TypeOAuth2 }

// Credential is a Mautic's credential the way n8n stores it. Printing one
// shows no secret.
type Credential struct {
	// ID is what the import file carries: 16 letters and digits, the same for
	// the same base URL, type and name, so that importing a file twice
	// overwrites instead of duplicating. The public API chooses its own.
	ID   string
	Name string
	Type Type
	data data
}

// data is what the types need, each its part.
type data struct {
	base     mautic.BaseURL
	userName string // TypeBasic
	clientID string
	secret   mautic.Secret // the password, or the client's
	tokens   bool
	token    mautic.Token
}

// ValueReason says why n8n would not use a value as it is.
type ValueReason string

// The reasons NewCredential gives.
const (
	ValueEmpty ValueReason = "n8n-value-empty"
	// ValueExpression: n8n evaluates every value of a credential that begins
	// with "=" and drops that character. No spelling survives: running a
	// workflow evaluates once, testing the credential twice.
	ValueExpression ValueReason = "n8n-value-expression"
	ValueNotText    ValueReason = "n8n-value-not-text" // not UTF-8, which JSON cannot carry
)

// ValueError reports a value that n8n would not use as it is. Field is the
// label of n8n's form, or "Access Token" or "Refresh Token", for which it has
// none; the value is not in the error.
type ValueError struct {
	Field  string
	Reason ValueReason
}

// Error says in one sentence what is wrong and what to do.
func (e *ValueError) Error() string {
	problem, instead := e.Message()
	return "the field " + e.Field + " " + problem + "; " + instead
}

// Message returns the two halves of the sentence for who calls the field by
// another name: what is wrong with it ("is empty") and what to do.
func (e *ValueError) Message() (problem, instead string) {
	switch e.Reason {
	case ValueEmpty:
		return "is empty", "enter it before you hand the credential to n8n"
	case ValueExpression:
		return "begins with =, which n8n takes for an expression", "change it in Mautic to one that begins with another character"
	}
	return "holds bytes that are not text", "enter it again"
}

// NewCredential makes n8n's credential of c. name is what n8n shows and goes
// through CleanName. withTokens hands the access and refresh token of an
// authorization code grant over, so that the credential arrives connected;
// n8n is then their only holder, since a refresh token of Mautic works once.
// It means nothing for the other methods. A grant with nothing but a refresh
// token is handed over too: n8n uses it at the first call.
//
// Errors are *NameError, *ValueError and *mautic.CredentialError.
func NewCredential(name string, c mautic.Credential, withTokens bool) (Credential, error) {
	name, err := CleanName(name)
	if err != nil {
		return Credential{}, err
	}
	out := Credential{Name: name}
	switch c := c.(type) {
	case mautic.Basic:
		if err := c.Authorize(mautic.Header{}); err != nil {
			return Credential{}, fmt.Errorf("n8n cannot send this credential: %w", err)
		}
		out.Type = TypeBasic
		out.data = data{base: c.Base, userName: c.UserName, secret: c.Password}
		err = out.data.check("Username", c.UserName, "Password")
	case mautic.AuthorizationCode:
		out.Type = TypeOAuth2
		out.data = data{base: c.Client.Base, clientID: c.Client.ID, secret: c.Client.Secret}
		if withTokens {
			if c.Token.IsZero() && c.Token.Refresh.IsZero() {
				return Credential{}, fmt.Errorf("the credential cannot be connected: %w", &mautic.CredentialError{Reason: mautic.TokenMissing})
			}
			out.data.tokens, out.data.token = true, c.Token
		}
		err = out.data.check("Client ID", c.Client.ID, "Client Secret")
	case mautic.ClientCredentials:
		out.Type = TypeGenericOAuth2
		out.data = data{base: c.Client.Base, clientID: c.Client.ID, secret: c.Client.Secret}
		err = out.data.check("Client ID", c.Client.ID, "Client Secret")
	default:
		return Credential{}, fmt.Errorf("n8n has no credential for the method %T", c)
	}
	if err != nil {
		return Credential{}, err
	}
	out.ID = importID(out.data.base, out.Type, name)
	return out, nil
}

// Base returns the Mautic the credential belongs to.
func (c Credential) Base() mautic.BaseURL { return c.data.base }

// Connected reports whether the credential carries tokens, so that whoever
// makes it leave has to forget them.
func (c Credential) Connected() bool { return c.data.tokens }

// redact replaces every secret of c in text, which n8n might have repeated.
func (c Credential) redact(text string) string {
	for _, s := range [...]mautic.Secret{c.data.secret, c.data.token.Access, c.data.token.Refresh} {
		// Replacing a very short password would destroy the sentence around it.
		if v := s.Reveal(); len(v) >= 4 {
			text = strings.ReplaceAll(text, v, s.String())
		}
	}
	return text
}

func (d data) check(idField, id, secretField string) error {
	if d.base.IsZero() {
		return &ValueError{"URL", ValueEmpty}
	}
	if err := checkValue(idField, id); err != nil {
		return err
	}
	if err := checkValue(secretField, d.secret.Reveal()); err != nil {
		return err
	}
	for _, token := range [...]struct {
		field string
		value mautic.Secret
	}{{"Access Token", d.token.Access}, {"Refresh Token", d.token.Refresh}} {
		if token.value.IsZero() {
			continue
		}
		if err := checkValue(token.field, token.value.Reveal()); err != nil {
			return err
		}
	}
	return nil
}

func checkValue(field, v string) error {
	switch {
	case v == "":
		return &ValueError{field, ValueEmpty}
	case strings.HasPrefix(v, "="):
		return &ValueError{field, ValueExpression}
	case !utf8.ValidString(v):
		return &ValueError{field, ValueNotText}
	}
	return nil
}

// importID derives an id as n8n makes them: 16 letters and digits.
func importID(base mautic.BaseURL, t Type, name string) string {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum := sha256.Sum256([]byte(base.String() + "\n" + string(t) + "\n" + name))
	id := make([]byte, 16)
	for i := range id {
		// Two bytes a letter keep the letters all but equally likely.
		id[i] = letters[(int(sum[2*i])<<8|int(sum[2*i+1]))%len(letters)]
	}
	return string(id)
}
