package flow

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/export"
)

// holds is the token in a proof's grant.
func holds(s State) mautic.Token {
	grant, _ := s.Proof.Credential.(mautic.AuthorizationCode)
	return grant.Token
}

func formatIDs(s State) []export.ID {
	var ids []export.ID
	for _, f := range s.Formats() {
		ids = append(ids, f.ID)
	}
	return ids
}

func TestTheCredentialIsPreparedForTheTool(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		proof  State
		to     destination.ID
		format export.ID // "" when the tool takes no such credential
		tokens bool
	}{
		{"a grant for n8n", settled(proven()), destination.N8N, export.N8N, true},
		{"a grant for an n8n that connects itself", settled(proven()), destination.N8NThere, export.N8N, false},
		{"a grant for Make", settled(proven()), destination.Make, export.Make, false},
		{"a grant for Zapier", settled(proven()), destination.Zapier, "", false},
		{"a grant for own code", settled(proven()), destination.Code, export.Env, true},
		{"a pair for n8n", provenThere(), destination.N8N, export.N8N, false},
		{"a pair for own code", provenThere(), destination.Code, export.Env, false},
		{"a password for n8n", settled(provenBasic()), destination.N8N, export.N8N, false},
		{"a password for Zapier", settled(provenBasic()), destination.Zapier, export.Zapier, false},
		{"a password for activepieces", settled(provenBasic()), destination.Activepieces, export.Activepieces, false},
		{"a password for Make", settled(provenBasic()), destination.Make, "", false},
		{"client credentials for own code", settled(provenClient()), destination.Code, export.Env, false},
		{"client credentials for Zapier", settled(provenClient()), destination.Zapier, "", false},
	} {
		s := after(tt.proof, StepPressed{Step: StepMautic}, DestinationChosen{ID: tt.to}, StepPressed{Step: StepProof})
		s, effects := Next(s, HandOverPressed{})
		write, writes := find[WriteExport](effects)
		if s.HandOver.Export.Format != tt.format || writes != (tt.format != "") || write.WithTokens != tt.tokens || s.HandOver.Export.WithTokens != tt.tokens {
			t.Errorf("%s: %s", tt.name, said(s, effects))
		}
		if writes && (write.Credential != s.Proof.Credential || write.Run != s.HandOver.Export.Run || write.Name != "Mautic m.example.com") {
			t.Errorf("%s: writes %+v", tt.name, write)
		}
	}
}

func TestWhatIsReadyFollowsTheNameAndTheFormat(t *testing.T) {
	t.Parallel()
	s, effects := Next(ready(), typed(FieldName, "Our Mautic"))
	if write, _ := find[WriteExport](effects); write.Name != "Our Mautic" || len(s.HandOver.Export.Files) > 0 {
		t.Errorf("another name: %s", said(s, effects))
	}
	s, effects = Next(then(s, written), FormatChosen{Format: export.N8NWorkflow})
	if write, _ := find[WriteExport](effects); write.Format != export.N8NWorkflow || write.WithTokens {
		t.Errorf("a format without tokens: %s", said(s, effects))
	}
	for _, id := range []export.ID{export.Env, export.Zapier, "papyrus"} {
		if next, effects := Next(s, FormatChosen{Format: id}); !same(s, next) || len(effects) > 0 {
			t.Errorf("%s is not offered, and does %s", id, said(next, effects))
		}
	}
}

func TestTheChosenFormatStays(t *testing.T) {
	t.Parallel()
	chosen := after(forCode(), FormatChosen{Format: export.PHP})
	for name, events := range map[string][]Event{
		"a look at the proof, and back by the steps":  {StepPressed{Step: StepProof}, StepPressed{Step: StepHandOver}},
		"a look at the proof, and back by going on":   {StepPressed{Step: StepProof}, HandOverPressed{}},
		"a look at the address":                       {StepPressed{Step: StepMautic}, StepPressed{Step: StepHandOver}},
		"another name":                                {typed(FieldName, "x")},
		"the formats are loaded again":                {CatalogueLoaded{Formats: export.Formats()}},
		"keeping the grant, which the format can do":  {GrantKept{Keep: true}},
		"another destination, and back, and the same": {DestinationChosen{ID: destination.N8N}, DestinationChosen{ID: destination.Code}, FormatChosen{Format: export.PHP}},
	} {
		if s := after(chosen, events...); s.HandOver.Export.Format != export.PHP || !s.HandOver.Export.Busy {
			t.Errorf("%s: %s", name, said(s, nil))
		}
	}
	s := after(settled(proven()), RefreshPressed{}, HandOverPressed{}, DestinationChosen{ID: destination.Code}, FormatChosen{Format: export.PHP})
	if s = then(s, audited); s.HandOver.Export.Format != export.PHP || !s.HandOver.Export.Busy {
		t.Errorf("after a renewal: %s", said(s, nil))
	}
	s = after(forCode(), FormatChosen{Format: export.Curl}, GrantKept{Keep: true})
	if s.HandOver.Export.Format != export.Env || !s.HandOver.Export.Busy {
		t.Errorf("a format that is not offered without tokens: %s", said(s, nil))
	}
}

