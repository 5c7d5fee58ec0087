package mautic

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestDecodeErrorReadsTheRecordings(t *testing.T) {
	all := records(t)
	for _, tt := range []struct {
		id     string
		shape  Shape
		status int
		typ    string
		text   string // part of Message, or of Title for HTML, or of Location for a redirect
	}{
		{"apioff-basic", ShapeA, 403, "api_disabled", "API disabled."},
		{"apioff-token", ShapeA, 403, "api_disabled", "API disabled."},
		{"apioff-authorize", ShapeA, 403, "api_disabled", "API disabled."},
		{"basicoff-good", ShapeA, 403, "access_denied", "Basic Auth disabled."},
		{"basicoff-token-endpoint-basic-header", ShapeA, 403, "access_denied", "Basic Auth disabled."},
		{"basicoff-noauth", ShapeA, 401, "access_denied", "API authorization denied."},
		{"basic-wrong-pass", ShapeA, 401, "access_denied", "Authorization denied, invalid credentials."},
		{"6.0.8/basic-wrong-pass", ShapeEmpty, 401, "", ""},
		{"7.0.2/basic-wrong-pass", ShapeEmpty, 401, "", ""},
		{"bearer-garbage", ShapeA, 401, "invalid_grant", "The access token provided is invalid."},
		{"bearer-expired", ShapeA, 401, "invalid_grant", "The access token provided has expired."},
		{"bearer-query-and-header", ShapeA, 500, "", "error #500"},
		{"4.4.13/bearer-user-unpublished-later", ShapeA, 401, "access_denied", "API authorization denied."},
		{"bearer-s-area", ShapeD, 302, "", "/s/dashboard"},
		{"token-ac-wrong-secret", ShapeA, 400, "invalid_client", "The client credentials are invalid"},
		{"token-ac-expired", ShapeA, 400, "invalid_grant", "The authorization code has expired"},
		{"token-ac-with-slash", ShapeA, 404, "", "Requested URL not found: /oauth/v2/token/"},
		{"token-grant-unknown", ShapeA, 400, "invalid_request", "Invalid grant_type parameter"},
		{"6.0.8/token-cc-missing-secret", ShapeA, 500, "", "error #500"},
		{"cc-nonadmin-client", ShapeA, 400, "unauthorized_client", "unauthorized for this client_id"},
		{"authz-client-deleted", ShapeA, 404, "", "Client not found."},
		{"authz-consent-deny", ShapeA, 302, "access_denied", "API authorization denied."},
		{"authz-consent-scope", ShapeA, 302, "invalid_scope", "An unsupported scope was requested."},
		{"authz-consent-response-type-foo", ShapeC, 302, "unsupported_response_type", ""},
		{"authz-consent-missing-redirect", ShapeA, 400, "redirect_uri_mismatch", "The redirect URI is mandatory"},
		{"4.4.13/authz-user-noapi", ShapeD, 403, "", "An Error Occurred: Forbi"},
		{"perm-apionly-assets", ShapeB, 403, "", "You do not have access to the requested area/action."},
		{"fp-404-entity", ShapeB, 404, "", "Item was not found."},
		{"fp-404", ShapeD, 404, "", "Not Found"},
		{"fp-release-metadata", ShapeD, 403, "", "403 Forbidden"},
		{"fp-login", ShapeD, 200, "", "Mautic"},
		{"fp-mtc-js", ShapeOther, 200, "", ""},
		{"fp-mtracking", ShapeEmpty, 200, "", ""},
		{"fp-root", ShapeD, 302, "", "/s/dashboard"},
		{"permcheck-unknown-id", ShapeB, 404, "", "Item was not found."},
		{"permcheck-self-word", ShapeA, 404, "", "Requested URL not found"},
		{"ratelimit-4", ShapeB, 429, "", "You exceeded the rate limit of 3 API calls per hour."},
		{"dbdown-basic", ShapeA, 500, "", "The site is currently offline"},
		{"fpmdown-basic", ShapeD, 503, "", "503 Service Unavailable"},
		{"notinstalled-api-basic", ShapeD, 302, "", "/installer"},
		{"url-http-https-redirect", ShapeD, 301, "", "https://"},
		{"url-indexphp-api", ShapeD, 301, "", "/api/users/self"},
		{"7.0.2/fp-api", ShapeJSON, 401, "", "Unauthorized"},
		{"7.0.2/v2-bearer-good", ShapeJSON, 401, "", "Invalid credentials."},
		{"7.0.2/v2-perm-apionly-contacts", ShapeJSON, 403, "", "Access Denied."},
		{"7.0.2/v2-post-invalid", ShapeA, 422, "", "error #422"},
		{"7.0.2/v2-options", ShapeEmpty, 204, "", ""},
	} {
		t.Run(tt.id, func(t *testing.T) {
			id := tt.id
			if !strings.Contains(id, "/") {
				id = "5.1.1/" + id
			}
			rec, ok := all[id]
			if !ok {
				t.Fatal("there is no such recording")
			}
			e := DecodeError(rec.response())
			if e == nil {
				t.Fatal("no error")
			}
			if e.Shape != tt.shape || e.Status != tt.status || e.Type != tt.typ || !strings.Contains(e.Message+"\n"+e.Title+"\n"+e.Location, tt.text) {
				t.Errorf("got shape %s, status %d, type %q, message %q, title %q, location %q", e.Shape, e.Status, e.Type, e.Message, e.Title, e.Location)
			}
			if (e.Shape == ShapeA || e.Shape == ShapeB) && e.Code != e.Status {
				t.Errorf("Code = %d with status %d", e.Code, e.Status)
			}
		})
	}
}

