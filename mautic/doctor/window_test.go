package doctor

import (
	"strings"
	"testing"
)

func TestWhatTheMauticWindowShowsIsRead(t *testing.T) {
	t.Parallel()
	const (
		denied   = `{"errors":[{"message":"API authorization denied.","code":302,"type":"access_denied"}]}`
		mismatch = `{"errors":[{"message":"The redirect URI provided does not match registered URI(s).","code":400,"type":"redirect_uri_mismatch"}]}`
		notFound = `{"errors":[{"message":"Client not found.","code":404,"type":null}]}`
		bare500  = `{"errors":[{"message":"Looks like I encountered an error (error #500). If I do it again, please report me to the system administrator!","code":500,"type":null}]}`
		offline  = `{"errors":[{"message":"The site is currently offline due to encountering an error. If the problem persists, please contact the system administrator.","code":500,"type":null}]}`
		noAPI    = "Oops! An Error Occurred\nThe server returned a \"403 Forbidden\".\nSomething is broken. Please let us know what you were doing when this error occurred."
	)
	for _, tt := range []struct {
		name, text string
		want       ID
	}{
		{"nothing", "", Unknown},
		{"spaces", " \n", Unknown},
		{"somebody's words", "it does not work", Unknown},
		{"denied", denied, UserDenied},
		{"denied, in German", `{"errors":[{"message":"API-Autorisierung verweigert.","code":302,"type":"access_denied"}]}`, UserDenied},
		{"redirect URI", mismatch, RedirectURIMismatch},
		{"several redirect URIs", `{"errors":[{"message":"No redirect URL was supplied and more than one is registered.","code":400,"type":"redirect_uri_mismatch"}]}`, RedirectURIMissing},
		{"unknown client", notFound, ClientNotFound},
		{"scope", `{"errors":[{"message":"An unsupported scope was requested.","code":302,"type":"invalid_scope"}]}`, ScopeNotSupported},
		{"error 500 of a client accepted before", bare500, RedirectURIMismatch},
		{"error 500 in German", `{"errors":[{"message":"Ein Fehler ist aufgetreten (Fehler #500).","code":500,"type":null}]}`, RedirectURIMismatch},
		{"site is offline", offline, SiteOffline},
		{"API switched off", `{"errors":[{"message":"API disabled.","code":403,"type":"api_disabled"}]}`, APIDisabled},
		{"error nobody knows", `{"errors":[{"message":"?","code":418,"type":null}]}`, Unknown},
		{"text before", "The window says: " + denied, UserDenied},
		{"text after", mismatch + "\nWhat now?", RedirectURIMismatch},
		{"text around", "Mautic shows {this}:\n\n" + notFound + " {sic}", ClientNotFound},
		{"spread over lines", "{\n  \"errors\": [\n    {\n      \"message\": \"Client not found.\",\n      \"code\": 404,\n      \"type\": null\n    }\n  ]\n}", ClientNotFound},
		{"on one line, with folded line ends", strings.ReplaceAll("{ \"errors\": [ { \"message\": \"x\", \"code\": 302, \"type\": \"access_denied\" } ] }", "\n", " "), UserDenied},
		{"as the table of a browser", "errors\n0\nmessage \"API authorization denied.\"\ncode 302\ntype \"access_denied\"", UserDenied},
		{"table of an error 500", "errors 0 message \"Looks like I encountered an error (error #500).\" code 500 type null", RedirectURIMismatch},
		{"half of it", denied[:len(denied)-4], UserDenied},
		{"RFC 6749", `{"error":"access_denied","error_description":"no"}`, UserDenied},
		{"other JSON", `{"a":1}`, Unknown},
		{"JSON that is no object", `[1,2]`, Unknown},
		{"address with an error", "https://tool.example.com/callback?state=abc&error=access_denied", UserDenied},
		{"address with an error, in words", "It went to <https://tool.example.com/callback?error=invalid_scope&state=x>.", ScopeNotSupported},
		{"address with an error nobody knows", "https://tool.example.com/callback?error=temporarily_unavailable", Unknown},
		{"address without an error", "https://m.example.com/oauth/v2/authorize?client_id=1_a&state=x", Unknown},
		{"user without API access", noAPI, UserWithoutAPIAccess},
		{"user without API access, one line", strings.ReplaceAll(noAPI, "\n", " "), UserWithoutAPIAccess},
		{"title of that page", "An Error Occurred: Forbidden", UserWithoutAPIAccess},
		{"a web server's own refusal", "Forbidden You don't have permission to access this resource. Apache/2.4", Unknown},
		{"nginx's own refusal", "403 Forbidden nginx", Unknown},
		{"Mautic's offline page", "Site is offline The site is currently offline due to encountering an error.", SiteOffline},
	} {
		if got := ReadWindow(tt.text); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Every answer that was recorded in a Mautic window is read like that, too.
func TestRecordedWindowsAreRead(t *testing.T) {
	t.Parallel()
	all := answers(t)
	for id, want := range map[string]ID{
		"5.1.1/authz-client-deleted":              ClientNotFound,
		"5.1.1/authz-consent-mismatch":            RedirectURIMismatch,
		"5.1.1/authz-consent-deny":                UserDenied,
		"5.1.1/authz-consent-scope":               ScopeNotSupported,
		"6.0.8/x-deny-first":                      UserDenied,
		"6.0.8/remembered-authz-consent-mismatch": RedirectURIMismatch,
		"4.4.13/authz-user-noapi":                 UserWithoutAPIAccess,
		"7.0.2/authz-user-noapi":                  UserWithoutAPIAccess,
	} {
		a, ok := all[id]
		if !ok {
			t.Errorf("there is no recording %s", id)
		}
		if got := ReadWindow(a.Body); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

func FuzzReadWindow(f *testing.F) {
	for _, a := range answers(f) {
		f.Add(a.Body)
		f.Add("It says " + a.Body + ".")
	}
	for _, text := range []string{"", "{", "}{", strings.Repeat("{", 100), `{"errors":[]}`, `{"errors":{}}`, "https://x/?error=", "https://[::1/?error=x", "\xff{\"errors\":1}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if id := ReadWindow(text); id == "" {
			t.Errorf("%q gives no diagnosis", text)
		}
	})
}

func BenchmarkReadWindow(b *testing.B) {
	text := strings.Repeat("{ no object ", 5000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		ReadWindow(text)
	}
}