func TestFormatsThatComeLateArePreparedOnce(t *testing.T) {
	t.Parallel()
	s := after(settled(proven()), CatalogueLoaded{}, HandOverPressed{})
	if s.HandOver.Export.Busy || len(s.Formats()) > 0 {
		t.Fatalf("without formats: %s", said(s, nil))
	}
	s, effects := Next(s, CatalogueLoaded{Formats: export.Formats()})
	if _, writes := find[WriteExport](effects); !writes {
		t.Errorf("loaded: %s", said(s, effects))
	}
	if next, effects := Next(s, CatalogueLoaded{Formats: export.Formats()}); len(effects) > 0 {
		t.Errorf("loaded again: %s", said(next, effects))
	}
}

func TestASealedExportWaitsForItsPassphrase(t *testing.T) {
	t.Parallel()
	s, effects := Next(sealing(), EncryptPressed{})
	if s.Forms.Passphrase.Problem != ProblemMissing || len(effects) != 1 || effects[0] != (Focus{Field: FieldPassphrase}) {
		t.Errorf("without: %s", said(s, effects))
	}
	s, effects = Next(s, typed(FieldPassphrase, testPassphrase))
	if len(effects) > 0 || s.Forms.Passphrase.Problem != "" {
		t.Errorf("while it is typed: %s", said(s, effects))
	}
	s, effects = Next(s, EncryptPressed{})
	if write, _ := find[WriteExport](effects); write.Sealing.Reveal() != testPassphrase || write.Format != export.Age || !write.WithTokens {
		t.Fatalf("pressed: %s", said(s, effects))
	}
	s = then(s, written)
	s, effects = Next(s, typed(FieldPassphrase, testPassphrase+"x"))
	if len(s.HandOver.Export.Files) > 0 || len(effects) > 0 {
		t.Errorf("another passphrase: %s", said(s, effects))
	}
	if s, effects := Next(ready(), EncryptPressed{}); len(effects) > 0 || len(s.HandOver.Export.Files) == 0 {
		t.Errorf("a format that is not sealed: %s", said(s, effects))
	}
	if s := after(sealed(), FormatChosen{Format: export.SOPS}); s.Forms.Passphrase.Value != "" || s.HandOver.Export.Busy {
		t.Errorf("a passphrase goes over to another format: %s", said(s, nil))
	}
}

