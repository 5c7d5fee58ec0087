package flow

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/export"
)

var update = flag.Bool("update", false, "write testdata/transitions.txt anew; read the difference before you keep it")

type namedEvent struct {
	name  string
	event func(State) Event
	// stale marks the answer to an attempt or check that is over.
	stale bool
}

func always(e Event) func(State) Event { return func(State) Event { return e } }

func allEvents() []namedEvent {
	record := waiting().record()
	list := []namedEvent{
		{name: "AddressTyped other", event: always(AddressTyped{Text: "https://new.example.com/s/login"})},
		{name: "AddressTyped pasted", event: always(AddressTyped{Text: "https://new.example.com/s/login", Pasted: true})},
		{name: "AddressTyped pasted, no address", event: always(AddressTyped{Text: "https://", Pasted: true})},
		{name: "AddressTyped same", event: func(s State) Event { return AddressTyped{Text: s.Address.Typed} }},
		{name: "AddressEntered", event: always(AddressEntered{})},
		{name: "CheckAgainPressed", event: always(CheckAgainPressed{})},
		{name: "ContinuePressed", event: always(ContinuePressed{})},
		{name: "RefreshPressed", event: always(RefreshPressed{})},
		{name: "RecordLost", event: always(RecordLost{})},
		{name: "MethodChosen basic", event: always(MethodChosen{Method: mautic.MethodBasic})},
		{name: "MethodChosen authorization-code", event: always(MethodChosen{Method: mautic.MethodAuthorizationCode})},
		{name: "MethodChosen client-credentials", event: always(MethodChosen{Method: mautic.MethodClientCredentials})},
		{name: "MethodChosen unknown", event: always(MethodChosen{Method: "carrier-pigeon"})},
		{name: "Typed user-name", event: always(typed(FieldUserName, "eve"))},
		{name: "Typed password", event: always(typed(FieldPassword, "another password"))},
		{name: "Typed client-id", event: always(typed(FieldClientID, strings.Replace(testID, "1_", "2_", 1)))},
		{name: "Typed client-secret", event: always(typed(FieldClientSecret, testSecret+"0"))},
		{name: "Typed window-text", event: always(typed(FieldWindowText, `{"errors":[]}`))},
		{name: "Typed registered", event: always(typed(FieldRegistered, "https://registered.example.com"))},
		{name: "Typed unknown", event: always(typed("no-such-field", "x"))},
		{name: "Left client-id", event: always(Left{Field: FieldClientID})},
		{name: "Untrim client-id", event: always(Untrim{Field: FieldClientID})},
		{name: "KeepSecrets", event: always(KeepSecrets{})},
		{name: "ClearSecrets", event: always(ClearSecrets{})},
		{name: "ConnectPressed", event: always(ConnectPressed{Now: testNow, State: "next-state", Verifier: "next-verifier"})},
		{name: "OpenPressed", event: always(OpenPressed{})},
		{name: "RaisePressed", event: always(RaisePressed{})},
		{name: "LeavePressed", event: always(LeavePressed{})},
		{name: "CancelPressed", event: always(CancelPressed{})},
		{name: "StartOver", event: always(StartOver{})},
		{name: "CallbackReceived code", event: always(goodCallback())},
		{name: "CallbackReceived other state", event: always(callback("state=not-ours&code=x"))},
		{name: "CallbackReceived denied", event: always(callback("state=" + testState + "&error=access_denied"))},
		{name: "Resumed", event: always(Resumed{Record: record, Query: "code=x&state=" + testState, Now: testNow})},
		{name: "Resumed without callback", event: always(Resumed{Record: record, Now: testNow})},
		{name: "Resumed from a broken record", event: always(Resumed{Query: "code=x&state=y", Now: testNow})},
	}
	list = slices.Concat(list, handOverEvents(), portalEvents())
	for _, step := range append(Steps(), "nowhere") {
		list = append(list, namedEvent{name: "StepPressed " + string(step), event: always(StepPressed{Step: step})})
	}
	// Answers, to the running attempt and to the one before.
	for _, old := range []int{0, 1} {
		word := map[int]string{0: "", 1: "stale "}[old]
		answer := func(name string, event func(id, seq int) Event) {
			list = append(list, namedEvent{name: word + name, stale: old == 1, event: func(s State) Event {
				return event(s.Attempt.ID-old, s.Pair.Seq-old)
			}})
		}
		run := func(name string, event func(run int) Event) {
			list = append(list, namedEvent{name: word + name, stale: old == 1, event: func(s State) Event { return event(s.Preflight.Run - old) }})
		}
		run("CheckChanged failed", func(run int) Event {
			return CheckChanged{Run: run, Check: doctor.Check{ID: doctor.CheckAPI, Status: doctor.Fail, Diagnosis: doctor.APIDisabled}}
		})
		run("PreflightDone", func(run int) Event { return PreflightDone{Run: run} })
		run("ReportWritten", func(run int) Event { return ReportWritten{Run: run, Report: Report{Text: "# new", Hidden: "# hidden"}} })
		run("ReportWritten error", func(run int) Event { return ReportWritten{Run: run, Report: Report{Err: errTest}} })
		for _, late := range pasteAnswers(old) {
			list = append(list, namedEvent{name: word + late.name, stale: old == 1, event: late.event})
		}
		audit := func(name string, event func(run int) Event) {
			list = append(list, namedEvent{name: word + name, stale: old == 1, event: func(s State) Event { return event(s.Audit.Run - old) }})
		}
		audit("AuditChanged", func(run int) Event {
			return AuditChanged{Run: run, Check: doctor.Check{ID: doctor.CheckContacts, Status: doctor.Pass}}
		})
		audit("AuditDone", func(run int) Event { return AuditDone{Run: run} })
		audit("AuditDone error", func(run int) Event { return AuditDone{Run: run, Err: errTest} })
		audit("AuditDone with new tokens", func(run int) Event { return AuditDone{Run: run, Token: newToken} })
		answer("PairChecked accepted", func(_, seq int) Event { return PairChecked{Seq: seq, Accepted: true} })
		answer("PairChecked refused", func(_, seq int) Event { return PairChecked{Seq: seq} })
		answer("PairChecked error", func(_, seq int) Event { return PairChecked{Seq: seq, Err: errTest} })
		answer("WindowOpened", func(id, _ int) Event { return WindowOpened{Attempt: id} })
		answer("WindowBlocked", func(id, _ int) Event { return WindowBlocked{Attempt: id} })
		answer("WindowClosed", func(id, _ int) Event { return WindowClosed{Attempt: id} })
		answer("TimeUp", func(id, _ int) Event { return TimeUp{Attempt: id} })
		answer("TokenReceived", func(id, _ int) Event { return TokenReceived{Attempt: id, Token: testToken} })
		answer("TokenReceived error", func(id, _ int) Event { return TokenReceived{Attempt: id, Err: errTest} })
		answer("IdentityReceived", func(id, _ int) Event { return IdentityReceived{Attempt: id, User: testUser, Now: testNow} })
		answer("IdentityReceived error", func(id, _ int) Event { return IdentityReceived{Attempt: id, Err: errTest} })
		answer("LeaveFailed", func(id, _ int) Event { return LeaveFailed{Attempt: id} })
		for _, late := range append(handOverAnswers(old), portalAnswers(old)...) {
			list = append(list, namedEvent{name: word + late.name, stale: old == 1, event: late.event})
		}
	}
	return list
}

