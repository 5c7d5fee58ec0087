package flow

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/export"
)

const (
	testRedirect = "https://connect.example.com/callback"
	testID       = "1_3aa8xt41vgw0wow4sc8gs4wwcwso8c4gco4kggcs0ow4oc4ww8"
	testSecret   = "36t32pm2dq0wgsk8wk0gwk0c4koos408cc4g8wcokg0g0sg8ok"
	testPassword = "Correct-Horse-9"
	testState    = "state-of-this-attempt"
	testVerifier = "verifier-of-this-attempt"
	testCode     = "the-authorization-code"
)

var (
	testNow   = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	testToken = mautic.Token{Access: mautic.NewSecret("the-access-token"), Refresh: mautic.NewSecret("the-refresh-token")}
	testUser  = mautic.User{ID: 7, UserName: "ada", MauticVersion: "5.1.1"}
	errTest   = errors.New("the test says no")
)

func base(t testing.TB, address string) mautic.BaseURL {
	t.Helper()
	b, _, err := mautic.ParseBaseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// run sends events one after the other and returns the last state and its
// effects. A preflight that an address starts finds everything well.
func run(s State, events ...Event) (State, []Effect) {
	var effects []Effect
	for _, e := range events {
		s, effects = Next(s, e)
		if _, entered := e.(AddressEntered); entered && s.Preflight.Running {
			var more []Effect
			s, more = Next(s, PreflightDone{Run: s.Preflight.Run})
			effects = append(effects, more...)
		}
	}
	return s, effects
}

func after(s State, events ...Event) State {
	s, _ = run(s, events...)
	return s
}

func typed(f Field, text string) Event { return Typed{Field: f, Text: text} }
func press() Event {
	return ConnectPressed{Now: testNow, State: testState, Verifier: testVerifier}
}
func accepted(s State) Event { return PairChecked{Seq: s.Pair.Seq, Accepted: true} }
func refused(s State) Event  { return PairChecked{Seq: s.Pair.Seq} }
func callback(query string) Event {
	return CallbackReceived{Query: query, Now: testNow.Add(time.Minute)}
}
func goodCallback() Event { return callback("?state=" + testState + "&code=" + testCode) }

// The states a person can be in, each reached by events only.

func fresh() State {
	return after(Start(testRedirect, true), CatalogueLoaded{Formats: export.Formats()})
}
func addressTyped() State { return after(fresh(), AddressTyped{Text: "m.example.com"}) }
func checkingMautic() State {
	s, _ := Next(addressTyped(), AddressEntered{})
	s, _ = Next(s, CheckChanged{Run: s.Preflight.Run, Check: doctor.Check{ID: doctor.CheckReach, Status: doctor.Running}})
	return s
}
func preparing() State {
	s := checkingMautic()
	return after(s, CheckChanged{Run: s.Preflight.Run, Check: doctor.Check{ID: doctor.CheckAPI, Status: doctor.Fail, Diagnosis: doctor.APIDisabled}},
		PreflightDone{Run: s.Preflight.Run})
}
func credential(m mautic.Method) State {
	return after(addressTyped(), AddressEntered{}, MethodChosen{Method: m})
}
func basicFilled() State {
	return after(credential(mautic.MethodBasic), typed(FieldUserName, "ada"), typed(FieldPassword, testPassword))
}
func pairChecking() State {
	return after(credential(mautic.MethodAuthorizationCode), typed(FieldClientID, testID), typed(FieldClientSecret, testSecret))
}
func pairAccepted() State { s := pairChecking(); return after(s, accepted(s)) }
func pairRefused() State  { s := pairChecking(); return after(s, refused(s)) }
func clientFilled() State {
	return after(pairAccepted(), MethodChosen{Method: mautic.MethodClientCredentials})
}
func checkingPair() State {
	s := after(pairChecking(), press())
	return after(s, WindowOpened{Attempt: s.Attempt.ID})
}
func checkingBlocked() State {
	s := after(pairChecking(), press())
	return after(s, WindowBlocked{Attempt: s.Attempt.ID})
}
func checkingClosed() State {
	s := checkingPair()
	return after(s, WindowClosed{Attempt: s.Attempt.ID})
}
func waiting() State {
	s := after(pairAccepted(), press())
	return after(s, WindowOpened{Attempt: s.Attempt.ID})
}
func waitingClosed() State {
	s := waiting()
	return after(s, WindowClosed{Attempt: s.Attempt.ID})
}
func blocked() State {
	s := after(pairAccepted(), press())
	return after(s, WindowBlocked{Attempt: s.Attempt.ID})
}
func leaving() State    { return after(waiting(), LeavePressed{}) }
func exchanging() State { return after(waiting(), goodCallback()) }
func requesting() State { return after(clientFilled(), press()) }
func identifyingBasic() State {
	return after(basicFilled(), press())
}
func identifyingCode() State {
	s := exchanging()
	return after(s, TokenReceived{Attempt: s.Attempt.ID, Token: testToken})
}
func failed() State {
	s := exchanging()
	return after(s, TokenReceived{Attempt: s.Attempt.ID, Err: errTest})
}
func proven() State {
	s := identifyingCode()
	return after(s, IdentityReceived{Attempt: s.Attempt.ID, User: testUser, Now: testNow})
}
func consentNeeded() State {
	return after(pairAccepted(), StepPressed{Step: StepMautic}, AddressTyped{Text: "other.example.com"}, AddressEntered{})
}

type namedState struct {
	name  string
	state State
}

func allStates() []namedState {
	list := []namedState{
		{"fresh page", fresh()},
		{"address typed", addressTyped()},
		{"address bad", after(fresh(), AddressTyped{Text: "http://"}, AddressEntered{})},
		{"address being checked", checkingMautic()},
		{"something to prepare", preparing()},
		{"something to prepare, reported", then(preparing(), reported)},
		{"basic, empty", credential(mautic.MethodBasic)},
		{"basic, filled", basicFilled()},
		{"code, empty", credential(mautic.MethodAuthorizationCode)},
		{"code, pair being checked", pairChecking()},
		{"back at the address, pair being checked", after(pairChecking(), StepPressed{Step: StepMautic})},
		{"code, pair accepted", pairAccepted()},
		{"code, pair refused", pairRefused()},
		{"client credentials, empty", credential(mautic.MethodClientCredentials)},
		{"client credentials, filled", clientFilled()},
		{"checking pair, window open", checkingPair()},
		{"checking pair, window blocked", checkingBlocked()},
		{"checking pair, window closed", checkingClosed()},
		{"waiting", waiting()},
		{"waiting, window closed", waitingClosed()},
		{"waiting, window text being read", windowTold()},
		{"waiting, window text read", windowReadOut()},
		{"blocked", blocked()},
		{"leaving", leaving()},
		{"exchanging the code", exchanging()},
		{"requesting a token", requesting()},
		{"identifying, basic", identifyingBasic()},
		{"identifying, code", identifyingCode()},
		{"failed", failed()},
		{"failed, redirect URIs being compared", comparing()},
		{"failed, redirect URIs compared", compared()},
		{"proven", proven()},
		{"proven, back at the address", after(proven(), StepPressed{Step: StepMautic})},
		{"consent needed", consentNeeded()},
	}
	for _, d := range destination.All() {
		if d.ID != destination.N8N {
			list = append(list, namedState{"to " + string(d.ID), after(fresh(), DestinationChosen{ID: d.ID})})
		}
	}
	return slices.Concat(list, handOverStates(), portalStates(), keepStates())
}

// copied returns a deep copy, so that a change behind a pointer or in a slice
// of the original shows.
func copied(s State) State {
	s.Address.Corrections = slices.Clone(s.Address.Corrections)
	s.Rights.Rows, s.Rights.Needs = slices.Clone(s.Rights.Rows), slices.Clone(s.Rights.Needs)
	s.Hooks.Steps, s.Hooks.Leftovers = slices.Clone(s.Hooks.Steps), slices.Clone(s.Hooks.Leftovers)
	h := &s.HandOver
	h.Left, h.Export.Files, h.Push.Known = slices.Clone(h.Left), slices.Clone(h.Export.Files), slices.Clone(h.Push.Known)
	if h.Push.Result != nil {
		r := *h.Push.Result
		h.Push.Result = &r
	}
	if s.Failure != nil {
		f := *s.Failure
		s.Failure = &f
	}
	if s.Proof != nil {
		p := *s.Proof
		s.Proof = &p
	}
	return s
}

func sameState(a, b State) string {
	if same(a, b) {
		return "" // as most are, and cmp takes its time
	}
	return cmp.Diff(a, b, cmpopts.EquateErrors(), cmp.Comparer(func(x, y mautic.Secret) bool { return x == y }))
}

func same(a, b State) bool { return reflect.DeepEqual(a, b) }

// said is one line about a state and the effects that led to it.
func said(s State, effects []Effect) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", s.Step)
	if s.Reached != s.Step {
		fmt.Fprintf(&b, "(of %s)", s.Reached)
	}
	for _, part := range []string{string(s.Attempt.Phase), pairWord(s.Pair)} {
		if part != "" {
			b.WriteString(" " + part)
		}
	}
	for _, mark := range []struct {
		set  bool
		word string
	}{
		{s.Attempt.WindowOpen, "open"}, {s.Attempt.WindowClosed, "closed"}, {s.Failure != nil, "failure"},
		{s.Proof != nil && s.Proof.PairOnly, "pair-only"}, {s.Proof != nil, "proof"}, {s.NeedsConsent(), "consent"}, {!s.CanLeave, "stay"},
		{s.Destination != destination.N8N, "to-" + string(s.Destination)}, {s.Renewing, "renewing"},
		{s.Rights.Running, "asking-rights"}, {len(s.Rights.Rows) > 0, "rights"}, {len(s.Rights.Needs) > 0, fmt.Sprintf("needs-%d", len(s.Rights.Needs))},
		{s.Rights.Recipe != "", "recipe"}, {s.Preflight.Report.Text != "", "report"}, {s.Preflight.Report.Err != nil, "report-failed"},
		{s.Reading.Busy, "reading"}, {s.Reading.Diagnosis != "", "read-" + string(s.Reading.Diagnosis)}, {s.Reading.Err != nil, "reading-failed"},
		{s.Redirects.Busy, "comparing"}, {s.Redirects.Comparison.Register != "", "compared"}, {s.Redirects.Err != nil, "comparing-failed"},
		{s.Hooks.Running, "on-hooks"}, {len(s.Hooks.Steps) > 0, "hooks"}, {s.Hooks.Err != nil, "hooks-failed"}, {len(s.Hooks.Leftovers) > 0, "leftovers"},
	} {
		if mark.set {
			b.WriteString(" " + mark.word)
		}
	}
	b.WriteString(handOverWords(s))
	b.WriteString(" :")
	for _, e := range effects {
		b.WriteString(" " + effectWord(e))
	}
	return b.String()
}

