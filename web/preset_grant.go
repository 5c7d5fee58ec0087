package web

import (
	"net/http"
	"net/url"
	"slices"
)

// readGrant reads a token request that this server may complete with the client
// of a preset: a code or a refresh token to trade, each once and nothing beside
// them. It is strict, since whatever it lets through is sent with a secret: a
// client credentials grant would give everybody a token.
func readGrant(body []byte, clientID string, isCallback func(string) bool) (url.Values, *refusal) {
	refuse := func(detail string) (url.Values, *refusal) {
		return nil, badPresetRequest(http.StatusBadRequest, detail)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return refuse("The form of the token request cannot be read.")
	}
	var must, may []string
	switch form.Get("grant_type") {
	case "authorization_code":
		must, may = []string{"grant_type", "code", "redirect_uri"}, []string{"code_verifier"}
	case "refresh_token":
		must = []string{"grant_type", "refresh_token"}
	default:
		return refuse("The grant type of the token request is neither authorization_code nor refresh_token.")
	}
	known := slices.Concat(must, may, []string{"client_id", "client_secret"})
	for name, values := range form {
		if !slices.Contains(known, name) || len(values) != 1 {
			return refuse("The token request holds a field that is unknown or there twice.")
		}
	}
	for _, name := range must {
		if form.Get(name) == "" {
			return refuse("The token request lacks its " + name + ".")
		}
	}
	switch {
	case form.Has("client_id") && form.Get("client_id") != clientID:
		return refuse("The token request names another client than the preset's.")
	case form.Get("client_secret") != "":
		return refuse("The token request holds a client secret; the preset has its own.")
	case form.Has("redirect_uri") && !isCallback(form.Get("redirect_uri")):
		return refuse("The redirect URI of the token request is not this server's callback.")
	}
	return form, nil
}