// pasteAnswers are what is said about texts, to the question asked so many
// questions ago.
func pasteAnswers(old int) []namedEvent {
	reading := func(s State) int { return s.Reading.Run - old }
	redirects := func(s State) int { return s.Redirects.Run - old }
	return []namedEvent{
		{name: "WindowRead", event: func(s State) Event { return WindowRead{Run: reading(s), Diagnosis: doctor.UserDenied} }},
		{name: "WindowRead error", event: func(s State) Event { return WindowRead{Run: reading(s), Err: errTest} }},
		{name: "RedirectsCompared", event: func(s State) Event {
			return RedirectsCompared{Run: redirects(s), Comparison: task.Comparison{Matches: true, Register: "https://new.example"}}
		}},
		{name: "RedirectsCompared error", event: func(s State) Event { return RedirectsCompared{Run: redirects(s), Err: errTest} }},
	}
}

// handOverEvents are what a person does about where the credential goes.
func handOverEvents() []namedEvent {
	list := []namedEvent{
		{name: "Prefilled", event: always(Prefilled{Destination: destination.Make, Address: "p.example.com", Tool: testN8N})},
		{name: "Needed", event: always(Needed{Operation: "contact.create", Needed: true})},
		{name: "Needed no more", event: always(Needed{Operation: "trigger"})},
		{name: "Needed unknown", event: always(Needed{Operation: "contact.fly", Needed: true})},
		{name: "ProveHooksPressed", event: always(ProveHooksPressed{Marker: "def"})},
		{name: "RemoveHooksPressed", event: always(RemoveHooksPressed{})},
		{name: "HandOverPressed", event: always(HandOverPressed{})},
		{name: "EncryptPressed", event: always(EncryptPressed{})},
		{name: "GrantKept", event: always(GrantKept{Keep: true})},
		{name: "GrantKept no more", event: always(GrantKept{})},
		{name: "SendPressed", event: always(SendPressed{})},
		{name: "SendPressed update", event: always(SendPressed{Update: testStored.ID})},
		{name: "SendPressed update of another", event: always(SendPressed{Update: "another"})},
		{name: "SendPressed duplicate", event: always(SendPressed{Duplicate: true})},
		{name: "CatalogueLoaded", event: always(CatalogueLoaded{Formats: export.Formats()})},
		{name: "Typed tool", event: always(typed(FieldTool, "other-n8n.example.com "))},
		{name: "Typed tool-key", event: always(typed(FieldToolKey, "another-key"))},
		{name: "Typed name", event: always(typed(FieldName, "Our Mautic"))},
		{name: "Typed passphrase", event: always(typed(FieldPassphrase, "another passphrase"))},
		{name: "Left tool", event: always(Left{Field: FieldTool})},
	}
	for _, id := range []destination.ID{destination.N8N, destination.N8NThere, destination.Zapier, destination.Code, destination.Other} {
		list = append(list, namedEvent{name: "DestinationChosen " + string(id), event: always(DestinationChosen{ID: id})})
	}
	for _, id := range []export.ID{export.N8N, export.N8NWorkflow, export.Curl, export.Age, "papyrus"} {
		list = append(list, namedEvent{name: "FormatChosen " + string(id), event: always(FormatChosen{Format: id})})
	}
	return list
}

