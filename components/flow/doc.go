// Package flow is the wizard's logic: a state machine in plain Go.
//
// A State says everything the page shows; an Event is what a person or the
// outside world did; an Effect is something to be done outside (send a request,
// open a window). Next is the only way from one State to the next and is pure:
// it reads no clock, draws no random numbers and touches no browser, so every
// path, and every way to lose what somebody typed, is tested natively.
//
// The package promises that no event except StartOver and ClearSecrets drops
// anything a person typed. It does not render and it does not run effects.
package flow
