package flow

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
)

func find[E Effect](effects []Effect) (found E, ok bool) {
	for _, e := range effects {
		if x, is := e.(E); is {
			return x, true
		}
	}
	return found, false
}

func words(effects []Effect) (list []string) {
	for _, e := range effects {
		list = append(list, effectWord(e))
	}
	return list
}

// expect compares state and effects with the line that said prints.
func expect(t *testing.T, s State, effects []Effect, want string) {
	t.Helper()
	if got := said(s, effects); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTheWholeWayByWindow(t *testing.T) {
	t.Parallel()
	s := pairAccepted()
	s, effects := Next(s, press())
	expect(t, s, effects, "credential waiting pair-accepted : OpenWindow Listen")
	open, _ := find[OpenWindow](effects)
	listen, _ := find[Listen](effects)
	if !strings.HasPrefix(open.URL, "https://m.example.com/oauth/v2/authorize?") || !strings.Contains(open.URL, "state="+testState) ||
		listen.State != testState || open.Attempt != listen.Attempt {
		t.Errorf("%+v, %+v", open, listen)
	}
	s, effects = run(s, WindowOpened{Attempt: open.Attempt}, goodCallback())
	exchange, ok := find[Exchange](effects)
	if !ok || exchange.Code != testCode || exchange.Verifier != testVerifier || exchange.Client != s.Client() {
		t.Fatalf("the callback led to %v", effects)
	}
	if !s.Attempt.Pending.Used {
		t.Error("the request does not count as used")
	}
	s, effects = Next(s, TokenReceived{Attempt: open.Attempt, Token: testToken})
	want := mautic.AuthorizationCode{Client: s.Client(), Token: testToken}
	if identify, _ := find[Identify](effects); identify.Credential != want {
		t.Errorf("asked about %v", identify.Credential)
	}
	s, effects = Next(s, IdentityReceived{Attempt: open.Attempt, User: testUser, Now: testNow})
	expect(t, s, effects, "proof pair-accepted proof asking-rights tokens-here : CheckCredential AskRights Focus")
	if s.Proof.Credential != want || s.Proof.User.ID != testUser.ID || !s.Proof.At.Equal(testNow) {
		t.Errorf("proof: %+v", s.Proof)
	}
}

func TestTheWholeWayWithAPassword(t *testing.T) {
	t.Parallel()
	s, effects := Next(basicFilled(), press())
	want := mautic.Basic{Base: base(t, "m.example.com"), UserName: "ada", Password: mautic.NewSecret(testPassword)}
	if identify, _ := find[Identify](effects); identify.Credential != want {
		t.Errorf("asked about %v", identify.Credential)
	}
	s = after(s, IdentityReceived{Attempt: s.Attempt.ID, User: testUser})
	if s.Proof == nil || s.Proof.Credential != want {
		t.Errorf("proof: %+v", s.Proof)
	}
}

func TestTheWholeWayWithClientCredentials(t *testing.T) {
	t.Parallel()
	s, effects := Next(clientFilled(), press())
	if request, _ := find[RequestToken](effects); request.Client != s.Client() {
		t.Errorf("asked for a token with %v", request.Client)
	}
	s, effects = Next(s, TokenReceived{Attempt: s.Attempt.ID, Token: testToken})
	want := mautic.ClientCredentials{Client: s.Client(), Token: testToken}
	if identify, _ := find[Identify](effects); identify.Credential != want {
		t.Errorf("asked about %v", identify.Credential)
	}
	if s = after(s, IdentityReceived{Attempt: s.Attempt.ID, User: testUser}); s.Proof == nil || s.Proof.Credential != want {
		t.Errorf("proof: %+v", s.Proof)
	}
}

func TestNobodyLeavesBeforeThePairIsAccepted(t *testing.T) {
	t.Parallel()
	s, effects := Next(pairChecking(), press())
	if open, ok := find[OpenWindow](effects); !ok || open.URL != "" {
		t.Errorf("the window opens at %q", open.URL)
	}
	if check, ok := find[CheckPair](effects); !ok || check.Soon || check.Seq != s.Pair.Seq {
		t.Errorf("%+v is not a check at once", check)
	}
	for name, verdict := range map[string]struct {
		event Event
		cause error
	}{
		"refused": {PairChecked{Seq: s.Pair.Seq}, ErrPairRefused},
		"unknown": {PairChecked{Seq: s.Pair.Seq, Err: errTest}, errTest},
	} {
		next, effects := Next(s, verdict.event)
		if next.Failure == nil || !errors.Is(next.Failure.Err, verdict.cause) || next.Failure.Phase != PhaseCheckingPair {
			t.Errorf("%s: %+v", name, next.Failure)
		}
		if got := words(effects); !slices.Equal(got, []string{"CloseWindow", "Focus"}) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// The window opens in the click, or the browser refuses; Mautic's verdict on
// the pair may come before or after that is known.
func TestTheOrderOfWindowAndVerdictDoesNotMatter(t *testing.T) {
	t.Parallel()
	start := after(pairChecking(), press())
	id := start.Attempt.ID
	for _, tt := range []struct {
		name   string
		events []Event
		want   string
	}{
		{"opened, accepted", []Event{WindowOpened{id}, accepted(start)}, "credential waiting pair-accepted open : SendWindow Listen"},
		{"accepted, opened", []Event{accepted(start), WindowOpened{id}}, "credential waiting pair-accepted open : SendWindow Listen"},
		{"blocked, accepted", []Event{WindowBlocked{id}, accepted(start)}, "credential blocked pair-accepted : Focus"},
		{"accepted, blocked", []Event{accepted(start), WindowBlocked{id}}, "credential blocked pair-accepted :"},
		{"opened, closed, accepted", []Event{WindowOpened{id}, WindowClosed{id}, accepted(start)}, "credential waiting pair-accepted open closed : Listen"},
		{"opened, refused", []Event{WindowOpened{id}, refused(start)}, "credential pair-refused failure : CloseWindow Focus"},
	} {
		s, effects := run(start, tt.events...)
		if got := said(s, effects); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestABlockedWindowOpensByAnotherClick(t *testing.T) {
	t.Parallel()
	s, effects := Next(blocked(), OpenPressed{})
	open, _ := find[OpenWindow](effects)
	if open.URL != s.authorizeURL() || s.Attempt.Phase != PhaseWaiting {
		t.Errorf("%q in %s", open.URL, s.Attempt.Phase)
	}
	s, effects = Next(s, WindowBlocked{Attempt: s.Attempt.ID})
	expect(t, s, effects, "credential blocked pair-accepted :")
}

func TestOpeningAgainIsTheSameRequest(t *testing.T) {
	t.Parallel()
	before := waitingClosed()
	s, effects := Next(before, OpenPressed{})
	if s.Attempt.ID != before.Attempt.ID || s.Attempt.Pending != before.Attempt.Pending {
		t.Error("opening the window again began another request")
	}
	if open, _ := find[OpenWindow](effects); open.URL != before.authorizeURL() {
		t.Errorf("opened %q", open.URL)
	}
	s = after(s, WindowOpened{Attempt: s.Attempt.ID})
	if s.Attempt.WindowClosed {
		t.Error("the window counts as closed")
	}
}

func TestConnectPressedTwiceIsOneAttempt(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		once, _ := Next(s.state, press())
		if once.Attempt.Phase == PhaseIdle {
			continue
		}
		twice, effects := Next(once, ConnectPressed{Now: testNow.Add(time.Second), State: "another", Verifier: "another"})
		if d := sameState(once, twice); d != "" || len(effects) != 0 {
			t.Errorf("%s: the second press did %v\n%s", s.name, words(effects), d)
		}
	}
}

// Enter in a field connects before the field is left, so what leaving it does
// has to be done by then, and must not give the attempt up afterwards.
func TestLeavingTheFieldAfterEnterDoesNotEndTheAttempt(t *testing.T) {
	t.Parallel()
	s, effects := run(credential(mautic.MethodBasic), typed(FieldUserName, "ada "), typed(FieldPassword, testPassword), press())
	identify, ok := find[Identify](effects)
	if !ok || identify.Credential.(mautic.Basic).UserName != "ada" {
		t.Fatalf("asked about %v", identify.Credential)
	}
	next, effects := run(s, Left{Field: FieldUserName}, Left{Field: FieldPassword})
	if d := sameState(s, next); d != "" || len(effects) != 0 {
		t.Errorf("leaving the field did %v\n%s", words(effects), d)
	}
	s = after(credential(mautic.MethodAuthorizationCode), typed(FieldClientSecret, testSecret), typed(FieldClientID, testID+"\n"), press())
	expect(t, after(s, Left{Field: FieldClientID}), nil, "credential checking-pair pair-checking :")
}

// A proof must be of what the form shows, and a check of a pair that is gone
// must not let another pair pass.
func TestEditingGivesTheAttemptUp(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		if s.state.Attempt.Phase == PhaseIdle {
			continue
		}
		for _, field := range fieldsOf(s.state.Method) {
			next, effects := Next(s.state, typed(field, s.state.Forms.Text(field).Value+"x"))
			got := words(effects)
			if next.Attempt.Phase != PhaseIdle || len(got) < 2 || got[0] != "Cancel" || got[1] != "CloseWindow" {
				t.Errorf("%s: typing into %s: %s %v", s.name, field, next.Attempt.Phase, got)
			}
			if slices.Contains(got, "Forget") != (s.state.Attempt.Phase == PhaseLeaving) {
				t.Errorf("%s: the kept record: %v", s.name, got)
			}
			for _, late := range []Event{
				IdentityReceived{Attempt: s.state.Attempt.ID, User: testUser}, TokenReceived{Attempt: s.state.Attempt.ID, Token: testToken},
				PairChecked{Seq: s.state.Pair.Seq, Accepted: true}, goodCallback(), TimeUp{Attempt: s.state.Attempt.ID},
			} {
				if later, effects := Next(next, late); sameState(next, later) != "" || len(effects) != 0 {
					t.Errorf("%s: %T after the edit did %v", s.name, late, words(effects))
				}
			}
		}
	}
}

func TestAPairEditedWhileItIsCheckedIsCheckedItself(t *testing.T) {
	t.Parallel()
	other := strings.Replace(testID, "1_", "2_", 1)
	s, effects := Next(checkingPair(), typed(FieldClientID, other))
	check, _ := find[CheckPair](effects)
	if check.Client.ID != other {
		t.Fatalf("checked %q", check.Client.ID)
	}
	s, effects = Next(s, accepted(s))
	expect(t, s, effects, "credential pair-accepted :")
}

func TestEditsElsewhereLeaveTheAttemptAlone(t *testing.T) {
	t.Parallel()
	for _, e := range []Event{
		typed(FieldWindowText, "Client not found."), typed(FieldRegistered, "https://a.example"), typed(FieldPassword, "x"), typed(FieldUserName, "x"),
		Left{Field: FieldClientID}, Left{Field: FieldClientSecret}, Untrim{Field: FieldClientID}, KeepSecrets{},
		AddressTyped{Text: "other.example.com"}, AddressEntered{}, MethodChosen{Method: mautic.MethodAuthorizationCode},
	} {
		before := waiting()
		s, effects := Next(before, e)
		effects = slices.DeleteFunc(effects, func(e Effect) bool { // which only look at a text
			switch e.(type) {
			case ReadWindow, CompareRedirect:
				return true
			}
			return false
		})
		if s.Attempt != before.Attempt || len(effects) != 0 {
			t.Errorf("%T: %s", e, said(s, effects))
		}
	}
}

func TestACallbackIsTakenOnce(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		next, effects := Next(s.state, goodCallback())
		_, exchanges := find[Exchange](effects)
		if wanted := s.state.Attempt.Phase == PhaseWaiting || s.state.Attempt.Phase == PhaseBlocked; exchanges != wanted {
			t.Errorf("%s: %v", s.name, words(effects))
		}
		if again, effects := Next(next, goodCallback()); sameState(next, again) != "" || len(effects) != 0 {
			t.Errorf("%s: the same callback again: %v", s.name, words(effects))
		}
	}
}

func TestABadCallbackIsAHardStop(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, query string
		now         time.Time
		want        mautic.CallbackReason
	}{
		{"of another request", "state=other&code=x", testNow, mautic.CallbackStateMismatch},
		{"without state", "code=x", testNow, mautic.CallbackIncomplete},
		{"with two states", "state=" + testState + "&state=" + testState + "&code=x", testNow, mautic.CallbackIncomplete},
		{"with code and error", "state=" + testState + "&code=x&error=y", testNow, mautic.CallbackIncomplete},
		{"empty", "", testNow, mautic.CallbackIncomplete},
		{"denied", "state=" + testState + "&error=access_denied", testNow, mautic.CallbackDenied},
		{"too late", "state=" + testState + "&code=x", testNow.Add(mautic.PendingLife), mautic.CallbackExpired},
		{"of another issuer", "state=" + testState + "&code=x&iss=https%3A%2F%2Fevil.example", testNow, mautic.CallbackIssuerMismatch},
	} {
		s, effects := Next(waiting(), CallbackReceived{Query: tt.query, Now: tt.now})
		var refused *mautic.CallbackError
		if s.Failure == nil || !errors.As(s.Failure.Err, &refused) || refused.Reason != tt.want {
			t.Errorf("%s: %+v", tt.name, s.Failure)
		}
		if got := words(effects); !slices.Equal(got, []string{"CloseWindow", "Focus"}) {
			t.Errorf("%s: %v", tt.name, got)
		}
		if s, effects := Next(s, goodCallback()); s.Attempt.Phase != PhaseIdle || len(effects) != 0 {
			t.Errorf("%s: the good callback came after all and did %v", tt.name, words(effects))
		}
	}
}

func TestTimeUpEndsOnlyAWait(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		next, _ := Next(s.state, TimeUp{Attempt: s.state.Attempt.ID})
		ended := s.state.Failure == nil && next.Failure != nil && errors.Is(next.Failure.Err, ErrNoAnswer)
		if wanted := s.state.Attempt.Phase == PhaseWaiting || s.state.Attempt.Phase == PhaseBlocked; ended != wanted {
			t.Errorf("%s: ended is %v", s.name, ended)
		}
	}
	waited := waiting()
	s := after(waited, goodCallback(), TimeUp{Attempt: waited.Attempt.ID}, TokenReceived{Attempt: waited.Attempt.ID, Token: testToken},
		IdentityReceived{Attempt: waited.Attempt.ID, User: testUser}, TimeUp{Attempt: waited.Attempt.ID})
	expect(t, s, nil, "proof pair-accepted proof asking-rights tokens-here :")
}

