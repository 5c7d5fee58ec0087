package flow

import "mautic-connect/mautic"

// authorize starts an authorization code attempt. The window must be opened in
// the very click; when the pair's verdict is still out it opens on a waiting
// text, and nobody is sent to Mautic before Mautic has accepted the pair.
func (s State) authorize(e ConnectPressed) (State, []Effect) {
	pair := s.Pair.Status
	s = s.begin(PhaseWaiting)
	s.Attempt.Pending = mautic.Pending{State: e.State, Verifier: e.Verifier, Client: s.Client(), Started: e.Now}
	listen := Listen{Attempt: s.Attempt.ID, State: e.State}
	if s.AsksThere() {
		return s.vouch(pair, e)
	}
	if pair == PairAccepted {
		return s, []Effect{OpenWindow{Attempt: s.Attempt.ID, URL: s.authorizeURL()}, listen}
	}
	s.Attempt.Phase = PhaseCheckingPair
	s.Pair = Pair{Seq: s.Pair.Seq + 1, Status: PairChecking}
	check := CheckPair{Seq: s.Pair.Seq, Client: s.Client()}
	if pair == PairRefused {
		return s, []Effect{check}
	}
	return s, []Effect{OpenWindow{Attempt: s.Attempt.ID}, check}
}

// vouch proves the pair of a client that the tool uses to ask Mautic itself. No
// window opens.
func (s State) vouch(pair PairStatus, e ConnectPressed) (State, []Effect) {
	s.Attempt.Pending = mautic.Pending{Client: s.Client(), Started: e.Now}
	if pair == PairAccepted {
		return s.vouched()
	}
	s.Attempt.Phase = PhaseCheckingPair
	s.Pair = Pair{Seq: s.Pair.Seq + 1, Status: PairChecking}
	return s, []Effect{CheckPair{Seq: s.Pair.Seq, Client: s.Client()}}
}

// vouched ends such an attempt: the pair is what there is to prove.
func (s State) vouched() (State, []Effect) {
	client, now := s.Attempt.Pending.Client, s.Attempt.Pending.Started
	client.RedirectURI = s.RedirectURIs()
	s.Proof = &Proof{Credential: mautic.AuthorizationCode{Client: client}, At: now, PairOnly: true}
	s.Attempt = Attempt{ID: s.Attempt.ID + 1}
	return s.goTo(StepProof), []Effect{Focus{}}
}

// authorizeURL is where the running attempt sends the person.
func (s State) authorizeURL() string {
	return s.Attempt.Pending.Client.AuthCodeURL(s.Attempt.Pending.State, s.Attempt.Pending.Verifier)
}

func (s State) pairChecked(e PairChecked) (State, []Effect) {
	if e.Seq != s.Pair.Seq || s.Pair.Status != PairChecking {
		return s, nil
	}
	switch {
	case e.Err != nil:
		s.Pair = Pair{Seq: s.Pair.Seq, Err: e.Err}
	case e.Accepted:
		s.Pair = Pair{Seq: s.Pair.Seq, Status: PairAccepted}
	default:
		s.Pair = Pair{Seq: s.Pair.Seq, Status: PairRefused}
	}
	if s.Attempt.Phase != PhaseCheckingPair {
		return s, nil
	}
	if s.Pair.Status != PairAccepted {
		err := e.Err
		if err == nil {
			err = ErrPairRefused
		}
		return s.fail(err)
	}
	if s.AsksThere() {
		return s.vouched()
	}
	if !s.Attempt.WindowOpen {
		// No click is at hand any more, so the window has to be asked for.
		s.Attempt.Phase = PhaseBlocked
		return s, []Effect{Focus{}}
	}
	return s.send()
}

