package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// tokens are those of a grant.
type tokens struct{ access, refresh string }

// issued returns the tokens that Mautic gave the page last, since keepTokens.
func (p *page) issued() tokens {
	p.b.t.Helper()
	var token struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	for _, answer := range evaluate[[]string](p, `window.answers`) {
		var next struct {
			Access  string `json:"access_token"`
			Refresh string `json:"refresh_token"`
		}
		if json.Unmarshal([]byte(answer), &next) == nil && next.Refresh != "" {
			token = next
		}
	}
	if token.Refresh == "" {
		p.b.t.Fatal("Mautic has given the page no grant")
	}
	return tokens{token.Access, token.Refresh}
}

// ask sends a request to the sandbox Mautic with an Authorization header and
// returns the status and the body.
func (p *program) ask(method, path, authorization, body string) (int, string) {
	p.t.Helper()
	req, err := http.NewRequest(method, p.sandbox+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Authorization", authorization)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(answer)
}

// works fails unless Mautic accepts an access token.
func (p *program) works(access string) {
	p.t.Helper()
	if status, body := p.ask("GET", "api/users/self", "Bearer "+access, ""); status != http.StatusOK || !strings.Contains(body, `"username":"admin"`) {
		p.t.Errorf("the access token gets %d %s", status, body)
	}
}

// n8nFile is an n8n credentials file.
type n8nFile []struct {
	ID, Name, Type string
	Data           map[string]any
}

// readN8NFile reads a file with one credential.
func readN8NFile(t *testing.T, raw []byte) (file n8nFile) {
	t.Helper()
	if err := json.Unmarshal(raw, &file); err != nil || len(file) != 1 || len(file[0].ID) != 16 {
		t.Fatalf("this is no n8n credentials file with one credential: %v\n%s", err, raw)
	}
	return file
}

// tokensIn returns the tokens that a credential's data in n8n hold; none when
// it is not connected.
func tokensIn(t *testing.T, data map[string]any) tokens {
	t.Helper()
	there, present := data["oauthTokenData"]
	if !present {
		return tokens{}
	}
	object, ok := there.(map[string]any)
	if !ok {
		t.Fatalf("oauthTokenData is a %T", there)
	}
	access, _ := object["access_token"].(string)
	refresh, _ := object["refresh_token"].(string)
	return tokens{access, refresh}
}

// token asks the sandbox Mautic's token endpoint.
func (p *program) token(form url.Values) (int, []byte) {
	p.t.Helper()
	res, err := http.PostForm(strings.TrimSuffix(p.sandbox, "/")+tokenEndpoint, form)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, body
}
