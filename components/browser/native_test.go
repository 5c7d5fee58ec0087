package browser

import (
	"errors"
	"testing"

	"mautic-connect/mautic"
)

// The generator renders the components in a native build, where there is no
// browser to speak to.
func TestEveryFunctionDoesNothingInANativeBuild(t *testing.T) {
	t.Parallel()
	if BasePath() != "/" || Origin() != "" || CallbackURL() != "/callback" || TakeQuery() != "" {
		t.Errorf("base %q, origin %q, callback %q, query %q", BasePath(), Origin(), CallbackURL(), TakeQuery())
	}
	if CanKeep() || Keep("record") {
		t.Error("a record was kept")
	}
	if record, query, ok := TakeKept(); ok || record != "" || query != "" {
		t.Errorf("there is a record %q with the query %q", record, query)
	}
	Copy("text", "id", func(bool) { t.Error("something was copied") })
	SetBusy(true)
	Go("https://m.example/")
	Focus("id")
	SetTitle("title")
	ClearInputs()
	Forget()

	var window LoginWindow
	if window.Open("https://m.example/", "Waiting") {
		t.Error("a window was opened")
	}
	window.Send("https://m.example/")
	window.Raise()
	window.Watch(func() { t.Error("a window was closed") })
	window.Close()
}

func TestRelayAddresses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, base, target, want string }{
		{"under the page's base", "", "https://m.example/api/users/self", "/proxy/https/m.example/api/users/self"},
		{"of another server", "https://c.example/x/", "https://m.example/api/users/self", "https://c.example/x/proxy/https/m.example/api/users/self"},
		{"a port", "", "http://m.example:8080/api/contacts", "/proxy/http/m.example:8080/api/contacts"},
		{"an IPv6 address", "", "https://[2001:db8::1]:8443/api/contacts", "/proxy/https/[2001:db8::1]:8443/api/contacts"},
		{"a sub-directory", "", "https://m.example/mautic/index.php/api/contacts", "/proxy/https/m.example/mautic/index.php/api/contacts"},
		{"a query", "", "https://m.example/api/contacts?limit=1&search=a%26b", "/proxy/https/m.example/api/contacts?limit=1&search=a%26b"},
		{"an escaped path stays escaped", "", "https://m.example/a%2Fb/api/x%20y", "/proxy/https/m.example/a%2Fb/api/x%20y"},
		{"a fragment is not sent", "", "https://m.example/api/x#secret", "/proxy/https/m.example/api/x"},
		{"user info is not sent", "", "https://ada:hunter2@m.example/api/x", "/proxy/https/m.example/api/x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := ProxyTransport{Base: test.base}.address(&mautic.Request{Method: "GET", URL: test.target})
			if err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestOnlyTheTokenRequestsOfAPresetGetItsSecret(t *testing.T) {
	t.Parallel()
	const token = "https://m.example/oauth/v2/token"
	preset := ProxyTransport{Preset: "acme", TokenURL: token}
	for _, test := range []struct {
		name       string
		transport  ProxyTransport
		method, to string
		want       string
	}{
		{"a token request", preset, "POST", token, "/presets/acme/token"},
		{"a look whether it is there", preset, "GET", token, "/proxy/https/m.example/oauth/v2/token"},
		{"a call of the API", preset, "POST", "https://m.example/api/hooks/new", "/proxy/https/m.example/api/hooks/new"},
		{"another Mautic", preset, "POST", "https://n.example/oauth/v2/token", "/proxy/https/n.example/oauth/v2/token"},
		{"no preset", ProxyTransport{}, "POST", token, "/proxy/https/m.example/oauth/v2/token"},
		{"no preset, an address that is none", ProxyTransport{TokenURL: token}, "POST", token, "/proxy/https/m.example/oauth/v2/token"},
	} {
		got, err := test.transport.address(&mautic.Request{Method: test.method, URL: test.to})
		if err != nil || got != test.want {
			t.Errorf("%s: got %q, %v, want %q", test.name, got, err, test.want)
		}
	}
}

func TestRelayRefusesAnAddressWithoutAHost(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"", "/api/contacts", "m.example/api", "https://", "%zz", "mailto:a@m.example"} {
		got, err := ProxyTransport{}.address(&mautic.Request{Method: "GET", URL: target})
		var refused *mautic.TransportError
		if got != "" || !errors.As(err, &refused) || refused.Kind != mautic.KindBadRequest {
			t.Errorf("%q: got %q, %v, want a bad request", target, got, err)
		}
	}
}
