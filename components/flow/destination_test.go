package flow

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
)

// formFor is the credential's form of somebody who answered where they will use
// it, and typed the address of their n8n, or what the tool shows.
func formFor(id destination.ID, tool string) State {
	return after(fresh(), DestinationChosen{ID: id}, AddressTyped{Text: "m.example.com"}, AddressEntered{}, typed(FieldTool, tool))
}

func TestTheRedirectURIsFollowTheDestination(t *testing.T) {
	t.Parallel()
	const (
		n8n      = testN8N + "/rest/oauth2-credential/callback"
		makeCall = "https://www.integromat.com/oauth/cb/mautic"
	)
	for _, tt := range []struct {
		name string
		to   destination.ID
		tool string
		want string
	}{
		{"n8n, not asked yet", destination.N8N, "", testRedirect},
		{"n8n", destination.N8N, testN8N, testRedirect + "," + n8n},
		{"n8n, a page of it", destination.N8N, " n8n.example.com/home/credentials ", testRedirect + "," + n8n},
		{"n8n below a path", destination.N8N, testN8N + "/flows/", testRedirect + "," + testN8N + "/flows/rest/oauth2-credential/callback"},
		{"n8n, half an address", destination.N8N, "https://", testRedirect},
		{"n8n, no address", destination.N8N, "my n8n, it's over there", testRedirect},
		{"n8n, the cloud's dashboard", destination.N8N, "https://app.n8n.cloud", testRedirect},
		{"n8n connects, not asked yet", destination.N8NThere, "", ""},
		{"n8n connects", destination.N8NThere, testN8N, n8n},
		{"n8n connects, half an address", destination.N8NThere, "https://", ""},
		{"Make", destination.Make, "", makeCall},
		{"Make, with an n8n typed before", destination.Make, testN8N, makeCall},
		{"Zapier", destination.Zapier, testN8N, testRedirect},
		{"activepieces", destination.Activepieces, testN8N, testRedirect},
		{"own code", destination.Code, testN8N, testRedirect},
		{"something else", destination.Other, "", testRedirect},
		{"something else, its own", destination.Other, " https://tool.example.com/cb?x=1 ", testRedirect + ",https://tool.example.com/cb?x=1"},
		{"something else, on this machine", destination.Other, "http://127.0.0.1:8080/cb", testRedirect + ",http://127.0.0.1:8080/cb"},
		{"something else, two at once", destination.Other, "https://a.example.com/cb,https://b.example.com/cb", testRedirect},
		{"something else, with a space", destination.Other, "https://a.example.com/c b", testRedirect},
		{"something else, with a line end", destination.Other, "https://a.example.com/c\nb", testRedirect},
		{"something else, with a fragment", destination.Other, "https://a.example.com/cb#here", testRedirect},
		{"something else, without a scheme", destination.Other, "a.example.com/cb", testRedirect},
		{"something else, of an app", destination.Other, "com.example.app:/cb", testRedirect},
		{"something else, a script", destination.Other, "javascript:alert(1)", testRedirect},
		{"nobody knows", "airtable", testN8N, testRedirect},
	} {
		if got := formFor(tt.to, tt.tool).RedirectURIs(); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// The grant is asked for with this page's own address, whatever else is registered.
func TestThisPageAsksWithItsOwnRedirectURI(t *testing.T) {
	t.Parallel()
	s := formFor(destination.N8N, testN8N)
	if got := s.Client().RedirectURI; got != testRedirect {
		t.Errorf("asks with %q", got)
	}
	if got := provenThere().Proof.Credential.(mautic.AuthorizationCode).Client.RedirectURI; got != testN8N+"/rest/oauth2-credential/callback" {
		t.Errorf("the client that n8n asks with has %q", got)
	}
}

func TestTheMethodFollowsTheDestination(t *testing.T) {
	t.Parallel()
	const basic, grant, own = mautic.MethodBasic, mautic.MethodAuthorizationCode, mautic.MethodClientCredentials
	for _, tt := range []struct {
		name  string
		chose mautic.Method // with something typed for it, unless blank
		blank bool
		to    destination.ID
		want  mautic.Method
	}{
		{"nothing typed, Zapier", grant, true, destination.Zapier, basic},
		{"nothing typed, own code", grant, true, destination.Code, own},
		{"nothing typed, Make", basic, true, destination.Make, grant},
		{"nothing typed, something else", basic, true, destination.Other, grant},
		{"a password, something else", basic, false, destination.Other, basic},
		{"a password, own code", basic, false, destination.Code, basic},
		{"a password, Make, which takes none", basic, false, destination.Make, grant},
		{"a password, n8n that connects itself", basic, false, destination.N8NThere, grant},
		{"keys for a grant, own code", grant, false, destination.Code, grant},
		{"keys for a grant, Zapier", grant, false, destination.Zapier, basic},
		{"keys for client credentials, something else", own, false, destination.Other, own},
		{"keys for client credentials, Make", own, false, destination.Make, grant},
	} {
		s := credential(tt.chose)
		if !tt.blank {
			for _, f := range fieldsOf(tt.chose) {
				s = after(s, typed(f, map[Field]string{FieldUserName: "ada", FieldPassword: testPassword, FieldClientID: testID, FieldClientSecret: testSecret}[f]))
			}
		}
		before := s.Forms
		s = after(s, StepPressed{Step: StepMautic}, DestinationChosen{ID: tt.to})
		if s.Method != tt.want || s.Destination != tt.to {
			t.Errorf("%s: %s for %s, want %s", tt.name, s.Method, s.Destination, tt.want)
		}
		if d := cmp.Diff(before, s.Forms); d != "" {
			t.Errorf("%s: what was typed has changed:\n%s", tt.name, d)
		}
	}
}

func TestChoosingADestinationLosesNothing(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		for _, d := range destination.All() {
			next, effects := Next(s.state, DestinationChosen{ID: d.ID})
			if next.Forms != s.state.Forms || next.Address.Typed != s.state.Address.Typed || (next.Proof != s.state.Proof) || next.Reached != s.state.Reached || next.Step != s.state.Step {
				t.Errorf("%s: choosing %s: %s", s.name, d.ID, said(next, effects))
			}
			if chosen := next.Destination == d.ID; !chosen && (s.state.Step == StepMautic || s.state.Step == StepHandOver) {
				t.Errorf("%s: %s cannot be chosen", s.name, d.ID)
			}
			if asksThere := next.AsksThere(); asksThere && !d.There && next.Destination == d.ID {
				t.Errorf("%s: %s asks Mautic itself", s.name, d.ID)
			}
		}
	}
}

func TestALinkFillsInOnlyAFreshPage(t *testing.T) {
	t.Parallel()
	s := after(fresh(), Prefilled{Destination: destination.N8NThere, Address: "m.example.com/s/login", Tool: testN8N})
	if s.Destination != destination.N8NThere || s.Address.Base != base(t, "m.example.com") || s.Forms.Tool.Value != testN8N || s.Address.Submitted {
		t.Errorf("filled in: %s, %+v", s.Destination, s.Address)
	}
	if s := after(fresh(), Prefilled{Destination: destination.Zapier}); s.Method != mautic.MethodBasic {
		t.Errorf("a link to Zapier begins with %s", s.Method)
	}
	if s := after(fresh(), Prefilled{Destination: "airtable"}); s.Destination != destination.None {
		t.Errorf("a link to an unknown tool leads to %q", s.Destination)
	}
	if s := after(fresh(), Prefilled{Address: "m.example.com"}); s.Destination != destination.N8N {
		t.Errorf("a link without a tool leads to %q", s.Destination)
	}
	keysOnly := after(pairAccepted(), StepPressed{Step: StepMautic}, AddressTyped{})
	for _, s := range append(allStates(), namedState{"keys typed, address emptied", keysOnly}) {
		typedAlready := s.state.Step != StepMautic || s.state.Address.Typed != "" || s.state.Forms != Forms{}
		next, effects := Next(s.state, Prefilled{Destination: destination.Make, Address: "evil.example", Tool: "https://evil.example"})
		if typedAlready && (!same(s.state, next) || len(effects) > 0) {
			t.Errorf("%s: %s", s.name, said(next, effects))
		}
	}
}

// What the tool asks for itself is proven by the pair alone: no window opens, no
// token is asked for, and nobody's rights are looked at.
func TestAToolThatAsksItselfNeedsThePairOnly(t *testing.T) {
	t.Parallel()
	s, effects := Next(askedThere(), press())
	expect(t, s, effects, "credential checking-pair pair-checking to-n8n-connect : CheckPair")
	s, effects = Next(s, accepted(s))
	expect(t, s, effects, "proof pair-accepted pair-only proof to-n8n-connect : Focus")
	want := mautic.AuthorizationCode{Client: s.Client()}
	want.Client.RedirectURI = testN8N + "/rest/oauth2-credential/callback"
	if s.Proof.Credential != want || !s.Proof.At.Equal(testNow) {
		t.Errorf("the proof is %+v", s.Proof)
	}
	for _, e := range []Event{RefreshPressed{}, ProveHooksPressed{Marker: "x"}, RemoveHooksPressed{}, GrantKept{Keep: true}} {
		if next, effects := Next(s, e); !same(s, next) || len(effects) > 0 {
			t.Errorf("%T: %s", e, said(next, effects))
		}
	}
	known := then(askedThere(), accepted)
	s, effects = Next(known, press())
	expect(t, s, effects, "proof pair-accepted pair-only proof to-n8n-connect : Focus")
	s = then(askedThereChecking(), refused)
	if s.Proof != nil || s.Failure == nil || s.Failure.Err != ErrPairRefused {
		t.Errorf("a refused pair: %s", said(s, nil))
	}
}