// handOverAnswers are what the outside world says about it, to the question
// asked so many questions ago.
func handOverAnswers(old int) []namedEvent {
	rights := func(s State) int { return s.Rights.Run - old }
	hooks := func(s State) int { return s.Hooks.Run - old }
	exported := func(s State) int { return s.HandOver.Export.Run - old }
	push := func(s State) int { return s.HandOver.Push.Run - old }
	files := []task.File{{Name: "new.json", Content: testContent}}
	return []namedEvent{
		{name: "RightsReceived", event: func(s State) Event { return RightsReceived{Run: rights(s), Rows: testRights} }},
		{name: "RightsReceived error", event: func(s State) Event { return RightsReceived{Run: rights(s), Err: errTest} }},
		{name: "RecipeReceived", event: func(s State) Event { return RecipeReceived{Run: rights(s), Text: "a role"} }},
		{name: "HooksProven", event: func(s State) Event { return HooksProven{Run: hooks(s), Steps: []task.HookStep{{Text: "done"}}} }},
		{name: "HooksProven with leftovers", event: func(s State) Event {
			return HooksProven{Run: hooks(s), Err: errTest, Leftovers: []task.Hook{testHook}}
		}},
		{name: "ExportReady", event: func(s State) Event { return ExportReady{Run: exported(s), Files: files} }},
		{name: "ExportReady error", event: func(s State) Event { return ExportReady{Run: exported(s), Err: errTest} }},
		{name: "ExportLeft copied", event: func(s State) Event { return ExportLeft{Run: exported(s), Way: WayCopied} }},
		{name: "ExportLeft saved", event: func(s State) Event { return ExportLeft{Run: exported(s), Way: WaySaved} }},
		{name: "Sent created", event: func(s State) Event {
			return Sent{Run: push(s), Result: task.Sent{Outcome: task.Created, Stored: testStored, TokensSent: s.HandOver.Push.WithTokens}}
		}},
		{name: "Sent updated", event: func(s State) Event {
			return Sent{Run: push(s), Result: task.Sent{Outcome: task.Updated, Stored: testStored, TokensSent: s.HandOver.Push.WithTokens}}
		}},
		{name: "Sent exists", event: func(s State) Event {
			return Sent{Run: push(s), Result: task.Sent{Outcome: task.Exists, Existing: []task.Stored{testStored}}}
		}},
		{name: "Sent error", event: func(s State) Event { return Sent{Run: push(s), Err: errTest} }},
		{name: "Sent error, tokens maybe gone", event: func(s State) Event { return Sent{Run: push(s), Err: errTest, TokensMayHaveLeft: true} }},
	}
}

