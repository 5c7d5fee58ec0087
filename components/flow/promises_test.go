package flow

import (
	"fmt"
	"slices"
	"strings"

	"mautic-connect/mautic"
)

// What a walker checks after every event.

func (w *walker) keepBooks(before State, e Event) {
	b := w.state.Address.Base
	allow := func(secret string) {
		if secret != "" {
			w.typedFor[secret] = append(w.typedFor[secret], b)
			w.private = append(w.private, secret)
		}
	}
	f := w.state.Forms
	for _, once := range []string{f.ToolKey.Value, f.Passphrase.Value} {
		if once != "" && !slices.Contains(w.private, once) {
			w.private = append(w.private, once)
		}
	}
	switch e := e.(type) {
	case Typed:
		if f.Password.Value != before.Forms.Password.Value {
			allow(f.Password.Value)
		}
		if f.ClientSecret.Value != before.Forms.ClientSecret.Value {
			allow(f.ClientSecret.Value)
		}
	case Left, Untrim, ConnectPressed: // the same secret, tidied or not
		for _, pair := range [][2]string{{before.Forms.Password.Value, f.Password.Value}, {before.Forms.ClientSecret.Value, f.ClientSecret.Value}} {
			if pair[0] != pair[1] {
				w.typedFor[pair[1]] = append(w.typedFor[pair[1]], w.typedFor[pair[0]]...)
			}
		}
	case KeepSecrets:
		allow(f.Password.Value)
		allow(f.ClientSecret.Value)
	case PairChecked:
		if client, asked := w.checks[e.Seq]; asked && e.Accepted && e.Err == nil {
			w.vouched[client] = true
		}
	case Resumed:
		if f.ClientSecret.Value == e.Record.ClientSecret {
			allow(f.ClientSecret.Value)
			w.vouched[w.state.Client()] = true // it was, before the tab left
		}
	}
}

// checkTexts: nothing typed is lost, except by StartOver and ClearSecrets.
func (w *walker) checkTexts(before State, e Event) {
	switch e := e.(type) {
	case StartOver:
		return
	case AddressTyped:
		if before.Step == StepMautic && w.state.Address.Typed != e.Text {
			w.Fatalf("the address typed is %q, the state holds %q", e.Text, w.state.Address.Typed)
		}
	default:
		if before.Address.Typed != "" && w.state.Address.Typed != before.Address.Typed {
			w.Fatalf("%T lost the address %q", e, before.Address.Typed)
		}
	}
	_, cleared := e.(ClearSecrets)
	for _, field := range []Field{FieldUserName, FieldPassword, FieldClientID, FieldClientSecret, FieldWindowText, FieldRegistered, FieldTool, FieldName, FieldToolKey, FieldPassphrase} {
		was, is := before.Forms.Text(field), w.state.Forms.Text(field)
		if t, ok := e.(Typed); ok && (t.Field == field || t.Pasted && t.Field == FieldClientID && field == FieldClientSecret) {
			if t.Field == field && before.Step == StepCredential && t.Text != is.Value && t.Text != is.Pasted && !strings.Contains(t.Text, is.Value) {
				w.Fatalf("%q typed into %s became %q", t.Text, field, is.Value)
			}
			continue
		}
		if was.Value == "" || cleared && field.Secret() || is.Value == "" && usedUp(e, field) {
			continue
		}
		if is.Value != was.Value && is.Pasted != was.Value && is.Value != was.Pasted {
			w.Fatalf("%T turned %s from %q (%q) into %q (%q)", e, field, was.Value, was.Pasted, is.Value, is.Pasted)
		}
	}
}

// checkExchanges: one exchange for each callback that is accepted, none else.
func (w *walker) checkExchanges(before State, e Event, effects []Effect) {
	want := 0
	switch e := e.(type) {
	case CallbackReceived:
		pending := before.Attempt.Pending
		if _, err := pending.Accept(e.Query, e.Now); err == nil && (before.Attempt.Phase == PhaseWaiting || before.Attempt.Phase == PhaseBlocked) {
			want = 1
		}
	case Resumed:
		if w.state.Attempt.Phase == PhaseToken && before.Attempt.Phase == PhaseIdle {
			want = 1
		}
	}
	got := 0
	for _, effect := range effects {
		if x, ok := effect.(Exchange); ok {
			got++
			if w.exchanged[x.Attempt] {
				w.Fatalf("attempt %d exchanges twice", x.Attempt)
			}
			w.exchanged[x.Attempt] = true
		}
	}
	if got != want {
		w.Fatalf("%T in %s: %d exchanges instead of %d", e, said(before, effects), got, want)
	}
}

func (w *walker) checkEffect(effect Effect) {
	if text := fmt.Sprintf("%+v %#v", effect, effect); w.leaks(text) {
		w.Fatalf("printing %T shows a secret: %s", effect, text)
	}
	switch e := effect.(type) {
	case CheckPair:
		if _, taken := w.checks[e.Seq]; taken {
			w.Fatalf("two checks have the number %d", e.Seq)
		}
		w.checks[e.Seq] = e.Client
		w.mayGo(e.Client.Secret, e.Client.Base)
	case RequestToken:
		w.mayGo(e.Client.Secret, e.Client.Base)
	case Exchange:
		w.mayGo(e.Client.Secret, e.Client.Base)
	case Identify:
		if b, ok := e.Credential.(mautic.Basic); ok {
			w.mayGo(b.Password, b.Base)
		}
		w.identified[e.Attempt] = e.Credential
	case OpenWindow:
		w.mayOpen(e.URL)
	case SendWindow:
		w.mayOpen(e.URL)
	case Leave:
		w.mayOpen(e.URL)
	}
}

