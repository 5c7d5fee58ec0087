package flow

import (
	"mautic-connect/mautic"
)

// begin starts a new attempt in a phase. What was proven before makes room.
func (s State) begin(phase Phase) State {
	s.Attempt = Attempt{ID: s.Attempt.ID + 1, Phase: phase}
	s.Failure = nil
	s.Reached = s.Step
	return s.forgetProof()
}

// abandon ends the running attempt without a verdict.
func (s State) abandon() (State, []Effect) {
	if s.Attempt.Phase == PhaseIdle {
		return s, nil
	}
	effects := []Effect{Cancel{}, CloseWindow{}}
	if s.Attempt.Phase == PhaseLeaving {
		effects = append(effects, Forget{})
	}
	s.Attempt = Attempt{ID: s.Attempt.ID + 1}
	if s.Pair.Status == PairChecking {
		s.Pair = Pair{Seq: s.Pair.Seq + 1}
	}
	return s, effects
}

// fail ends the running attempt with its cause.
func (s State) fail(err error) (State, []Effect) {
	s.Failure = &Failure{Err: err, Phase: s.Attempt.Phase, Method: s.Method, Base: s.Address.Base}
	s.Attempt = Attempt{ID: s.Attempt.ID + 1}
	return s, []Effect{CloseWindow{}, Focus{}}
}

func (s State) cancel() (State, []Effect) {
	if s.Attempt.Phase == PhaseIdle {
		return s, nil
	}
	s, effects := s.abandon()
	return s, append(effects, Focus{})
}

func (s State) connect(e ConnectPressed) (State, []Effect) {
	if s.Step != StepCredential || s.Attempt.Phase != PhaseIdle {
		return s, nil
	}
	s = s.tidy()
	if field := s.Forms.check(s.Method); field != "" && s.Preset.Name == "" {
		return s, []Effect{Focus{Field: field}}
	}
	if s.NeedsConsent() {
		return s, []Effect{Focus{}}
	}
	switch s.Method {
	case mautic.MethodBasic:
		return s.begin(PhaseIdentifying).identify(mautic.Basic{
			Base:     s.Address.Base,
			UserName: s.Forms.UserName.Value,
			Password: mautic.NewSecret(s.Forms.Password.Value),
		})
	case mautic.MethodClientCredentials:
		s = s.begin(PhaseToken)
		return s, []Effect{RequestToken{Attempt: s.Attempt.ID, Client: s.Client()}}
	default:
		return s.authorize(e)
	}
}

// tidy does for every field what leaving it does. Enter in a field connects
// before the field is left; an edit afterwards would give the attempt up.
func (s State) tidy() State {
	before := s.Forms
	for _, field := range fieldsOf(s.Method) {
		s.Forms.left(field)
	}
	if s.Forms == before {
		return s
	}
	s, _ = s.formsChanged(before) // no effects: they only give up a running attempt, and there is none
	return s
}

// identify asks Mautic whose a credential is.
func (s State) identify(credential mautic.Credential) (State, []Effect) {
	s.Attempt.Phase = PhaseIdentifying
	s.Attempt.Credential = credential
	return s, []Effect{Identify{Attempt: s.Attempt.ID, Credential: credential}}
}

func (s State) tokenReceived(e TokenReceived) (State, []Effect) {
	if e.Attempt != s.Attempt.ID || s.Attempt.Phase != PhaseToken {
		return s, nil
	}
	if e.Err != nil {
		return s.fail(e.Err)
	}
	if s.Method == mautic.MethodClientCredentials {
		return s.identify(mautic.ClientCredentials{Client: s.Client(), Token: e.Token})
	}
	return s.identify(mautic.AuthorizationCode{Client: s.Attempt.Pending.Client, Token: e.Token})
}

func (s State) identityReceived(e IdentityReceived) (State, []Effect) {
	if e.Attempt != s.Attempt.ID || s.Attempt.Phase != PhaseIdentifying {
		return s, nil
	}
	if e.Err != nil {
		return s.fail(e.Err)
	}
	s.Proof = &Proof{Credential: s.Attempt.Credential, User: e.User, At: e.Now}
	s.Attempt = Attempt{ID: s.Attempt.ID + 1}
	s = s.goTo(StepProof)
	s, effects := s.audit(false)
	s, more := s.askRights()
	effects = append(effects, more...)
	if s.Preset.DeliversTo != "" {
		s = s.goTo(StepHandOver)
		s.Delivery.ID, s.Delivery.Waiting = e.Mark, true
	}
	return s, append(effects, Focus{})
}