// What holds for every one of the recordings.
func TestDecodeErrorInvariants(t *testing.T) {
	shapes := map[Shape]int{}
	for id, rec := range records(t) {
		res := rec.response()
		e := DecodeError(res)
		good := res.Status < 300 && json.Valid(res.Body) && len(res.Body) > 0
		if (e == nil) != good {
			t.Errorf("%s: status %d with body %.40q gives %v", id, res.Status, res.Body, e)
		}
		if e == nil {
			continue
		}
		shapes[e.Shape]++
		if (e.Shape == ShapeA || e.Shape == ShapeB) && e.Message == "" {
			t.Errorf("%s: shape %s without a message", id, e.Shape)
		}
		if e.Shape == ShapeB && e.Status != 429 && e.Version == "" {
			t.Errorf("%s: an API controller answered without Mautic-Version", id)
		}
		if e.Shape == ShapeA && e.Version != "" {
			t.Errorf("%s: shape A with Mautic-Version", id)
		}
		checkText(t, id, e)
		said := e.Error() + e.Excerpt + e.Location + e.Message + e.Title
		for _, secret := range requestSecrets(rec) {
			if strings.Contains(said, secret) {
				t.Errorf("%s: the error holds a secret of the request: %s", id, said)
			}
		}
	}
	for _, s := range []Shape{ShapeA, ShapeB, ShapeC, ShapeD, ShapeEmpty, ShapeJSON, ShapeOther} {
		if shapes[s] == 0 {
			t.Errorf("no recording has shape %s", s)
		}
	}
}

// requestSecrets returns what the request of a recording must keep secret.
func requestSecrets(r record) (secrets []string) {
	if _, pass, ok := decodeBasic(r.Request.Headers["Authorization"]); ok {
		secrets = append(secrets, pass)
	}
	_, q, _ := strings.Cut(r.Request.Path, "?")
	for _, s := range []string{q, r.Request.Body} {
		v, _ := url.ParseQuery(s)
		for _, name := range []string{"client_secret", "code", "refresh_token", "access_token", "password", "_password"} {
			secrets = append(secrets, v[name]...)
		}
	}
	return slices.DeleteFunc(secrets, func(s string) bool { return len(s) < 6 })
}

