package mautictest

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// An actor is whom an API call is made as: a user, or the pseudo user of a client_credentials token.
type actor struct {
	user   *User
	client *Client
	role   Role
}

// name is how the actor signs what it creates.
func (a actor) name() string {
	switch {
	case a.user != nil:
		return a.user.Name()
	case a.client != nil:
		return a.client.Name + " [" + strconv.Itoa(a.client.ID) + "]"
	}
	return ""
}

// id is the user's id; 0 for a client.
func (a actor) id() int {
	if a.user != nil {
		return a.user.ID
	}
	return 0
}

// bearerHeader is oauth2-php's expression. It is not anchored, and two spaces do not match it.
var bearerHeader = regexp.MustCompile(`Bearer\s(\S+)`)

func (c *call) hasBasicHeader() bool {
	return strings.HasPrefix(strings.ToLower(c.Header.Get("Authorization")), "basic")
}

// basicPair decodes a Basic header as PHP does: scheme in any case, padding and stray characters forgiven.
func (c *call) basicPair() (user, password string, ok bool) {
	scheme, value, found := strings.Cut(c.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "basic") {
		return "", "", false
	}
	value = strings.TrimRight(strings.TrimSpace(value), "=")
	raw, err := base64.RawStdEncoding.DecodeString(value)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(raw), ":")
}

// bearerTokens collects the access tokens of a request from header, form body and query, as oauth2-php does: the scheme
// is exactly "Bearer" and one white space follows it.
func (c *call) bearerTokens() []string {
	var tokens []string
	if m := bearerHeader.FindStringSubmatch(c.Header.Get("Authorization")); m != nil {
		tokens = append(tokens, m[1])
	}
	if hasFormBody(c.Header) && c.Method != http.MethodGet {
		if form := parsePairs(string(c.body)); form.has("access_token") {
			tokens = append(tokens, form.get("access_token"))
		}
	}
	if token := c.query.get("access_token"); token != "" {
		tokens = append(tokens, token)
	}
	return tokens
}

// authenticate judges the login of an API call. A nil answer means it was accepted and c.user is set.
func (c *call) authenticate() *answer {
	fail := func(a answer) *answer { return &a }
	tokens := c.bearerTokens()
	switch {
	case len(tokens) > 1:
		return fail(crash(http.StatusInternalServerError))
	case len(tokens) == 1:
		return c.authenticateBearer(tokens[0])
	case c.hasBasicHeader():
		name, password, readable := c.basicPair()
		u := c.w.logIn(name, password)
		if u == nil && readable && c.s.behaviour.emptyBasicRefusal {
			return fail(c.basicChallenge())
		}
		if u == nil {
			return fail(refuse(http.StatusUnauthorized, "access_denied", "Authorization denied, invalid credentials."))
		}
		c.user.user = u
		c.user.role, _ = c.w.role(u.RoleID)
		return nil
	}
	a := refuse(http.StatusUnauthorized, "access_denied", "API authorization denied.")
	if c.hasSessionCookie() {
		a = a.inSession()
	}
	return &a
}

// basicChallenge is how Mautic 6 and 7 refuse a Basic login: by Symfony's entry point, without a body. The content type
// is that of the route, so an address without one has the framework's default.
func (c *call) basicChallenge() answer {
	kind := typeHTML
	if parts := c.apiParts(); parts[0] != "v2" && c.route(parts) != nil {
		kind = typeJSON
	}
	a := newAnswer(http.StatusUnauthorized, kind, cacheStateless, nil)
	a.header.Set("WWW-Authenticate", `Basic realm="Secured Area"`)
	return a
}

func (c *call) authenticateBearer(token string) *answer {
	fail := func(a answer) *answer { return &a }
	grant, ok := c.w.access[token]
	if !ok {
		return fail(refuse(http.StatusUnauthorized, "invalid_grant", "The access token provided is invalid."))
	}
	if expired(grant.expires, c.now) {
		return fail(refuse(http.StatusUnauthorized, "invalid_grant", "The access token provided has expired."))
	}
	if grant.userID == 0 {
		c.user.client = c.w.clientByID(grant.clientID)
		role, ok := c.w.role(c.user.client.RoleID)
		if !ok {
			return fail(crash(http.StatusInternalServerError))
		}
		c.user.role = role
		return nil
	}
	u := c.w.user(grant.userID)
	if u == nil || u.Unpublished && !c.s.behaviour.bearerOfUnpublishedUser {
		return fail(refuse(http.StatusUnauthorized, "access_denied", "API authorization denied."))
	}
	c.user.user = u
	c.user.role, _ = c.w.role(u.RoleID)
	return nil
}
