package permission_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/mautictest"
	"mautic-connect/mautic/permission"
)

// hooked is a sandbox with somebody who may hold webhooks, and what was sent.
type hooked struct {
	sandbox *mautictest.Sandbox
	client  *mautic.Client
	// sent are the requests that left, "POST hooks/new"; bodies are theirs.
	sent   []string
	bodies []string
	// after sees each request once the sandbox has answered it, and may change
	// what comes back.
	after func(line string, res *mautic.Response) (*mautic.Response, error)
	// instead answers in the place of the sandbox where it is not nil.
	instead func(line string) *mautic.Response
}

func hookWorld(t testing.TB, v mautictest.Version, levels string) *hooked {
	t.Helper()
	s, _ := cast{name: "hooks", grants: grants("webhook:webhooks " + levels)}.play(t, v)
	h := &hooked{sandbox: s}
	plain := inProcess(s)
	h.client = signIn(t, mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
		_, path, _ := strings.Cut(r.URL, "/api/")
		path, _, _ = strings.Cut(path, "?")
		line := r.Method + " " + path
		if h.instead != nil {
			if res := h.instead(line); res != nil {
				return res, nil
			}
		}
		res, err := plain.RoundTrip(ctx, r)
		if err != nil {
			return nil, err
		}
		h.sent, h.bodies = append(h.sent, line), append(h.bodies, string(r.Body))
		if h.after != nil {
			return h.after(line, res)
		}
		return res, nil
	}), "actor", userPassword)
	return h
}

// there are the names of the webhooks in the sandbox, as an administrator sees them.
func (h *hooked) there(t testing.TB) []string {
	t.Helper()
	page, err := signIn(t, inProcess(h.sandbox), "admin", adminPassword).List(t.Context(), "hooks", 1000)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, raw := range page.Items {
		var w struct{ Name string }
		if err := json.Unmarshal(raw, &w); err != nil {
			t.Fatal(err)
		}
		names = append(names, w.Name)
	}
	return names
}

func lost(*mautic.Response) (*mautic.Response, error) {
	return nil, &mautic.TransportError{Kind: mautic.KindReset}
}

// allow changes what the role of the actor holds on webhooks.
func (h *hooked) allow(t testing.TB, levels string) {
	t.Helper()
	if err := h.sandbox.UpdateRole(20, func(r *mautictest.Role) { r.Permissions = grants("webhook:webhooks " + levels) }); err != nil {
		t.Fatal(err)
	}
}

func steps(p permission.HookProof) string {
	var out []string
	for _, s := range p.Steps {
		mark := ""
		if s.Err != nil {
			mark = "!"
		}
		out = append(out, string(s.Step)+mark)
	}
	return strings.Join(out, " ")
}

func TestProofCreatesAndDeletesOneUnpublishedWebhook(t *testing.T) {
	t.Parallel()
	for _, v := range mautictest.Versions() {
		for _, levels := range []string{"full", "create deleteown", "create publishown publishother deleteown"} {
			h := hookWorld(t, v, levels)
			proof, err := permission.ProveWebhooks(t.Context(), h.client, "a1-B2")
			if err != nil || !proof.Proven() || proof.Left != nil || steps(proof) != "triggers create read delete gone" {
				t.Errorf("%s, %s: %s, left %v, %v", v, levels, steps(proof), proof.Left, err)
			}
			want := []string{"GET hooks/triggers", "POST hooks/new", "GET hooks/1", "DELETE hooks/1/delete", "GET hooks/1"}
			if !slices.Equal(h.sent, want) {
				t.Errorf("%s, %s: sent %q", v, levels, h.sent)
			}
			for _, part := range []string{`"name":"Mautic Connect check a1-B2"`, `.invalid/`, `"isPublished":false`, `mautic.lead_post_save_new`} {
				if !strings.Contains(h.bodies[1], part) {
					t.Errorf("%s: created without %s: %s", v, part, h.bodies[1])
				}
			}
			if left := h.there(t); len(left) != 0 {
				t.Errorf("%s, %s: left %q", v, levels, left)
			}
		}
	}
}