func checkText(t *testing.T, id string, e *Error) {
	t.Helper()
	for name, f := range map[string]struct {
		text  string
		limit int
	}{
		"Type": {e.Type, 100}, "Message": {e.Message, maxMessage}, "Version": {e.Version, 50}, "ContentType": {e.ContentType, 100},
		"Title": {e.Title, maxTitle}, "WWWAuthenticate": {e.WWWAuthenticate, 200}, "Location": {e.Location, 1000},
		"Excerpt": {e.Excerpt, maxExcerpt}, "RetryAfter": {e.RetryAfter, 50},
	} {
		if !utf8.ValidString(f.text) || utf8.RuneCountInString(f.text) > f.limit || strings.ContainsAny(f.text, "\x00\n\r\x1b") {
			t.Errorf("%s: %s is not clean text: %q", id, name, f.text)
		}
	}
	if s := e.Error(); s == "" || strings.Contains(s, "\n") {
		t.Errorf("%s: Error() is %q", id, s)
	}
}

func TestMautic6RefusesALoginWithItsOwnRealm(t *testing.T) {
	e := DecodeError(find(t, "6.0.8/basic-wrong-pass").response())
	if e.WWWAuthenticate != `Basic realm="Secured Area"` || e.Excerpt != "" {
		t.Errorf("got %q and %q", e.WWWAuthenticate, e.Excerpt)
	}
}

func TestDecodeErrorOnAnswersNoRecordingHas(t *testing.T) {
	h := func(contentType string) Header { return Header{"Content-Type": contentType} }
	for _, tt := range []struct {
		name string
		in   Response
		want *Error
	}{
		{"JSON behind a byte order mark", Response{Status: 200, Body: []byte("\xef\xbb\xbf {\"a\":1}\n")}, nil},
		{"a JSON list", Response{Status: 201, Body: []byte("[]")}, nil},
		{"errors in a 2xx answer are the caller's", Response{Status: 200, Body: []byte(`{"errors":[]}`)}, nil},
		{"a bare number is no answer of Mautic", Response{Status: 200, Body: []byte("5")}, &Error{Shape: ShapeOther, Status: 200, Excerpt: "5"}},
		{"JSON cut short", Response{Status: 200, Body: []byte(`{"a":`)}, &Error{Shape: ShapeOther, Status: 200, Excerpt: `{"a":`}},
		{"only white space", Response{Status: 500, Body: []byte(" \r\n")}, &Error{Shape: ShapeEmpty, Status: 500}},
		{"errors as an empty list", Response{Status: 500, Body: []byte(`{"errors":[]}`)}, &Error{Shape: ShapeJSON, Status: 500, Excerpt: `{"errors":[]}`}},
		{"errors as a list of strings", Response{Status: 500, Body: []byte(`{"errors":["x"]}`)}, &Error{Shape: ShapeJSON, Status: 500, Excerpt: `{"errors":["x"]}`}},
		{"code as a string", Response{Status: 400, Body: []byte(`{"errors":[{"message":"m","code":"400","type":null}]}`)},
			&Error{Shape: ShapeA, Status: 400, Code: 400, Message: "m", Excerpt: `{"errors":[{"message":"m","code":"[cut]","type":null}]}`}},
		{"RFC 6749", Response{Status: 400, Body: []byte(`{"error":"invalid_grant","error_description":"d"}`)},
			&Error{Shape: ShapeC, Status: 400, Type: "invalid_grant", Message: "d", Excerpt: `{"error":"invalid_grant","error_description":"d"}`}},
		{"ISO-8859-1", Response{Status: 403, Header: h("text/html; charset=iso-8859-1"), Body: []byte("<html><title>Zugriff verweigert f\xfcr Sie</title>")},
			&Error{Shape: ShapeD, Status: 403, ContentType: "text/html; charset=iso-8859-1", Title: "Zugriff verweigert für Sie", Excerpt: "<html><title>Zugriff verweigert für Sie</title>"}},
		{"entities in a title", Response{Status: 503, Header: h("text/html"), Body: []byte("<TITLE class=x>\n a &amp; &lt;b&gt; &#039;</TITLE>")},
			&Error{Shape: ShapeD, Status: 503, ContentType: "text/html", Title: "a & <b> '", Excerpt: "<TITLE class=x> a &amp; &lt;b&gt; &#039;</TITLE>"}},
		{"a title without an end", Response{Status: 503, Header: h("text/html"), Body: []byte("<html><title>x")},
			&Error{Shape: ShapeD, Status: 503, ContentType: "text/html", Excerpt: "<html><title>x"}},
		{"HTML labelled JSON", Response{Status: 502, Header: h("application/json"), Body: []byte("<!doctype HTML><title>Bad gateway</title>")},
			&Error{Shape: ShapeD, Status: 502, ContentType: "application/json", Title: "Bad gateway", Excerpt: "<!doctype HTML><title>Bad gateway</title>"}},
		{"text of a gateway", Response{Status: 429, Header: Header{"Content-Type": "text/plain", "Retry-After": "60"}, Body: []byte("slow down")},
			&Error{Shape: ShapeOther, Status: 429, ContentType: "text/plain", RetryAfter: "60", Excerpt: "slow down"}},
		{"a redirect with a code", Response{Status: 302, Header: Header{"location": "https://u:p@x.example/cb?state=abc&code=def"}},
			&Error{Shape: ShapeEmpty, Status: 302, Location: "https://[cut]@x.example/cb?state=[cut]&code=[cut]"}},
		{"status 0", Response{}, &Error{Shape: ShapeEmpty}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := DecodeError(&tt.in)
			if d := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); d != "" {
				t.Error(d)
			}
			if got != nil {
				checkText(t, tt.name, got)
			}
		})
	}
}

