package export

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// n8nReads is n8n's rule for texts: behind a leading = is an expression, which
// without {{ is the text itself.
func n8nReads(v any) any {
	if s, ok := v.(string); ok && strings.HasPrefix(s, "=") && !strings.Contains(s, "{{") {
		return s[1:]
	}
	return v
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
	expression := func(v string) bool { return strings.HasPrefix(v, "=") && strings.Contains(v, "{{") }
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
		{N8N, "mautic-n8n-credentials.json", expression, n8nReads, []any{0, "data", "password"}, []any{0, "data", "clientSecret"}},
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

// The files of testdata/n8n are ones that n8n imported: ours have their keys,
// in the same places, with values of the same types.
func TestN8NFilesHaveTheKeysOfAcceptedOnes(t *testing.T) {
	t.Parallel()
	for accepted, tt := range map[string]struct {
		c      mautic.Credential
		tokens bool
	}{
		"basic":              {basicCredential(t, "a", "b"), false},
		"oauth2-unconnected": {codeCredential(t, "a", "b"), false},
		"oauth2-connected":   {codeCredential(t, "a", "b"), true},
	} {
		raw, err := os.ReadFile("testdata/n8n/" + accepted + ".json")
		if err != nil {
			t.Fatal(err)
		}
		files, err := Write(N8N, tt.c, Options{WithTokens: tt.tokens})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(shape(find(t, string(raw))), shape(find(t, string(files[0].Content)))); diff != "" {
			t.Errorf("%s (-accepted +written)\n%s", accepted, diff)
		}
		if id := find(t, string(files[0].Content), 0, "id").(string); len(id) != 16 {
			t.Errorf("the id %q has %d characters", id, len(id))
		}
	}
}

// shape replaces every value with its kind.
func shape(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			if out[k] = shape(e); k == "type" {
				out[k] = e
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = shape(e)
		}
		return out
	case string:
		return "text"
	case float64:
		return "number"
	}
	return v
}

func TestN8NIdsStayAsLongAsTheCredentialIsTheSame(t *testing.T) {
	t.Parallel()
	id := func(c mautic.Credential, name string) any {
		files, err := Write(N8N, c, Options{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		return find(t, string(files[0].Content), 0, "id")
	}
	first := id(basicCredential(t, "a", "old"), "Shop")
	elsewhere := basicCredential(t, "a", "old")
	elsewhere.Base = testBase(t, "https://other.example.com")
	for name, tt := range map[string]struct {
		got  any
		same bool
	}{
		"another password": {id(basicCredential(t, "b", "new"), "Shop"), true},
		"another name":     {id(basicCredential(t, "a", "old"), "Shop 2"), false},
		"another type":     {id(codeCredential(t, "a", "old"), "Shop"), false},
		"another Mautic":   {id(elsewhere, "Shop"), false},
	} {
		if (tt.got == first) != tt.same {
			t.Errorf("%s: %v after %v", name, tt.got, first)
		}
	}
}

func TestN8NNamesKeepToItsLimits(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":                       "Mautic mautic.example.com",
		"ab":                     "Mautic ab",
		"a\nb\tc":                "a b c",
		strings.Repeat("ü", 200): strings.Repeat("ü", 128),
	} {
		files, err := Write(N8N, basicCredential(t, "a", "b"), Options{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		if got := find(t, string(files[0].Content), 0, "name"); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}

func TestN8NWorkflowUsesTheImportedCredential(t *testing.T) {
	t.Parallel()
	for method, c := range plain(t) {
		credentials, _ := written(t, N8N, c)
		workflow, _ := written(t, N8NWorkflow, c)
		file := credentials["mautic-n8n-credentials.json"]
		kind := find(t, file, 0, "type").(string)
		used := find(t, workflow["mautic-n8n-workflow.json"], "nodes", 1, "credentials", kind)
		want := map[string]any{"id": find(t, file, 0, "id"), "name": find(t, file, 0, "name")}
		if diff := cmp.Diff(any(want), used); diff != "" {
			t.Errorf("%s: %s", method, diff)
		}
		from := find(t, workflow["mautic-n8n-workflow.json"], "nodes", 0, "name").(string)
		to := find(t, workflow["mautic-n8n-workflow.json"], "connections", from, "main", 0, 0, "node")
		if to != find(t, workflow["mautic-n8n-workflow.json"], "nodes", 1, "name") {
			t.Errorf("%s: the trigger leads to %v", method, to)
		}
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
