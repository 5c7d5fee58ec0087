package flow

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/doctor"
)

// walker walks through the wizard at random and keeps its own books: what was
// typed where, what Mautic accepted, what was sent.
type walker struct {
	*rapid.T
	state State
	now   time.Time
	// events counts what has happened.
	events int
	count  int // makes every secret, state and code of the walk a different one

	// typedFor holds the bases each secret was typed, or agreed to be sent, for.
	typedFor map[string][]mautic.BaseURL
	// checks are the clients by the check that asked about them, and vouched
	// those that Mautic accepted.
	checks  map[int]mautic.OAuthClient
	vouched map[mautic.OAuthClient]bool
	// identified are the credentials by the attempt that asked about them.
	identified map[int]mautic.Credential
	exchanged  map[int]bool
	private    []string // what must never be printed

	// gone are the tokens that have left, and lent those that are on their way
	// into an n8n.
	gone map[mautic.Token]bool
	lent mautic.Token

	// agreed says that the person's last word was to give the credential away, and
	// toldOf which proof, of which attempt, the portal was told of.
	agreed      bool
	toldOf      string
	toldAttempt int
}

func newWalker(t *rapid.T) *walker {
	return &walker{
		T: t, state: fresh(), now: testNow,
		typedFor: map[string][]mautic.BaseURL{}, checks: map[int]mautic.OAuthClient{}, vouched: map[mautic.OAuthClient]bool{},
		identified: map[int]mautic.Credential{}, exchanged: map[int]bool{}, gone: map[mautic.Token]bool{},
	}
}

func (w *walker) one(label string, of ...string) string {
	return rapid.SampledFrom(of).Draw(w.T, label)
}
func (w *walker) yes(label string) bool    { return rapid.Bool().Draw(w.T, label) }
func (w *walker) rarely(label string) bool { return rapid.IntRange(0, 7).Draw(w.T, label) == 0 }

// unique is a value nobody typed before, of the form Mautic's keys have.
func (w *walker) unique() string {
	w.count++
	return fmt.Sprintf("%050d", w.count)
}

func (w *walker) address() Event {
	return AddressTyped{Text: w.one("address",
		"a.example.com", "https://a.example.com", "http://a.example.com", "https://b.example.com/sub", "b.example.com:8443", "http://", ""), Pasted: w.rarely("pasted address")}
}

func (w *walker) text() Event {
	field := rapid.SampledFrom([]Field{FieldUserName, FieldPassword, FieldClientID, FieldClientSecret, FieldWindowText, FieldRegistered}).Draw(w.T, "field")
	e := Typed{Field: field, Pasted: w.yes("pasted")}
	around := w.one("around", "", "", " ", "\n")
	switch {
	case w.rarely("emptied"):
		return e
	case field == FieldClientID && w.rarely("pair"):
		secret := w.unique()
		e.Text, e.Pasted = "Public key 1_"+w.unique()+"\nSecret key "+secret, true
	case field == FieldClientID:
		e.Text = around + w.one("id", testID, testID, "half_an_id", testSecret) + around
	case field.Secret():
		e.Text = around + w.unique() + around
	default:
		e.Text = around + w.one("text", "ada", "a:b", "\u00a0") + around
	}
	return e
}

// answer is what the outside world says; mostly to the attempt that runs.
func (w *walker) answer() Event {
	id, seq := w.state.Attempt.ID, w.state.Pair.Seq
	if w.rarely("late") {
		id, seq = id-1, seq-1
	}
	var err error
	if w.rarely("refused") {
		err = errTest
	}
	switch w.state.Attempt.Phase {
	case PhaseToken:
		if !w.rarely("else") {
			return TokenReceived{Attempt: id, Token: w.token(), Err: err}
		}
	case PhaseIdentifying:
		if !w.rarely("else") {
			return IdentityReceived{Attempt: id, User: testUser, Err: err, Now: w.now}
		}
	}
	switch w.one("answer", "pair", "pair", "opened", "blocked", "closed", "callback", "callback", "time", "leave", "token", "identity", "text", "text", "report") {
	case "text":
		return w.textAnswer(err)
	case "report":
		return w.reportAnswer(err)
	case "pair":
		return PairChecked{Seq: seq, Accepted: !w.rarely("wrong pair"), Err: err}
	case "opened":
		return WindowOpened{Attempt: id}
	case "blocked":
		return WindowBlocked{Attempt: id}
	case "closed":
		return WindowClosed{Attempt: id}
	case "callback":
		return CallbackReceived{Query: w.query(w.state.Attempt.Pending.State), Now: w.now}
	case "time":
		return TimeUp{Attempt: id}
	case "leave":
		return LeaveFailed{Attempt: id}
	case "token":
		return TokenReceived{Attempt: id, Token: w.token(), Err: err}
	default:
		return IdentityReceived{Attempt: id, User: testUser, Err: err, Now: w.now}
	}
}

func (w *walker) query(state string) string {
	v := url.Values{"state": {state}, "code": {w.secretly("code")}}
	switch w.one("query", "good", "good", "good", "denied", "other state", "empty") {
	case "denied":
		v = url.Values{"state": {state}, "error": {"access_denied"}}
	case "other state":
		v.Set("state", "of-somebody-else")
	case "empty":
		return ""
	}
	return v.Encode()
}

