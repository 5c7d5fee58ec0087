package export

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mautic-connect/mautic"
)

// find returns what is at a path of keys and indexes in JSON text.
func find(t testing.TB, content string, path ...any) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(content), &v); err != nil {
		t.Fatalf("%v in\n%s", err, content)
	}
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := v.(map[string]any)
			v = object[step]
		case int:
			array, _ := v.([]any)
			if step >= len(array) {
				return nil
			}
			v = array[step]
		case func(map[string]any) bool:
			array, _ := v.([]any)
			v = nil
			for _, e := range array {
				if object, _ := e.(map[string]any); step(object) {
					v = object
				}
			}
		}
	}
	return v
}

func keyed(name, value string) func(map[string]any) bool {
	return func(o map[string]any) bool { return o[name] == value }
}

// insomniaReads is what Insomnia's templates leave: raw blocks lose their marks.
func insomniaReads(v any) any {
	s, _ := v.(string)
	s = strings.TrimSuffix(strings.TrimPrefix(s, "{% raw %}"), "{% endraw %}")
	return s
}

func TestJSONFormatsHoldTheExactSecret(t *testing.T) {
	t.Parallel()
	never := func(string) bool { return false }
	template := func(v string) bool { return strings.Contains(v, "{{") }
	expression := func(v string) bool { return strings.HasPrefix(v, "=") }
	insomnia := func(v string) bool {
		marks := strings.Contains(v, "{{") || strings.Contains(v, "{%") || strings.Contains(v, "{#")
		return marks && (strings.Contains(v, "raw") || strings.HasSuffix(v, "{"))
	}
	same := func(v any) any { return v }
	for _, tt := range []struct {
		id      ID
		file    string
		refuses func(string) bool
		reads   func(any) any
		// basic and client are the ways to the password and to the client secret.
		basic, client []any
	}{
		{N8N, "mautic-n8n-credentials.json", expression, same, []any{0, "data", "password"}, []any{0, "data", "clientSecret"}},
		{Document, "mautic.json", never, same, []any{"password"}, []any{"client_secret"}},
		{Postman, "mautic.postman_environment.json", template, same, []any{"values", keyed("key", "MAUTIC_PASSWORD"), "value"}, []any{"values", keyed("key", "MAUTIC_CLIENT_SECRET"), "value"}},
		{Insomnia, "mautic-insomnia.json", insomnia, insomniaReads, []any{"resources", 1, "authentication", "password"}, []any{"resources", 2, "authentication", "clientSecret"}},
		{OnePassword, "mautic-1password.json", never, same, []any{"fields", keyed("id", "credential"), "value"}, []any{"fields", keyed("id", "credential"), "value"}},
		{Bitwarden, "mautic-bitwarden.json", never, same, []any{"items", 0, "login", "password"}, []any{"items", 0, "login", "password"}},
		{Activepieces, "mautic-activepieces.json", never, same, []any{"value", "props", "password"}, nil},
		{HTTPie, "mautic-session.json", never, same, []any{"auth", "password"}, nil},
	} {
		check := func(rt rapid.TB, v string) {
			files, refused := written(t, tt.id, basicCredential(t, "user", v))
			if expectRefusal(t, refused, tt.refuses(v), v) {
				if got := tt.reads(find(t, files[tt.file], tt.basic...)); got != v {
					rt.Fatalf("%s: %.80q, want %.80q", tt.id, got, v)
				}
			}
			if tt.client == nil {
				return
			}
			for _, c := range []mautic.Credential{codeCredential(t, "1_id", v), clientCredential(t, "1_id", v)} {
				files, refused := written(t, tt.id, c)
				if expectRefusal(t, refused, tt.refuses(v), v) {
					if got := tt.reads(find(t, files[tt.file], tt.client...)); got != v {
						rt.Fatalf("%s: %.80q, want %.80q", tt.id, got, v)
					}
				}
			}
		}
		for _, v := range nasty() {
			check(t, v)
		}
		rapid.Check(t, func(rt *rapid.T) { check(rt, text().Draw(rt, "value")) })
	}
}

func TestPostmanCollectionFollowsFormat21(t *testing.T) {
	t.Parallel()
	for method, c := range plain(t) {
		files, _ := written(t, Postman, c)
		collection := files["mautic.postman_collection.json"]
		if find(t, collection, "info", "schema") != "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" {
			t.Errorf("%s: another schema", method)
		}
		kind := find(t, collection, "auth", "type").(string)
		settings := map[string]any{}
		for _, e := range find(t, collection, "auth", kind).([]any) {
			settings[e.(map[string]any)["key"].(string)] = e.(map[string]any)["value"]
		}
		want := map[mautic.Method]map[string]any{
			mautic.MethodBasic: {"username": "{{MAUTIC_USERNAME}}", "password": "{{MAUTIC_PASSWORD}}"},
			mautic.MethodAuthorizationCode: {
				"grant_type": "authorization_code", "client_authentication": "body", "authUrl": testAddress + "/oauth/v2/authorize",
				"redirect_uri": "https://connect.example.com/callback", "accessTokenUrl": testAddress + "/oauth/v2/token",
			},
			mautic.MethodClientCredentials: {"grant_type": "client_credentials", "client_authentication": "body", "clientSecret": "{{MAUTIC_CLIENT_SECRET}}"},
		}[method]
		for key, value := range want {
			if settings[key] != value {
				t.Errorf("%s: %s is %v, want %v", method, key, settings[key], value)
			}
		}
	}
}
