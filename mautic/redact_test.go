package mautic

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSecretsAreCutOutOfForeignText(t *testing.T) {
	token := "MzZjYWYwYzg2YzMxYWI1OWYxYTI0ZDc1ZGQ3NjA5NzEzYjNlYjYx"
	for _, tt := range []struct{ name, in, want string }{
		{"a token anywhere", "see " + token + ".", "see [cut]."},
		{"a client id", "client 1_" + strings.Repeat("0a", 25) + " unknown", "client [cut] unknown"},
		{"a query", "/cb?state=a&code=b&x=1#y", "/cb?state=[cut]&code=[cut]&x=1#y"},
		{"a form", "client_secret=s3;grant_type=password", "client_secret=[cut];grant_type=password"},
		{"a JSON string", `{"access_token":"a b\"c","expires_in":1}`, `{"access_token":"[cut]","expires_in":1}`},
		{"JSON with spaces", `{"password" : "x", "user": "u"}`, `{"password" : "[cut]", "user": "u"}`},
		{"escaped JSON", `"{\"password\":\"x1\"}"`, `"{\"password\":\"[cut]\"}"`},
		{"single quotes", `password = 'x y'`, `password = '[cut]'`},
		{"a PHP dump", `["client_secret"]=>"abc"`, `["client_secret"]=>"[cut]"`},
		{"the code of an error is a number", `{"code":403}`, `{"code":403}`},
		{"a Basic header", "Authorization: Basic YWRtaW46eA==", "Authorization: Basic [cut]"},
		{"a Bearer header", "authorization: bearer abc.DEF-1", "authorization: bearer [cut]"},
		{"a challenge", `Basic realm="Secured Area"`, `Basic realm="Secured Area"`},
		{"a bearer challenge", `Bearer error="invalid_token"`, `Bearer error="invalid_token"`},
		{"a sentence", "Basic Auth disabled. You need to enable HTTP basic auth.", "Basic Auth disabled. You need to enable HTTP basic auth."},
		{"a sentence about tokens", "The access token provided is invalid. Token: expired", "The access token provided is invalid. Token: expired"},
		{"user info", "http://u:p@x.example/a@b", "http://[cut]@x.example/a@b"},
		{"a long host name", "https://mautic-7f9c8d6b5d-very-long-name-2026.example/a", "https://mautic-7f9c8d6b5d-very-long-name-2026.example/a"},
		{"user info with an @", "https://u:p@q@x.example", "https://[cut]@x.example"},
		{"a mail address", "https://x.example/?mail=a@b.example", "https://x.example/?mail=a@b.example"},
		{"a long word without digits", strings.Repeat("abcd", 20), strings.Repeat("abcd", 20)},
		{"a path", "/oauth/v2/token/12345678/12345678/12345678", "/oauth/v2/token/12345678/12345678/12345678"},
	} {
		if got := cutSecrets(tt.in); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestCleanFoldsAndLimits(t *testing.T) {
	for _, tt := range []struct {
		in   string
		n    int
		want string
	}{
		{"a\n\t b\x00\x1bc ", 10, "a bc"},
		{"äöüß", 4, "äöüß"},
		{"äöüßx", 4, "äöü…"},
		{"\xff\xfe", 4, "\ufffd"},
		{"", 4, ""},
	} {
		if got := clean(tt.in, tt.n); got != tt.want {
			t.Errorf("clean(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
	// A token that straddles the limit is cut as a whole.
	long := strings.Repeat("x ", 145) + strings.Repeat("a1", 600)
	if got := clean(long, 300); strings.Contains(got, "a1") || utf8.RuneCountInString(got) > 300 {
		t.Errorf("half a token was left: %q", got)
	}
}
