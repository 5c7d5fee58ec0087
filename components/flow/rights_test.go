package flow

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
)

func TestAProofAsksForItsRights(t *testing.T) {
	t.Parallel()
	s := identifyingBasic()
	s, effects := Next(s, IdentityReceived{Attempt: s.Attempt.ID, User: testUser, Now: testNow})
	asked, ok := find[AskRights](effects)
	if !ok || asked.Credential != s.Proof.Credential || asked.User.ID != testUser.ID || asked.Run != s.Rights.Run {
		t.Fatalf("asked %+v", asked)
	}
	s = after(s, RightsReceived{Run: asked.Run, Rows: testRights, Err: errTest})
	if d := cmp.Diff(testRights, s.Rights.Rows); d != "" || s.Rights.Running || s.Rights.Err != errTest {
		t.Errorf("the rights are %+v", s.Rights)
	}
}

func TestWhatAWorkflowNeedsIsMarkedAndGetsItsRole(t *testing.T) {
	t.Parallel()
	s := settled(proven())
	for _, tt := range []struct {
		name    string
		event   Event
		needs   []string
		lacking int
		asks    bool
	}{
		{"one", Needed{Operation: "trigger", Needed: true}, []string{"trigger"}, 1, true},
		{"the same again", Needed{Operation: "trigger", Needed: true}, []string{"trigger"}, 1, false},
		{"another, in the order of the rows", Needed{Operation: "contact.create", Needed: true}, []string{"contact.create", "trigger"}, 1, true},
		{"one that does not exist", Needed{Operation: "contact.fly", Needed: true}, []string{"contact.create", "trigger"}, 1, false},
		{"one no more", Needed{Operation: "trigger"}, []string{"contact.create"}, 0, true},
		{"none", Needed{Operation: "contact.create"}, nil, 0, false},
	} {
		var effects []Effect
		s, effects = Next(s, tt.event)
		ask, asks := find[AskRecipe](effects)
		if d := cmp.Diff(tt.needs, s.Rights.Needs); d != "" || asks != tt.asks || len(s.Rights.Lacking()) != tt.lacking {
			t.Errorf("%s: %s\n%s", tt.name, said(s, effects), d)
		}
		if asks && (cmp.Diff(tt.needs, ask.Operations) != "" || ask.Version != testUser.MauticVersion) {
			t.Errorf("%s: asked for %v", tt.name, ask.Operations)
		}
	}
}

func TestARoleForWhatWasNeededBeforeIsIgnored(t *testing.T) {
	t.Parallel()
	one := needing()
	late := RecipeReceived{Run: one.Rights.Run, Text: "Webhooks: Create"}
	two := after(one, Needed{Operation: "contact.create", Needed: true})
	if s := after(two, late); s.Rights.Recipe != "" {
		t.Errorf("two are needed, and the role for one is shown: %q", s.Rights.Recipe)
	}
	none := after(one, Needed{Operation: "trigger"})
	if s := after(none, late); s.Rights.Recipe != "" {
		t.Errorf("nothing is needed, and a role is shown: %q", s.Rights.Recipe)
	}
	if s := then(two, recipe); s.Rights.Recipe == "" {
		t.Error("the role for both does not arrive")
	}
}

// What a workflow needs is said once, also when another credential has to be
// proven for it.
func TestNeedsOutliveTheProof(t *testing.T) {
	t.Parallel()
	s := after(then(needing(), recipe), StepPressed{Step: StepCredential}, press())
	if d := cmp.Diff([]string{"trigger"}, s.Rights.Needs); d != "" || s.Rights.Recipe != "" || s.Rights.Rows != nil {
		t.Fatalf("%+v", s.Rights)
	}
	if next := after(s, Needed{Operation: "trigger"}); len(next.Rights.Needs) != 1 {
		t.Error("a mark that nobody can see was taken away")
	}
	s = after(s, goodCallback())
	s = after(s, TokenReceived{Attempt: s.Attempt.ID, Token: newToken})
	s = after(s, IdentityReceived{Attempt: s.Attempt.ID, User: testUser, Now: testNow})
	s, effects := Next(s, rights(s))
	if ask, ok := find[AskRecipe](effects); !ok || len(ask.Operations) != 1 {
		t.Errorf("the role is not asked for again: %s", said(s, effects))
	}
	if s = then(s, recipe); s.Rights.Recipe == "" {
		t.Error("the role does not arrive")
	}
	if s := after(needing(), StartOver{}); s.Rights.Needs != nil {
		t.Error("starting over keeps what is needed")
	}
}

func TestARoleStillComesAfterTheTokensHaveLeft(t *testing.T) {
	t.Parallel()
	s := then(after(needing(), HandOverPressed{}), written)
	s = then(after(s, leftBy(s, WayCopied)), recipe)
	if s.Rights.Recipe == "" {
		t.Error("the role was asked for and is lost")
	}
}

func TestWebhooksAreProvenOnlyWhenAskedTo(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		for _, e := range allEvents() {
			_, effects := Next(s.state, e.event(s.state))
			if _, proves := find[ProveHooks](effects); proves && e.name != "ProveHooksPressed" {
				t.Errorf("%s in %q writes to Mautic", e.name, s.name)
			}
			if _, removes := find[RemoveHooks](effects); removes && e.name != "RemoveHooksPressed" {
				t.Errorf("%s in %q deletes in Mautic", e.name, s.name)
			}
		}
	}
}

func TestLeftoversAreNamedUntilTheyAreGone(t *testing.T) {
	t.Parallel()
	s, effects := Next(hooksLeft(), RemoveHooksPressed{})
	remove, _ := find[RemoveHooks](effects)
	if d := cmp.Diff([]task.Hook{testHook}, remove.Hooks); d != "" || remove.Credential != s.Proof.Credential {
		t.Fatalf("removes %+v", remove)
	}
	if len(s.Hooks.Leftovers) != 1 || len(s.Hooks.Steps) == 0 {
		t.Error("they are not named while they are being deleted")
	}
	failed := after(s, HooksProven{Run: s.Hooks.Run, Err: errTest, Leftovers: []task.Hook{testHook}})
	if len(failed.Hooks.Leftovers) != 1 || failed.Hooks.Err != errTest || len(failed.Hooks.Steps) == 0 {
		t.Errorf("after a failure: %+v", failed.Hooks)
	}
	gone := after(s, HooksProven{Run: s.Hooks.Run})
	if len(gone.Hooks.Leftovers) != 0 || gone.Hooks.Err != nil {
		t.Errorf("gone: %+v", gone.Hooks)
	}
}

func TestNothingAsksMauticWithTokensThatAreAway(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]State{
		"copied": copiedOut(), "saved": savedOut(), "sent": sentOut(), "maybe sent": then(sending(), maybeSent), "being sent": sending(), "being renewed": renewing(),
	} {
		s := after(s, StepPressed{Step: StepProof})
		for _, e := range []Event{RefreshPressed{}, ProveHooksPressed{Marker: "x"}, RemoveHooksPressed{}} {
			if next, effects := Next(s, e); !same(s, next) || len(effects) > 0 {
				t.Errorf("%s: %T: %s", name, e, said(next, effects))
			}
		}
	}
	for name, s := range map[string]State{"basic": handingOverBasic(), "kept": kept()} {
		s := after(s, StepPressed{Step: StepProof})
		if _, effects := Next(s, ProveHooksPressed{Marker: "x"}); len(effects) != 1 {
			t.Errorf("%s: webhooks cannot be proven: %v", name, words(effects))
		}
	}
}
