// Package flow is the wizard's logic: a state machine in plain Go.
//
// A State says everything the page shows; an Event is what a person or the
// outside world did; an Effect is something to be done outside (send a request,
// open a window). Next is the only way from one State to the next and is pure:
// it reads no clock, draws no random numbers and touches no browser, so every
// path, and every way to lose what somebody typed, is tested natively.
//
// The package promises, and its random walks hold it to that:
//   - no event except StartOver and ClearSecrets drops anything a person typed,
//     but for the API key and the passphrase, which are used once and go when
//     the step is left;
//   - the tokens of one grant leave at most once, and are forgotten then;
//   - a secret goes only to the host it was typed for, or to one agreed to, and
//     never over http when it was typed for https;
//   - nobody is sent to Mautic before Mautic has accepted the client pair;
//   - an accepted callback leads to exactly one exchange of its code;
//   - an answer to an attempt or a check that is over changes nothing;
//   - a proof is of the very credential that Mautic was asked about.
//
// Events of inputs and buttons that a state does not show change nothing. The
// package does not render and it does not run effects.
package flow
