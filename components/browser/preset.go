package browser

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"mautic-connect/mautic"
)

// Preset is what the server says of a Mautic that it knows. The client's secret
// is not among it.
type Preset struct {
	Name       string `json:"name"`
	Title      string `json:"title"`
	BaseURL    string `json:"base_url"`
	ClientID   string `json:"client_id"`
	DeliversTo string `json:"delivers_to"`
}

// LoadPreset asks the server for a preset. known is false when it has none of
// that name; another failure is a *mautic.TransportError.
func LoadPreset(ctx context.Context, name string) (preset Preset, known bool, err error) {
	got, err := ask(ctx, "configuration?preset="+url.QueryEscape(name), "GET", "", "")
	switch {
	case got.status == 404:
		return Preset{}, false, nil
	case err != nil:
		return Preset{}, false, err
	}
	var configuration struct {
		Preset Preset `json:"preset"`
	}
	if json.Unmarshal([]byte(got.body), &configuration) != nil || configuration.Preset.Name != name {
		return Preset{}, false, nil
	}
	return configuration.Preset, true, nil
}

// Deliver has the server send a preset's grant to the portal's server. id is the
// same for every try. The error is a *mautic.TransportError.
func Deliver(ctx context.Context, preset, id, reference string, grant mautic.AuthorizationCode) error {
	body, err := json.Marshal(map[string]string{
		"id":            id,
		"access_token":  grant.Token.Access.Reveal(),
		"refresh_token": grant.Token.Refresh.Reveal(),
		"expires_at":    grant.Token.Expires.UTC().Format(time.RFC3339),
		"redirect_uri":  grant.Client.RedirectURI,
		"reference":     reference,
	})
	if err != nil {
		return &mautic.TransportError{Kind: mautic.KindBadRequest, Err: err}
	}
	_, err = ask(ctx, "presets/"+preset+"/deliver", "POST", "application/json", string(body))
	return err
}