// send takes the window that waits on a waiting text to Mautic.
func (s State) send() (State, []Effect) {
	s.Attempt.Phase = PhaseWaiting
	listen := Listen{Attempt: s.Attempt.ID, State: s.Attempt.Pending.State}
	if s.Attempt.WindowClosed {
		return s, []Effect{listen} // the person is offered to open it again
	}
	return s, []Effect{SendWindow{URL: s.authorizeURL()}, listen}
}

func (s State) windowOpened(e WindowOpened) (State, []Effect) {
	if e.Attempt != s.Attempt.ID || !s.Attempt.wantsWindow() {
		return s, nil
	}
	s.Attempt.WindowOpen, s.Attempt.WindowClosed = true, false
	if s.Attempt.Phase == PhaseBlocked {
		return s.send() // the verdict on the pair was quicker than the window
	}
	return s, nil
}

func (s State) windowBlocked(e WindowBlocked) State {
	if e.Attempt != s.Attempt.ID || !s.Attempt.wantsWindow() {
		return s
	}
	s.Attempt.WindowOpen = false
	if s.Attempt.Phase == PhaseWaiting {
		s.Attempt.Phase = PhaseBlocked
	}
	return s
}

func (s State) windowClosed(e WindowClosed) State {
	if e.Attempt == s.Attempt.ID && (s.Attempt.Phase == PhaseWaiting || s.Attempt.Phase == PhaseCheckingPair) {
		s.Attempt.WindowClosed = true
	}
	return s
}

// open opens the Mautic window for the request that is out.
func (s State) open() (State, []Effect) {
	if s.Attempt.Phase != PhaseBlocked && s.Attempt.Phase != PhaseWaiting {
		return s, nil
	}
	s.Attempt.Phase = PhaseWaiting
	return s, []Effect{
		OpenWindow{Attempt: s.Attempt.ID, URL: s.authorizeURL()},
		Listen{Attempt: s.Attempt.ID, State: s.Attempt.Pending.State},
	}
}

// raise brings the Mautic window to the front.
func (s State) raise() (State, []Effect) {
	if s.Attempt.Phase != PhaseWaiting {
		return s, nil
	}
	return s, []Effect{RaiseWindow{}}
}

// leave goes on in this tab.
func (s State) leave() (State, []Effect) {
	if !s.CanLeave || (s.Attempt.Phase != PhaseBlocked && s.Attempt.Phase != PhaseWaiting) {
		return s, nil
	}
	s.Attempt.Phase = PhaseLeaving
	s.Attempt.WindowOpen, s.Attempt.WindowClosed = false, false
	return s, []Effect{CloseWindow{}, Leave{Attempt: s.Attempt.ID, URL: s.authorizeURL(), Record: s.record()}}
}

func (s State) leaveFailed(e LeaveFailed) State {
	if e.Attempt != s.Attempt.ID || s.Attempt.Phase != PhaseLeaving {
		return s
	}
	s.CanLeave = false
	s.Attempt.Phase = PhaseBlocked
	return s
}

// callback takes the answer to the request that is out. An answer while this
// tab is leaving is not taken: the request went along in the record, and must
// not be used twice.
func (s State) callback(e CallbackReceived) (State, []Effect) {
	if s.Attempt.Phase != PhaseWaiting && s.Attempt.Phase != PhaseBlocked {
		return s, nil
	}
	pending := s.Attempt.Pending
	code, err := pending.Accept(e.Query, e.Now)
	s.Attempt.Pending = pending
	if err != nil {
		return s.fail(err)
	}
	s.Attempt.Phase = PhaseToken
	return s, []Effect{CloseWindow{}, Exchange{
		Attempt:  s.Attempt.ID,
		Client:   pending.Client,
		Code:     code,
		Verifier: pending.Verifier,
	}}
}

func (s State) timeUp(e TimeUp) (State, []Effect) {
	if e.Attempt != s.Attempt.ID || (s.Attempt.Phase != PhaseWaiting && s.Attempt.Phase != PhaseBlocked) {
		return s, nil
	}
	return s.fail(ErrNoAnswer)
}
