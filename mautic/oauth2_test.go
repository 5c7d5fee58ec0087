package mautic

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// recordedClient returns the client a recording's form named.
func recordedClient(t *testing.T, id string) OAuthClient {
	t.Helper()
	return OAuthClient{
		Base:        recordedHost(t, id),
		ID:          recordedForm(t, id, "client_id"),
		Secret:      NewSecret(recordedForm(t, id, "client_secret")),
		RedirectURI: recordedForm(t, id, "redirect_uri"),
	}
}

func TestAuthCodeURLAsksForACodeWithS256AndNoScope(t *testing.T) {
	c := OAuthClient{
		Base: mustBase("https://example.com/mautic"), ID: "1_abc", Secret: NewSecret(canary),
		RedirectURI: "https://n8n.example/rest/oauth2-credential/callback",
	}
	verifier := NewVerifier()
	u := parseURL(t, c.AuthCodeURL("s1", verifier))
	sum := sha256.Sum256([]byte(verifier))
	want := url.Values{
		"response_type": {"code"}, "client_id": {"1_abc"}, "redirect_uri": {c.RedirectURI}, "state": {"s1"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	if d := cmp.Diff(want, u.Query()); d != "" {
		t.Error(d)
	}
	u.RawQuery = ""
	if u.String() != "https://example.com/mautic/oauth/v2/authorize" {
		t.Errorf("the address is %s", u)
	}
	if s := (OAuthClient{ID: "1_a"}).AuthCodeURL("s1", verifier); s != "" {
		t.Errorf("without a base URL the address is %s", s)
	}
	if q := parseURL(t, c.AuthCodeURL("s1", "")).Query(); q.Has("code_challenge") || q.Get("state") != "s1" {
		t.Errorf("without a verifier the query is %v", q)
	}
}

func TestStateAndVerifierAre256Bit(t *testing.T) {
	for name, f := range map[string]func() string{"state": NewState, "verifier": NewVerifier} {
		seen := map[string]bool{}
		for range 100 {
			s := f()
			b, err := base64.RawURLEncoding.DecodeString(s)
			if err != nil || len(b) != 32 || seen[s] {
				t.Fatalf("%s %q: %d bytes, %v", name, s, len(b), err)
			}
			seen[s] = true
		}
	}
}

func TestTokensAreIssuedAsRecorded(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		id      string
		call    func(OAuthClient, Transport) (Token, error)
		refresh bool
		life    time.Duration
	}{
		{"token-ac-happy", func(c OAuthClient, tr Transport) (Token, error) {
			return c.Exchange(ctx, tr, recordedForm(t, "token-ac-happy", "code"), "")
		}, true, time.Hour},
		{"token-authcode-happy", func(c OAuthClient, tr Transport) (Token, error) {
			return c.Exchange(ctx, tr, recordedForm(t, "token-authcode-happy", "code"), recordedForm(t, "token-authcode-happy", "code_verifier"))
		}, true, time.Hour},
		{"token-refresh-happy", func(c OAuthClient, tr Transport) (Token, error) {
			return c.Refresh(ctx, tr, NewSecret(recordedForm(t, "token-refresh-happy", "refresh_token")))
		}, true, time.Hour},
		{"token-cc-happy", func(c OAuthClient, tr Transport) (Token, error) { return c.ClientCredentials(ctx, tr) }, false, time.Hour},
		{"token-lifetime-config", func(c OAuthClient, tr Transport) (Token, error) { return c.ClientCredentials(ctx, tr) }, false, time.Minute},
	} {
		t.Run(tt.id, func(t *testing.T) {
			tok, err := tt.call(recordedClient(t, tt.id), replay(t, tt.id))
			if err != nil {
				t.Fatal(err)
			}
			if len(tok.Access.Reveal()) != 86 || tok.Refresh.IsZero() == tt.refresh {
				t.Errorf("access token of %d characters, refresh token %q", len(tok.Access.Reveal()), tok.Refresh)
			}
			if tok.Issued != received || tok.Expires != received.Add(tt.life) {
				t.Errorf("issued %v, expires %v", tok.Issued, tok.Expires)
			}
		})
	}
}

func TestTokenRequestsFailAsRecorded(t *testing.T) {
	ctx := context.Background()
	exchange := func(id string) func(OAuthClient, Transport) (Token, error) {
		return func(c OAuthClient, tr Transport) (Token, error) {
			return c.Exchange(ctx, tr, recordedForm(t, id, "code"), "")
		}
	}
	refresh := func(id string) func(OAuthClient, Transport) (Token, error) {
		return func(c OAuthClient, tr Transport) (Token, error) {
			return c.Refresh(ctx, tr, NewSecret(recordedForm(t, id, "refresh_token")))
		}
	}
	own := func(c OAuthClient, tr Transport) (Token, error) { return c.ClientCredentials(ctx, tr) }
	for _, tt := range []struct {
		id      string
		call    func(OAuthClient, Transport) (Token, error)
		status  int
		typ     string
		message string
	}{
		{"token-ac-expired", exchange("token-ac-expired"), 400, "invalid_grant", "The authorization code has expired"},
		{"token-ac-reused", exchange("token-ac-reused"), 400, "invalid_grant", "Code doesn't exist or is invalid for the client"},
		{"token-ac-wrong-redirect", exchange("token-ac-wrong-redirect"), 400, "redirect_uri_mismatch", "The redirect URI is missing or do not match"},
		{"token-ac-wrong-secret", exchange("token-ac-wrong-secret"), 400, "invalid_client", "The client credentials are invalid"},
		{"token-refresh-reused", refresh("token-refresh-reused"), 400, "invalid_grant", "Invalid refresh token"},
		{"token-refresh-expired", refresh("token-refresh-expired"), 400, "invalid_grant", "Refresh token has expired"},
		{"refresh-client-deleted", refresh("refresh-client-deleted"), 400, "invalid_client", "The client credentials are invalid"},
		{"cc-nonadmin-client", own, 400, "unauthorized_client", "The grant type is unauthorized for this client_id"},
		{"apioff-token", own, 403, "api_disabled", "API disabled. You need to enable the API in the API settings of Mautic's Configuration."},
	} {
		t.Run(tt.id, func(t *testing.T) {
			tok, err := tt.call(recordedClient(t, tt.id), replay(t, tt.id))
			var e *Error
			if !errors.As(err, &e) || !tok.IsZero() {
				t.Fatalf("got %v, %v", tok, err)
			}
			if e.Shape != ShapeA || e.Status != tt.status || e.Code != tt.status || e.Type != tt.typ || e.Message != tt.message {
				t.Errorf("got %+v", e)
			}
			if e.Request.String() != "POST "+recordedHost(t, tt.id).TokenURL() {
				t.Errorf("the request line is %q", e.Request)
			}
			for _, name := range []string{"code", "client_secret", "refresh_token"} {
				if v := recordedForm(t, tt.id, name); len(v) > 3 && strings.Contains(err.Error()+e.Excerpt, v) {
					t.Errorf("the error holds the %s: %v", name, err)
				}
			}
		})
	}
}

func TestClientSecretIsAlwaysInTheBodyAndNeverInAHeader(t *testing.T) {
	var got *Request
	tr := TransportFunc(func(_ context.Context, r *Request) (*Response, error) {
		got = r
		return &Response{Status: 200, Body: []byte(`{"access_token":"x"}`)}, nil
	})
	c := OAuthClient{Base: recordedBase, ID: "1_a"}
	if _, err := c.ClientCredentials(context.Background(), tr); err != nil {
		t.Fatal(err)
	}
	v, _ := url.ParseQuery(string(got.Body))
	if !v.Has("client_secret") { // Mautic 6.0 answers 500 without the parameter
		t.Errorf("the body is %s", got.Body)
	}
	if v.Has("scope") || got.Header.Get("Authorization") != "" || strings.Contains(got.URL, "?") {
		t.Errorf("got %s with header %v and body %s", got.URL, map[string]string(got.Header), got.Body)
	}
}

func TestTokenAnswersThatAreNone(t *testing.T) {
	for _, tt := range []struct{ name, contentType, body, want string }{
		{"JSON without a token", "application/json", `{"expires_in":3600}`, "holds no access token"},
		{"another kind of token", "application/json", `{"access_token":"secret-1","token_type":"mac"}`, "not a bearer token"},
		{"a list", "application/json", `[]`, "not a token answer"},
		{"a login page", "text/html", "<!DOCTYPE html><title>Log in</title>", "Log in"},
		{"nothing", "", "", "no body"},
		{"life time of another type", "application/json", `{"access_token":"secret-1","expires_in":"soon"}`, "not a token answer"},
	} {
		tr := TransportFunc(func(context.Context, *Request) (*Response, error) {
			return &Response{Status: 200, Header: Header{"Content-Type": tt.contentType}, Body: []byte(tt.body)}, nil
		})
		tok, err := OAuthClient{Base: recordedBase}.ClientCredentials(context.Background(), tr)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) || !tok.IsZero() {
			t.Errorf("%s: got %v, %v", tt.name, tok, err)
			continue
		}
		if strings.Contains(err.Error()+e.Excerpt, "secret-1") {
			t.Errorf("%s: the error holds the token: %v", tt.name, e.Excerpt)
		}
	}
}

