package n8ntest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic/n8n/n8ntest"
)

type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) message(t testing.TB) string {
	t.Helper()
	var m struct{ Message string }
	if err := json.Unmarshal([]byte(r.body), &m); err != nil {
		t.Errorf("%q is no JSON: %v", r.body, err)
	}
	return m.Message
}

// ask calls the n8n with the test key; more header fields replace or, empty,
// remove.
func ask(t testing.TB, s *n8ntest.Server, method, path, body string, header ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-N8N-API-KEY", n8ntest.TestKey)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i+1] == "" {
			r.Header.Del(header[i])
		}
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(b)}
}

func start(t testing.TB, o n8ntest.Options) *n8ntest.Server {
	t.Helper()
	s := n8ntest.NewServer(o)
	t.Cleanup(s.Close)
	return s
}

const (
	credentials = "/api/v1/credentials"
	basicBody   = `{"name":"Mautic","type":"mauticApi","data":{"url":"u","username":"a","password":"p"}}`
)

func TestBodiesBothVersionsAcceptedAreAccepted(t *testing.T) {
	t.Parallel()
	for _, v := range []n8ntest.Version{n8ntest.V1, n8ntest.V2} {
		for _, file := range []string{"basic", "oauth2-portable", "oauth2-portable-connected"} {
			b, err := os.ReadFile("../testdata/create/" + file + ".json")
			if err != nil {
				t.Fatal(err)
			}
			s := start(t, n8ntest.Options{Version: v})
			if a := ask(t, s, "POST", credentials, string(b)); a.status != 200 || strings.Contains(a.body, "clientsecret") || strings.Contains(a.body, "s3cret") {
				t.Errorf("%s %s: %d %s", v, file, a.status, a.body)
				continue
			}
			var want struct{ Data map[string]any }
			if err := json.Unmarshal(b, &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.Data, s.Credentials()[0].Data); diff != "" {
				t.Errorf("%s %s is stored as (-sent +stored)\n%s", v, file, diff)
			}
		}
	}
}

