package mautic

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAcceptRules(t *testing.T) {
	started := time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)
	const state = "s7ate-value"
	for _, tt := range []struct {
		name, query string
		after       time.Duration
		want        CallbackReason // "" for accepted
		used        bool
	}{
		{"as Mautic sends it", "state=s7ate-value&code=c0de", time.Second, "", true},
		{"with a question mark", "?state=s7ate-value&code=c0de", time.Second, "", true},
		{"with a parameter of our own", "x=1&x=2&state=s7ate-value&code=c0de", time.Second, "", true},
		{"at the last moment", "state=s7ate-value&code=c0de", PendingLife - 1, "", true},
		{"a clock a little behind", "state=s7ate-value&code=c0de", -30 * time.Second, "", true},
		{"iss is the base URL", "state=s7ate-value&code=c0de&iss=" + url.QueryEscape("https://example.com/m"), 0, "", true},

		{"nothing", "", 0, CallbackIncomplete, false},
		{"no state", "code=c0de", 0, CallbackIncomplete, false},
		{"empty state", "state=&code=c0de", 0, CallbackIncomplete, false},
		{"two states", "state=s7ate-value&state=s7ate-value&code=c0de", 0, CallbackIncomplete, false},
		{"two codes", "state=s7ate-value&code=c0de&code=c0de", 0, CallbackIncomplete, false},
		{"two errors", "state=s7ate-value&error=a&error=b", 0, CallbackIncomplete, false},
		{"two iss", "state=s7ate-value&code=c0de&iss=a&iss=b", 0, CallbackIncomplete, false},
		{"broken encoding", "state=s7ate-value&code=%zz", 0, CallbackIncomplete, false},
		{"semicolons", "state=s7ate-value;code=c0de", 0, CallbackIncomplete, false},
		{"very long", "state=s7ate-value&code=" + strings.Repeat("a", maxCallback), 0, CallbackIncomplete, false},
		{"no code", "state=s7ate-value", 0, CallbackIncomplete, true},
		{"empty code", "state=s7ate-value&code=", 0, CallbackIncomplete, true},
		{"empty error", "state=s7ate-value&error=", 0, CallbackIncomplete, true},
		{"code and error", "state=s7ate-value&code=c0de&error=access_denied", 0, CallbackIncomplete, true},

		{"another state", "state=s7ate-valuE&code=c0de", 0, CallbackStateMismatch, false},
		{"part of the state", "state=s7ate&code=c0de", 0, CallbackStateMismatch, false},
		{"error with another state", "state=x&error=access_denied", 0, CallbackStateMismatch, false},

		{"ten minutes later", "state=s7ate-value&code=c0de", PendingLife, CallbackExpired, true},
		{"a clock far behind", "state=s7ate-value&code=c0de", -2 * time.Minute, CallbackExpired, true},
		{"iss of another server", "state=s7ate-value&code=c0de&iss=https://evil.example", 0, CallbackIssuerMismatch, true},
		{"iss of another path", "state=s7ate-value&code=c0de&iss=https://example.com", 0, CallbackIssuerMismatch, true},
		{"empty iss", "state=s7ate-value&code=c0de&iss=", 0, CallbackIssuerMismatch, true},

		{"denied", "state=s7ate-value&error=access_denied&error_description=no", 0, CallbackDenied, true},
		{"scope", "state=s7ate-value&error=invalid_scope", 0, CallbackScope, true},
		{"another error", "state=s7ate-value&error=server_error", 0, CallbackFailed, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &Pending{State: state, Client: OAuthClient{Base: mustBase("https://example.com/m")}, Started: started}
			code, err := p.Accept(tt.query, started.Add(tt.after))
			if p.Used != tt.used {
				t.Errorf("Used = %v, want %v", p.Used, tt.used)
			}
			if tt.want == "" {
				if code != "c0de" || err != nil {
					t.Errorf("got %q, %v", code, err)
				}
				return
			}
			var e *CallbackError
			if !errors.As(err, &e) || e.Reason != tt.want || code != "" {
				t.Fatalf("got %q, %v, want %s", code, err, tt.want)
			}
			if msg := err.Error(); strings.Contains(msg, state) || strings.Contains(msg, "c0de") || strings.Contains(msg, string(tt.want)) {
				t.Errorf("the error is not fit for a person: %q", msg)
			}
		})
	}
}

func TestAcceptWorksOnce(t *testing.T) {
	now := time.Now()
	p := NewPending(OAuthClient{Base: recordedBase, ID: "1_a", RedirectURI: "https://x/cb"}, now)
	good := "state=" + p.State + "&code=c"

	// A stranger's guess does not use the request up.
	if _, err := p.Accept("state=guess&code=c", now); reason(err) != CallbackStateMismatch {
		t.Errorf("a guess: %v", err)
	}
	if code, err := p.Accept(good, now); code != "c" || err != nil {
		t.Errorf("the answer after a guess: %q, %v", code, err)
	}
	for _, again := range []string{good, "state=" + p.State + "&error=access_denied"} {
		if code, err := p.Accept(again, now); reason(err) != CallbackReplayed || code != "" {
			t.Errorf("%s again: %q, %v", again, code, err)
		}
	}
}

func TestAcceptRefusesARequestWithoutState(t *testing.T) {
	p := &Pending{Started: time.Now()}
	if _, err := p.Accept("state=x&code=c", time.Now()); reason(err) != CallbackStateMismatch {
		t.Errorf("got %v", err)
	}
}

func TestAcceptKeepsWhatMauticSaid(t *testing.T) {
	p := NewPending(OAuthClient{Base: recordedBase}, time.Now())
	_, err := p.Accept("state="+p.State+"&error=invalid_request&error_description=Invalid+response+type.", time.Now())
	var e *Error
	if !errors.As(err, &e) || e.Shape != ShapeC || e.Type != "invalid_request" || e.Message != "Invalid response type." {
		t.Fatalf("got %#v", err)
	}
	if !strings.Contains(err.Error(), "Invalid response type.") {
		t.Errorf("the text is lost: %v", err)
	}
}

func TestPendingAddressCarriesItsStateAndChallenge(t *testing.T) {
	a := NewPending(OAuthClient{Base: recordedBase, ID: "1_a", RedirectURI: "https://x/cb"}, time.Now())
	b := NewPending(a.Client, time.Now())
	if a.State == b.State || a.Verifier == b.Verifier {
		t.Error("two requests share state or verifier")
	}
	q := parseURL(t, a.URL()).Query()
	if q.Get("state") != a.State || q.Get("code_challenge") == "" || strings.Contains(a.URL(), a.Verifier) {
		t.Errorf("the address is %s", a.URL())
	}
}

func reason(err error) CallbackReason {
	var e *CallbackError
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}
