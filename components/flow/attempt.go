package flow

import (
	"mautic-connect/mautic"
)

// begin starts a new attempt in a phase.
func (s State) begin(phase Phase) State {
	s.Attempt = Attempt{ID: s.Attempt.ID + 1, Phase: phase}
	s.Failure = nil
	s.Proof = nil
	return s
}

// abandon ends the running attempt without a verdict.
func (s State) abandon() (State, []Effect) {
	if s.Attempt.Phase == PhaseIdle {
		return s, nil
	}
	s.Attempt = Attempt{ID: s.Attempt.ID + 1}
	if s.Pair.Status == PairChecking {
		s.Pair = Pair{Seq: s.Pair.Seq + 1}
	}
	return s, []Effect{Cancel{}, CloseWindow{}}
}

// fail ends the running attempt with its cause.
func (s State) fail(err error) (State, []Effect) {
	s.Failure = &Failure{Err: err, Phase: s.Attempt.Phase, Method: s.Method, Base: s.Address.Base}
	s.Attempt = Attempt{ID: s.Attempt.ID + 1}
	return s, []Effect{CloseWindow{}, Focus{}}
}

func (s State) cancel() (State, []Effect) {
	s, effects := s.abandon()
	return s, append(effects, Focus{})
}

func (s State) connect(e ConnectPressed) (State, []Effect) {
	if s.Step != StepCredential || s.Attempt.Busy() || s.Address.Base.IsZero() {
		return s, nil
	}
	if field := s.Forms.check(s.Method); field != "" {
		return s, []Effect{Focus{Field: field}}
	}
	if s.NeedsConsent() {
		return s, []Effect{Focus{}}
	}
	switch s.Method {
	case mautic.MethodBasic:
		s = s.begin(PhaseIdentifying)
		return s, []Effect{Identify{Attempt: s.Attempt.ID, Credential: mautic.Basic{
			Base:     s.Address.Base,
			UserName: s.Forms.UserName.Value,
			Password: mautic.NewSecret(s.Forms.Password.Value),
		}}}
	case mautic.MethodClientCredentials:
		s = s.begin(PhaseToken)
		return s, []Effect{RequestToken{Attempt: s.Attempt.ID, Client: s.Client()}}
	default:
		return s.authorize(e)
	}
}

// authorize starts an authorization code attempt. The window must be opened in
// the very click; when the pair's verdict is still out it opens on a waiting
// text, and nobody is sent to Mautic before Mautic has accepted the pair.
func (s State) authorize(e ConnectPressed) (State, []Effect) {
	pair := s.Pair.Status
	s = s.begin(PhaseWaiting)
	s.Attempt.Pending = mautic.Pending{State: e.State, Verifier: e.Verifier, Client: s.Client(), Started: e.Now}
	listen := Listen{Attempt: s.Attempt.ID, State: e.State}
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
	if !s.Attempt.WindowOpen {
		// No click is at hand any more, so the window has to be asked for.
		s.Attempt.Phase = PhaseBlocked
		return s, []Effect{Focus{}}
	}
	s.Attempt.Phase = PhaseWaiting
	return s, []Effect{SendWindow{URL: s.authorizeURL()}, Listen{Attempt: s.Attempt.ID, State: s.Attempt.Pending.State}}
}

func (s State) windowOpened(e WindowOpened) State {
	if e.Attempt == s.Attempt.ID && s.Attempt.Phase != PhaseIdle {
		s.Attempt.WindowOpen, s.Attempt.WindowClosed = true, false
	}
	return s
}

func (s State) windowBlocked(e WindowBlocked) State {
	if e.Attempt != s.Attempt.ID {
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

// leave goes on in this tab.
func (s State) leave() (State, []Effect) {
	if !s.CanLeave || (s.Attempt.Phase != PhaseBlocked && s.Attempt.Phase != PhaseWaiting) {
		return s, nil
	}
	s.Attempt.Phase = PhaseLeaving
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

func (s State) callback(e CallbackReceived) (State, []Effect) {
	if s.Attempt.Phase != PhaseWaiting && s.Attempt.Phase != PhaseBlocked && s.Attempt.Phase != PhaseLeaving {
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

func (s State) tokenReceived(e TokenReceived) (State, []Effect) {
	if e.Attempt != s.Attempt.ID || s.Attempt.Phase != PhaseToken {
		return s, nil
	}
	if e.Err != nil {
		return s.fail(e.Err)
	}
	s.Attempt.Phase = PhaseIdentifying
	s.Attempt.Token = e.Token
	return s, []Effect{Identify{Attempt: s.Attempt.ID, Credential: s.tokenCredential()}}
}

// tokenCredential is the credential an OAuth2 attempt has obtained.
func (s State) tokenCredential() mautic.Credential {
	if s.Method == mautic.MethodClientCredentials {
		return mautic.ClientCredentials{Client: s.Client(), Token: s.Attempt.Token}
	}
	return mautic.AuthorizationCode{Client: s.Attempt.Pending.Client, Token: s.Attempt.Token}
}

func (s State) identityReceived(e IdentityReceived) (State, []Effect) {
	if e.Attempt != s.Attempt.ID || s.Attempt.Phase != PhaseIdentifying {
		return s, nil
	}
	if e.Err != nil {
		return s.fail(e.Err)
	}
	var credential mautic.Credential
	if s.Method == mautic.MethodBasic {
		credential = mautic.Basic{
			Base:     s.Address.Base,
			UserName: s.Forms.UserName.Value,
			Password: mautic.NewSecret(s.Forms.Password.Value),
		}
	} else {
		credential = s.tokenCredential()
	}
	s.Proof = &Proof{Credential: credential, User: e.User, At: e.Now}
	s.Attempt = Attempt{ID: s.Attempt.ID + 1}
	s = s.goTo(StepProof)
	return s, []Effect{Focus{}}
}
