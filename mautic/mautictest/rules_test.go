package mautictest

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestCreateClientFollowsMauticsForm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, uris, creator, message string }{
		{"ok", testCallback, "admin", ""},
		{"two", "http://127.0.0.1:5678/a, http://localhost:9999/b", "admin", ""},
		{"custom scheme", "myapp://callback", "admin", ""},
		{"two by space, as Mautic accepts them", "http://127.0.0.1:5678/a http://127.0.0.1:9999/b", "admin", ""},
		{"by a user", testCallback, "n8n", ""},
		{"", testCallback, "admin", "A name is required."},
		{"empty", " ", "admin", "A redirect URI is required."},
		{"no scheme", "n8n.example.com/cb", "admin", "n8n.example.com/cb is an invalid URI."},
		{"newline", "http://a/b\nhttp://c/d", "admin", "http://a/b\nhttp://c/d is an invalid URI."},
	} {
		s := New(Options{})
		client, err := s.CreateClient(test.name, test.uris, test.creator)
		if test.message != "" {
			var refused *ClientError
			if !errors.As(err, &refused) || refused.Message != test.message {
				t.Errorf("%q: error %v, want %q", test.name, err, test.message)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", test.name, err)
			continue
		}
		if len(client.RandomID) != 50 || len(client.Secret) != 50 || !strings.HasPrefix(client.PublicID(), "3_") {
			t.Errorf("%q: odd client %s", test.name, client.PublicID())
		}
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {client.PublicID()}, "client_secret": {client.Secret}}
		status, kind, tokens := tokenRequest(t, s, form)
		if test.creator == "n8n" {
			if status != 400 || kind != "unauthorized_client" {
				t.Errorf("client_credentials of a user who is no admin: %d %s", status, kind)
			}
			continue
		}
		if status != 200 || tokens["refresh"] != "" {
			t.Errorf("client_credentials: %d, refresh token %q", status, tokens["refresh"])
		}
		if _, name := whoAmI(t, s, tokens["access"]); name != test.name+" [3]" {
			t.Errorf("users/self of a client is %q", name)
		}
	}
}

func TestRedirectURIMatches(t *testing.T) {
	t.Parallel()
	registered := []string{"https://n8n.example.com", "http://127.0.0.1:5678/cb"}
	for uri, want := range map[string]bool{
		"https://n8n.example.com/rest/callback": true,
		"HTTPS://N8N.example.com/x":             true,
		"https://n8n.example.com.evil.test/x":   false,
		"https://n8n.example.com@evil.test/":    false,
		"https://n8n.example.com:444/x":         false,
		"https://n8n.example.com/a/../b":        false,
		"https://n8n.example.com/a/./b":         false,
		"http://127.0.0.1:5678/cb?x=1":          true,
		"http://127.0.0.1:5678/c":               false,
		"http://127.0.0.1:5678":                 false,
		"":                                      false,
		"http://127.0.0.1:5678/cb/%zz":          false,
	} {
		if got := redirectURIMatches(uri, registered); got != want {
			t.Errorf("%q: %v, want %v", uri, got, want)
		}
	}
}

func TestGrantedFollowsMautic(t *testing.T) {
	t.Parallel()
	limited := Role{Permissions: []Grant{{"lead:leads", []string{"viewown"}}, {"stage:stages", []string{"full"}},
		{"lead:lists", []string{"viewown"}}}}
	for _, test := range []struct {
		permission string
		want       bool
		problem    error
	}{
		{"lead:leads:viewown", true, nil},
		{"lead:leads:view", true, nil},
		{"lead:leads:viewother", false, nil},
		{"lead:leads:create", false, nil},
		{"stage:stages:viewother", true, nil},
		{"stage:stages:delete", true, nil},
		{"email:emails:view", false, nil},
		{"lead:lists:viewown", true, nil},
		{"lead:lists:viewother", false, nil},
		{"foobar", false, errMalformedPermission},
		{"foo:bar:baz", false, errUnknownBundle},
		{"lead:notes:view", false, unknownPermissionError("lead:notes:view")},
	} {
		got, err := granted(limited, test.permission)
		if got != test.want || !errors.Is(err, test.problem) {
			t.Errorf("%s: %v, %v", test.permission, got, err)
		}
	}
	if got, err := granted(Role{Admin: true}, "foo:bar:baz"); !got || err != nil {
		t.Errorf("an admin has everything, even what does not exist: %v %v", got, err)
	}
}

func TestOriginPatterns(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		domain, origin   string
		allowed, pattern bool
	}{
		{"https://n8n.example.com", "https://n8n.example.com", true, false},
		{"https://n8n.example.com", "https://n8n.example.com.evil.test", false, false},
		{"https://*.example.com", "https://n8n.example.com", true, true},
		{"https://*.example.com", "https://example.com", false, false},
		{"https://*.example.*", "https://a.example.org", true, true},
		{"*", "https://anything.test", true, true},
	} {
		settings := Settings{CORSDomains: []string{test.domain}}
		if allowed, pattern := settings.allowsOrigin(test.origin); allowed != test.allowed || pattern != test.pattern {
			t.Errorf("%s for %s: %v %v", test.domain, test.origin, allowed, pattern)
		}
	}
}

func TestEncodeJSONAsPHPDoes(t *testing.T) {
	t.Parallel()
	v := object{{"a/b", "it's \"é\" <b>&\U0001F600\n"}, {"n", nil}, {"l", []string{}}, {"o", object{}}}
	if got, want := string(encodeJSON(v)), `{"a\/b":"it's \"\u00e9\" <b>&\ud83d\ude00\n","n":null,"l":[],"o":{}}`; got != want {
		t.Errorf("plain\n got %s\nwant %s", got, want)
	}
	if got, want := string(encodeHexJSON(object{{"m", "it's \"<b>&"}})), `{"m":"it\u0027s \u0022\u003Cb\u003E\u0026"}`; got != want {
		t.Errorf("hex\n got %s\nwant %s", got, want)
	}
}
