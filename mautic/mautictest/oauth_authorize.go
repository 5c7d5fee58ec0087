package mautictest

import (
	"net/http"
	"net/url"
	"strings"
)

// authorizeForm is the name Mautic's consent form puts before its fields.
const authorizeForm = "fos_oauth_server_authorize_form"

// consent is what the consent page shows and hands on in hidden fields.
type consent struct {
	Name, ClientID, ResponseType, RedirectURI, State, Scope string
	// withoutState: no state was sent, and no form made an empty one of it.
	withoutState bool
	// Action is where the form goes.
	Action string
}

// authorize is the authorization endpoint. GET shows the consent page and checks nothing but the client; everything
// else is judged when the form comes back.
func (c *call) authorize() answer {
	sess := c.session()
	if sess == nil || sess.oauthUser == 0 {
		if c.Method != http.MethodPost {
			c.openSession().target[oauthArea().name] = c.normalizedURI()
		}
		return c.toLogin(oauthArea())
	}
	in := c.query
	field := func(name string) string { return in.get(name) }
	if c.Method == http.MethodPost {
		in = parsePairs(string(c.body))
		field = func(name string) string { return in.get(authorizeForm + "[" + name + "]") }
	}
	if field("client_id") == "" && c.s.behaviour.missingClientCrashes {
		return crash(http.StatusInternalServerError).inSession()
	}
	client := c.client(field("client_id"))
	if client == nil {
		return refuse(http.StatusNotFound, "", "Client not found.").inSession()
	}
	asked := consent{
		Name: client.Name, ClientID: field("client_id"), ResponseType: field("response_type"),
		RedirectURI: field("redirect_uri"), State: field("state"), Scope: field("scope"),
		Action: c.local("/oauth/v2/authorize"),
	}
	if c.s.behaviour.checksAPIAccess && !c.hasAPIAccess(sess.oauthUser) {
		return c.errorPage(http.StatusForbidden).inSession()
	}
	key := consentKey{sess.oauthUser, client.ID}
	if c.w.consents[key] && c.s.behaviour.remembersConsent {
		return c.decideRemembered(client, asked, sess.oauthUser).inSession()
	}
	if c.Method != http.MethodPost {
		return c.page(http.StatusOK, "consent", asked)
	}
	if in.has("accepted") {
		// Before anything else is judged: a wrong redirect URI does not undo it.
		c.w.consents[key] = true
	}
	return c.decide(client, asked, sess.oauthUser, in.has("accepted")).inSession()
}

// decide answers the consent form. Errors that should go back to the client come as JSON with status 302 and no
// Location: Mautic's response listener rewrites every answer whose body has an "error" member.
func (c *call) decide(client *Client, asked consent, userID int, accepted bool) answer {
	uri := sanitizeURL(asked.RedirectURI)
	switch {
	case uri == "" && len(client.RedirectURIs) > 1:
		return badRequest("redirect_uri_mismatch", "No redirect URL was supplied and more than one is registered.")
	case uri == "":
		return badRequest("redirect_uri_mismatch", "The redirect URI is mandatory and was not supplied.")
	case !redirectURIMatches(uri, client.RedirectURIs):
		return badRequest("redirect_uri_mismatch", "The redirect URI provided does not match registered URI(s).")
	case asked.ResponseType == "":
		return refuse(http.StatusFound, "invalid_request", "Invalid response type.")
	case asked.ResponseType != "code" && asked.ResponseType != "token":
		a := redirectAs(http.StatusFound, withQuery(uri, "error=unsupported_response_type&state="+phpEncode(asked.State)), cacheSession)
		a.body = encodeJSON(object{
			{"error", "unsupported_response_type"}, {"error_description", nil}, {"state", asked.State},
		})
		return a
	case asked.Scope != "":
		return refuse(http.StatusFound, "invalid_scope", "An unsupported scope was requested.")
	case !accepted:
		return refuse(http.StatusFound, "access_denied", "API authorization denied.")
	}
	return c.grant(client, asked, uri, userID)
}

// decideRemembered answers authorize for a user who accepted this client before: no question is asked, and every error
// that the form would have shown is a bare 500. A form that comes all the same fails too: its fields carry a prefix
// that nothing reads any more.
func (c *call) decideRemembered(client *Client, asked consent, userID int) answer {
	uri := sanitizeURL(asked.RedirectURI)
	if c.Method == http.MethodPost || !redirectURIMatches(uri, client.RedirectURIs) || asked.Scope != "" ||
		asked.ResponseType != "code" && asked.ResponseType != "token" {
		return crash(http.StatusInternalServerError)
	}
	asked.withoutState = !c.query.has("state")
	return c.grant(client, asked, uri, userID)
}

// hasAPIAccess says whether a user's role has the permission "API access", which only authorize looks at.
func (c *call) hasAPIAccess(userID int) bool {
	u := c.w.user(userID)
	if u == nil {
		return false
	}
	role, _ := c.w.role(u.RoleID)
	has, err := granted(role, "api:access:full")
	return err == nil && has
}

// client finds a client by its public id, unless the fault is that there is none.
func (c *call) client(publicID string) *Client {
	if c.s.fault == FaultClientNotFound {
		return nil
	}
	return c.w.client(publicID)
}

// grant sends the browser back to the client with a code, or with a token in the fragment.
func (c *call) grant(client *Client, asked consent, uri string, userID int) answer {
	state := []string{"state=" + phpEncode(asked.State)}
	if asked.withoutState {
		state = nil
	}
	var location string
	if asked.ResponseType == "token" {
		location = c.implicit(client, uri, state, userID)
	} else {
		code := newToken()
		c.w.codes[code] = grantedCode{client.ID, userID, uri, c.now.Add(authorizationCodeLife)}
		location = withQuery(uri, strings.Join(append(state, "code="+code), "&"))
	}
	a := redirectAs(http.StatusFound, location, cacheSession)
	a.body = nil
	return a
}

// implicit issues an access token in the fragment.
func (c *call) implicit(client *Client, uri string, pairs []string, userID int) string {
	base, _, _ := strings.Cut(uri, "#")
	for _, m := range c.w.issue(client.ID, userID, false, c.now) {
		if m.value != nil {
			pairs = append(pairs, m.name+"="+string(trimQuotes(encodeJSON(m.value))))
		}
	}
	return base + "#" + strings.Join(pairs, "&")
}

func trimQuotes(b []byte) []byte {
	if len(b) >= 2 && b[0] == '"' {
		return b[1 : len(b)-1]
	}
	return b
}

// withQuery adds to the query of a redirect URI, before its fragment.
func withQuery(uri, query string) string {
	base, fragment, hasFragment := strings.Cut(uri, "#")
	separator := "?"
	if strings.Contains(base, "?") {
		separator = "&"
	}
	out := base + separator + query
	if hasFragment {
		out += "#" + fragment
	}
	return out
}

// phpEncode escapes as PHP's http_build_query does: like Go's, but the tilde too.
func phpEncode(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "~", "%7E")
}

// normalizedURI is the absolute address of this request with its parameters sorted, as Symfony remembers it.
func (c *call) normalizedURI() string {
	query := strings.ReplaceAll(c.URL.Query().Encode(), "+", "%20")
	if query != "" {
		query = "?" + query
	}
	return c.absolute(c.path + query)
}