// Mautic's refresh tokens work once, so a grant has one holder.
func TestAGrantThatLeftIsForgotten(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]State{
		"copied": copiedOut(), "saved": savedOut(), "sent": sentOut(), "maybe sent": then(sending(), maybeSent),
		"updated":        func() State { s := after(asked(), SendPressed{Update: testStored.ID}); return then(s, stored) }(),
		"sent from afar": then(after(sending(), StepPressed{Step: StepMautic}), stored),
		"sealed":         func() State { s := sealed(); return after(s, leftBy(s, WaySaved)) }(),
	} {
		left := s.HandOver.Left
		if !holds(s).IsZero() || !holds(s).Refresh.IsZero() || s.Connected() || s.CanRefresh() || !s.HandOver.GrantLeft || len(left) != 1 || !left[0].Connected {
			t.Errorf("%s: %s", name, said(s, nil))
		}
		if s.Proof.Credential.(mautic.AuthorizationCode).Client.ID != testID {
			t.Errorf("%s: the client is lost", name)
		}
		if len(s.HandOver.Export.Files) > 0 || s.HandOver.Export.WithTokens {
			t.Errorf("%s: files with tokens are still there", name)
		}
		for run := range s.Audit.Run + 2 {
			if late := after(s, AuditDone{Run: run, Token: newToken}); late.Connected() {
				t.Errorf("%s: a renewal that comes late brings tokens back", name)
			}
		}
		s = after(s, StepPressed{Step: StepProof}, RefreshPressed{}, HandOverPressed{})
		for _, format := range formatIDs(s) {
			var effects []Effect
			s, effects = Next(s, FormatChosen{Format: format})
			if write, ok := find[WriteExport](effects); ok && (write.WithTokens || write.Credential != s.Proof.Credential) {
				t.Errorf("%s: exported once more with tokens as %s", name, format)
			}
		}
		_, effects := run(withKey(after(s, DestinationChosen{ID: destination.N8N})), SendPressed{})
		if send, ok := find[SendToN8N](effects); !ok || send.WithTokens || !send.Credential.(mautic.AuthorizationCode).Token.IsZero() {
			t.Errorf("%s: sent once more: %v", name, effects)
		}
	}
}

func TestALeavingGrantStopsWhatUsesIt(t *testing.T) {
	t.Parallel()
	s := then(after(proven(), ProveHooksPressed{Marker: "x"}, HandOverPressed{}), written)
	before := s
	s, effects := Next(s, leftBy(s, WayCopied))
	if _, cancels := find[Cancel](effects); !cancels || s.Audit.Running || s.Rights.Running || s.Hooks.Running {
		t.Errorf("left: %s", said(s, effects))
	}
	for _, late := range []Event{
		AuditDone{Run: before.Audit.Run, Token: newToken}, RightsReceived{Run: before.Rights.Run, Rows: testRights},
		HooksProven{Run: before.Hooks.Run, Err: errTest},
	} {
		if next, effects := Next(s, late); !same(s, next) || len(effects) > 0 {
			t.Errorf("%T that comes late: %s", late, said(next, effects))
		}
	}
}

// A format that needs tokens is of no use once they have left.
func TestTheFormatFitsWhatIsLeft(t *testing.T) {
	t.Parallel()
	s := then(after(forCode(), FormatChosen{Format: export.Curl}), written)
	s = after(s, leftBy(s, WaySaved))
	if s.HandOver.Left[0].Format != export.Curl || s.HandOver.Export.Format != export.Env {
		t.Errorf("left as %s, now %s", s.HandOver.Left[0].Format, s.HandOver.Export.Format)
	}
	s, effects := Next(s, typed(FieldName, "x"))
	if write, _ := find[WriteExport](effects); write.Format != export.Env || write.WithTokens {
		t.Errorf("another name: %s", said(s, effects))
	}
}

func TestAGrantThatIsKeptStaysHere(t *testing.T) {
	t.Parallel()
	s, effects := Next(ready(), GrantKept{Keep: true})
	if write, _ := find[WriteExport](effects); write.WithTokens || len(s.HandOver.Export.Files) > 0 {
		t.Errorf("kept: %s", said(s, effects))
	}
	late := ExportReady{Run: ready().HandOver.Export.Run, Files: []task.File{{Name: "with-tokens", Content: testContent}}}
	if next := after(s, late); len(next.HandOver.Export.Files) > 0 {
		t.Error("files with tokens, which come late, are offered")
	}
	s = then(s, written)
	for _, way := range []Way{WayCopied, WaySaved} {
		s = after(s, leftBy(s, way))
	}
	_, effects = run(withKey(s), SendPressed{})
	if send, _ := find[SendToN8N](effects); send.WithTokens {
		t.Error("sent with tokens")
	}
	s = then(after(withKey(s), SendPressed{}), stored)
	if holds(s) != testToken || s.HandOver.GrantLeft || len(s.HandOver.Left) != 3 {
		t.Errorf("after it left three times: %s", said(s, nil))
	}
	for _, d := range s.HandOver.Left {
		if d.Connected {
			t.Errorf("%s with tokens", d.Way)
		}
	}
	if s = after(s, StepPressed{Step: StepProof}); !s.CanRefresh() {
		t.Error("a grant that is kept cannot be renewed")
	}
	if s := after(sending(), GrantKept{Keep: true}); s.HandOver.KeepGrant {
		t.Error("kept while it is on its way")
	}
	if s := after(copiedOut(), GrantKept{Keep: true}); s.HandOver.KeepGrant {
		t.Error("kept after it has left")
	}
	if s := after(handingOverBasic(), GrantKept{Keep: true}); s.HandOver.KeepGrant {
		t.Error("a password is kept")
	}
}

