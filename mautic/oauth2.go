package mautic

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// OAuthClient is a client ("API credential") registered in a Mautic: the
// person copies ID ("public key") and Secret from Mautic's settings.
// RedirectURI is needed for the authorization code grant only, and must be
// the one registered.
type OAuthClient struct {
	Base        BaseURL
	ID          string
	Secret      Secret
	RedirectURI string
}

// NewVerifier returns a new PKCE code verifier (RFC 7636, 256 bit). Mautic
// ignores PKCE; it is sent for the day it does not, and protects nothing today.
func NewVerifier() string { return oauth2.GenerateVerifier() }

// NewState returns a new state value: 256 bit from crypto/rand, base64url
// without padding (43 characters).
func NewState() string {
	var b [32]byte
	rand.Read(b[:]) // never fails, see crypto/rand
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// AuthCodeURL returns the address to send the person to: response_type=code,
// the state, the S256 challenge of verifier (left out when verifier is
// empty), and no scope, because Mautic answers any scope with invalid_scope.
// It is always below c.Base, and "" when that is none.
func (c OAuthClient) AuthCodeURL(state, verifier string) string {
	if c.Base.IsZero() {
		return ""
	}
	cfg := oauth2.Config{
		ClientID:    c.ID,
		RedirectURL: c.RedirectURI,
		Endpoint:    oauth2.Endpoint{AuthURL: c.Base.AuthorizeURL(), TokenURL: c.Base.TokenURL()},
	}
	if verifier == "" {
		return cfg.AuthCodeURL(state)
	}
	return cfg.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
}

// Exchange trades an authorization code for a token. The code lives 30
// seconds and works once. An answer that is not a token is an *Error, no
// answer a *TransportError; neither holds the code.
func (c OAuthClient) Exchange(ctx context.Context, t Transport, code, verifier string) (Token, error) {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {c.RedirectURI}}
	if verifier != "" {
		form.Set("code_verifier", verifier)
	}
	return c.token(ctx, t, form)
}

// Refresh trades a refresh token for a new token. The old refresh token dies
// at once: store the answer before anything else, and never run two
// refreshes of one grant at the same time (Mautic's rotation is not atomic).
func (c OAuthClient) Refresh(ctx context.Context, t Transport, refresh Secret) (Token, error) {
	return c.token(ctx, t, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh.Reveal()}})
}

// ClientCredentials gets a token for the client itself. Mautic grants this
// only to clients an administrator created: else *Error with type
// unauthorized_client, which proves that id and secret are right.
func (c OAuthClient) ClientCredentials(ctx context.Context, t Transport) (Token, error) {
	return c.token(ctx, t, url.Values{"grant_type": {"client_credentials"}})
}

// PairVerdict says what Mautic thinks of a client id and secret.
type PairVerdict string

// The verdicts of VerifyPair. The zero value means unknown.
const (
	PairUnknown  PairVerdict = ""
	PairAccepted PairVerdict = "accepted"
	PairRefused  PairVerdict = "refused"
)

// probeCode is no code Mautic ever issues (those are base64 of 64 characters).
const probeCode = "mautic-connect-probe"

// VerifyPair asks the token endpoint whether client id and secret belong
// together, without sending the person anywhere: it presents a code that
// cannot exist. Mautic checks the pair first, so invalid_grant (or any later
// complaint) means accepted and invalid_client means refused. Every other
// answer, such as 403 api_disabled, is PairUnknown with an *Error.
func (c OAuthClient) VerifyPair(ctx context.Context, t Transport) (PairVerdict, error) {
	if c.RedirectURI == "" {
		// The parameter must be there, but is compared only for codes that exist.
		c.RedirectURI = c.Base.String()
	}
	_, err := c.Exchange(ctx, t, probeCode, "")
	if err == nil {
		return PairAccepted, nil
	}
	e, ok := asError(err)
	if !ok || e.Status != 400 {
		return PairUnknown, err
	}
	switch e.Type {
	case "invalid_grant", "redirect_uri_mismatch", "unauthorized_client":
		return PairAccepted, nil
	case "invalid_client":
		// An English constant of the OAuth library, never translated: the
		// body was lost on the way, and nothing was said about the pair.
		if strings.HasPrefix(e.Message, "Client id was not found") {
			return PairUnknown, err
		}
		return PairRefused, nil
	}
	return PairUnknown, err
}

// tokenRequest puts id and secret in the body: in an HTTP Basic header they
// would be refused with 403 whenever Basic is disabled for the API. The secret
// is sent even when empty, since Mautic 6.0 answers 500 without the parameter.
func (c OAuthClient) tokenRequest(form url.Values) *Request {
	form.Set("client_id", c.ID)
	form.Set("client_secret", c.Secret.Reveal())
	return &Request{
		Method: "POST",
		URL:    c.Base.TokenURL(),
		Header: Header{"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
		Body:   []byte(form.Encode()),
	}
}

func (c OAuthClient) token(ctx context.Context, t Transport, form url.Values) (Token, error) {
	if c.Base.IsZero() {
		return Token{}, fmt.Errorf("the token request was not sent: %w", &BaseURLError{Reason: BaseURLEmpty})
	}
	req := c.tokenRequest(form)
	res, err := send(ctx, t, req)
	if err != nil {
		return Token{}, err
	}
	if e := DecodeError(res); e != nil {
		e.Request = req.Line()
		return Token{}, e
	}
	tok, err := parseToken(res)
	if err != nil {
		e := describe(res)
		e.Request, e.Message = req.Line(), err.Error()
		return Token{}, e
	}
	return tok, nil
}

// maxLife keeps an absurd expires_in from overflowing a time.Duration.
const maxLife = 100 * 365 * 24 * 60 * 60

func parseToken(res *Response) (Token, error) {
	var w struct {
		Access  string   `json:"access_token"`
		Refresh string   `json:"refresh_token"`
		Type    string   `json:"token_type"`
		Life    looseInt `json:"expires_in"`
	}
	if err := json.Unmarshal(trimBOM(res.Body), &w); err != nil {
		return Token{}, fmt.Errorf("the answer is not a token answer")
	}
	switch {
	case w.Access == "":
		return Token{}, fmt.Errorf("the answer holds no access token")
	case w.Type != "" && !strings.EqualFold(w.Type, "bearer"):
		return Token{}, fmt.Errorf("the token is not a bearer token")
	}
	tok := Token{Access: NewSecret(w.Access), Refresh: NewSecret(w.Refresh), Issued: res.received()}
	if w.Life > 0 {
		tok.Expires = tok.Issued.Add(time.Duration(min(int(w.Life), maxLife)) * time.Second)
	}
	return tok, nil
}