func TestErrorSentences(t *testing.T) {
	line := RequestLine{"GET", "https://example.com/api/users/self"}
	for _, tt := range []struct {
		e    Error
		want string
	}{
		{Error{Shape: ShapeA, Status: 401, Type: "access_denied", Message: "Nein.", Request: line},
			`Mautic answered GET https://example.com/api/users/self with status 401: "Nein." (access_denied)`},
		{Error{Shape: ShapeEmpty, Status: 401}, "the server answered with status 401 and no body"},
		{Error{Shape: ShapeD, Status: 503, Title: "Service Unavailable"}, `a web page answered with status 503: a page titled "Service Unavailable"`},
		{Error{Shape: ShapeD, Status: 200}, "a web page answered with status 200 and HTML instead of JSON"},
		{Error{Shape: ShapeD, Status: 301, Location: "https://x/"}, "a web page answered with status 301, a redirect to https://x/, which was not followed"},
		{Error{Shape: ShapeOther, Status: 200}, "the server answered with status 200 and something that is not JSON"},
		{Error{Shape: ShapeC, Type: "server_error"}, "Mautic answered (server_error)"},
	} {
		if got := tt.e.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func FuzzDecodeError(f *testing.F) {
	for _, rec := range records(f) {
		f.Add(rec.Response.Status, rec.Response.Headers["Content-Type"], rec.Response.Headers["Location"], []byte(rec.Response.Body))
	}
	f.Add(200, "text/html; charset=iso-8859-1", "", []byte("<html>\xff<title>\xfe</title>"))
	f.Add(400, "application/json", "://@", []byte(`{"errors":[{"message":5,"code":{},"type":[]}]}`))
	f.Add(500, "", "x", []byte(`{"password":"a\"`+canary+`","code" : '`))
	f.Fuzz(func(t *testing.T, status int, contentType, location string, body []byte) {
		res := &Response{Status: status, Header: Header{"Content-Type": contentType, "Location": location}, Body: body}
		e := DecodeError(res)
		if e == nil {
			if status < 200 || status > 299 || !json.Valid(trimBOM(body)) {
				t.Fatalf("status %d with body %q is no error", status, body)
			}
			return
		}
		if e.Status != status {
			t.Fatalf("Status = %d, want %d", e.Status, status)
		}
		checkText(t, "fuzz", e)
		for _, s := range []string{e.Excerpt, e.Message, e.Location} {
			if strings.Contains(s, "://") {
				continue // host names stay
			}
			for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf || !isTokenByte(byte(r)) }) {
				if len(word) >= minToken && strings.ContainsAny(word, digits) {
					t.Fatalf("a token was left in %q", s)
				}
			}
		}
	})
}

func BenchmarkDecodeError(b *testing.B) {
	res := find(b, "basic-wrong-pass").response()
	for b.Loop() {
		DecodeError(res)
	}
}
