package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"mautic-connect/mautic"
)

// answer is one answer of a real Mautic; testdata/README.md says how it was trimmed.
type answer struct {
	ID, Method, URL string
	Status          int
	Headers         map[string]string
	Body            string
}

func answers(t testing.TB) map[string]answer {
	t.Helper()
	raw, err := os.ReadFile("testdata/answers.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []answer
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	all := map[string]answer{}
	for _, a := range list {
		all[a.ID] = a
	}
	return all
}

// decode is what package mautic makes of an answer.
func (a answer) decode() *mautic.Error {
	h := mautic.Header{}
	for name, value := range a.Headers {
		h.Set(name, value)
	}
	e := mautic.DecodeError(&mautic.Response{Status: a.Status, Header: h, Body: []byte(a.Body)})
	if e != nil {
		e.Request = mautic.RequestLine{Method: a.Method, URL: a.URL}
	}
	return e
}

// verdicts are the diagnoses that the recordings support, and no other.
func verdicts() map[string]ID {
	list := map[string]ID{}
	for _, v := range []struct {
		answer string
		want   ID
	}{
		{"5.1.1/apioff-basic", "api-disabled"},
		{"5.1.1/apioff-token", "api-disabled"},
		{"5.1.1/basicoff-good", "basic-auth-disabled"},
		{"5.1.1/basicoff-token-endpoint-basic-header", "client-auth-in-header"},
		{"5.1.1/basic-wrong-pass", "bad-credentials"},
		{"6.0.8/basic-wrong-pass", "bad-credentials"},
		{"7.0.2/basic-wrong-pass", "bad-credentials"},
		{"5.1.1/basic-noauth", "bad-credentials"},
		{"5.1.1/bearer-garbage", "token-invalid"},
		{"5.1.1/bearer-expired", "token-expired"},
		{"5.1.1/token-ac-wrong-secret", "client-pair-wrong"},
		{"5.1.1/token-ac-missing-client", "client-body-lost"},
		{"5.1.1/token-ac-post-query", "client-body-lost"},
		{"5.1.1/token-ac-expired", "code-expired"},
		{"5.1.1/token-ac-reused", "code-invalid"},
		{"5.1.1/token-ac-wrong-redirect", "token-redirect-mismatch"},
		{"5.1.1/token-cc-scope", "scope-not-supported"},
		{"5.1.1/cc-nonadmin-client", "grant-not-allowed"},
		{"5.1.1/token-refresh-reused", "refresh-invalid"},
		{"5.1.1/token-refresh-expired", "refresh-expired"},
		{"6.0.8/token-cc-missing-secret", "unknown"},
		{"5.1.1/cc-norole-api", "unknown"},
		{"5.1.1/perm-apionly-contacts", "permission-missing"},
		{"5.1.1/fp-404-entity", "unknown"},
		{"5.1.1/ratelimit-4", "rate-limited"},
		{"5.1.1/notinstalled-api-basic", "not-installed"},
		{"5.1.1/dbdown-basic", "site-offline"},
		{"5.1.1/dbdown-basic-star", "site-offline"},
		{"5.1.1/fpmdown-basic", "php-down"},
		{"5.1.1/url-s-api", "wrong-path"},
		{"5.1.1/url-http-https-redirect", "redirect-to-https"},
		{"5.1.1/url-indexphp-api", "redirect-to-other-host"},
		{"4.4.13/siteurl-https-http-api", "redirect-to-https"},
		{"7.0.2/siteurl-https-http-api", "redirect-to-https"},
		{"6.0.8/siteurl-https-http-login", "redirect-to-https"},
		{"5.1.1/https-redirect-mautic-api", "redirect-to-https"},
		{"5.1.1/https-redirect-mautic-token", "redirect-to-https"},
		{"4.4.13/https-redirect-mautic-token", "redirect-to-https"},
		{"5.1.1/proxy-loop-api", "redirect-loop-untrusted-proxy"},
		{"7.0.2/proxy-loop-api", "redirect-loop-untrusted-proxy"},
		{"5.1.1/proxy-loop-token", "redirect-loop-untrusted-proxy"},
		{"4.4.13/proxy-loop-token", "unknown"},
		{"5.1.1/authz-client-deleted", "client-not-found"},
		{"5.1.1/authz-consent-mismatch", "redirect-uri-mismatch"},
		{"5.1.1/authz-consent-deny", "user-denied"},
		{"5.1.1/authz-consent-scope", "scope-not-supported"},
		{"6.0.8/x-deny-first", "user-denied"},
		{"4.4.13/authz-user-noapi", "user-without-api-access"},
		{"6.0.8/authz-user-noapi", "user-without-api-access"},
		{"7.0.2/authz-user-noapi", "user-without-api-access"},
		{"6.0.8/remembered-authz-consent-mismatch", "unknown"},
		{"5.1.1/subdir-missing", "not-mautic"},
		{"5.1.1/fp-login", "not-mautic"},
		{"7.0.2/v2-bearer-good", "unknown"},
		{"7.0.2/fp-api", "unknown"},
	} {
		list[v.answer] = v.want
	}
	return list
}

func TestTheRecordingsAreDiagnosed(t *testing.T) {
	t.Parallel()
	all, want := answers(t), verdicts()
	for id, a := range all {
		e := a.decode()
		if e == nil {
			t.Errorf("%s is no error", id)
			continue
		}
		if got := Explain(e); got != want[id] {
			t.Errorf("%s: %s, want %s (%v)", id, got, want[id], e)
		}
		if got := Explain(fmt.Errorf("asking who this is: %w", e)); got != want[id] {
			t.Errorf("%s, wrapped: %s, want %s", id, got, want[id])
		}
	}
	for id := range want {
		if _, ok := all[id]; !ok {
			t.Errorf("there is no recording %s", id)
		}
	}
}

// What Mautic says in the language of the site decides nothing. The OAuth
// server, the router and the offline page speak English everywhere.
func TestTheLanguageOfTheSiteDoesNotMatter(t *testing.T) {
	t.Parallel()
	german := strings.NewReplacer(
		"API disabled. You need to enable the API in the API settings of Mautic", "API deaktiviert. Aktivieren Sie die API in den API-Einstellungen",
		"Basic Auth disabled. You need to enable HTTP basic auth in the API set", "Basic Auth ist deaktiviert. Aktivieren Sie HTTP Basic Auth in den API-Ein",
		"API authorization denied.", "API-Autorisierung verweigert.",
		"Authorization denied, invalid credentials.", "Autorisierung verweigert, ungültige Zugangsdaten.",
		"You do not have access to the requested area/action.", "Sie haben keinen Zugriff auf den angeforderten Bereich.",
		"Item was not found.", "Element wurde nicht gefunden.",
		"Requested URL not found", "Angeforderte URL nicht gefunden",
		"You exceeded the rate limit of", "Sie haben das Limit überschritten:",
		"Looks like I encountered an error", "Es sieht so aus, als ob ein Fehler aufgetreten ist",
	)
	want, translated := verdicts(), 0
	for id, a := range answers(t) {
		body := german.Replace(a.Body)
		if body == a.Body {
			continue
		}
		translated++
		a.Body = body
		if got := Explain(a.decode()); got != want[id] {
			t.Errorf("%s in German: %s, want %s", id, got, want[id])
		}
	}
	if translated < 12 {
		t.Errorf("only %d answers were translated", translated)
	}
}

// Situations that the recordings do not hold.
func TestOtherAnswersAreDiagnosed(t *testing.T) {
	t.Parallel()
	const apache = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN"><html><head><title>%s</title></head><body></body></html>`
	page := func(title string) string { return fmt.Sprintf(apache, title) }
	for _, tt := range []struct {
		name string
		answer
		want ID
	}{
		{"password file in front", answer{Status: 401, Headers: map[string]string{"WWW-Authenticate": `Basic realm="Staging"`, "Content-Type": "text/html; charset=iso-8859-1"}, Body: page("401 Unauthorized")}, PasswordInFront},
		{"password file with Mautic's realm", answer{Status: 401, Headers: map[string]string{"WWW-Authenticate": `Basic realm="Secured Area"`, "Content-Type": "text/html; charset=iso-8859-1"}, Body: page("401 Unauthorized")}, PasswordInFront},
		{"password in front without a body", answer{Status: 401, Headers: map[string]string{"WWW-Authenticate": `Basic realm="Restricted"`}}, PasswordInFront},
		{"gateway's login page", answer{Status: 401, Body: page("Sign in")}, PasswordInFront},
		{"realm that only holds the words", answer{Status: 401, Headers: map[string]string{"WWW-Authenticate": `Basic realm="My Secured Area"`}}, PasswordInFront},
		{"401 of nobody known", answer{Status: 401}, Unknown},
		{"firewall", answer{Status: 403, Body: page("403 Forbidden")}, NotMautic},
		{"gateway cannot reach it", answer{Status: 502, Body: page("502 Bad Gateway")}, PHPDown},
		{"gateway waits too long", answer{Status: 504, Body: page("504 Gateway Time-out")}, PHPDown},
		{"limit in front", answer{Status: 429, Body: page("Too Many Requests")}, RateLimited},
		{"limit in front, as JSON", answer{Status: 429, Body: `{"message":"slow down"}`}, RateLimited},
		{"other software", answer{Status: 404, Body: `{"message":"no such thing"}`}, Unknown},
		{"web site", answer{Status: 200, Body: page("Welcome")}, NotMautic},
		{"installer of Mautic 4", answer{Status: 302, Headers: map[string]string{"Location": "https://m.example/index.php/installer"}, URL: "https://m.example/api/users/self"}, NotInstalled},
		{"login page of Mautic 6, with a query", answer{Status: 302, Headers: map[string]string{"Location": "/s/login?a=b"}, URL: "https://m.example/s/api/users/self"}, WrongPath},
		{"www", answer{Status: 301, Headers: map[string]string{"Location": "https://www.m.example/api/users/self"}, URL: "https://m.example/api/users/self"}, RedirectElsewhere},
		{"https at another host", answer{Status: 301, Headers: map[string]string{"Location": "https://www.m.example/api/users/self"}, URL: "http://m.example/api/users/self"}, RedirectElsewhere},
		{"https at another port", answer{Status: 301, Headers: map[string]string{"Location": "https://m.example:8443/api/users/self"}, URL: "http://m.example:8080/api/users/self"}, RedirectToHTTPS},
		{"https at the same IPv6 address", answer{Status: 301, Headers: map[string]string{"Location": "https://[2001:db8::1]/api/users/self"}, URL: "http://[2001:db8::1]:80/api/users/self"}, RedirectToHTTPS},
		{"https at another IPv6 address", answer{Status: 301, Headers: map[string]string{"Location": "https://[2001:db8::2]/api/users/self"}, URL: "http://[2001:db8::1]/api/users/self"}, RedirectElsewhere},
		{"to itself", answer{Status: 301, Headers: map[string]string{"Location": "https://m.example/api/users/self"}, URL: "https://m.example/api/users/self"}, RedirectLoop},
		{"redirect to nowhere", answer{Status: 302}, RedirectElsewhere},
		{"error of another OAuth server", answer{Status: 400, Body: `{"error":"invalid_client"}`}, ClientPairWrong},
		{"grant error nobody knows", answer{Status: 400, Body: `{"errors":[{"message":"?","code":400,"type":"invalid_grant"}]}`}, Unknown},
	} {
		if got := Explain(tt.decode()); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestErrorsWithoutAnAnswerAreDiagnosed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want ID
	}{
		{nil, Unknown},
		{errors.New("something"), Unknown},
		{context.Canceled, Canceled},
		{context.DeadlineExceeded, ConnectionTimeout},
		{&mautic.TransportError{Kind: mautic.KindDNS}, DNSNotFound},
		{&mautic.TransportError{Kind: mautic.KindRefused}, ConnectionRefused},
		{&mautic.TransportError{Kind: mautic.KindTimeout}, ConnectionTimeout},
		{&mautic.TransportError{Kind: mautic.KindReset}, ConnectionReset},
		{&mautic.TransportError{Kind: mautic.KindTLSUntrusted}, TLSUntrusted},
		{&mautic.TransportError{Kind: mautic.KindTLSExpired}, TLSExpired},
		{&mautic.TransportError{Kind: mautic.KindTLSWrongHost}, TLSWrongHost},
		{&mautic.TransportError{Kind: mautic.KindTLSNotTLS}, TLSNotTLS},
		{&mautic.TransportError{Kind: mautic.KindBlocked}, BlockedByPolicy},
		{&mautic.TransportError{Kind: mautic.KindTooLarge}, ResponseTooLarge},
		{&mautic.TransportError{Kind: mautic.KindRateLimited}, ProxyLimited},
		{&mautic.TransportError{Kind: mautic.KindBusy}, ProxyLimited},
		{&mautic.TransportError{Kind: mautic.KindProxy}, ProxyUnreachable},
		{&mautic.TransportError{Kind: mautic.KindBadRequest}, ProxyUnreachable},
		{&mautic.TransportError{Kind: mautic.KindOffline}, Offline},
		{&mautic.TransportError{Kind: mautic.KindCanceled}, Canceled},
		{&mautic.TransportError{Kind: mautic.KindCORS}, CORSBlocked},
		{&mautic.TransportError{Kind: mautic.KindRedirectHidden}, RedirectHidden},
		{&mautic.TransportError{Kind: mautic.KindNeedsServer}, NeedsServer},
		{&mautic.TransportError{Kind: mautic.KindOther}, ConnectionFailed},
		{&mautic.TransportError{Kind: mautic.KindDeliveryRefused}, DeliveryRefused},
		{&mautic.TransportError{Kind: mautic.KindDeliveryFailed}, DeliveryFailed},
		{&mautic.TransportError{Kind: "a kind of tomorrow"}, ConnectionFailed},
		{fmt.Errorf("asking: %w", &mautic.TransportError{Kind: mautic.KindDNS}), DNSNotFound},
		{&mautic.CredentialError{Reason: mautic.UserNameHasColon}, UsernameHasColon},
		{&mautic.CredentialError{Reason: mautic.UserNameEmpty}, Unknown},
		{&mautic.CallbackError{Reason: mautic.CallbackStateMismatch}, StateMismatch},
		{&mautic.CallbackError{Reason: mautic.CallbackReplayed}, CallbackReplayed},
		{&mautic.CallbackError{Reason: mautic.CallbackExpired}, CallbackExpired},
		{&mautic.CallbackError{Reason: mautic.CallbackIncomplete}, CallbackIncomplete},
		{&mautic.CallbackError{Reason: mautic.CallbackIssuerMismatch}, IssuerMismatch},
		{&mautic.CallbackError{Reason: mautic.CallbackDenied}, UserDenied},
		{&mautic.CallbackError{Reason: mautic.CallbackScope}, ScopeNotSupported},
		{&mautic.CallbackError{Reason: mautic.CallbackFailed}, Unknown},
		{&mautic.CallbackError{Reason: mautic.CallbackFailed, Err: &mautic.Error{Shape: mautic.ShapeC, Type: "redirect_uri_mismatch"}}, RedirectURIMismatch},
		{&mautic.CallbackError{Reason: mautic.CallbackFailed, Err: &mautic.Error{Shape: mautic.ShapeC, Type: "server_error"}}, Unknown},
	} {
		if got := Explain(tt.err); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.err, got, tt.want)
		}
	}
}

