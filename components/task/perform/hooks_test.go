package perform_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/mautictest"
	"mautic-connect/mautic/permission"
)

// proving is a job that proves webhooks with the credential c.
func proving(c mautic.Credential) task.Job {
	return task.Job{Kind: task.KindProveHooks, Credential: task.Pack(c), Marker: "m1"}
}

// outcome is how each step ended: its text, with a ! behind the one that failed.
func outcome(h *task.Hooks) string {
	var out []string
	for _, step := range h.Steps {
		mark := ""
		if step.Failed != "" {
			mark = "!"
		}
		out = append(out, step.Text+mark)
	}
	return strings.Join(out, ", ")
}

func hooks(levels ...string) mautictest.Grant {
	return mautictest.Grant{Name: "webhook:webhooks", Levels: levels}
}

const (
	allSteps = "List the events, Create a webhook, Read it back, Delete it, See that it is gone"
	leftName = permission.HookPrefix + "m1"
)

func TestWebhooksAreProven(t *testing.T) {
	t.Parallel()
	for _, version := range mautictest.Versions() {
		s := play(t)
		if err := s.SetVersion(version); err != nil {
			t.Fatal(err)
		}
		for who, c := range map[string]mautic.Credential{"n8n": s.user(t, "n8n"), "admin": s.user(t, "admin"), "an application": s.application(t, 5)} {
			answer := do(t, proving(c))
			if answer.Problem != nil || outcome(answer.Hooks) != allSteps || len(answer.Hooks.Left) != 0 {
				t.Errorf("%s on %s: %v, %s, left %v", who, version, answer.Problem, outcome(answer.Hooks), answer.Hooks.Left)
			}
		}
	}
}

func TestWebhooksThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, version := range mautictest.Versions() {
		s := play(t, hooks("viewown"))
		if err := s.SetVersion(version); err != nil {
			t.Fatal(err)
		}
		wrong := s.user(t, "n8n")
		wrong.Password = mautic.NewSecret(password)
		for who, tt := range map[string]struct {
			c                mautic.Credential
			steps, diagnosis string
		}{
			"limited":          {s.user(t, "limited"), "List the events, Create a webhook!", "permission-missing"},
			"apionly":          {s.user(t, "apionly"), "List the events, Create a webhook!", "permission-missing"},
			"who may only see": {s.user(t, "actor"), "List the events, Create a webhook!", "permission-missing"},
			"a wrong password": {wrong, "List the events!", "bad-credentials"},
		} {
			answer := do(t, proving(tt.c))
			want(t, answer, tt.diagnosis)
			if outcome(answer.Hooks) != tt.steps || len(answer.Hooks.Left) != 0 {
				t.Errorf("%s on %s: %s, left %v; want %s", who, version, outcome(answer.Hooks), answer.Hooks.Left, tt.steps)
			}
			if failed := answer.Hooks.Steps[len(answer.Hooks.Steps)-1].Failed; answer.Problem != nil && failed != answer.Problem.Text {
				t.Errorf("%s on %s: the step says %q, the problem %q", who, version, failed, answer.Problem.Text)
			}
		}
	}
}

// A role that may create and not delete leaves a webhook. It is named at once,
// found by the next proof, and gone when somebody who may removes it.
func TestAWebhookLeftBehindIsFoundAndRemoved(t *testing.T) {
	t.Parallel()
	s := play(t, hooks("create", "viewown"))
	actor := s.user(t, "actor")
	left := []task.Hook{{ID: 1, Name: leftName}}

	answer := do(t, proving(actor))
	want(t, answer, "permission-missing", "could not be deleted")
	if diff := cmp.Diff(left, answer.Hooks.Left); diff != "" || outcome(answer.Hooks) != "List the events, Create a webhook, Read it back, Delete it!" {
		t.Errorf("%s (-want +got)\n%s", outcome(answer.Hooks), diff)
	}

	// The one who left it may not remove it.
	removing := task.Job{Kind: task.KindRemoveHooks, Credential: task.Pack(actor), Hooks: left}
	answer = do(t, removing)
	want(t, answer, "permission-missing", "delete it in Mautic under Webhooks")
	if diff := cmp.Diff(left, answer.Hooks.Left); diff != "" {
		t.Errorf("after a refused removal (-want +got)\n%s", diff)
	}

	// Somebody else's proof succeeds and still finds it.
	answer = do(t, proving(s.user(t, "n8n")))
	if diff := cmp.Diff(left, answer.Hooks.Left); diff != "" || answer.Problem != nil || outcome(answer.Hooks) != allSteps {
		t.Errorf("%v, %s (-want +got)\n%s", answer.Problem, outcome(answer.Hooks), diff)
	}

	removing.Credential = task.Pack(s.user(t, "n8n"))
	for _, when := range []string{"removing it", "removing what is gone"} {
		if answer = do(t, removing); answer.Problem != nil || len(answer.Hooks.Left) != 0 {
			t.Errorf("%s: %v, left %v", when, answer.Problem, answer.Hooks.Left)
		}
	}
	if answer = do(t, proving(s.user(t, "n8n"))); answer.Problem != nil || len(answer.Hooks.Left) != 0 {
		t.Errorf("in the end: %v, left %v", answer.Problem, answer.Hooks.Left)
	}
}

// Whether a webhook is there is not known when the answer to creating it is
// lost; it is named without a number, and once only.
func TestAWebhookThatMayBeThereIsNamedOnce(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		refuseList bool
		want       []task.Hook
	}{
		"it is in the list":   {false, []task.Hook{{ID: 1, Name: leftName}}},
		"the list is refused": {true, []task.Hook{{Name: leftName}}},
	} {
		s := play(t, hooks("create", "viewown"))
		answer := doOver(t, t.Context(), mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
			_, path, _ := strings.Cut(r.URL, "/api/")
			if tt.refuseList && strings.HasPrefix(path, "hooks?") {
				return nil, &mautic.TransportError{Kind: mautic.KindTimeout}
			}
			res, err := overHTTP(ctx, r)
			if path == "hooks/new" {
				return nil, &mautic.TransportError{Kind: mautic.KindReset}
			}
			return res, err
		}), proving(s.user(t, "actor")))
		want(t, answer, "connection-reset", "Whether the webhook was created is not known")
		if diff := cmp.Diff(tt.want, answer.Hooks.Left); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestRemovingGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	s := play(t, hooks("create", "viewown"))
	do(t, proving(s.user(t, "actor")))
	c := task.Pack(s.user(t, "admin"))
	foreign := mautic.NewClient(mautic.TransportFunc(overHTTP), s.user(t, "admin"))
	if res, err := foreign.Do(t.Context(), "POST", "hooks/new", []byte(`{"name":"n8n","webhookUrl":"https://n8n.invalid/"}`)); err != nil || res.Status != 201 {
		t.Fatal(res, err)
	}
	answer := do(t, task.Job{Kind: task.KindRemoveHooks, Credential: c, Hooks: []task.Hook{{ID: 2, Name: "n8n"}, {ID: 1, Name: leftName}}})
	want(t, answer, "", "The webhook 2 is not one of a check, so it was not deleted.")
	if diff := cmp.Diff([]task.Hook{{ID: 2, Name: "n8n"}}, answer.Hooks.Left); diff != "" {
		t.Error(diff)
	}
	page, err := foreign.List(t.Context(), "hooks", 10)
	if err != nil || len(page.Items) != 1 {
		t.Errorf("%d webhooks are there, %v; want the foreign one", len(page.Items), err)
	}
}
