package flow

import (
	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/export"
)

const (
	testN8N        = "https://n8n.example.com"
	testKey        = "the-api-key-of-the-n8n"
	testPassphrase = "the passphrase of an export"
	testContent    = "what was written, with the-refresh-token"
)

var (
	testRights = []task.Right{{ID: "contact.create", Resource: "Contact", Name: "Create", Answer: "allowed"},
		{ID: "trigger", Resource: "Webhook", Name: "Mautic Trigger", Answer: "refused", Missing: []string{"Webhooks: Create"}}}
	testHook   = task.Hook{ID: 12, Name: "Mautic Connect check abc"}
	testStored = task.Stored{ID: "n8n-id-1", Name: "Mautic m.example.com", Type: "mauticOAuth2Api"}
	newToken   = mautic.Token{Access: mautic.NewSecret("the-next-access-token"), Refresh: mautic.NewSecret("the-next-refresh-token"), Issued: testNow.Add(1)}
)

func audited(s State) Event { return AuditDone{Run: s.Audit.Run} }
func rights(s State) Event  { return RightsReceived{Run: s.Rights.Run, Rows: testRights} }
func written(s State) Event {
	return ExportReady{Run: s.HandOver.Export.Run, Files: []task.File{{Name: "mautic.json", Content: testContent}}}
}
func leftBy(s State, way Way) Event { return ExportLeft{Run: s.HandOver.Export.Run, Way: way} }

// stored is n8n's answer to a press that it took.
func stored(s State) Event {
	return Sent{Run: s.HandOver.Push.Run, Result: task.Sent{Outcome: task.Created, Stored: testStored, TokensSent: s.HandOver.Push.WithTokens}}
}
func exists(s State) Event {
	return Sent{Run: s.HandOver.Push.Run, Result: task.Sent{Outcome: task.Exists, Existing: []task.Stored{testStored}, CanUpdate: true}}
}
func notSent(s State) Event { return Sent{Run: s.HandOver.Push.Run, Err: errTest} }
func maybeSent(s State) Event {
	return Sent{Run: s.HandOver.Push.Run, Err: errTest, TokensMayHaveLeft: true}
}

// then lets an event happen that answers the state it happens in.
func then(s State, events ...func(State) Event) State {
	for _, e := range events {
		s = after(s, e(s))
	}
	return s
}

// settled is a proof about which everything is known.
func settled(s State) State { return then(s, audited, rights) }

func provenBasic() State {
	s := identifyingBasic()
	return after(s, IdentityReceived{Attempt: s.Attempt.ID, User: testUser, Now: testNow})
}
func provenClient() State {
	s := after(fresh(), DestinationChosen{ID: destination.Code}, AddressTyped{Text: "m.example.com"}, AddressEntered{},
		MethodChosen{Method: mautic.MethodClientCredentials}, typed(FieldClientID, testID), typed(FieldClientSecret, testSecret), press())
	s = after(s, TokenReceived{Attempt: s.Attempt.ID, Token: testToken})
	return after(s, IdentityReceived{Attempt: s.Attempt.ID, User: testUser, Now: testNow})
}

// askedThere has the form filled for a tool that asks Mautic itself.
func askedThere() State {
	return after(fresh(), DestinationChosen{ID: destination.N8NThere}, AddressTyped{Text: "m.example.com"}, AddressEntered{},
		typed(FieldTool, testN8N), typed(FieldClientID, testID), typed(FieldClientSecret, testSecret))
}
func askedThereChecking() State { return after(askedThere(), press()) }
func provenThere() State        { return then(askedThereChecking(), accepted) }

func handingOver() State      { return after(settled(proven()), HandOverPressed{}) }
func handingOverBasic() State { return after(settled(provenBasic()), HandOverPressed{}) }
func ready() State            { return then(handingOver(), written) }
func kept() State             { return then(after(ready(), GrantKept{Keep: true}), written) }
func forCode() State          { return after(handingOver(), DestinationChosen{ID: destination.Code}) }
func sealing() State          { return after(forCode(), FormatChosen{Format: export.Age}) }
func sealed() State {
	return then(after(sealing(), typed(FieldPassphrase, testPassphrase), EncryptPressed{}), written)
}
func withKey(s State) State {
	return after(s, typed(FieldTool, testN8N), typed(FieldToolKey, testKey))
}
func sending() State      { return after(withKey(ready()), SendPressed{}) }
func sendingBasic() State { return after(withKey(then(handingOverBasic(), written)), SendPressed{}) }
func asked() State        { return then(sending(), exists) }
func copiedOut() State    { s := ready(); return after(s, leftBy(s, WayCopied)) }
func savedOut() State     { s := ready(); return after(s, leftBy(s, WaySaved)) }
func sentOut() State      { return then(sending(), stored) }

