// Asks Mautic who this credential is. Run it with:
//
//	go mod init example && go get golang.org/x/oauth2 && go run .
//
// mautic.json in this directory holds the secrets: keep it out of version control.
package main

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"time"

	"golang.org/x/oauth2"
)

const file = "mautic.json"

type credential struct {
	Version      int        `json:"version"`
	Name         string     `json:"name"`
	BaseURL      string     `json:"base_url"`
	Method       string     `json:"method"`
	ClientID     string     `json:"client_id"`
	ClientSecret string     `json:"client_secret"`
	RedirectURI  string     `json:"redirect_uri,omitempty"`
	AccessToken  string     `json:"access_token"`
	RefreshToken string     `json:"refresh_token,omitempty"`
	ExpiresAt    *time.Time `json:"expires_at,omitempty"`
}

// saving keeps the tokens that a refresh gives.
type saving struct {
	source     oauth2.TokenSource
	credential *credential
}

func (s saving) Token() (*oauth2.Token, error) {
	token, err := s.source.Token()
	if err != nil || token.AccessToken == s.credential.AccessToken {
		return token, err
	}
	expires := token.Expiry.UTC().Truncate(time.Second)
	s.credential.AccessToken, s.credential.RefreshToken, s.credential.ExpiresAt = token.AccessToken, token.RefreshToken, &expires
	data, err := json.MarshalIndent(s.credential, "", "  ")
	if err != nil {
		return nil, err
	}
	// A refresh token works once: the new one is kept, or the grant is lost.
	if err := os.WriteFile(file+".new", data, 0o600); err != nil {
		return nil, err
	}
	return token, os.Rename(file+".new", file)
}

func main() {
	data, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	var c credential
	if err := json.Unmarshal(data, &c); err != nil {
		log.Fatal(err)
	}
	config := oauth2.Config{
		ClientID:     c.ClientID,
		ClientSecret: c.ClientSecret,
		RedirectURL:  c.RedirectURI,
		Endpoint: oauth2.Endpoint{
			AuthURL:   c.BaseURL + "/oauth/v2/authorize",
			TokenURL:  c.BaseURL + "/oauth/v2/token",
			AuthStyle: oauth2.AuthStyleInParams, // in a header Mautic may refuse the secret
		},
	}
	token := &oauth2.Token{AccessToken: c.AccessToken, RefreshToken: c.RefreshToken}
	if c.ExpiresAt != nil {
		token.Expiry = *c.ExpiresAt
	}
	ctx := context.Background()
	client := oauth2.NewClient(ctx, saving{config.TokenSource(ctx, token), &c})
	res, err := client.Get(c.BaseURL + "/api/users/self")
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		log.Fatal("Mautic answered ", res.Status)
	}
	io.Copy(os.Stdout, res.Body)
}