// A window that is reported closed may only be cut off from this page.
func TestAClosedWindowIsNoFailure(t *testing.T) {
	t.Parallel()
	s, effects := Next(waitingClosed(), goodCallback())
	expect(t, s, effects, "credential token pair-accepted open closed : CloseWindow Exchange")
}

func TestTheRecordIsKeptOnlyForLeaving(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		_, effects := Next(s.state, LeavePressed{})
		_, left := find[Leave](effects)
		if wanted := s.state.Attempt.Phase == PhaseWaiting || s.state.Attempt.Phase == PhaseBlocked; left != wanted {
			t.Errorf("%s: %v", s.name, words(effects))
		}
		s.state.CanLeave = false
		if _, effects := Next(s.state, LeavePressed{}); len(effects) != 0 {
			t.Errorf("%s: a tab that keeps nothing does %v", s.name, words(effects))
		}
	}
}

func TestALoginThatCannotLeaveGoesOnHere(t *testing.T) {
	t.Parallel()
	s := leaving()
	s, effects := Next(s, LeaveFailed{Attempt: s.Attempt.ID})
	expect(t, s, effects, "credential blocked pair-accepted stay :")
	s, effects = Next(s, OpenPressed{})
	expect(t, s, effects, "credential waiting pair-accepted stay : OpenWindow Listen")
}

