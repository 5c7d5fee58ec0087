package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic/permission"
)

// hooks are the names of the webhooks in the sandbox Mautic.
func (p *program) hooks() []string {
	p.t.Helper()
	status, body := p.ask("GET", "api/hooks", basicHeader(adminName, adminPassword), "")
	type hook struct{ Name string }
	var list struct{ Hooks []hook }
	// PHP writes a list with a gap as an object.
	var gaps struct{ Hooks map[string]hook }
	if json.Unmarshal([]byte(body), &list) != nil && json.Unmarshal([]byte(body), &gaps) != nil {
		p.t.Fatalf("listing the webhooks gets %d %s", status, body)
	}
	var names []string
	for _, h := range append(list.Hooks, slices.Collect(maps.Values(gaps.Hooks))...) {
		names = append(names, h.Name)
	}
	return names
}

// addHook makes a webhook in the sandbox Mautic.
func (p *program) addHook(name string) {
	p.t.Helper()
	status, body := p.ask("POST", "api/hooks/new", basicHeader(adminName, adminPassword), fmt.Sprintf(
		`{"name": %q, "webhookUrl": "https://n8n.invalid/w", "triggers": ["mautic.lead_post_save_new"], "isPublished": false}`, name))
	if status != 201 {
		p.t.Fatalf("making a webhook gets %d %s", status, body)
	}
}

// provesHooks makes a webhook and deletes it, and waits for the outcome.
func (p *page) provesHooks() {
	p.b.t.Helper()
	p.press("#prove-hooks")
	p.until("the proof is done", `document.querySelector("#prove-hooks").getAttribute("aria-disabled") !== "true" && document.querySelectorAll("#hook-steps li").length > 0`)
}

func TestWebhooksAreProvenByMakingOneAndNoneIsLeft(t *testing.T) {
	t.Parallel()
	const mine, old = "My own webhook", permission.HookPrefix + "of last week"
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.basicProven(program, "n8n", userPassword)
	before := program.sawRequests("/api/hooks/new")
	p.press("#hook-proof summary")
	p.see("#prove-hooks")
	if n := program.sawRequests("/api/hooks/new") - before; n != 0 {
		t.Errorf("%d webhooks were made unasked", n)
	}
	p.provesHooks()
	if n := evaluate[int](p, `document.querySelectorAll("#hook-steps li.check-pass").length`); n != len(permission.HookSteps()) {
		t.Errorf("%d steps have passed:\n%s", n, p.text("#hook-steps"))
	}
	if n := program.sawRequests("/api/hooks/new") - before; n != 1 {
		t.Errorf("%d webhooks were made", n)
	}
	if left := program.hooks(); len(left) != 0 {
		t.Errorf("left are the webhooks %q", left)
	}
	p.gone("#leftovers")

	program.addHook(mine)
	program.addHook(old)
	p.provesHooks()
	p.says("#leftovers", old)
	if got := p.text("#leftovers li"); got != old {
		t.Errorf("as left over is shown %q", got)
	}
	p.press("#remove-hooks")
	p.gone("#leftovers")
	if diff := cmp.Diff([]string{mine}, program.hooks()); diff != "" {
		t.Errorf("other webhooks are left (-want +got)\n%s", diff)
	}

	// Somebody who may not make any learns it, and leaves nothing either.
	p.press("#back")
	p.retype("#user-name", "limited")
	p.press("#connect")
	p.says("#proof", "(limited)")
	p.see("#hook-proof")
	if !evaluate[bool](p, `document.querySelector("#hook-proof").open`) {
		p.press("#hook-proof summary")
	}
	p.provesHooks()
	p.see("#hook-steps .check-fail")
	if diff := cmp.Diff([]string{mine}, program.hooks()); diff != "" {
		t.Errorf("other webhooks are left (-want +got)\n%s", diff)
	}
}
