package n8n

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// The forms of data, member by member as n8n accepted them.
type (
	basicData struct {
		URL      string `json:"url"`
		UserName string `json:"username"`
		Password string `json:"password"`
	}
	// n8n keeps grantType, authUrl, accessTokenUrl, scope, authQueryParameters
	// and authentication of this type to itself: 2.41 refuses them on the
	// API, and imported ones break its form.
	oauth2Data struct {
		URL          string     `json:"url"`
		ClientID     string     `json:"clientId"`
		ClientSecret string     `json:"clientSecret"`
		Tokens       *tokenData `json:"oauthTokenData,omitempty"`
	}
	// The three members more that 1.123 demands, though its form hides them.
	portableOAuth2Data struct {
		ServerURL string `json:"serverUrl"`
		oauth2Data
		SendAdditional bool   `json:"sendAdditionalBodyProperties"`
		Additional     string `json:"additionalBodyProperties"`
	}
	genericData struct {
		GrantType      string `json:"grantType"`
		AccessTokenURL string `json:"accessTokenUrl"`
		ClientID       string `json:"clientId"`
		ClientSecret   string `json:"clientSecret"`
		Scope          string `json:"scope"`
		Authentication string `json:"authentication"`
	}
	portableGenericData struct {
		ServerURL string `json:"serverUrl"`
		genericData
		SendAdditional bool   `json:"sendAdditionalBodyProperties"`
		Additional     string `json:"additionalBodyProperties"`
	}
	tokenData struct {
		Access    string  `json:"access_token"`
		TokenType string  `json:"token_type"`
		ExpiresIn int64   `json:"expires_in,omitempty"`
		Refresh   string  `json:"refresh_token,omitempty"`
		Scope     *string `json:"scope"`
	}
)

// ImportJSON returns the file for `n8n import:credentials --input=FILE`: an
// array of one credential, indented, with a line end. It holds secrets in
// plain text. n8n overwrites a credential with the same ID completely, tokens
// included.
func (c Credential) ImportJSON() ([]byte, error) {
	type entry struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Type Type   `json:"type"`
		Data any    `json:"data"`
	}
	d, err := c.importData()
	if err != nil {
		return nil, err
	}
	return encode([]entry{{c.ID, c.Name, c.Type, d}}, "  ")
}

// CreateBody returns the body of POST /api/v1/credentials that n8n 1.123 and
// 2.41 both accept. It holds secrets in plain text. The body of
// [TypeGenericOAuth2] follows n8n's source code; the others were accepted by
// both versions.
func (c Credential) CreateBody() ([]byte, error) { return c.createBody("") }

type createBody struct {
	Name      string `json:"name"`
	Type      Type   `json:"type"`
	Data      any    `json:"data"`
	ProjectID string `json:"projectId,omitempty"`
}

func (c Credential) createBody(project string) ([]byte, error) {
	d, err := c.portableData()
	if err != nil {
		return nil, err
	}
	return encode(createBody{c.Name, c.Type, d, project}, "")
}

// UpdateBody returns the body of PATCH /api/v1/credentials/:id, which n8n
// 2.41 knows. It holds secrets in plain text.
//
// With tokens it replaces the whole data, which is sure to replace the old
// tokens. Without, it is merged into the stored data: tokens of the same
// client and settings such as the allowed domains stay.
func (c Credential) UpdateBody() ([]byte, error) {
	if c.Connected() {
		return c.createBody("")
	}
	type updateBody struct {
		createBody
		Partial bool `json:"isPartialData"`
	}
	d, err := c.importData()
	if err != nil {
		return nil, err
	}
	return encode(updateBody{createBody{Name: c.Name, Type: c.Type, Data: d}, true}, "")
}

func (c Credential) importData() (any, error) {
	switch c.Type {
	case TypeBasic:
		return basicData{c.data.base.String(), c.data.userName, c.data.secret.Reveal()}, nil
	case TypeOAuth2:
		return c.oauth2(), nil
	case TypeGenericOAuth2:
		return c.generic(), nil
	}
	return nil, fmt.Errorf("there is no credential to write; make one with NewCredential")
}

func (c Credential) portableData() (any, error) {
	switch c.Type {
	case TypeOAuth2:
		return portableOAuth2Data{oauth2Data: c.oauth2()}, nil
	case TypeGenericOAuth2:
		return portableGenericData{genericData: c.generic()}, nil
	}
	return c.importData()
}

func (c Credential) oauth2() oauth2Data {
	d := oauth2Data{URL: c.data.base.String(), ClientID: c.data.clientID, ClientSecret: c.data.secret.Reveal()}
	if !c.data.tokens {
		return d
	}
	t := c.data.token
	d.Tokens = &tokenData{Access: t.Access.Reveal(), TokenType: "bearer", Refresh: t.Refresh.Reveal()}
	switch {
	case t.IsZero():
		// n8n refreshes on the first 401, and signs nothing without an access token.
		d.Tokens.Access = "pending"
	case !t.Issued.IsZero() && t.Expires.After(t.Issued):
		d.Tokens.ExpiresIn = int64(t.Expires.Sub(t.Issued) / time.Second)
	}
	return d
}

// generic keeps the client in the body: Mautic ignores it in a header.
func (c Credential) generic() genericData {
	return genericData{
		GrantType: "clientCredentials", AccessTokenURL: c.data.base.TokenURL(),
		ClientID: c.data.clientID, ClientSecret: c.data.secret.Reveal(), Authentication: "body",
	}
}

// encode writes v without escaping <, > and &, which people compare by eye.
func encode(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("the credential cannot be written as JSON: %w", err)
	}
	if indent == "" {
		return bytes.TrimRight(b.Bytes(), "\n"), nil
	}
	return b.Bytes(), nil
}
