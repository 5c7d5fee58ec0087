package flow

import (
	"testing"

	"mautic-connect/mautic"
)

// moved is a filled form whose address was changed afterwards.
func moved(from, to string) State {
	return after(fresh(), AddressTyped{Text: from}, AddressEntered{}, MethodChosen{Method: mautic.MethodBasic}, typed(FieldUserName, "ada"),
		typed(FieldPassword, testPassword), StepPressed{Step: StepMautic}, AddressTyped{Text: to}, AddressEntered{})
}

func TestSecretsAreAskedAboutBeforeTheyGoElsewhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, from, to string
		asks           bool
	}{
		{"same address", "https://a.example.com", "https://a.example.com", false},
		{"another page of it", "https://a.example.com", "https://a.example.com/s/login", false},
		{"another sub-directory", "https://a.example.com/one", "https://a.example.com/two", false},
		{"upper case", "https://a.example.com", "https://A.EXAMPLE.COM", false},
		{"from http to https", "http://a.example.com", "https://a.example.com", false},
		{"from https to http", "https://a.example.com", "http://a.example.com", true},
		{"another host", "https://a.example.com", "https://b.example.com", true},
		{"a longer host", "https://a.example.com", "https://a.example.com.evil.example", true},
		{"another port", "https://a.example.com", "https://a.example.com:8443", true},
	} {
		s := moved(tt.from, tt.to)
		if got := s.NeedsConsent(); got != tt.asks {
			t.Errorf("%s: asks is %v", tt.name, got)
		}
		s, effects := Next(s, press())
		if _, sent := find[Identify](effects); sent == tt.asks {
			t.Errorf("%s: connecting did %v", tt.name, words(effects))
		}
		if s.Forms.Password.Value != testPassword {
			t.Errorf("%s: the password is lost", tt.name)
		}
	}
}

func TestConsentIsGivenOrTheSecretsAreCleared(t *testing.T) {
	t.Parallel()
	s := moved("https://a.example.com", "https://b.example.com")
	kept, effects := run(s, KeepSecrets{}, press())
	if identify, _ := find[Identify](effects); identify.Credential.BaseURL() != base(t, "https://b.example.com") {
		t.Errorf("kept: %s", said(kept, effects))
	}
	back := after(kept, CancelPressed{}, StepPressed{Step: StepMautic}, AddressTyped{Text: "https://a.example.com"}, AddressEntered{})
	if !back.NeedsConsent() {
		t.Error("consent to one host counts for another")
	}
	cleared, effects := Next(s, ClearSecrets{})
	expect(t, cleared, effects, "credential : Focus(password)")
	if cleared.Forms.UserName.Value != "ada" || cleared.Forms.hasSecrets() {
		t.Errorf("cleared: %+v", cleared.Forms)
	}
	emptied := after(s, typed(FieldPassword, ""), typed(FieldPassword, "n"))
	if emptied.NeedsConsent() {
		t.Error("a secret typed anew for this host is asked about")
	}
	replaced := after(s, typed(FieldPassword, testPassword+"x"))
	if !replaced.NeedsConsent() {
		t.Error("one more letter counts as a secret typed for this host")
	}
}

// A secret typed while consent for the one before is missing was typed for the
// address shown by then.
func TestASecretTypedInAnothersPlaceIsAskedAboutInBoth(t *testing.T) {
	t.Parallel()
	s := after(moved("https://a.example.com", "https://b.example.com"), typed(FieldPassword, "typed-at-b"))
	there := func(s State, address string) State {
		return after(s, StepPressed{Step: StepMautic}, AddressTyped{Text: address}, AddressEntered{})
	}
	for _, address := range []string{"https://a.example.com", "https://b.example.com", "https://c.example.com"} {
		next, effects := Next(there(s, address), press())
		if _, sent := find[Identify](effects); sent || !next.NeedsConsent() {
			t.Errorf("%s: %s", address, said(next, effects))
		}
	}
	kept := after(there(s, "https://a.example.com"), KeepSecrets{})
	if kept.NeedsConsent() || !there(kept, "https://b.example.com").NeedsConsent() {
		t.Error("consent is for one place")
	}
	if anew := after(s, typed(FieldPassword, ""), typed(FieldPassword, "n")); anew.NeedsConsent() {
		t.Error("a secret typed anew for this host is asked about")
	}
}

func TestConsentIsNotGivenInAdvance(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		next, effects := Next(s.state, KeepSecrets{})
		if acts := sameState(s.state, next) != "" || len(effects) > 0; acts != (s.state.NeedsConsent() && s.state.Step == StepCredential) {
			t.Errorf("%s: %s", s.name, said(next, effects))
		}
	}
}

func TestANewAddressForgetsWhatWasProvenOfTheOldOne(t *testing.T) {
	t.Parallel()
	s := after(proven(), StepPressed{Step: StepMautic}, AddressTyped{Text: "m.example.com/other"})
	expect(t, s, nil, "mautic :")
	if s.Forms.ClientID.Value != testID || s.Forms.ClientSecret.Value != testSecret {
		t.Error("the keys are lost")
	}
	s, effects := run(s, AddressEntered{})
	expect(t, s, effects, "credential pair-checking : CheckMautic Focus CheckPair(soon)")
	if check, _ := find[CheckPair](effects); check.Client.Base != base(t, "m.example.com/other") {
		t.Errorf("checked at %s", check.Client.Base)
	}
}

