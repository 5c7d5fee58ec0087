package mautictest

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"time"
)

// grantedCode is an authorization code that was issued and not yet used.
type grantedCode struct {
	clientID, userID int
	redirectURI      string
	expires          time.Time
}

// grantedToken is an access or refresh token. userID 0 is a token of the client_credentials grant.
type grantedToken struct {
	clientID, userID int
	expires          time.Time
}

// expired compares in whole seconds, as Mautic does: at the very second of expiry a token still works.
func expired(expires, now time.Time) bool { return now.Unix() > expires.Unix() }

// newToken looks like a token of Mautic: 86 characters, the base64 of 64 hexadecimal digits.
func newToken() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails: crypto/rand stops the program instead
	return base64.RawStdEncoding.EncodeToString([]byte(hex.EncodeToString(b)))
}

// issue creates an access token and, if wanted, a refresh token, and returns Mautic's answer to the token request.
func (w *world) issue(clientID, userID int, withRefresh bool, now time.Time) object {
	life := w.settings.accessTokenLife()
	access := newToken()
	w.access[access] = grantedToken{clientID, userID, now.Add(life)}
	out := object{
		{"access_token", access},
		{"expires_in", int(life / time.Second)},
		{"token_type", "bearer"},
		{"scope", nil},
	}
	if withRefresh {
		refresh := newToken()
		w.refresh[refresh] = grantedToken{clientID, userID, now.Add(w.settings.refreshTokenLife())}
		out = append(out, member{"refresh_token", refresh})
	}
	return out
}