// Tokens on their way into an n8n may be its own by now.
func TestTokensAreOnlyOnOneWayAtATime(t *testing.T) {
	t.Parallel()
	s := sending()
	for _, e := range []Event{
		ExportLeft{Run: ready().HandOver.Export.Run, Way: WayCopied}, ExportLeft{Run: s.HandOver.Export.Run, Way: WayCopied},
		SendPressed{}, EncryptPressed{}, FormatChosen{Format: export.N8N}, typed(FieldName, "x"), DestinationChosen{ID: destination.Code},
		HandOverPressed{}, RefreshPressed{}, CatalogueLoaded{Formats: export.Formats()},
	} {
		next, effects := Next(s, e)
		if write, writes := find[WriteExport](effects); writes && write.WithTokens || len(next.HandOver.Export.Files) > 0 || len(next.HandOver.Left) > 0 {
			t.Errorf("%T: %s", e, said(next, effects))
		}
		if _, again := find[SendToN8N](effects); again {
			t.Errorf("%T sends again", e)
		}
	}
	if _, effects := run(s, StepPressed{Step: StepProof}, RefreshPressed{}); len(effects) > 0 {
		t.Errorf("renewed on the way: %v", words(effects))
	}
	next, effects := Next(s, notSent(s))
	expect(t, next, effects, "hand-over pair-accepted proof rights as-n8n-busy+tokens not-sent tokens-here key : WriteExport(n8n+tokens) Focus")
	if next, effects := Next(after(s, FormatChosen{Format: export.N8NWorkflow}), notSent(s)); !next.HandOver.Export.Busy || len(effects) != 1 {
		t.Errorf("what did not have to wait is written twice: %s", said(next, effects))
	}
	if s := then(sendingBasic(), notSent); len(s.HandOver.Export.Files) == 0 {
		t.Errorf("a file without tokens is gone: %s", said(s, nil))
	}
}

func TestSendingNeedsAnAddressAndAKey(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, tool, key string
		focus           Field // "" when it is sent
		problem         Problem
	}{
		{"nothing", "", "", FieldTool, ProblemToolAddress},
		{"no address", "", testKey, FieldTool, ProblemToolAddress},
		{"half an address", "https://", testKey, FieldTool, ProblemToolAddress},
		{"no key", testN8N, "", FieldToolKey, ProblemMissing},
		{"both", " n8n.example.com/home ", " " + testKey + "\n", "", ""},
	} {
		s, effects := run(ready(), typed(FieldTool, tt.tool), typed(FieldToolKey, tt.key), SendPressed{})
		send, sends := find[SendToN8N](effects)
		focus, _ := find[Focus](effects)
		if sends != (tt.focus == "") || focus.Field != tt.focus || s.Forms.Text(tt.focus).Problem != tt.problem {
			t.Errorf("%s: %s", tt.name, said(s, effects))
		}
		if sends && (send.Address != testN8N || send.Key.Reveal() != testKey || send.Credential != s.Proof.Credential || !send.WithTokens || send.Name != s.Name()) {
			t.Errorf("%s: sends %+v to %s", tt.name, send, send.Address)
		}
	}
	if s, effects := run(withKey(ready()), DestinationChosen{ID: destination.Code}, SendPressed{}); s.HandOver.Push.Busy || len(effects) > 0 {
		t.Errorf("sent to an n8n that is not the destination: %s", said(s, effects))
	}
}

func TestAFailedPushKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]State{"with tokens": sending(), "without": after(withKey(kept()), SendPressed{}), "basic": sendingBasic()} {
		before := s.Forms
		s = then(s, notSent)
		if d := cmp.Diff(before, s.Forms); d != "" || s.HandOver.Push.Err != errTest || len(s.HandOver.Left) > 0 {
			t.Errorf("%s: %s\n%s", name, said(s, nil), d)
		}
		if s = then(after(s, SendPressed{}), stored); s.Forms.ToolKey.Value != "" || s.HandOver.Push.Err != nil || len(s.HandOver.Left) != 1 {
			t.Errorf("%s, again: %s", name, said(s, nil))
		}
		if s.Forms.Tool.Value != testN8N {
			t.Errorf("%s: the address is gone", name)
		}
	}
}