func (w *walker) secretly(kind string) string {
	value := kind + w.unique()
	w.private = append(w.private, value)
	return value
}

func (w *walker) token() mautic.Token {
	return mautic.Token{Access: mautic.NewSecret(w.secretly("access")), Refresh: mautic.NewSecret(w.secretly("refresh"))}
}

func (w *walker) press() Event {
	return ConnectPressed{Now: w.now, State: "state" + w.unique(), Verifier: w.secretly("verifier")}
}

// start is how a walk begins: at the beginning, at the form, at the form with
// secrets that were typed for another Mautic, or after a proof.
func (w *walker) start() []Event {
	form := []Event{AddressTyped{Text: "https://a.example.com"}, AddressEntered{}}
	if w.yes("embedded") {
		form = append([]Event{Embedded{Origin: "https://portal.example", Releases: w.yes("releases")}}, form...)
	}
	switch w.one("start", "fresh", "form", "moved", "proof", "proof", "proof", "proof") {
	case "form":
		return form
	case "proof":
		to := destination.Lookup(destination.ID(w.one("to", "n8n", "n8n", "n8n", "n8n-connect", "make", "zapier", "code", "other", "other")))
		form = append([]Event{DestinationChosen{ID: to.ID}}, form...)
		for _, f := range fieldsOf(to.Method) {
			form = append(form, w.fill(f))
		}
		return append(form, w.press())
	case "moved":
		return append(form, Typed{Field: FieldClientSecret, Text: w.unique()},
			StepPressed{Step: StepMautic}, AddressTyped{Text: "https://b.example.com"}, AddressEntered{})
	}
	return nil
}

// fill is a good value typed into a field.
func (w *walker) fill(f Field) Event {
	e := Typed{Field: f, Text: w.unique()}
	switch f {
	case FieldUserName:
		e.Text = "ada"
	case FieldClientID:
		e.Text = testID
	}
	return e
}

func (w *walker) event() Event {
	w.now = w.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(w.T, "seconds")) * time.Second)
	if w.state.Preflight.Running && !w.rarely("impatient") {
		return w.checked()
	}
	if (w.state.Step == StepProof || w.state.Step == StepHandOver) && !w.rarely("elsewhere") {
		return w.handingOver()
	}
	switch w.state.Attempt.Phase {
	case PhaseIdle:
	case PhaseWaiting, PhaseBlocked:
		switch w.one("waiting", "open", "leave", "answer", "answer", "answer", "any") {
		case "open":
			return OpenPressed{}
		case "leave":
			return LeavePressed{}
		case "answer":
			return w.answer()
		}
	default:
		if !w.rarely("person") {
			return w.answer()
		}
	}
	switch w.one("event", "address", "enter", "enter", "method", "text", "text", "text", "text", "fill", "fill", "left", "untrim",
		"keep", "clear", "connect", "connect", "connect", "open", "open", "raise", "leave", "cancel", "step", "over", "resume", "checked", "again", "continue", "refresh", "hand over", "answer", "answer", "answer") {
	case "address":
		return w.address()
	case "enter":
		return AddressEntered{}
	case "method":
		return MethodChosen{Method: mautic.Method(w.one("method", "basic", "authorization-code", "client-credentials", "?"))}
	case "text":
		return w.text()
	case "fill": // the next input that is empty
		for _, f := range fieldsOf(w.state.Method) {
			if w.state.Forms.Text(f).Value != "" {
				continue
			}
			return w.fill(f)
		}
		return w.press()
	case "left":
		return Left{Field: Field(w.one("left", "user-name", "password", "client-id", "client-secret"))}
	case "untrim":
		return Untrim{Field: Field(w.one("untrim", "user-name", "password", "client-id", "client-secret"))}
	case "keep":
		return KeepSecrets{}
	case "clear":
		return ClearSecrets{}
	case "connect":
		return w.press()
	case "open":
		return OpenPressed{}
	case "raise":
		return RaisePressed{}
	case "leave":
		return LeavePressed{}
	case "cancel":
		return CancelPressed{}
	case "step":
		return StepPressed{Step: Step(w.one("step", "mautic", "prepare", "credential", "proof", "hand-over", "?"))}
	case "checked":
		return w.checked()
	case "again":
		return CheckAgainPressed{}
	case "continue":
		return ContinuePressed{}
	case "refresh":
		return RefreshPressed{}
	case "hand over":
		return w.handingOver()
	case "over":
		return StartOver{}
	case "resume":
		r := Record{Address: "https://c.example.com", ClientID: testID, ClientSecret: w.unique(), RedirectURI: testRedirect,
			State: "state" + w.unique(), Verifier: w.secretly("verifier"), Started: w.now.Add(-time.Minute)}
		return Resumed{Record: r, Query: w.query(r.State), Now: w.now}
	default:
		return w.answer()
	}
}