// A callback error has the diagnosis of its own name.
func TestEveryCallbackReasonHasADiagnosis(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../state.go")
	if err != nil {
		t.Fatal(err)
	}
	reasons := regexp.MustCompile(`CallbackReason = "([a-z-]+)"`).FindAllSubmatch(source, -1)
	if len(reasons) < 8 {
		t.Fatalf("found only %d reasons", len(reasons))
	}
	for _, r := range reasons {
		reason := mautic.CallbackReason(r[1])
		if got := Explain(&mautic.CallbackError{Reason: reason}); got == Unknown && reason != mautic.CallbackFailed {
			t.Errorf("%s has no diagnosis", reason)
		}
	}
}

// What the doctor itself never provokes is still named where another tool's
// error is explained.
func TestErrorsOfOtherToolsAreExplained(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		error mautic.Error
		want  ID
	}{
		{"token in two places", mautic.Error{Status: 400, Type: "invalid_request", Message: "Only one method may be used to authenticate at a time (Auth header, GET or POST)."}, TokenSentTwice},
		{"client in the Authorization header", mautic.Error{Status: 403, Type: "access_denied", Request: mautic.RequestLine{Method: "POST", URL: "https://mautic.example.com/oauth/v2/token"}}, ClientAuthInHeader},
		{"client in the Authorization header, in German", mautic.Error{Status: 403, Type: "access_denied", Message: "Basic Auth deaktiviert.", Request: mautic.RequestLine{Method: "POST", URL: "https://mautic.example.com/oauth/v2/token"}}, ClientAuthInHeader},
		{"login while basic auth is off", mautic.Error{Status: 403, Type: "access_denied", Request: mautic.RequestLine{Method: "GET", URL: "https://mautic.example.com/api/users/self"}}, BasicAuthDisabled},
	} {
		tt.error.Shape = mautic.ShapeA
		if got := Explain(&tt.error); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