// mayGo: a secret goes only to the host it was typed, or agreed to be sent, for.
func (w *walker) mayGo(secret mautic.Secret, to mautic.BaseURL) {
	for _, b := range w.typedFor[secret.Reveal()] {
		if b.Host() == to.Host() && (b.Scheme() == "http" || to.Scheme() == "https") {
			return
		}
	}
	w.Fatalf("a secret typed for %v is sent to %s", w.typedFor[secret.Reveal()], to)
}

// mayOpen: nobody is sent to Mautic with a pair it has not accepted, nor to
// anything but the authorization endpoint of the base in use.
func (w *walker) mayOpen(address string) {
	if address == "" {
		return
	}
	client := w.state.Attempt.Pending.Client
	if !strings.HasPrefix(address, client.Base.AuthorizeURL()+"?") || client.Base != w.state.Address.Base {
		w.Fatalf("%s is not the authorization endpoint of %s", address, w.state.Address.Base)
	}
	if !w.vouched[client] {
		w.Fatalf("%s is opened before Mautic accepted the client", address)
	}
	if w.leaks(address) {
		w.Fatalf("%s holds a secret", address)
	}
}

func (w *walker) leaks(text string) bool {
	for _, p := range w.private {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

func (w *walker) checkState(before State) {
	s, a := w.state, w.state.Attempt
	for _, rule := range []struct {
		broken bool
		text   string
	}{
		{s.Reached.Before(s.Step), "the step shown has not been reached"},
		{!s.Reached.Before(StepProof) != (s.Proof != nil), "the proof step is reached exactly while there is a proof"},
		{s.Step != StepMautic && s.Address.Base.IsZero(), "a step after the first has no usable address"},
		{s.Forms.hasSecrets() != !s.SecretsFor.IsZero(), "it is known whom the secrets are for exactly while there are some"},
		{!s.Forms.hasSecrets() && s.SecretsAlso != nil, "secrets that are gone were for somebody"},
		{a.Phase != PhaseIdle && s.Step != StepCredential, "an attempt runs in another step"},
		{a.Phase != PhaseIdle && s.Failure != nil, "an attempt runs and the last one's failure is shown"},
		{a.Phase != PhaseIdle && s.NeedsConsent(), "an attempt runs without consent"},
		{a.Phase == PhaseCheckingPair && s.Pair.Status != PairChecking, "an attempt waits for a verdict that nobody will give"},
		{a.wantsWindow() && a.Pending.Client != s.Client(), "the request that is out is not what the form shows"},
		{(a.Phase == PhaseIdentifying) != (a.Credential != nil), "a credential is held exactly while it is asked about"},
		{a.Phase == PhaseIdle && a != Attempt{ID: a.ID}, "an ended attempt leaves something behind"},
		{a.ID < before.Attempt.ID, "attempts are counted down"},
		{s.Pair.Seq < before.Pair.Seq, "checks are counted down"},
		{s.Proof != nil && before.Proof == nil && !w.proven(before), "the proof is of a credential that was not asked about"},
		{s.Preflight.Run < before.Preflight.Run || s.Audit.Run < before.Audit.Run, "checks are counted down"},
		{s.Reading.Run < before.Reading.Run || s.Redirects.Run < before.Redirects.Run, "texts are counted down"},
		{s.Preflight.Report.Text != "" && (!s.Preflight.Done || s.Preflight.Report.Text != fmt.Sprint("report of ", s.Preflight.Run)), "the report is of another run"},
		{s.Reading.Busy && s.Forms.WindowText.Value == "" || s.Redirects.Busy && s.Forms.Registered.Value == "", "an empty text is looked at"},
		{s.Forms.WindowText.Value == "" && (s.Reading.Diagnosis != "" || s.Reading.Err != nil), "something is said of no text"},
		{s.Forms.Registered.Value == "" && (s.Redirects.Comparison.Register != "" || s.Redirects.Err != nil), "nothing is compared, and something is said of it"},
		{s.Rights.Run < before.Rights.Run || s.Hooks.Run < before.Hooks.Run, "questions are counted down"},
		{s.HandOver.Export.Run < before.HandOver.Export.Run || s.HandOver.Push.Run < before.HandOver.Push.Run, "exports are counted down"},
	} {
		if rule.broken {
			w.Fatalf("%s: %s", rule.text, said(s, nil))
		}
	}
	for _, rule := range handOverRules(s) {
		if rule.broken {
			w.Fatalf("%s: %s", rule.text, said(s, nil))
		}
	}
	if s.Failure != nil && w.leaks(s.Failure.Err.Error()) {
		w.Fatalf("the failure's text holds a secret: %v", s.Failure.Err)
	}
}