func TestProofLeavesNothingBehindOrNamesIt(t *testing.T) {
	t.Parallel()
	const name = permission.HookPrefix + "m"
	for _, test := range []struct {
		behaviour, levels string
		prepare           func(h *hooked, cancel context.CancelFunc)
		steps             string
		// left is the id of what stays; -1 is nothing.
		left int
	}{
		{"no level at all", "viewown", nil, "triggers create!", -1},
		{"deleting is refused", "create", nil, "triggers create read delete!", 1},
		{"the answer to creating is lost", "full", func(h *hooked, _ context.CancelFunc) {
			h.after = on("POST hooks/new", lost)
		}, "triggers create!", -1},
		{"the answer to creating is lost and deleting is refused", "create", func(h *hooked, _ context.CancelFunc) {
			h.after = on("POST hooks/new", lost)
		}, "triggers create!", 1},
		{"the caller gives up while it is created", "full", func(h *hooked, cancel context.CancelFunc) {
			h.after = on("POST hooks/new", func(r *mautic.Response) (*mautic.Response, error) { cancel(); return lost(r) })
		}, "triggers create!", -1},
		{"the caller gives up after it was created", "full", func(h *hooked, cancel context.CancelFunc) {
			h.after = on("POST hooks/new", func(r *mautic.Response) (*mautic.Response, error) { cancel(); return r, nil })
		}, "triggers create read!", -1},
		{"the caller gives up after it was read", "full", func(h *hooked, cancel context.CancelFunc) {
			h.after = on("GET hooks/1", func(r *mautic.Response) (*mautic.Response, error) { cancel(); return r, nil })
		}, "triggers create read delete!", -1},
		{"the caller gives up before", "full", func(_ *hooked, cancel context.CancelFunc) { cancel() }, "triggers!", -1},
		{"the line stays cut once it was created", "full", func(h *hooked, _ context.CancelFunc) {
			cut := false
			h.after = func(line string, r *mautic.Response) (*mautic.Response, error) {
				if cut = cut || line == "POST hooks/new"; cut {
					return lost(r)
				}
				return r, nil
			}
		}, "triggers create!", 0},
		{"the answer to deleting is lost", "full", func(h *hooked, _ context.CancelFunc) {
			h.after = on("DELETE hooks/1/delete", lost)
		}, "triggers create read delete!", -1},
		{"it was not deleted though Mautic says so", "full", func(h *hooked, _ context.CancelFunc) {
			h.instead = func(line string) *mautic.Response {
				if line != "DELETE hooks/1/delete" {
					return nil
				}
				return &mautic.Response{Status: 200, Body: []byte(`{"hook":{"id":null,"name":"x"}}`)}
			}
		}, "triggers create read delete gone!", 1},
		{"it comes back published", "full", func(h *hooked, _ context.CancelFunc) {
			h.after = on("GET hooks/1", func(r *mautic.Response) (*mautic.Response, error) {
				r.Body = []byte(strings.Replace(string(r.Body), `"isPublished":false`, `"isPublished":true`, 1))
				return r, nil
			})
		}, "triggers create read!", -1},
		{"it comes back with another address", "full", func(h *hooked, _ context.CancelFunc) {
			h.after = on("GET hooks/1", func(r *mautic.Response) (*mautic.Response, error) {
				r.Body = []byte(strings.Replace(string(r.Body), `mautic-connect.invalid`, `elsewhere.example`, 1))
				return r, nil
			})
		}, "triggers create read!", -1},
		{"Mautic breaks after creating", "full", func(h *hooked, _ context.CancelFunc) {
			h.after = on("POST hooks/new", func(*mautic.Response) (*mautic.Response, error) {
				return &mautic.Response{Status: 500, Header: mautic.Header{}, Body: []byte("broken")}, nil
			})
		}, "triggers create!", -1},
		{"the event is not offered", "full", func(h *hooked, _ context.CancelFunc) {
			h.after = on("GET hooks/triggers", func(r *mautic.Response) (*mautic.Response, error) {
				r.Body = []byte(`{"triggers":{"other":{"label":"Other"}}}`)
				return r, nil
			})
		}, "triggers!", -1},
	} {
		for _, v := range mautictest.Versions() {
			t.Run(test.behaviour+"/"+string(v), func(t *testing.T) {
				t.Parallel()
				h := hookWorld(t, v, test.levels)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if test.prepare != nil {
					test.prepare(h, cancel)
				}
				proof, err := permission.ProveWebhooks(ctx, h.client, "m")
				if err == nil || proof.Proven() || steps(proof) != test.steps {
					t.Errorf("%s: %v; want %s", steps(proof), err, test.steps)
				}
				if last := proof.Steps[len(proof.Steps)-1].Err; !errors.Is(err, last) {
					t.Errorf("the error is %v, the failed step's %v", err, last)
				}
				if test.left < 0 {
					if left := h.there(t); proof.Left != nil || len(left) != 0 {
						t.Errorf("named %v, left %q", proof.Left, left)
					}
					return
				}
				if proof.Left == nil || proof.Left.ID != test.left || proof.Left.Name != name {
					t.Errorf("named %v, want %d and its name", proof.Left, test.left)
				}
				h.after, h.instead = nil, nil
				h.clearNextTime(t, name)
			})
		}
	}
}

// clearNextTime finds what an earlier run left and removes it.
func (h *hooked) clearNextTime(t *testing.T, name string) {
	t.Helper()
	h.allow(t, "create deleteown")
	found, err := permission.FindLeftovers(t.Context(), h.client)
	if err != nil || len(found) != 1 || found[0].Name != name {
		t.Fatalf("the next time %v is found, %v", found, err)
	}
	if err := permission.RemoveHook(t.Context(), h.client, found[0]); err != nil {
		t.Error(err)
	}
	if left := h.there(t); len(left) != 0 {
		t.Errorf("left %q", left)
	}
}

