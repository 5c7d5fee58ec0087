package flow

import (
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

const (
	testPortal = "https://portal.example"
	testMark   = "mark-of-this-delivery"
)

func embedded(releases bool) Event {
	return Embedded{Origin: testPortal, Reference: "task-1", Releases: releases}
}

// inPortal is a state in a portal, as if it had been there from the beginning.
func inPortal(s State, releases bool) State { return after(s, embedded(releases)) }

func writtenForPortal(s State) Event {
	return Released{Run: s.Portal.Run, Credential: []byte(`{"version":1,"refresh_token":"the-refresh-token"}`)}
}

func releasing() State { return after(inPortal(ready(), true), TellPressed{Release: true}) }
func released1() State { return then(releasing(), writtenForPortal) }
func told() State      { return after(inPortal(ready(), false), TellPressed{}) }

func testPreset(deliversTo string) Preset {
	b, _, err := mautic.ParseBaseURL("https://m.example.com")
	if err != nil {
		panic(err)
	}
	return Preset{Name: "acme", Title: "Acme's Mautic", Base: b, ClientID: testID, DeliversTo: deliversTo}
}

// The way of a preset, from the link that names it.
func presetAsked() State {
	return after(fresh(), Prefilled{Preset: "acme", Reference: "task-2"})
}
func presetLost() State { return after(presetAsked(), PresetLoaded{Err: ErrNoPreset}) }
func presetChecking(deliversTo string) State {
	return after(presetAsked(), PresetLoaded{Preset: testPreset(deliversTo)})
}
func presetReady(deliversTo string) State {
	s := presetChecking(deliversTo)
	s = after(s, PreflightDone{Run: s.Preflight.Run})
	return then(s, accepted)
}
func presetPreparing() State {
	s := presetChecking("")
	return after(s, CheckChanged{Run: s.Preflight.Run, Check: doctor.Check{ID: doctor.CheckAPI, Status: doctor.Fail, Diagnosis: doctor.APIDisabled}},
		PreflightDone{Run: s.Preflight.Run})
}
func presetProven(deliversTo string) State {
	s := after(presetReady(deliversTo), press())
	s = after(s, WindowOpened{Attempt: s.Attempt.ID}, goodCallback())
	s = after(s, TokenReceived{Attempt: s.Attempt.ID, Token: testToken})
	return after(s, IdentityReceived{Attempt: s.Attempt.ID, User: testUser, Now: testNow, Mark: testMark})
}
func delivering() State   { return settled(presetProven(testPortal)) }
func delivered1() State   { return then(delivering(), arrived) }
func notDelivered() State { return then(delivering(), notArrived) }

func arrived(s State) Event    { return Delivered{Run: s.Delivery.Run} }
func notArrived(s State) Event { return Delivered{Run: s.Delivery.Run, Err: errTest} }

// portalStates are those of a portal and of a preset.
func portalStates() []namedState {
	return []namedState{
		{"in a portal, fresh", inPortal(fresh(), false)},
		{"in a portal, something to prepare", inPortal(preparing(), false)},
		{"in a portal, proven", inPortal(settled(proven()), false)},
		{"in a portal, export ready", inPortal(ready(), false)},
		{"in a portal that may ask for it", inPortal(ready(), true)},
		{"in a portal, basic", inPortal(then(handingOverBasic(), written), true)},
		{"releasing", releasing()},
		{"released", released1()},
		{"not released", func() State { s := releasing(); return after(s, Released{Run: s.Portal.Run, Err: errTest}) }()},
		{"told", told()},
		{"preset asked for", presetAsked()},
		{"preset lost", presetLost()},
		{"preset being checked", presetChecking("")},
		{"preset, something to prepare", presetPreparing()},
		{"preset, pair accepted", presetReady("")},
		{"preset, proven", presetProven("")},
		{"preset, handing over in a portal", inPortal(after(settled(presetProven("")), HandOverPressed{}), true)},
		{"preset, delivery waits", presetProven(testPortal)},
		{"delivering", delivering()},
		{"delivered", delivered1()},
		{"delivered, back at the proof", after(delivered1(), StepPressed{Step: StepProof})},
		{"not delivered", notDelivered()},
		{"not delivered, in a portal", inPortal(notDelivered(), false)},
	}
}

// portalEvents are what a person does about a portal.
func portalEvents() []namedEvent {
	return []namedEvent{
		{name: "Prefilled preset", event: always(Prefilled{Preset: "acme", Reference: "task-3"})},
		{name: "Embedded", event: always(embedded(true))},
		{name: "PresetLoaded", event: always(PresetLoaded{Preset: testPreset(testPortal)})},
		{name: "PresetLoaded error", event: always(PresetLoaded{Err: ErrNoPreset})},
		{name: "TellPressed", event: always(TellPressed{})},
		{name: "TellPressed release", event: always(TellPressed{Release: true})},
		{name: "DeliverPressed", event: always(DeliverPressed{})},
		{name: "DonePressed", event: always(DonePressed{})},
		{name: "KeepPressed", event: always(KeepPressed{})},
		{name: "Kept", event: func(s State) Event { return Kept{Of: s.Proof} }},
		{name: "Kept another", event: always(Kept{Of: &Proof{}})},
	}
}

// portalAnswers are what the outside world says about it.
func portalAnswers(old int) []namedEvent {
	return []namedEvent{
		{name: "Released", event: func(s State) Event { return Released{Run: s.Portal.Run - old, Credential: []byte(`{"version":1}`)} }},
		{name: "Released error", event: func(s State) Event { return Released{Run: s.Portal.Run - old, Err: errTest} }},
		{name: "Delivered", event: func(s State) Event { return Delivered{Run: s.Delivery.Run - old} }},
		{name: "Delivered error", event: func(s State) Event { return Delivered{Run: s.Delivery.Run - old, Err: errTest} }},
	}
}