// Only tokens that were sent can have left.
func TestAnUncertainPushWithoutTokensTakesNoneAway(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]State{"kept": after(withKey(kept()), SendPressed{}), "basic": sendingBasic()} {
		s = then(s, maybeSent)
		if s.HandOver.GrantLeft || len(s.HandOver.Left) > 0 || s.HandOver.Push.Err == nil || s.Forms.ToolKey.Value != testKey {
			t.Errorf("%s: %s", name, said(s, nil))
		}
	}
}

func TestExistsAsksAndSendsAgain(t *testing.T) {
	t.Parallel()
	s := asked()
	if s.HandOver.Push.Result == nil || !s.HandOver.Push.Result.CanUpdate || len(s.HandOver.Left) > 0 || s.Forms.ToolKey.Value != testKey || !s.Connected() {
		t.Fatalf("asked: %s", said(s, nil))
	}
	for _, tt := range []struct {
		name  string
		press SendPressed
		sends bool
	}{
		{"update", SendPressed{Update: testStored.ID}, true},
		{"one more", SendPressed{Duplicate: true}, true},
		{"once more", SendPressed{}, true},
		{"update of what is not there", SendPressed{Update: "another"}, false},
	} {
		next, effects := Next(s, tt.press)
		send, sends := find[SendToN8N](effects)
		if sends != tt.sends || sends && (send.Update != tt.press.Update || send.Duplicate != tt.press.Duplicate) {
			t.Errorf("%s: %s", tt.name, said(next, effects))
		}
	}
	for name, gone := range map[string]State{
		"another n8n":          after(s, typed(FieldTool, "https://other-n8n.example.com")),
		"another name":         after(s, typed(FieldName, "Our Mautic")),
		"never asked":          withKey(ready()),
		"sent meanwhile":       sentOut(),
		"failed meanwhile":     then(after(s, SendPressed{}), notSent),
		"edited while it went": then(after(sending(), typed(FieldTool, "https://other-n8n.example.com")), exists),
	} {
		for _, press := range []SendPressed{{Update: testStored.ID}, {Duplicate: true}} {
			if next, effects := Next(gone, press); !same(gone, next) || len(effects) > 0 {
				t.Errorf("%s: %+v: %s", name, press, said(next, effects))
			}
		}
	}
}

func TestASecondPushKnowsTheFirst(t *testing.T) {
	t.Parallel()
	s := withKey(sentOut())
	_, effects := Next(s, SendPressed{})
	send, _ := find[SendToN8N](effects)
	if d := cmp.Diff([]task.Stored{testStored}, send.Known); d != "" {
		t.Error(d)
	}
	if second := then(after(s, SendPressed{}), stored); len(second.HandOver.Push.Known) != 2 {
		t.Errorf("knows %v", second.HandOver.Push.Known)
	}
	_, effects = run(s, typed(FieldTool, "https://other-n8n.example.com"), SendPressed{})
	if send, _ := find[SendToN8N](effects); send.Known != nil || send.Address != "https://other-n8n.example.com" {
		t.Errorf("in another n8n: %v", send.Known)
	}
	again := after(s, StepPressed{Step: StepCredential}, press())
	if d := cmp.Diff([]task.Stored{testStored}, again.HandOver.Push.Known); d != "" {
		t.Errorf("after another proof: %s", d)
	}
}

// What is used once is not left lying about.
func TestLeavingTheStepDropsWhatIsUsedOnce(t *testing.T) {
	t.Parallel()
	full := after(withKey(sealed()), DestinationChosen{ID: destination.N8N}, typed(FieldName, "Our Mautic"), typed(FieldToolKey, testKey))
	if full.Forms.ToolKey.Value == "" || full.Forms.Passphrase.Value == "" {
		t.Fatalf("nothing to drop: %s", said(full, nil))
	}
	for _, step := range []Step{StepMautic, StepPrepare, StepCredential, StepProof} {
		s := after(full, StepPressed{Step: step})
		if s.Forms.ToolKey != (Text{}) || s.Forms.Passphrase != (Text{}) || len(s.HandOver.Export.Files) > 0 {
			t.Errorf("%s: %s", step, said(s, nil))
		}
		if s.Forms.Tool.Value != testN8N || s.Forms.Name.Value != "Our Mautic" || s.Forms.ClientSecret.Value != testSecret {
			t.Errorf("%s: something else is gone as well", step)
		}
	}
}