// on changes what comes back of one request, each time.
func on(line string, change func(*mautic.Response) (*mautic.Response, error)) func(string, *mautic.Response) (*mautic.Response, error) {
	return func(got string, r *mautic.Response) (*mautic.Response, error) {
		if got == line {
			return change(r)
		}
		return r, nil
	}
}

// TestProofOfAnApplication: nothing is an application's own, so it needs to
// delete what is of others, and sees no leftover without viewing others.
func TestProofOfAnApplication(t *testing.T) {
	t.Parallel()
	for _, v := range mautictest.Versions() {
		s, client := cast{application: true, grants: grants("webhook:webhooks create deleteother")}.play(t, v)
		if proof, err := permission.ProveWebhooks(t.Context(), client, "app"); err != nil || !proof.Proven() {
			t.Errorf("%s: %s, %v", v, steps(proof), err)
		}
		err := s.UpdateRole(20, func(r *mautictest.Role) { r.Permissions = grants("webhook:webhooks create viewother deleteown") })
		if err != nil {
			t.Fatal(err)
		}
		proof, err := permission.ProveWebhooks(t.Context(), client, "app")
		if err == nil || proof.Left == nil || proof.Left.ID != 2 {
			t.Errorf("%s: without deleting others: %s, left %v, %v", v, steps(proof), proof.Left, err)
		}
		admin := signIn(t, inProcess(s), "admin", adminPassword)
		if err := permission.RemoveHook(t.Context(), admin, *proof.Left); err != nil {
			t.Errorf("%s: %v", v, err)
		}
	}
}

func TestLeftoversAreFoundAmongManyWebhooks(t *testing.T) {
	t.Parallel()
	for _, v := range mautictest.Versions() {
		h := hookWorld(t, v, "full")
		for i := range 250 {
			name := fmt.Sprintf("n8n-webhook:%d", i)
			if i%80 == 50 {
				name = fmt.Sprintf("%s%d", permission.HookPrefix, i)
			}
			if status, _ := call(t, h.client, "POST", "hooks/new", map[string]string{"name": name, "webhookUrl": "https://x.invalid/"}); status != 201 {
				t.Fatal(status)
			}
		}
		h.sent = nil
		found, err := permission.FindLeftovers(t.Context(), h.client)
		if err != nil || len(found) != 3 || len(h.sent) != 3 {
			t.Errorf("%s: %d found with %d requests, %v", v, len(found), len(h.sent), err)
		}
		for _, hook := range found {
			if err := permission.RemoveHook(t.Context(), h.client, hook); err != nil {
				t.Error(err)
			}
		}
		if left := h.there(t); len(left) != 247 || slices.ContainsFunc(left, func(n string) bool { return strings.HasPrefix(n, permission.HookPrefix) }) {
			t.Errorf("%s: %d webhooks left", v, len(left))
		}
	}
}

// TestListThatDoesNotPageEnds: a server that answers every page with the same
// webhooks is asked no further.
func TestListThatDoesNotPageEnds(t *testing.T) {
	t.Parallel()
	h := hookWorld(t, mautictest.V5_1_1, "full")
	asked := 0
	h.instead = func(string) *mautic.Response {
		asked++
		return &mautic.Response{Status: 200, Header: mautic.Header{}, Body: []byte(`{"total":"900","hooks":[{"id":"7","name":"Mautic Connect check x"}]}`)}
	}
	found, err := permission.FindLeftovers(t.Context(), h.client)
	if err != nil || len(found) != 1 || found[0].ID != 7 || asked != 2 {
		t.Errorf("%v after %d requests, %v", found, asked, err)
	}
}

func TestRemoveHookDeletesNothingOfOthers(t *testing.T) {
	t.Parallel()
	h := hookWorld(t, mautictest.V7_0_2, "full")
	call(t, h.client, "POST", "hooks/new", map[string]string{"name": "n8n-webhook", "webhookUrl": "https://x.invalid/"})
	for _, test := range []struct {
		hook permission.Hook
		says string
	}{
		{permission.Hook{ID: 1, Name: permission.HookPrefix + "x"}, "not one of a check"},
		{permission.Hook{Name: permission.HookPrefix + "x"}, "has no number"},
		{permission.Hook{ID: 99, Name: permission.HookPrefix + "x"}, ""},
	} {
		err := permission.RemoveHook(t.Context(), h.client, test.hook)
		if test.says == "" && err != nil || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
			t.Errorf("%v: %v, want %q", test.hook, err, test.says)
		}
	}
	if left := h.there(t); !slices.Equal(left, []string{"n8n-webhook"}) {
		t.Errorf("left %q", left)
	}
}

func TestMarkersAreChecked(t *testing.T) {
	t.Parallel()
	for _, marker := range []string{"", "with space", "ünï", strings.Repeat("x", 65), "a/b"} {
		h := hookWorld(t, mautictest.V5_1_1, "full")
		if _, err := permission.ProveWebhooks(t.Context(), h.client, marker); err == nil || len(h.sent) != 0 {
			t.Errorf("%q: %v, sent %q", marker, err, h.sent)
		}
	}
}
