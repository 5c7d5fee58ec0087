package flow

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

func TestAPresetNeedsNothingTyped(t *testing.T) {
	t.Parallel()
	s, effects := Next(fresh(), Prefilled{Preset: "acme", Reference: "task-2"})
	if load, ok := find[LoadPreset](effects); !ok || load.Name != "acme" {
		t.Fatalf("asks for %s", said(s, effects))
	}
	s, effects = Next(s, PresetLoaded{Preset: testPreset(testPortal)})
	check, checks := find[CheckMautic](effects)
	use, uses := find[UsePreset](effects)
	if !checks || !uses || check.Target.Base.String() != "https://m.example.com" || use.Preset.Name != "acme" || s.Reference() != "task-2" {
		t.Fatalf("loaded: %s", said(s, effects))
	}
	s, effects = Next(s, PreflightDone{Run: s.Preflight.Run})
	want := mautic.OAuthClient{Base: s.Preset.Base, ID: testID, RedirectURI: testRedirect}
	if pair, ok := find[CheckPair](effects); !ok || pair.Soon || pair.Client != want || s.Step != StepCredential {
		t.Fatalf("checked: %s", said(s, effects))
	}
	s = then(s, accepted)
	_, effects = Next(s, press())
	if open, ok := find[OpenWindow](effects); !ok || !strings.HasPrefix(open.URL, "https://m.example.com/oauth/v2/authorize?client_id="+testID) {
		t.Errorf("connect: %v", effects)
	}
}

func TestAPresetIsItsOneMauticByItsOneMethod(t *testing.T) {
	t.Parallel()
	s := presetReady("")
	for _, e := range []Event{
		MethodChosen{Method: mautic.MethodBasic}, MethodChosen{Method: mautic.MethodClientCredentials},
		Prefilled{Address: "https://other.example.com"}, PresetLoaded{Preset: testPreset(testPortal)},
		Resumed{Record: waiting().record(), Query: "code=x&state=" + testState, Now: testNow},
	} {
		if next, effects := Next(s, e); !same(s, next) || len(effects) > 0 {
			t.Errorf("%T: %s", e, said(next, effects))
		}
	}
	over, effects := Next(s, StartOver{})
	if _, checks := find[CheckMautic](effects); !checks || over.Preset != s.Preset || over.Step != StepMautic {
		t.Errorf("starting over: %s", said(over, effects))
	}
}

func TestAPresetThatCannotBeLoadedSaysSoAndCanBeAskedForAgain(t *testing.T) {
	t.Parallel()
	s := presetLost()
	if s.Failure == nil || Explain(s.Failure.Err) != doctor.PresetUnknown || s.Step != StepMautic {
		t.Fatalf("%+v", s.Failure)
	}
	s, effects := Next(s, CheckAgainPressed{})
	if _, asks := find[LoadPreset](effects); !asks || s.Failure != nil {
		t.Errorf("again: %s", said(s, effects))
	}
	if s = after(s, PresetLoaded{Preset: testPreset("")}); s.Preset.Base.IsZero() || s.Preset.Reference != "task-2" {
		t.Errorf("loaded at last: %+v", s.Preset)
	}
	offline := after(presetAsked(), PresetLoaded{Err: &mautic.TransportError{Kind: mautic.KindOffline}})
	if Explain(offline.Failure.Err) != doctor.Offline {
		t.Errorf("offline is explained as %s", Explain(offline.Failure.Err))
	}
}

func TestADeliveryGoesOffWhenNothingElseUsesTheTokens(t *testing.T) {
	t.Parallel()
	for name, order := range map[string][]func(State) Event{"rights last": {audited, rights}, "audit last": {rights, audited}} {
		s := presetProven(testPortal)
		if s.Step != StepHandOver || !s.Delivery.Waiting {
			t.Fatalf("%s: %s", name, said(s, nil))
		}
		s, effects := Next(s, order[0](s))
		if _, early := find[Deliver](effects); early {
			t.Errorf("%s: delivered while the tokens are in use", name)
		}
		s, effects = Next(s, order[1](s))
		got, _ := find[Deliver](effects)
		want := Deliver{Run: s.Delivery.Run, Preset: "acme", ID: testMark, Reference: "task-2", Grant: s.Proof.Credential.(mautic.AuthorizationCode)}
		if d := cmp.Diff(want, got, cmp.Comparer(func(a, b mautic.Secret) bool { return a == b })); d != "" || got.Grant.Token != testToken || !s.Delivery.Busy {
			t.Errorf("%s: %s\n%s", name, said(s, effects), d)
		}
	}
}

func TestWhatWasDeliveredIsForgottenAndTold(t *testing.T) {
	t.Parallel()
	s := inPortal(delivering(), true)
	s, effects := Next(s, arrived(s))
	got := toldOf(effects, MessageConnect)
	if s.Connected() || s.CanRefresh() || !s.HandOver.GrantLeft || !s.Portal.Told {
		t.Errorf("%s", said(s, effects))
	}
	if len(got) != 1 || !strings.Contains(got[0], `"preset":"acme","reference":"task-1","delivered":true`) || strings.Contains(got[0], "token") {
		t.Errorf("the portal is told %s", got)
	}
	for _, e := range []Event{DeliverPressed{}, arrived(s), notArrived(s), TellPressed{}, TellPressed{Release: true}, RefreshPressed{}} {
		if next, effects := Next(s, e); !same(s, next) || len(effects) > 0 {
			t.Errorf("%T afterwards: %s", e, said(next, effects))
		}
	}
}

func TestWhatWasNotDeliveredStaysAndIsTriedAgainUnderTheSameID(t *testing.T) {
	t.Parallel()
	s := inPortal(delivering(), false)
	first := s.Delivery
	s, effects := Next(s, Delivered{Run: s.Delivery.Run, Err: errTest})
	if !s.Connected() || len(toldOf(effects, MessageError)) != 1 || len(toldOf(effects, MessageConnect)) > 0 {
		t.Errorf("%s", said(s, effects))
	}
	s = after(s, StepPressed{Step: StepProof})
	if next, effects := Next(s, RefreshPressed{}); !same(s, next) || len(effects) > 0 {
		t.Errorf("renewed between two tries: %s", said(next, effects))
	}
	s, effects = Next(after(s, HandOverPressed{}), DeliverPressed{})
	deliver, again := find[Deliver](effects)
	if !again || deliver.ID != first.ID || deliver.Grant.Token != testToken || deliver.Run == first.Run {
		t.Errorf("again: %s", said(s, effects))
	}
	if next, effects := Next(s, Delivered{Run: first.Run}); !same(s, next) || len(effects) > 0 {
		t.Errorf("the answer to the first try counts: %s", said(next, effects))
	}
}

func TestAPresetsCredentialDoesNotLeaveFromHere(t *testing.T) {
	t.Parallel()
	s, effects := Next(settled(presetProven("")), HandOverPressed{})
	if _, writes := find[WriteExport](effects); writes || len(s.Formats()) > 0 || s.Offers() || s.Tool().N8N {
		t.Errorf("%s, formats %v", said(s, effects), formatIDs(s))
	}
	if next, effects := Next(s, SendPressed{}); !same(s, next) || len(effects) > 0 {
		t.Errorf("sent: %s", said(next, effects))
	}
}
