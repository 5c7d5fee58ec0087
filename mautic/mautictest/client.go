package mautictest

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// redirectURIPattern is what Mautic's form accepts: any scheme, http and localhost included. A space is only refused
// when nothing that looks like a host stands before it, so two URIs parted by a space pass as one broken URI.
var redirectURIPattern = regexp.MustCompile(`(?i)^[0-9a-z].*://(.*?)(:[0-9]+)?(/?|/\S+)$`)

// A ClientError is what Mautic's form says when it refuses a client.
type ClientError struct {
	// Message is the form's text.
	Message string
}

func (e *ClientError) Error() string { return e.Message }

// splitRedirectURIs takes a list the way Mautic's form does: commas part the URIs, spaces around each are dropped.
func splitRedirectURIs(list string) []string {
	var uris []string
	for uri := range strings.SplitSeq(list, ",") {
		if uri = strings.TrimSpace(uri); uri != "" {
			uris = append(uris, uri)
		}
	}
	return uris
}

// CreateClient makes an OAuth2 client as Mautic's page "API Credentials" does for a logged-in user. redirectURIs is the
// text of the form's field: one URI, or several parted by commas. The client gets the creator's role, and the grant
// client_credentials only if that role is an admin's. A refused name or URI is a *[ClientError].
func (s *Sandbox) CreateClient(name, redirectURIs, creator string) (Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.world.userByLogin(creator)
	if u == nil {
		return Client{}, fmt.Errorf("the creator %q: %w", creator, ErrNotFound)
	}
	return s.world.createClient(name, redirectURIs, u)
}

func (w *world) createClient(name, redirectURIs string, creator *User) (Client, error) {
	if strings.TrimSpace(name) == "" {
		return Client{}, &ClientError{"A name is required."}
	}
	uris := splitRedirectURIs(redirectURIs)
	if len(uris) == 0 {
		return Client{}, &ClientError{"A redirect URI is required."}
	}
	for _, uri := range uris {
		if !redirectURIPattern.MatchString(uri) {
			return Client{}, &ClientError{uri + " is an invalid URI."}
		}
	}
	role, _ := w.role(creator.RoleID)
	c := Client{
		ID: w.claimID("client", 0), Name: name, RandomID: randomText(50), Secret: randomText(50),
		RedirectURIs: uris, RoleID: creator.RoleID, ClientCredentials: role.Admin,
	}
	w.clients = append(w.clients, c)
	return cloneClients([]Client{c})[0], nil
}

// Clients returns a copy of the OAuth2 clients, secrets included.
func (s *Sandbox) Clients() []Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return cloneClients(s.world.clients)
}

// DeleteClient removes the client with this public id and every code and token issued to it.
func (s *Sandbox) DeleteClient(publicID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.world.client(publicID)
	if c == nil {
		return fmt.Errorf("client %q: %w", publicID, ErrNotFound)
	}
	s.world.deleteClient(c.ID)
	return nil
}

// UpdateClient changes the client with this public id, for instance its secret. change must not call methods of the
// sandbox. Access tokens survive a new secret, refreshing needs it.
func (s *Sandbox) UpdateClient(publicID string, change func(*Client)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.world.client(publicID)
	if c == nil {
		return fmt.Errorf("client %q: %w", publicID, ErrNotFound)
	}
	id := c.ID
	change(c)
	c.ID = id
	return nil
}

// redirectURIMatches is Mautic's rule: the requested URI starts with a registered one, whatever the case, and both have
// the same host and port; /./ and /../ are refused.
func redirectURIMatches(requested string, registered []string) bool {
	if requested == "" {
		return false
	}
	got, err := url.Parse(requested)
	if err != nil || strings.Contains(requested, "/../") || strings.Contains(requested, "/./") {
		return false
	}
	for _, uri := range registered {
		if len(requested) < len(uri) || !strings.EqualFold(requested[:len(uri)], uri) {
			continue
		}
		want, err := url.Parse(uri)
		if err == nil && strings.EqualFold(got.Hostname(), want.Hostname()) && got.Port() == want.Port() {
			return true
		}
	}
	return false
}

// sanitizeURL drops what PHP's FILTER_SANITIZE_URL drops: everything that may not stand in a URL, spaces first of all.
func sanitizeURL(text string) string {
	const others = "$-_.+!*'(),{}|\\^~[]`<>#%\";/?:@&="
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(others, r) {
			return r
		}
		return -1
	}, text)
}

// randomText returns n characters of 0-9 a-z.
func randomText(n int) string {
	const letters = "0123456789abcdefghijklmnopqrstuvwxyz"
	b := make([]byte, n)
	rand.Read(b) // never fails: crypto/rand stops the program instead
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b)
}