func TestSecretsOfTheHandOverAreTypedOnlyWhereTheyAreAskedFor(t *testing.T) {
	t.Parallel()
	for _, s := range allStates() {
		format, _ := s.state.format(s.state.HandOver.Export.Format)
		handOver := s.state.Step == StepHandOver
		for field, asked := range map[Field]bool{FieldToolKey: handOver && s.state.Tool().N8N, FieldPassphrase: handOver && format.Sealed} {
			if got := after(s.state, typed(field, "a value")).Forms.Text(field).Value == "a value"; got != asked {
				t.Errorf("%s: %s is taken: %v", s.name, field, got)
			}
		}
	}
}

func TestANewProofBeginsANewHandOver(t *testing.T) {
	t.Parallel()
	for _, from := range allStates() {
		if from.state.Proof == nil {
			continue
		}
		for name, events := range map[string][]Event{
			"a new attempt":   {StepPressed{Step: StepCredential}, typed(FieldUserName, "ada"), typed(FieldPassword, testPassword), press()},
			"another address": {StepPressed{Step: StepMautic}, AddressTyped{Text: "other.example.com"}},
			"starting over":   {StartOver{}},
		} {
			s := after(from.state, events...)
			want := HandOver{Export: Export{Run: s.HandOver.Export.Run}, Push: Push{Run: s.HandOver.Push.Run, Known: s.HandOver.Push.Known, To: s.HandOver.Push.To}}
			if s.Destination == destination.N8NThere || s.Destination == destination.Make {
				continue // whose attempt may be a proof at once
			}
			if d := cmp.Diff(want, s.HandOver); d != "" || s.Proof != nil || s.Renewing || s.Rights.Rows != nil || s.Hooks.Steps != nil {
				t.Errorf("%s after %q: %s\n%s", name, from.name, said(s, nil), d)
			}
			for _, late := range handOverAnswers(0) {
				old := late.event(from.state)
				if next, effects := Next(s, old); !same(s, next) || len(effects) > 0 {
					t.Errorf("%s after %q: %s of before: %s", name, from.name, late.name, said(next, effects))
				}
			}
		}
	}
}

func TestRenewingHoldsTheHandOverBack(t *testing.T) {
	t.Parallel()
	s := withKey(renewingAtHandOver())
	for _, e := range []Event{SendPressed{}, FormatChosen{Format: export.N8N}, typed(FieldName, "x"), ExportLeft{Run: s.HandOver.Export.Run}} {
		if next, effects := Next(s, e); len(effects) > 0 || next.HandOver.Push.Busy || next.HandOver.Export.Busy {
			t.Errorf("%T: %s", e, said(next, effects))
		}
	}
	s, effects := Next(s, AuditDone{Run: s.Audit.Run, Token: newToken})
	write, writes := find[WriteExport](effects)
	if !writes || !write.WithTokens || write.Credential.(mautic.AuthorizationCode).Token != newToken {
		t.Errorf("renewed: %s", said(s, effects))
	}
	_, effects = Next(s, SendPressed{})
	if send, _ := find[SendToN8N](effects); send.Credential.(mautic.AuthorizationCode).Token != newToken {
		t.Errorf("sent: %v", words(effects))
	}
}

// n8n's answer may come when the person has gone elsewhere.
func TestAnAnswerElsewhereLeavesTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	for _, step := range []Step{StepMautic, StepCredential, StepProof} {
		s := after(sending(), StepPressed{Step: step})
		for name, answer := range map[string]func(State) Event{"stored": stored, "exists": exists, "not sent": notSent, "maybe sent": maybeSent} {
			next, effects := Next(s, answer(s))
			if _, moves := find[Focus](effects); moves || next.Step != step {
				t.Errorf("%s in %s: %s", name, step, said(next, effects))
			}
		}
	}
}
