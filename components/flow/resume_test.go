package flow

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mautic-connect/mautic"
)

func TestALoginInThisTabGoesOnAfterTheRedirect(t *testing.T) {
	t.Parallel()
	left := waiting()
	left, effects := Next(left, LeavePressed{})
	leave, ok := find[Leave](effects)
	if !ok || leave.URL != left.authorizeURL() {
		t.Fatalf("left with %v", words(effects))
	}
	text, err := leave.Record.Encode()
	if err != nil {
		t.Fatal(err)
	}
	record, err := DecodeRecord(text)
	if err != nil {
		t.Fatal(err)
	}
	s, effects := Next(fresh(), Resumed{Record: record, Query: "state=" + testState + "&code=" + testCode, Now: testNow.Add(time.Minute)})
	exchange, _ := find[Exchange](effects)
	if exchange.Client != left.Attempt.Pending.Client || exchange.Code != testCode || exchange.Verifier != testVerifier {
		t.Errorf("exchange: %v", effects)
	}
	if s.Address.Typed != left.Address.Typed || s.Forms.ClientID.Value != testID || s.Forms.ClientSecret.Value != testSecret {
		t.Errorf("what was typed is not back: %q %q", s.Address.Typed, s.Forms.ClientID.Value)
	}
	s, effects = run(s, TokenReceived{Attempt: exchange.Attempt, Token: testToken}, IdentityReceived{Attempt: exchange.Attempt, User: testUser})
	expect(t, s, effects, "proof pair-accepted proof asking-rights tokens-here : CheckCredential AskRights Focus")
}

// A code can be traded only with the redirect URI it was asked for with, also
// when this page answers at another address now.
func TestTheRedirectURIOfTheRequestIsUsed(t *testing.T) {
	t.Parallel()
	record := waiting().record()
	_, effects := Next(Start("https://moved.example.com/callback", true), Resumed{Record: record, Query: "state=" + testState + "&code=x", Now: testNow})
	if exchange, _ := find[Exchange](effects); exchange.Client.RedirectURI != testRedirect {
		t.Errorf("traded with %q", exchange.Client.RedirectURI)
	}
}

func TestWhatComesBackDecides(t *testing.T) {
	t.Parallel()
	record := waiting().record()
	for _, tt := range []struct {
		name   string
		change func(*Record)
		query  string
		after  time.Duration
		reason mautic.CallbackReason
		cause  error
		want   string
	}{
		{name: "on their own", want: "credential pair-checking : Focus CheckPair(soon)"},
		{name: "on their own, a day later", after: 24 * time.Hour, want: "credential pair-checking : Focus CheckPair(soon)"},
		{name: "denied", query: "state=" + testState + "&error=access_denied", reason: mautic.CallbackDenied, want: "credential pair-accepted failure : CloseWindow Focus"},
		{name: "too late", query: "state=" + testState + "&code=x", after: mautic.PendingLife, reason: mautic.CallbackExpired, want: "credential pair-accepted failure : CloseWindow Focus"},
		{name: "another state", query: "state=x&code=x", reason: mautic.CallbackStateMismatch, want: "credential pair-accepted failure : CloseWindow Focus"},
		{name: "a record without state", change: func(r *Record) { r.State = "" }, query: "state=&code=x", reason: mautic.CallbackIncomplete, want: "credential pair-accepted failure : CloseWindow Focus"},
		{name: "a record without address", change: func(r *Record) { r.Address = "" }, query: "state=" + testState + "&code=x", cause: ErrRecordLost, want: "mautic failure : CloseWindow Focus"},
		{name: "a record without keys", change: func(r *Record) { r.ClientID, r.ClientSecret = "", "" }, want: "credential : Focus"},
	} {
		r := record
		if tt.change != nil {
			tt.change(&r)
		}
		s, effects := Next(fresh(), Resumed{Record: r, Query: tt.query, Now: testNow.Add(tt.after)})
		if got := said(s, effects); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
		var refused *mautic.CallbackError
		if tt.reason != "" && (s.Failure == nil || !errors.As(s.Failure.Err, &refused) || refused.Reason != tt.reason) {
			t.Errorf("%s: %+v", tt.name, s.Failure)
		}
		if tt.cause != nil && (s.Failure == nil || !errors.Is(s.Failure.Err, tt.cause)) {
			t.Errorf("%s: %+v", tt.name, s.Failure)
		}
		if again, effects := Next(s, Resumed{Record: r, Query: "state=" + testState + "&code=x", Now: testNow}); sameState(s, again) != "" || len(effects) != 0 {
			t.Errorf("%s: resumed twice", tt.name)
		}
	}
}

func TestOnlyAFreshPageResumes(t *testing.T) {
	t.Parallel()
	record := waiting().record()
	for _, s := range allStates() {
		next, effects := Next(s.state, Resumed{Record: record, Query: "state=" + testState + "&code=x", Now: testNow})
		if resumed := sameState(s.state, next) != "" || len(effects) != 0; resumed != (s.name == "fresh page" || strings.HasPrefix(s.name, "to ")) {
			t.Errorf("%s: %s", s.name, said(next, effects))
		}
	}
}

func TestARecordThatCannotBeReadSaysSoWithoutItsContent(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{", `"x"`, `{"client_secret":"` + testSecret + `","started":"yesterday"}`} {
		_, err := DecodeRecord(text)
		if !errors.Is(err, ErrRecordLost) || strings.Contains(err.Error(), testSecret) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRecordsSurviveTheRedirect(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := func(label string) string { return rapid.String().Draw(rt, label) }
		want := Record{
			Address: text("address"), ClientID: text("id"), ClientSecret: text("secret"), RedirectURI: text("redirect"),
			State: text("state"), Verifier: text("verifier"), Started: testNow.Add(time.Duration(rapid.Int32().Draw(rt, "started"))),
		}
		encoded, err := want.Encode()
		if err != nil {
			rt.Fatal(err)
		}
		got, err := DecodeRecord(encoded)
		if err != nil {
			rt.Fatal(err)
		}
		if !got.Started.Equal(want.Started) {
			rt.Fatalf("started %v became %v", want.Started, got.Started)
		}
		got.Started = want.Started
		if got != want {
			rt.Fatalf("%q became another record", encoded)
		}
	})
}

func FuzzDecodeRecord(f *testing.F) {
	good, _ := waiting().record().Encode()
	for _, seed := range []string{good, "", "null", "{}", "[]", `{"address":1}`, `{"started":"yesterday"}`, good + good} {
		f.Add(seed, "state="+testState+"&code=x")
	}
	f.Fuzz(func(t *testing.T, text, query string) {
		r, err := DecodeRecord(text)
		if err != nil {
			if !errors.Is(err, ErrRecordLost) {
				t.Fatalf("%v does not say that the record is lost", err)
			}
			return
		}
		s, effects := Next(fresh(), Resumed{Record: r, Query: query, Now: testNow})
		for _, e := range effects {
			if x, ok := e.(Exchange); ok && (x.Client.Base.IsZero() || x.Client.Base != s.Address.Base) {
				t.Fatalf("a code goes to %q, not to the address shown, %q", x.Client.Base, s.Address.Base)
			}
		}
	})
}