func TestTokenLifeTimes(t *testing.T) {
	for _, tt := range []struct {
		json string
		want time.Duration // 0: unknown
	}{
		{`3600`, time.Hour}, {`"3600"`, time.Hour}, {`3600.0`, time.Hour}, {`0`, 0}, {`-5`, 0}, {`null`, 0}, {`""`, 0},
		{`9223372036854775807`, maxLife * time.Second},
	} {
		tok, err := parseToken(&Response{Body: []byte(`{"access_token":"a","expires_in":` + tt.json + `}`), Received: received})
		if err != nil {
			t.Errorf("%s: %v", tt.json, err)
			continue
		}
		got := time.Duration(0)
		if !tok.Expires.IsZero() {
			got = tok.Expires.Sub(tok.Issued)
		}
		if got != tt.want {
			t.Errorf("expires_in %s lives %v, want %v", tt.json, got, tt.want)
		}
	}
	tok, err := parseToken(&Response{Body: []byte(`{"access_token":"a","expires_in":60}`)})
	if err != nil || time.Since(tok.Issued) > time.Minute || tok.Issued.IsZero() {
		t.Errorf("without Received the token was issued %v, %v", tok.Issued, err)
	}
}

func TestVerifyPairReadsTheRecordedAnswers(t *testing.T) {
	for _, tt := range []struct {
		id   string
		want PairVerdict
		typ  string // of the *Error when the verdict is unknown
	}{
		{"token-ac-garbage-code", PairAccepted, ""},
		{"token-ac-wrong-secret", PairRefused, ""},
		{"token-ac-unknown-client", PairRefused, ""},
		{"token-ac-client-number", PairRefused, ""},
		{"token-ac-secret-case", PairRefused, ""},
		{"token-ac-wrong-redirect", PairAccepted, ""},
		{"cc-nonadmin-client", PairAccepted, ""},
		{"token-ac-missing-client", PairUnknown, "invalid_client"},
		{"token-grant-missing", PairUnknown, "invalid_request"},
		{"apioff-token", PairUnknown, "api_disabled"},
		{"url-http-https-redirect-token", PairUnknown, ""},
		{"fpmdown-token", PairUnknown, ""},
		{"6.0.8/token-ac-missing-secret", PairUnknown, ""},
	} {
		t.Run(tt.id, func(t *testing.T) {
			rec := find(t, tt.id)
			var form url.Values
			tr := TransportFunc(func(_ context.Context, r *Request) (*Response, error) {
				form, _ = url.ParseQuery(string(r.Body))
				return rec.response(), nil
			})
			got, err := OAuthClient{Base: recordedBase, ID: "1_a", Secret: NewSecret("s")}.VerifyPair(context.Background(), tr)
			if got != tt.want || (err != nil) != (tt.want == PairUnknown) {
				t.Fatalf("VerifyPair = %q, %v, want %q", got, err, tt.want)
			}
			if e, ok := asError(err); err != nil && (!ok || e.Type != tt.typ) {
				t.Errorf("the error is %v", err)
			}
			if form.Get("grant_type") != "authorization_code" || form.Get("redirect_uri") == "" || len(form.Get("code")) == 0 || len(form.Get("code")) > 40 {
				t.Errorf("the probe sent %v", form)
			}
		})
	}
}

func TestTokenRequestsReportTheTransport(t *testing.T) {
	tr := TransportFunc(func(context.Context, *Request) (*Response, error) {
		return nil, &TransportError{Kind: KindRefused, Detail: "port 443"}
	})
	c := OAuthClient{Base: recordedBase, ID: "1_a", Secret: NewSecret(canary)}
	_, err := c.Exchange(context.Background(), tr, canary, canary)
	if KindOf(err) != KindRefused || strings.Contains(err.Error(), canary) {
		t.Errorf("got %v", err)
	}
	if v, err := c.VerifyPair(context.Background(), tr); v != PairUnknown || KindOf(err) != KindRefused {
		t.Errorf("VerifyPair = %q, %v", v, err)
	}
	for name, tr := range map[string]Transport{
		"no transport": nil,
		"no answer":    TransportFunc(func(context.Context, *Request) (*Response, error) { return nil, nil }),
	} {
		if _, err := c.ClientCredentials(context.Background(), tr); KindOf(err) != KindOther {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := (OAuthClient{}).ClientCredentials(context.Background(), tr); err == nil || KindOf(err) != "" {
		t.Errorf("without a base URL: got %v", err)
	}
}