func TestAnEndedAttemptLeavesNoTokenBehind(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]State{
		"canceled": after(identifyingCode(), CancelPressed{}),
		"failed":   failed(),
		"proven":   proven(),
		"left":     after(identifyingCode(), StepPressed{Step: StepMautic}),
		"switched": after(identifyingCode(), MethodChosen{Method: mautic.MethodBasic}),
		"forgot":   after(identifyingCode(), StartOver{}),
	} {
		if d := cmp.Diff(Attempt{ID: s.Attempt.ID}, s.Attempt); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}

func TestANewAttemptTakesTheOldProofAway(t *testing.T) {
	t.Parallel()
	s := after(proven(), StepPressed{Step: StepCredential})
	s, _ = Next(s, press())
	expect(t, s, nil, "credential waiting pair-accepted :")
	s, effects := run(s, CancelPressed{}, StepPressed{Step: StepProof})
	expect(t, s, effects, "credential pair-accepted :")
}

func TestNothingPrintedHoldsASecret(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	secrets := []string{testSecret, testPassword, testCode, testVerifier, testKey, testPassphrase, testContent, "another password", "another-key",
		"another passphrase", "the-access-token", "the-refresh-token", "the-next-access-token", "the-next-refresh-token"}
	silent := func(thing any) {
		t.Helper()
		for _, verb := range []string{"%v", "%+v", "%#v"} {
			text := fmt.Sprintf(verb, thing)
			for _, secret := range secrets {
				if strings.Contains(text, secret) {
					t.Fatalf("%s of %T holds %s", verb, thing, secret)
				}
			}
		}
	}
	events := allEvents()
	for _, s := range allStates() {
		shown := s.state
		shown.AllFormats = nil // a long list without anybody's values
		silent(shown)
		for _, part := range []any{shown.Proof, shown.Failure, shown.HandOver.Push.Result} {
			silent(part)
		}
		for _, e := range events {
			_, effects := Next(s.state, e.event(s.state))
			for _, effect := range effects {
				if name := strings.TrimPrefix(fmt.Sprintf("%T", effect), "flow."); !seen[s.name+name] {
					seen[name], seen[s.name+name] = true, true
					silent(effect)
				}
			}
		}
	}
	for _, e := range events {
		if e.name != "CatalogueLoaded" {
			silent(e.event(waiting()))
		}
	}
	silent(press())
	for _, name := range []string{
		"CheckPair", "OpenWindow", "SendWindow", "RaiseWindow", "CloseWindow", "Listen", "Leave", "Exchange", "RequestToken",
		"Identify", "Forget", "Cancel", "Focus", "Wipe", "CheckCredential", "AskRights", "AskRecipe", "ProveHooks", "RemoveHooks",
		"WriteExport", "SendToN8N",
	} {
		if !seen[name] {
			t.Errorf("no event leads to %s", name)
		}
	}
}

// Text that nobody may read still tells whether it is there.
func TestPrintedTextTellsWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		thing any
		want  string
	}{
		{Text{}, "empty"},
		{Text{Value: "x"}, "filled"},
		{Text{Problem: ProblemMissing}, "empty (missing)"},
		{Text{Value: "a:b", Problem: ProblemColon}, "filled (username-has-colon)"},
		{Typed{Field: FieldPassword, Text: "x"}, "typed into password"},
		{Typed{Field: FieldToolKey, Text: "x", Pasted: true}, "pasted into tool-key"},
	} {
		if got := fmt.Sprint(tt.thing); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