func pairWord(p Pair) string {
	if p.Status == PairUnknown {
		return ""
	}
	return "pair-" + string(p.Status)
}

func effectWord(e Effect) string {
	name := strings.TrimPrefix(fmt.Sprintf("%T", e), "flow.")
	switch e := e.(type) {
	case CheckPair:
		if e.Soon {
			return name + "(soon)"
		}
	case OpenWindow:
		if e.URL == "" {
			return name + "(waiting text)"
		}
	case CheckCredential:
		if e.Renew {
			return name + "(refresh)"
		}
	case WriteExport:
		return fmt.Sprintf("%s(%s%s)", name, e.Format, tokenWord(e.WithTokens))
	case SendToN8N:
		switch {
		case e.Update != "":
			name += "(update)"
		case e.Duplicate:
			name += "(duplicate)"
		}
		return name + tokenWord(e.WithTokens)
	case Release:
		return name + tokenWord(e.WithTokens)
	case Tell:
		return tellWord(e)
	case Focus:
		if e.Field != "" {
			return name + "(" + string(e.Field) + ")"
		}
	}
	return name
}

func tellWord(e Tell) string {
	switch p := e.Payload.(type) {
	case StepMessage:
		return fmt.Sprintf("Tell(step %s)", p.Step)
	case DiagnosisMessage:
		return fmt.Sprintf("Tell(diagnosis %s)", p.ID)
	case ErrorMessage:
		return fmt.Sprintf("Tell(error %s)", p.Code)
	case Summary:
		switch {
		case len(p.Credential) > 0:
			return "Tell(connect with the credential)"
		case p.Delivered:
			return "Tell(connect, delivered)"
		}
	}
	return fmt.Sprintf("Tell(%s)", e.Message)
}

