package mautictest

import (
	"net/http"
	"regexp"
)

func (c *call) oauth() answer {
	if c.s.fault == FaultCacheStale {
		c.trackVisit()
		return c.routeNotFound()
	}
	if c.seemsPlainHTTP() {
		return c.forceHTTPS()
	}
	switch c.path {
	case "/oauth/v2/token":
		if c.Method == http.MethodGet || c.Method == http.MethodPost || c.Method == http.MethodHead {
			return c.token()
		}
	case "/oauth/v2/authorize":
		if c.Method == http.MethodGet || c.Method == http.MethodPost || c.Method == http.MethodHead {
			return c.authorize()
		}
	case "/oauth/v2/authorize_login":
		if c.Method == http.MethodGet || c.Method == http.MethodHead {
			return c.loginPage(oauthArea())
		}
	case "/oauth/v2/authorize_login_check":
		if c.Method == http.MethodPost {
			return c.loginCheck(oauthArea())
		}
	case "/oauth/v2/token/", "/oauth/v2/authorize/":
		if c.Method == http.MethodGet || c.Method == http.MethodHead {
			return c.withoutSlash()
		}
		// Recorded: a POST to the address with a slash is taken for a visit of a page that does not exist.
		c.trackVisit()
	}
	return c.routeNotFound()
}

// knownGrantTypes is oauth2-php's expression for what may stand in grant_type at all.
var knownGrantTypes = regexp.MustCompile(
	`^(authorization_code|token|password|client_credentials|refresh_token|https?://.+|urn:.+)$`)

func badRequest(kind, message string) answer { return refuse(http.StatusBadRequest, kind, message) }

// token is the token endpoint, with the checks in the order of oauth2-php's grantAccessToken: grant type present,
// client known, secret right, grant allowed, then what the grant needs, and the scope last. Codes and refresh tokens
// are used up only by a request that succeeds.
func (c *call) token() answer {
	in := c.query
	if c.Method == http.MethodPost {
		var err error
		if in, err = parseBody(c.Header.Get("Content-Type"), c.body); err != nil {
			return crash(http.StatusBadRequest)
		}
	}
	grant := in.get("grant_type")
	if !knownGrantTypes.MatchString(grant) {
		return badRequest("invalid_request", "Invalid grant_type parameter or parameter missing")
	}
	id, secret, found := c.basicPair()
	if !found || id == "" {
		id, secret = in.get("client_id"), in.get("client_secret")
	}
	if id == "" {
		return badRequest("invalid_client", "Client id was not found in the headers or body")
	}
	client := c.client(id)
	if client != nil && !found && !in.has("client_secret") && c.s.behaviour.missingSecretCrashes {
		return crash(http.StatusInternalServerError)
	}
	if client == nil || client.Secret != secret {
		return badRequest("invalid_client", "The client credentials are invalid")
	}
	var userID int
	var use func()
	switch {
	case grant == "authorization_code":
		code, refused := c.checkCode(client, in)
		if refused != nil {
			return *refused
		}
		userID, use = code.userID, func() { delete(c.w.codes, in.get("code")) }
	case grant == "refresh_token":
		token, refused := c.checkRefresh(client, in)
		if refused != nil {
			return *refused
		}
		userID, use = token.userID, func() { delete(c.w.refresh, in.get("refresh_token")) }
	case grant == "client_credentials" && client.ClientCredentials:
		use = func() {}
	default:
		return badRequest("unauthorized_client", "The grant type is unauthorized for this client_id")
	}
	if in.get("scope") != "" {
		return badRequest("invalid_scope", "An unsupported scope was requested.")
	}
	use()
	body := c.w.issue(client.ID, userID, grant != "client_credentials", c.now)
	cache := "no-store, private"
	if c.s.behaviour.sessionInAPI {
		cache = "max-age=0, must-revalidate, no-store, private"
	}
	a := newAnswer(http.StatusOK, typeJSON, cache, encodeJSON(body))
	a.header.Set("Pragma", "no-cache")
	return a
}

func (c *call) checkCode(client *Client, in params) (grantedCode, *answer) {
	refused := func(kind, message string) (grantedCode, *answer) {
		a := badRequest(kind, message)
		return grantedCode{}, &a
	}
	if in.get("code") == "" {
		return refused("invalid_request", `Missing parameter. "code" is required`)
	}
	redirectURI := sanitizeURL(in.get("redirect_uri"))
	if redirectURI == "" {
		return refused("invalid_request", "The redirect URI parameter is required.")
	}
	code, ok := c.w.codes[in.get("code")]
	if !ok || code.clientID != client.ID {
		return refused("invalid_grant", "Code doesn't exist or is invalid for the client")
	}
	if !redirectURIMatches(redirectURI, []string{code.redirectURI}) {
		return refused("redirect_uri_mismatch", "The redirect URI is missing or do not match")
	}
	if expired(code.expires, c.now) {
		return refused("invalid_grant", "The authorization code has expired")
	}
	return code, nil
}

func (c *call) checkRefresh(client *Client, in params) (grantedToken, *answer) {
	refused := func(kind, message string) (grantedToken, *answer) {
		a := badRequest(kind, message)
		return grantedToken{}, &a
	}
	if in.get("refresh_token") == "" {
		return refused("invalid_request", `No "refresh_token" parameter found`)
	}
	token, ok := c.w.refresh[in.get("refresh_token")]
	if !ok || token.clientID != client.ID {
		return refused("invalid_grant", "Invalid refresh token")
	}
	if expired(token.expires, c.now) {
		return refused("invalid_grant", "Refresh token has expired")
	}
	return token, nil
}