func TestABadAddressStaysAndIsExplainedOnceEntered(t *testing.T) {
	t.Parallel()
	s := after(fresh(), AddressTyped{Text: "http://"})
	if s.Address.Submitted || s.Address.Err == nil {
		t.Errorf("while typing: %+v", s.Address)
	}
	s, effects := Next(s, AddressEntered{})
	expect(t, s, effects, "mautic : Focus(address)")
	if !s.Address.Submitted || s.Address.Typed != "http://" {
		t.Errorf("entered: %+v", s.Address)
	}
	if s = after(s, AddressTyped{Text: "http://x"}); !s.Address.Submitted {
		t.Error("the explanation goes before the address is good")
	}
	if s = after(s, AddressTyped{Text: ""}); s.Address.Submitted {
		t.Error("an emptied address is complained about")
	}
}

func TestSwitchingTheMethodEndsTheAttempt(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		if s.state.Attempt.Phase == PhaseIdle {
			continue
		}
		for _, m := range []mautic.Method{mautic.MethodBasic, mautic.MethodAuthorizationCode, mautic.MethodClientCredentials} {
			next, effects := Next(s.state, MethodChosen{Method: m})
			if _, ended := find[Cancel](effects); ended == (m == s.state.Method) || next.Method != m || (next.Attempt.Phase == PhaseIdle) != ended {
				t.Errorf("%s: choosing %s: %s", s.name, m, said(next, effects))
			}
		}
	}
}

// The verdict on a pair counts only for that pair, at that Mautic.
func TestALateVerdictIsIgnored(t *testing.T) {
	t.Parallel()
	asked := pairChecking()
	for name, s := range map[string]State{
		"the secret was changed":  after(asked, typed(FieldClientSecret, testSecret+"0")),
		"the address was changed": after(asked, StepPressed{Step: StepMautic}, AddressTyped{Text: "other.example.com"}),
		"the secrets are cleared": after(asked, ClearSecrets{}),
		"the wizard started over": after(asked, StartOver{}),
		"Connect asked again":     after(asked, press()),
	} {
		for _, late := range []Event{accepted(asked), refused(asked), PairChecked{Seq: asked.Pair.Seq, Err: errTest}} {
			next, effects := Next(s, late)
			if d := sameState(s, next); d != "" || len(effects) != 0 {
				t.Errorf("%s: %+v did %v\n%s", name, late, words(effects), d)
			}
		}
	}
	if s := after(asked, MethodChosen{Method: mautic.MethodBasic}, accepted(asked)); s.Pair.Status != PairAccepted {
		t.Error("switching the method threw a verdict away that still holds")
	}
}

func TestAPairIsCheckedOnceItIsComplete(t *testing.T) {
	t.Parallel()
	empty := credential(mautic.MethodAuthorizationCode)
	for _, tt := range []struct {
		name   string
		events []Event
		want   string
	}{
		{"ID only", []Event{typed(FieldClientID, testID)}, "credential :"},
		{"half an ID and a secret", []Event{typed(FieldClientSecret, testSecret), typed(FieldClientID, "1_abc")}, "credential :"},
		{"both", []Event{typed(FieldClientSecret, testSecret), typed(FieldClientID, testID)}, "credential pair-checking : CheckPair(soon)"},
		{"both, for another method", []Event{MethodChosen{Method: mautic.MethodBasic}, typed(FieldClientSecret, testSecret), typed(FieldClientID, testID)}, "credential :"},
		{"the same again", []Event{typed(FieldClientSecret, testSecret), typed(FieldClientID, testID), typed(FieldClientID, testID)}, "credential pair-checking :"},
	} {
		s, effects := run(empty, tt.events...)
		if got := said(s, effects); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestStartOverForgetsEverythingButNumbers(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		if !s.state.Preset.Base.IsZero() {
			continue // it begins with its preset again
		}
		next, _ := Next(s.state, StartOver{})
		want := fresh()
		want.Portal = Portal{Origin: s.state.Portal.Origin, Reference: s.state.Portal.Reference, Releases: s.state.Portal.Releases, Run: s.state.Portal.Run}
		want.Attempt.ID, want.Pair.Seq, want.CanLeave = s.state.Attempt.ID, s.state.Pair.Seq, s.state.CanLeave
		want.Preflight.Run, want.Audit.Run = s.state.Preflight.Run, s.state.Audit.Run
		want.Reading.Run, want.Redirects.Run = s.state.Reading.Run, s.state.Redirects.Run
		want.Rights.Run, want.Hooks.Run = s.state.Rights.Run, s.state.Hooks.Run
		want.HandOver.Export.Run, want.HandOver.Push.Run = s.state.HandOver.Export.Run, s.state.HandOver.Push.Run
		want.AllFormats, want.CheckOnly = s.state.AllFormats, s.state.CheckOnly
		if d := sameState(want, next); d != "" {
			t.Errorf("%s:\n%s", s.name, d)
		}
	}
}