func tokenWord(with bool) string {
	if with {
		return "+tokens"
	}
	return ""
}

// handOverWords tells where the hand-over stands.
func handOverWords(s State) string {
	var b strings.Builder
	h := s.HandOver
	if x := h.Export; x.Format != "" {
		fmt.Fprintf(&b, " as-%s", x.Format)
		for _, mark := range []struct {
			set  bool
			word string
		}{{x.Busy, "-busy"}, {len(x.Files) > 0, "-ready"}, {x.Err != nil, "-failed"}, {x.WithTokens, "+tokens"}} {
			if mark.set {
				b.WriteString(mark.word)
			}
		}
	}
	switch p := h.Push; {
	case p.Busy:
		b.WriteString(" sending" + tokenWord(p.WithTokens))
	case p.Err != nil:
		b.WriteString(" not-sent")
	case p.Result != nil:
		b.WriteString(" n8n-" + string(p.Result.Outcome))
	}
	for _, mark := range []struct {
		set  bool
		word string
	}{
		{h.KeepGrant, "kept"}, {s.Connected(), "tokens-here"}, {h.GrantLeft, "grant-left"}, {len(h.Left) > 0, fmt.Sprintf("left-%d", len(h.Left))},
		{s.Portal.Origin != "", "in-portal"}, {s.Portal.Busy, "releasing" + tokenWord(s.Portal.WithTokens)}, {s.Portal.Told, "told"}, {s.Portal.Err != nil, "not-released"},
		{s.Keeping, "keeping"}, {s.CheckOnly, "check-only"},
		{s.Preset.Name != "", "preset"}, {s.Delivery.Waiting, "to-deliver"}, {s.Delivery.Busy, "delivering"}, {s.Delivery.Done, "delivered"},
		{s.Delivery.Err != nil, "not-delivered"},
		{s.Forms.ToolKey.Value != "", "key"}, {s.Forms.Passphrase.Value != "", "passphrase"},
	} {
		if mark.set {
			b.WriteString(" " + mark.word)
		}
	}
	return b.String()
}