// checked is an answer to the checks under way, of the address or the proof.
func (w *walker) checked() Event {
	failed := doctor.Check{ID: doctor.CheckAPI, Status: doctor.Fail, Diagnosis: doctor.APIDisabled}
	switch w.one("checked", "well", "well", "well", "failed", "audit", "renewed", "report") {
	case "report":
		return w.reportAnswer(nil)
	case "failed":
		return CheckChanged{Run: w.state.Preflight.Run, Check: failed}
	case "audit":
		return AuditDone{Run: w.state.Audit.Run}
	case "renewed":
		return AuditDone{Run: w.state.Audit.Run, Token: w.token()}
	}
	return PreflightDone{Run: w.state.Preflight.Run}
}

// textAnswer is what is said about one of the texts, mostly about the last.
func (w *walker) textAnswer(err error) Event {
	if w.yes("window") {
		return WindowRead{Run: w.number(w.state.Reading.Run), Diagnosis: doctor.UserDenied, Err: err}
	}
	return RedirectsCompared{Run: w.number(w.state.Redirects.Run), Comparison: testComparison, Err: err}
}

// reportAnswer is a report, mostly the one that was asked for last; its text
// names the run that it is of.
func (w *walker) reportAnswer(err error) Event {
	run := w.number(w.state.Preflight.Run)
	if err != nil {
		return ReportWritten{Run: run, Report: Report{Err: err}}
	}
	return ReportWritten{Run: run, Report: Report{Text: fmt.Sprint("report of ", run), Hidden: "hidden"}}
}

// happen lets one event happen and checks everything that must hold.
func (w *walker) happen(e Event) {
	before, given := w.state, copied(w.state)
	next, effects := Next(before, e)
	w.events++
	if w.events%8 == 0 { // comparing and printing are slow
		if d := sameState(given, before); d != "" {
			w.Fatalf("%T changed the state it was given:\n%s", e, d)
		}
	}
	w.state = next
	w.keepBooks(before, e)
	w.checkTokens(before, e, effects)
	w.checkTold(e, effects)
	w.checkTexts(before, e)
	w.checkExchanges(before, e, effects)
	for _, effect := range effects {
		w.checkEffect(effect)
		w.checkHandOver(e, effect)
	}
	w.checkState(before)
	if w.events%24 == 0 {
		w.checkPrinting(e)
	}
}

func TestRandomWalksKeepEveryPromise(t *testing.T) {
	t.Parallel()
	reached := map[string]int{}
	walk := func(rt *rapid.T) {
		w := newWalker(rt)
		for _, e := range w.start() {
			w.happen(e)
			if w.state.Preflight.Running {
				w.happen(PreflightDone{Run: w.state.Preflight.Run})
			}
		}
		w.prove()
		for range rapid.IntRange(60, 150).Draw(rt, "length") {
			w.happen(w.event())
			reached[string(w.state.Step)]++
			reached[string(w.state.Attempt.Phase)]++
			if w.state.NeedsConsent() {
				reached["consent"]++
			}
			if w.state.Failure != nil {
				reached["failure"]++
			}
			h := w.state.HandOver
			for name, is := range map[string]bool{
				"pair only": w.state.Proof != nil && w.state.Proof.PairOnly, "renewing": w.state.Renewing, "grant left": h.GrantLeft, "kept": h.KeepGrant,
				"sending tokens": w.state.sendingTokens(), "files with tokens": len(h.Export.Files) > 0 && h.Export.WithTokens,
				"sealed": w.state.Forms.Passphrase.Value != "" && len(h.Export.Files) > 0, "not sent": h.Push.Err != nil,
				"question": h.Push.Result != nil && h.Push.Result.Outcome == task.Exists, "recipe": w.state.Rights.Recipe != "",
				"kept in the vault": slices.ContainsFunc(h.Left, func(d Departure) bool { return d.Way == WayKept }),
				"told":              w.state.Portal.Told && !released(w.state), "released": released(w.state), "not released": w.state.Portal.Err != nil,
				"report": w.state.Preflight.Report.Text != "", "read": w.state.Reading.Diagnosis != "", "compared": w.state.Redirects.Comparison.Register != "",
				"hooks": len(w.state.Hooks.Steps) > 0, "leftovers": len(w.state.Hooks.Leftovers) > 0, "left twice": len(h.Left) > 1,
			} {
				if is {
					reached[name]++
				}
			}
		}
	}
	for range 2 { // a hundred walks each
		rapid.Check(t, walk)
	}
	for _, name := range []string{
		string(StepMautic), string(StepPrepare), string(StepCredential), string(StepProof), string(StepHandOver), "consent", "failure",
		"pair only", "renewing", "grant left", "kept", "sending tokens", "files with tokens", "sealed", "not sent", "question", "recipe",
		"hooks", "leftovers", "left twice", "told", "released", "not released", "kept in the vault", "report", "read", "compared",
		string(PhaseCheckingPair), string(PhaseBlocked), string(PhaseWaiting), string(PhaseLeaving), string(PhaseToken), string(PhaseIdentifying),
	} {
		if reached[name] == 0 {
			t.Errorf("no walk came to %q: %v", name, reached)
		}
	}
}