func TestDataIsCheckedAsEachVersionDoes(t *testing.T) {
	t.Parallel()
	const extra = "request.body.data is not allowed to have the additional property "
	for _, tt := range []struct {
		name, typ, data string
		v1, v2          string // the message, or "" when it is accepted
	}{
		{"nothing", "mauticApi", `{}`, "", ""},
		{"an unknown member", "mauticApi", `{"url":"u","foo":1}`, extra + `"foo"`, extra + `"foo"`},
		{"two unknown members", "mauticApi", `{"foo":1,"bar":2}`, extra + `"foo",` + extra + `"bar"`, extra + `"foo",` + extra + `"bar"`},
		{"a number for a text", "mauticApi", `{"url":1}`, "request.body.data is not of a type(s) string", "request.body.data is not of a type(s) string"},
		{"data that is a text", "mauticApi", `"x"`, "request.body.data is not of a type(s) object", "request.body.data is not of a type(s) object"},
		{"allowed domains", "mauticApi", `{"allowedHttpRequestDomains":"none"}`, extra + `"allowedHttpRequestDomains"`, ""},
		{"allowed domains of an unknown kind", "mauticApi", `{"allowedHttpRequestDomains":"some"}`, extra + `"allowedHttpRequestDomains"`,
			"request.body.data is not one of enum values: all,domains,none"},
		{"an unknown type", "mauticNopeApi", `{}`, "req.body.type is not a known type", "req.body.type is not a known type"},
		{"a type that names a file", "../schema/mauticApi", `{}`, "req.body.type is not a known type", "req.body.type is not a known type"},
		{"a client as the form has it", "mauticOAuth2Api", `{"url":"u","clientId":"c","clientSecret":"s"}`,
			"request.body.data does not match allOf schema [subschema 0] with 2 error[s]:," +
				"request.body.data does not match allOf schema [subschema 0] with 1 error[s]:," +
				`request.body.data requires property "serverUrl",` +
				"request.body.data does not match allOf schema [subschema 2] with 4 error[s]:," +
				"request.body.data does not match allOf schema [subschema 0] with 1 error[s]:," +
				`request.body.data requires property "sendAdditionalBodyProperties",` +
				"request.body.data does not match allOf schema [subschema 1] with 1 error[s]:," +
				`request.body.data requires property "additionalBodyProperties"`, ""},
		{"a hidden member", "mauticOAuth2Api", `{"serverUrl":"","clientId":"","clientSecret":"","sendAdditionalBodyProperties":false,"additionalBodyProperties":"","grantType":"authorizationCode"}`,
			extra + `"grantType",` + "request.body.data does not match allOf schema [subschema 2] with 4 error[s]:," +
				"request.body.data does not match allOf schema [subschema 0] with 1 error[s]:," + "request.body.data is of prohibited type [object Object]," +
				"request.body.data does not match allOf schema [subschema 1] with 1 error[s]:," + "request.body.data is of prohibited type [object Object]",
			extra + `"grantType"`},
		{"tokens as a text", "mauticOAuth2Api", `{"serverUrl":"","clientId":"","clientSecret":"","sendAdditionalBodyProperties":false,"additionalBodyProperties":"","oauthTokenData":"{}"}`, "", ""},
	} {
		for v, want := range map[n8ntest.Version]string{n8ntest.V1: tt.v1, n8ntest.V2: tt.v2} {
			s := start(t, n8ntest.Options{Version: v})
			a := ask(t, s, "POST", credentials, `{"name":"Mautic","type":"`+tt.typ+`","data":`+tt.data+`}`)
			status, text := 200, ""
			if want != "" {
				status, text = 400, a.message(t)
			}
			if a.status != status || text != want {
				t.Errorf("%s, %s: got %d %s\nwant %d %s", v, tt.name, a.status, a.body, status, want)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	long := func(n int) string {
		return `{"name":"` + strings.Repeat("x", n) + `","type":"mauticApi","data":{}}`
	}
	const nameRule = "Credential name must be 3 to 128 characters long."
	for _, tt := range []struct {
		name         string
		o            n8ntest.Options
		method, path string
		body         string
		header       []string
		status       int
		message      string // "" for HTML
	}{
		{"no key", n8ntest.Options{}, "POST", credentials, basicBody, []string{"X-N8N-API-KEY", ""}, 401, "Unauthorized"},
		{"a wrong key", n8ntest.Options{}, "POST", credentials, basicBody, []string{"X-N8N-API-KEY", "x"}, 401, "Unauthorized"},
		{"the API disabled", n8ntest.Options{Disabled: true}, "POST", credentials, basicBody, nil, 401, "Unauthorized"},
		{"no scope", n8ntest.Options{Keys: []n8ntest.Key{{n8ntest.TestKey, []string{"credential:list"}}}}, "POST", credentials, basicBody, nil, 403, "Forbidden"},
		{"a schema without a key", n8ntest.Options{}, "GET", credentials + "/schema/mauticApi", "", []string{"X-N8N-API-KEY", ""}, 401, "Unauthorized"},
		{"the schema of an unknown type", n8ntest.Options{}, "GET", credentials + "/schema/nope", "", nil, 404, "Not Found"},
		{"no Mautic nodes", n8ntest.Options{NoMautic: true}, "POST", credentials, basicBody, nil, 400, "req.body.type is not a known type"},
		{"an unknown project", n8ntest.Options{Projects: []string{"p1"}}, "POST", credentials, strings.Replace(basicBody, "{", `{"projectId":"p2",`, 1), nil, 404, "Not Found"},
		{"broken JSON", n8ntest.Options{}, "POST", credentials, "{", nil, 500, ""},
		{"text", n8ntest.Options{}, "POST", credentials, basicBody, []string{"Content-Type", "text/plain"}, 415, "unsupported media type text/plain"},
		{"no name", n8ntest.Options{}, "POST", credentials, `{"type":"mauticApi","data":{}}`, nil, 400, "request/body must have required property 'name'"},
		{"no data", n8ntest.Options{}, "POST", credentials, `{"type":"mauticApi","name":"Mautic"}`, nil, 400, "request/body must have required property 'data'"},
		{"a name too short", n8ntest.Options{}, "POST", credentials, long(2), nil, 400, nameRule},
		{"a name too long", n8ntest.Options{}, "POST", credentials, long(129), nil, 400, nameRule},
		{"a list of 1.x", n8ntest.Options{Version: n8ntest.V1}, "GET", credentials, "", nil, 405, "GET method not allowed"},
		{"an update in 1.x", n8ntest.Options{Version: n8ntest.V1}, "PATCH", credentials + "/x", "{}", nil, 405, "PATCH method not allowed"},
		{"a test in 1.x", n8ntest.Options{Version: n8ntest.V1}, "POST", credentials + "/x/test", "", nil, 404, "not found"},
		{"an update of nothing", n8ntest.Options{}, "PATCH", credentials + "/x", basicBody, nil, 404, "Credential not found"},
		{"a test of nothing", n8ntest.Options{}, "POST", credentials + "/x/test", "", nil, 404, "Credential not found"},
		{"another path of the API", n8ntest.Options{}, "GET", "/api/v1/nope", "", nil, 404, "not found"},
		{"a broken cursor", n8ntest.Options{}, "GET", credentials + "?cursor=x", "", nil, 400, "An invalid cursor was provided"},
		{"the preflight of a browser", n8ntest.Options{}, "OPTIONS", credentials, "", []string{"Origin", "https://a.example", "Access-Control-Request-Method", "POST"}, 405, "OPTIONS method not allowed"},
	} {
		s := start(t, tt.o)
		a := ask(t, s, tt.method, tt.path, tt.body, tt.header...)
		isJSON := strings.HasPrefix(a.header.Get("Content-Type"), "application/json")
		if a.status != tt.status || isJSON != (tt.message != "") || isJSON && a.message(t) != tt.message {
			t.Errorf("%s: got %d %s, want %d %s", tt.name, a.status, a.body, tt.status, tt.message)
		}
		if len(s.Credentials()) != 0 {
			t.Errorf("%s: something was stored", tt.name)
		}
		for name := range a.header {
			if strings.HasPrefix(name, "Access-Control") {
				t.Errorf("%s: the answer has %s", tt.name, name)
			}
		}
	}
}

func TestTheSchemaIsTheRecordedOne(t *testing.T) {
	t.Parallel()
	s := start(t, n8ntest.Options{})
	a := ask(t, s, "GET", credentials+"/schema/mauticApi", "")
	var got map[string]any
	if err := json.Unmarshal([]byte(a.body), &got); err != nil {
		t.Fatal(err)
	}
	text := map[string]any{"type": "string"}
	want := map[string]any{"additionalProperties": false, "type": "object", "required": []any{}, "properties": map[string]any{
		"url": text, "username": text, "password": text, "allowedDomains": text,
		"allowedHttpRequestDomains": map[string]any{"type": "string", "enum": []any{"all", "domains", "none"}},
	}}
	if diff := cmp.Diff(want, got); diff != "" || a.status != 200 {
		t.Errorf("%d (-want +got)\n%s", a.status, diff)
	}
}

func TestCreatingTwiceMakesTwo(t *testing.T) {
	t.Parallel()
	for _, v := range []n8ntest.Version{n8ntest.V1, n8ntest.V2} {
		s := start(t, n8ntest.Options{Version: v})
		for range 2 {
			ask(t, s, "POST", credentials, basicBody)
		}
		all := s.Credentials()
		if len(all) != 2 || all[0].ID == all[1].ID || len(all[0].ID) != 16 {
			t.Errorf("%s: stored %v", v, all)
		}
	}
}

func TestAnUpdateMergesOrReplaces(t *testing.T) {
	t.Parallel()
	connected, err := os.ReadFile("../testdata/create/oauth2-portable-connected.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, body string
		tokens     bool
	}{
		{"the name alone", `{"name":"Renamed"}`, true},
		{"partial data", `{"isPartialData":true,"data":{"clientSecret":"new"}}`, true},
		{"all data", `{"data":{"url":"u","clientId":"c","clientSecret":"new"}}`, false},
	} {
		s := start(t, n8ntest.Options{})
		ask(t, s, "POST", credentials, string(connected))
		id := s.Credentials()[0].ID
		if a := ask(t, s, "PATCH", credentials+"/"+id, tt.body); a.status != 200 {
			t.Errorf("%s: %d %s", tt.name, a.status, a.body)
		}
		_, kept := s.Credentials()[0].Data["oauthTokenData"]
		test := ask(t, s, "POST", credentials+"/"+id+"/test", "")
		want := `{"message":"Connection Successful!","status":"OK"}`
		if !tt.tokens {
			want = `{"message":"This OAuth2 credential was not connected to an account.","status":"Error"}`
		}
		if kept != tt.tokens || test.body != want {
			t.Errorf("%s: tokens kept %v; the test says %s", tt.name, kept, test.body)
		}
	}
	s := start(t, n8ntest.Options{})
	ask(t, s, "POST", credentials, basicBody)
	a := ask(t, s, "PATCH", credentials+"/"+s.Credentials()[0].ID, `{"type":"mauticOAuth2Api"}`)
	if a.status != 400 || !strings.HasPrefix(a.message(t), "req.body.data is required when changing credential type.") {
		t.Errorf("another type without data: %d %s", a.status, a.body)
	}
}

func TestTestingACredentialLooksAtWhatN8NLooksAt(t *testing.T) {
	t.Parallel()
	mautic := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		switch {
		case strings.HasPrefix(r.URL.Path, "/off/"):
			w.WriteHeader(http.StatusForbidden)
		case strings.HasPrefix(r.URL.Path, "/html/"):
			_, _ = io.WriteString(w, "<html>")
		case r.URL.Path != "/api/users/self":
			w.WriteHeader(http.StatusNotFound)
		case user != "admin" || password != "right":
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	t.Cleanup(mautic.Close)
	closed := httptest.NewServer(nil)
	closed.Close()
	s := start(t, n8ntest.Options{})
	for _, tt := range []struct{ name, base, password, status, message string }{
		{"right", mautic.URL, "right", "OK", "Connection successful!"},
		{"a slash behind", mautic.URL + "/", "right", "OK", "Connection successful!"},
		{"a web page", mautic.URL + "/html", "right", "OK", "Connection successful!"},
		{"a wrong password", mautic.URL, "wrong", "Error", "Unauthorized"},
		{"the API off", mautic.URL + "/off", "right", "Error", "Forbidden"},
		{"another path", mautic.URL + "/x", "right", "Error", "Not Found"},
		{"no scheme", strings.TrimPrefix(mautic.URL, "http://"), "right", "Error", "ERR_INVALID_URL"},
		{"a space around", " " + mautic.URL + " ", "right", "Error", "ERR_INVALID_URL"},
		{"TLS on a port without", strings.Replace(mautic.URL, "http", "https", 1), "right", "Error", "EPROTO"},
		{"nobody there", closed.URL, "right", "Error", "ECONNREFUSED"},
	} {
		body, err := json.Marshal(map[string]any{"name": "Mautic", "type": "mauticApi", "data": map[string]string{"url": tt.base, "username": "admin", "password": tt.password}})
		if err != nil {
			t.Fatal(err)
		}
		ask(t, s, "POST", credentials, string(body))
		all := s.Credentials()
		a := ask(t, s, "POST", credentials+"/"+all[len(all)-1].ID+"/test", "")
		if want := `{"message":"` + tt.message + `","status":"` + tt.status + `"}`; a.status != 200 || a.body != want {
			t.Errorf("%s: got %d %s, want %s", tt.name, a.status, a.body, want)
		}
	}
	// Tokens as a JSON string are stored and are none.
	ask(t, s, "POST", credentials, `{"name":"Mautic","type":"mauticOAuth2Api","data":{"oauthTokenData":"{\"access_token\":\"a\"}"}}`)
	all := s.Credentials()
	if a := ask(t, s, "POST", credentials+"/"+all[len(all)-1].ID+"/test", ""); !strings.Contains(a.body, "was not connected to an account") {
		t.Errorf("tokens as a string: %s", a.body)
	}
}

func TestPathsOutsideOfTheAPI(t *testing.T) {
	t.Parallel()
	s := start(t, n8ntest.Options{Path: "/n8n"})
	if a := ask(t, s, "GET", "/home/credentials", ""); a.status != 200 || !strings.Contains(a.body, "n8n.io") {
		t.Errorf("the editor: %d %s", a.status, a.body)
	}
	s.URL = strings.TrimSuffix(s.URL, "/n8n")
	for _, path := range []string{"/", credentials, "/n8nx" + credentials} {
		if a := ask(t, s, "GET", path, ""); a.status != 404 || !strings.Contains(a.body, "nginx") {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}

func TestWhatArrivedCanBeRead(t *testing.T) {
	t.Parallel()
	s := start(t, n8ntest.Options{})
	ask(t, s, "GET", credentials+"?limit=1", "", "X-Custom", "y")
	r := s.Requests()[0]
	if r.Method != "GET" || r.Path != credentials || r.Query != "limit=1" || r.Header.Get("X-Custom") != "y" || r.Status != 200 {
		t.Errorf("got %+v", r)
	}
	// A test must not reach into what is stored.
	ask(t, s, "POST", credentials, basicBody)
	s.Credentials()[0].Data["password"] = "other"
	if got := s.Credentials()[0].Data["password"]; got != "p" {
		t.Errorf("the stored password became %v", got)
	}
}

func TestManyCallersAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, n8ntest.Options{})
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 5 {
				ask(t, s, "POST", credentials, basicBody)
				ask(t, s, "GET", credentials, "")
				s.Credentials()
			}
		})
	}
	wait.Wait()
	ids := map[string]bool{}
	for _, c := range s.Credentials() {
		ids[c.ID] = true
	}
	if len(ids) != 40 || len(s.Requests()) != 80 {
		t.Errorf("%d credentials after %d requests", len(ids), len(s.Requests()))
	}
}
