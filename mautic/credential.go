package mautic

import (
	"encoding/base64"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// Method says how a Credential proves itself to Mautic.
type Method string

// The methods Mautic knows.
const (
	MethodBasic             Method = "basic"
	MethodAuthorizationCode Method = "authorization-code"
	MethodClientCredentials Method = "client-credentials"
)

// Credential is something a Mautic accepts on its API. It belongs to one base
// URL and must not be sent anywhere else.
type Credential interface {
	Method() Method
	BaseURL() BaseURL
	// Authorize sets the Authorization header field in h. It fails with a
	// *CredentialError when the credential cannot be sent at all.
	Authorize(h Header) error
}

// CredentialReason says why a credential cannot be sent. Where a diagnosis of
// the same name exists, the values are equal.
type CredentialReason string

// The reasons Authorize gives.
const (
	UserNameHasColon CredentialReason = "username-has-colon"
	UserNameEmpty    CredentialReason = "username-empty"
	TokenMissing     CredentialReason = "token-missing"
)

// CredentialError reports that a credential cannot be sent. It holds no part
// of the credential.
type CredentialError struct{ Reason CredentialReason }

// Error says in one sentence what is wrong and what to do.
func (e *CredentialError) Error() string {
	switch e.Reason {
	case UserNameHasColon:
		return "the user name holds a colon, which HTTP Basic cannot carry; sign in with the e-mail address or use OAuth2"
	case UserNameEmpty:
		return "the user name is empty; enter the name or e-mail address you sign in to Mautic with"
	case TokenMissing:
		return "there is no access token yet; authorize the client first"
	}
	return "the credential cannot be sent: " + string(e.Reason)
}

// Basic is a user name (or e-mail address) and a password, sent with every
// request. Mautic compares the user name without regard to case, the password
// exactly, both in UTF-8.
type Basic struct {
	Base     BaseURL
	UserName string
	Password Secret
}

// Method returns MethodBasic.
func (Basic) Method() Method { return MethodBasic }

// BaseURL returns the Mautic the credential belongs to.
func (b Basic) BaseURL() BaseURL { return b.Base }

// Authorize sets "Authorization: Basic …" (RFC 7617, UTF-8). It refuses an
// empty user name and one with a colon, which would shift the password.
func (b Basic) Authorize(h Header) error {
	switch {
	case b.UserName == "":
		return &CredentialError{UserNameEmpty}
	case strings.Contains(b.UserName, ":"):
		return &CredentialError{UserNameHasColon}
	}
	h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(b.UserName+":"+b.Password.Reveal())))
	return nil
}

// Token is what the token endpoint issued. Refresh is empty for client
// credentials. Expires is zero when the answer named no life time.
type Token struct {
	Access  Secret
	Refresh Secret
	Issued  time.Time
	Expires time.Time
}

// IsZero reports whether there is no access token.
func (t Token) IsZero() bool { return t.Access.IsZero() }

// Expired reports whether the access token is dead at now. A token without
// Expires is never known to be dead.
func (t Token) Expired(now time.Time) bool { return !t.Expires.IsZero() && !now.Before(t.Expires) }

// OAuth2 returns the token for libraries that speak golang.org/x/oauth2. The
// values leave the protection of Secret.
func (t Token) OAuth2() *oauth2.Token {
	return &oauth2.Token{AccessToken: t.Access.Reveal(), TokenType: "Bearer", RefreshToken: t.Refresh.Reveal(), Expiry: t.Expires}
}

// Authorize sets "Authorization: Bearer …". The scheme is spelled exactly so:
// Mautic does not see a lower-case "bearer" (it issues token_type "bearer").
func (t Token) Authorize(h Header) error {
	if t.IsZero() {
		return &CredentialError{TokenMissing}
	}
	h.Set("Authorization", "Bearer "+t.Access.Reveal())
	return nil
}

// AuthorizationCode is a token a person granted to a client: it acts as that
// person. Its refresh token works once, so only one holder may keep it.
type AuthorizationCode struct {
	Client OAuthClient
	Token  Token
}

// Method returns MethodAuthorizationCode.
func (AuthorizationCode) Method() Method { return MethodAuthorizationCode }

// BaseURL returns the Mautic the credential belongs to.
func (a AuthorizationCode) BaseURL() BaseURL { return a.Client.Base }

// Authorize sets "Authorization: Bearer …".
func (a AuthorizationCode) Authorize(h Header) error { return a.Token.Authorize(h) }

// ClientCredentials is a token a client got for itself: it acts as a pseudo
// user with the role of the person who created the client. There is no
// refresh token; ask for a new access token instead.
type ClientCredentials struct {
	Client OAuthClient
	Token  Token
}

// Method returns MethodClientCredentials.
func (ClientCredentials) Method() Method { return MethodClientCredentials }

// BaseURL returns the Mautic the credential belongs to.
func (c ClientCredentials) BaseURL() BaseURL { return c.Client.Base }

// Authorize sets "Authorization: Bearer …".
func (c ClientCredentials) Authorize(h Header) error { return c.Token.Authorize(h) }