func provingHooks() State { return after(settled(proven()), ProveHooksPressed{Marker: "abc"}) }
func hooksProven() State {
	s := provingHooks()
	return after(s, HooksProven{Run: s.Hooks.Run, Steps: []task.HookStep{{Text: "Create a webhook"}}})
}
func hooksLeft() State {
	s := provingHooks()
	return after(s, HooksProven{Run: s.Hooks.Run, Steps: []task.HookStep{{Text: "Delete it", Failed: "403"}}, Err: errTest, Leftovers: []task.Hook{testHook}})
}
func renewing() State           { return after(settled(proven()), RefreshPressed{}) }
func renewingAtHandOver() State { return after(renewing(), HandOverPressed{}) }
func needing() State            { return after(settled(proven()), Needed{Operation: "trigger", Needed: true}) }
func recipe(s State) Event      { return RecipeReceived{Run: s.Rights.Run, Text: "Webhooks: Create"} }

// handOverStates are those from the destination's answer to what has left.
func handOverStates() []namedState {
	return []namedState{
		{"asked there, filled", askedThere()},
		{"asked there, checking the pair", askedThereChecking()},
		{"asked there, proven", provenThere()},
		{"asked there, handing over", after(provenThere(), HandOverPressed{})},
		{"asked there by Make, handing over", after(then(after(askedThere(), StepPressed{Step: StepMautic}, DestinationChosen{ID: destination.Make},
			StepPressed{Step: StepCredential}, press()), accepted), HandOverPressed{})},
		{"proven, rights known", settled(proven())},
		{"proven, basic", settled(provenBasic())},
		{"proven, something needed", needing()},
		{"proven, recipe", then(needing(), recipe)},
		{"proving hooks", provingHooks()},
		{"hooks proven", hooksProven()},
		{"hooks left behind", hooksLeft()},
		{"removing hooks", after(hooksLeft(), RemoveHooksPressed{})},
		{"renewing", renewing()},
		{"renewing, handing over", renewingAtHandOver()},
		{"handing over, grant", handingOver()},
		{"handing over, basic", handingOverBasic()},
		{"handing over, client credentials", after(settled(provenClient()), HandOverPressed{})},
		{"handing over, formats not loaded", after(settled(proven()), CatalogueLoaded{}, HandOverPressed{})},
		{"handing over, nothing fits", after(handingOver(), DestinationChosen{ID: destination.Zapier})},
		{"export ready, with tokens", ready()},
		{"export ready, grant kept", kept()},
		{"export ready, basic", then(handingOverBasic(), written)},
		{"export failed", after(handingOver(), ExportReady{Run: handingOver().HandOver.Export.Run, Err: errTest})},
		{"export to be sealed", sealing()},
		{"export sealed", sealed()},
		{"sealed, back at the proof", after(sealed(), StepPressed{Step: StepProof})},
		{"grant copied", copiedOut()},
		{"grant saved", savedOut()},
		{"grant sent", sentOut()},
		{"grant sent, back at the proof", after(sentOut(), StepPressed{Step: StepProof})},
		{"basic saved", func() State { s := then(handingOverBasic(), written); return after(s, leftBy(s, WaySaved)) }()},
		{"ready to send", withKey(ready())},
		{"sending tokens", sending()},
		{"sending tokens, back at the proof", after(sending(), StepPressed{Step: StepProof})},
		{"sending without tokens", after(withKey(kept()), SendPressed{})},
		{"sending basic", sendingBasic()},
		{"not sent", then(sending(), notSent)},
		{"not sent, tokens maybe gone", then(sending(), maybeSent)},
		{"exists there", asked()},
	}
}
