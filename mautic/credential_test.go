package mautic

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"
)

func decodeBasic(header string) (user, pass string, ok bool) {
	b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(header, "Basic "))
	if err != nil || !strings.HasPrefix(header, "Basic ") {
		return "", "", false
	}
	return strings.Cut(string(b), ":")
}

func TestBasicAuthorizesInUTF8(t *testing.T) {
	for _, tt := range []struct{ user, pass string }{
		{"admin", "Adm1n-Passw0rd!"},
		{"ada@example.test", "with:colon"},
		{"jürgen", "pässwörd €"},
		{"admin", ""},
	} {
		h := Header{}
		if err := (Basic{UserName: tt.user, Password: NewSecret(tt.pass)}).Authorize(h); err != nil {
			t.Errorf("%s: %v", tt.user, err)
			continue
		}
		user, pass, ok := decodeBasic(h.Get("authorization"))
		if !ok || user != tt.user || pass != tt.pass {
			t.Errorf("%q:%q was sent as %q:%q", tt.user, tt.pass, user, pass)
		}
	}
}

func TestCredentialsThatCannotBeSentAreRefused(t *testing.T) {
	base := mustBase("https://example.com")
	for _, tt := range []struct {
		name string
		c    Credential
		want CredentialReason
	}{
		{"colon in the user name", Basic{Base: base, UserName: "a:s3cret", Password: NewSecret("x")}, UserNameHasColon},
		{"no user name", Basic{Base: base, Password: NewSecret("x")}, UserNameEmpty},
		{"no access token", AuthorizationCode{Client: OAuthClient{Base: base}, Token: Token{Refresh: NewSecret("r")}}, TokenMissing},
		{"no access token for an application", ClientCredentials{Client: OAuthClient{Base: base}}, TokenMissing},
	} {
		h := Header{}
		err := tt.c.Authorize(h)
		var e *CredentialError
		if !errors.As(err, &e) || e.Reason != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
			continue
		}
		if strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), string(tt.want)) {
			t.Errorf("%s: the error is not fit for a person: %v", tt.name, err)
		}
		if len(h) != 0 {
			t.Errorf("%s: a header was set all the same", tt.name)
		}
	}
}

func TestTokensAreSentWithTheExactScheme(t *testing.T) {
	tok := Token{Access: NewSecret("abc")}
	for _, c := range []Credential{AuthorizationCode{Token: tok}, ClientCredentials{Token: tok}} {
		h := Header{"authorization": "Basic left-over"}
		if err := c.Authorize(h); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(map[string]string{"Authorization": "Bearer abc"}, map[string]string(h)); d != "" {
			t.Errorf("%s: %s", c.Method(), d)
		}
	}
}

func TestCredentialsBelongToTheirBaseURL(t *testing.T) {
	base := mustBase("https://example.com/m")
	for want, c := range map[Method]Credential{
		"basic":              Basic{Base: base},
		"authorization-code": AuthorizationCode{Client: OAuthClient{Base: base}},
		"client-credentials": ClientCredentials{Client: OAuthClient{Base: base}},
	} {
		if c.Method() != want || c.BaseURL() != base {
			t.Errorf("got %s at %s, want %s at %s", c.Method(), c.BaseURL(), want, base)
		}
	}
}

func TestTokenExpires(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		expires time.Time
		want    bool
	}{
		{"before", at.Add(time.Second), false},
		{"at the second", at, true},
		{"after", at.Add(-time.Second), true},
		{"unknown", time.Time{}, false},
	} {
		if got := (Token{Expires: tt.expires}).Expired(at); got != tt.want {
			t.Errorf("%s: Expired = %v", tt.name, got)
		}
	}
}

func TestTokenForOAuth2Libraries(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	got := Token{Access: NewSecret("a"), Refresh: NewSecret("r"), Expires: at}.OAuth2()
	if got.AccessToken != "a" || got.RefreshToken != "r" || got.Type() != "Bearer" || !got.Expiry.Equal(at) {
		t.Errorf("got %+v", got)
	}
	var _ *oauth2.Token = got
}
