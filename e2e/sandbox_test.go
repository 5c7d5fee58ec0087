package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The sandbox's logins are public.
const (
	adminName     = "admin"
	adminPassword = "Adm1n-Passw0rd!"
	userPassword  = "Us3r-Passw0rd!" // of everybody else
)

// The sandbox's addresses the journeys ask about.
const (
	tokenEndpoint  = "/oauth/v2/token"
	authorizePages = "/oauth/v2/authorize"
)

// sawRequests counts the requests to a path, or to what begins with it, that
// reached the sandbox Mautic.
func (p *program) sawRequests(path string) int {
	p.t.Helper()
	res, err := http.Get(p.sandbox + "_sandbox/state")
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var state struct {
		Requests []struct{ Method, Path string }
	}
	if err := json.NewDecoder(res.Body).Decode(&state); err != nil {
		p.t.Fatalf("reading the sandbox's state: %v", err)
	}
	n := 0
	for _, request := range state.Requests {
		if strings.HasPrefix(request.Path, path) {
			n++
		}
	}
	return n
}

// isAsked waits until the sandbox Mautic has seen more requests to a path than
// before: what was on the page until then is from before, too.
func (p *program) isAsked(path string, before int) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); p.sawRequests(path) <= before; time.Sleep(25 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("nobody asks Mautic for %s", path)
		}
	}
}

// addClient registers an OAuth2 client in the sandbox Mautic.
func (p *program) addClient(redirectURI string) (id, secret string) {
	p.t.Helper()
	var client struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	answer := p.control("clients", map[string]string{"name": "Another client", "redirect_uris": redirectURI})
	if err := json.Unmarshal(answer, &client); err != nil || client.ID == "" {
		p.t.Fatalf("the sandbox answered %s: %v", answer, err)
	}
	return client.ID, client.Secret
}

// hides fails if a text holds any of the secrets.
func hides(t *testing.T, where, text string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		if secret == "" {
			t.Fatalf("nothing to look for in %s", where)
		}
		if i := strings.Index(text, secret); i >= 0 {
			t.Errorf("%s holds a secret, %q: %q", where, secret, text[max(0, i-80):min(len(text), i+len(secret)+20)])
		}
	}
}