// Every event in every state: testdata/transitions.txt names those that change
// something, with the state afterwards and the effects; all others change nothing.
func TestEveryEventInEveryState(t *testing.T) {
	t.Parallel()
	const golden = "testdata/transitions.txt"
	var got strings.Builder
	for _, s := range allStates() {
		fmt.Fprintf(&got, "\n[%s] %s\n", s.name, said(s.state, nil))
		for _, e := range allEvents() {
			before := copied(s.state)
			next, effects := Next(s.state, e.event(s.state))
			if d := sameState(before, s.state); d != "" {
				t.Errorf("%s in %q changed the state it was given:\n%s", e.name, s.name, d)
			}
			unchanged := same(before, next)
			if unchanged && len(effects) == 0 {
				continue
			}
			if e.stale {
				t.Errorf("%s in %q changed something: %v\n%s", e.name, s.name, effects, sameState(before, next))
			}
			line := said(next, effects)
			if unchanged {
				line = "(same) " + line
			}
			fmt.Fprintf(&got, "  %-33s %s\n", e.name, line)
		}
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); d != "" {
		t.Errorf("transitions differ from %s (-want +got):\n%s", golden, d)
	}
}

// A running attempt is reached in every phase, so the table above is complete.
func TestTheStatesCoverEveryStepAndPhase(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range allStates() {
		seen["step "+string(s.state.Step)] = true
		seen["phase "+string(s.state.Attempt.Phase)] = true
		seen["pair "+string(s.state.Pair.Status)] = true
		seen["method "+string(s.state.Method)] = true
		seen["to "+string(s.state.Destination)] = true
	}
	for _, want := range []string{
		"step mautic", "step prepare", "step credential", "step proof", "step hand-over",
		"to n8n", "to n8n-connect", "to make", "to zapier", "to activepieces", "to code", "to other",
		"phase ", "phase checking-pair", "phase blocked", "phase waiting", "phase leaving", "phase token", "phase identifying",
		"pair ", "pair checking", "pair accepted", "pair refused",
		"method basic", "method authorization-code", "method client-credentials",
	} {
		if !seen[want] {
			t.Errorf("no state has %s", want)
		}
	}
}
