package flow

import (
	"slices"

	"mautic-connect/mautic"
)

// Next returns the state after an event, and what is to be done. It is pure.
// Events that make no sense in a state, such as the answer to an attempt that
// was given up, change nothing.
func Next(s State, event Event) (State, []Effect) {
	next, effects := s.next(event)
	if next.Keeping && (next.Proof != s.Proof || next.sendingTokens()) {
		next.Keeping = false
		effects = append(effects, StopKeeping{})
	}
	return next, append(effects, next.tellChanges(s)...)
}

func (s State) next(event Event) (State, []Effect) {
	switch e := event.(type) {
	case DestinationChosen:
		return s.destinationChosen(e)
	case Embedded:
		return s.embedded(e), nil
	case PresetLoaded:
		return s.presetLoaded(e)
	case TellPressed:
		return s.tellPressed(e)
	case Released:
		return s.released(e)
	case DeliverPressed:
		return s.deliverPressed()
	case Delivered:
		return s.delivered(e)
	case DonePressed:
		return s.donePressed()
	case Prefilled:
		return s.prefilled(e)
	case AddressTyped:
		return s.addressTyped(e)
	case AddressEntered:
		return s.addressEntered()
	case CheckAgainPressed:
		return s.checkAgain()
	case ContinuePressed:
		return s.continueAnyway()
	case CheckChanged:
		return s.checkChanged(e), nil
	case PreflightDone:
		return s.preflightDone(e)
	case ReportWritten:
		return s.reportWritten(e), nil
	case WindowRead:
		return s.windowRead(e), nil
	case RedirectsCompared:
		return s.redirectsCompared(e), nil
	case MethodChosen:
		return s.methodChosen(e)
	case Typed, Left, Untrim, KeepSecrets, ClearSecrets:
		return s.edited(event)
	case StepPressed:
		return s.stepPressed(e)
	case StartOver:
		fresh := Start(s.RedirectURI, s.CanLeave)
		fresh.Keeping = s.Keeping // until it is taken back below
		fresh.AllFormats, fresh.CheckOnly = s.AllFormats, s.CheckOnly
		fresh.Portal = Portal{Origin: s.Portal.Origin, Reference: s.Portal.Reference, Releases: s.Portal.Releases, Run: s.Portal.Run}
		fresh.Delivery.Run = s.Delivery.Run
		fresh.Attempt.ID = s.Attempt.ID // late answers must not match the next attempt
		fresh.Pair.Seq = s.Pair.Seq
		fresh.Preflight.Run = s.Preflight.Run
		fresh.Reading.Run, fresh.Redirects.Run = s.Reading.Run, s.Redirects.Run
		fresh.Audit.Run = s.Audit.Run
		fresh.Rights.Run, fresh.Hooks.Run = s.Rights.Run, s.Hooks.Run
		fresh.HandOver.Export.Run, fresh.HandOver.Push.Run = s.HandOver.Export.Run, s.HandOver.Push.Run
		effects := []Effect{Cancel{}, StopChecking{}, CloseWindow{}, Wipe{}}
		if s.Preset.Base.IsZero() {
			return fresh, append(effects, Focus{Field: FieldAddress})
		}
		fresh, more := fresh.usePreset(s.Preset)
		return fresh, append(append(effects, more...), Focus{})
	case ConnectPressed:
		return s.connect(e)
	case AuditChanged:
		return s.auditChanged(e), nil
	case AuditDone:
		return s.auditDone(e)
	case RefreshPressed:
		return s.refreshPressed()
	case RightsReceived:
		return s.rightsReceived(e)
	case Needed:
		return s.needed(e)
	case RecipeReceived:
		return s.recipeReceived(e), nil
	case CatalogueLoaded:
		return s.catalogueLoaded(e)
	case ProveHooksPressed:
		return s.proveHooks(e)
	case RemoveHooksPressed:
		return s.removeHooks()
	case HooksProven:
		return s.hooksProven(e), nil
	case HandOverPressed:
		return s.handOverPressed()
	case FormatChosen:
		return s.formatChosen(e)
	case EncryptPressed:
		return s.encryptPressed()
	case GrantKept:
		return s.grantKept(e)
	case ExportReady:
		return s.exportReady(e), nil
	case KeepPressed:
		return s.keepPressed()
	case Kept:
		return s.kept(e)
	case ExportLeft:
		return s.exportLeft(e)
	case SendPressed:
		return s.sendPressed(e)
	case Sent:
		return s.sent(e)
	case PairChecked:
		return s.pairChecked(e)
	case OpenPressed:
		return s.open()
	case WindowOpened:
		return s.windowOpened(e)
	case WindowBlocked:
		return s.windowBlocked(e), nil
	case WindowClosed:
		return s.windowClosed(e), nil
	case RaisePressed:
		return s.raise()
	case LeavePressed:
		return s.leave()
	case LeaveFailed:
		return s.leaveFailed(e), nil
	case CallbackReceived:
		return s.callback(e)
	case TimeUp:
		return s.timeUp(e)
	case TokenReceived:
		return s.tokenReceived(e)
	case IdentityReceived:
		return s.identityReceived(e)
	case CancelPressed:
		return s.cancel()
	case RecordLost:
		return s.recordLost()
	case Resumed:
		return s.resumed(e)
	default:
		return s, nil
	}
}

// addressTyped takes a new address. Its input is there in the first step only,
// so nothing can change the address under a running attempt.
func (s State) addressTyped(e AddressTyped) (State, []Effect) {
	if s.Step != StepMautic || e.Text == s.Address.Typed {
		return s, nil
	}
	submitted := s.Address.Submitted && e.Text != ""
	s.Address = Address{Typed: e.Text, Submitted: submitted}
	s.Address.Base, s.Address.Corrections, s.Address.Err = mautic.ParseBaseURL(e.Text)
	s.Failure = nil
	s = s.forgetProof()
	s.Reached = StepMautic
	s.Pair = Pair{Seq: s.Pair.Seq + 1}
	s, effects := s.stopChecking()
	if !e.Pasted || s.Address.Err != nil {
		return s, effects
	}
	s, check := s.addressEntered()
	return s, append(effects, check...)
}

// goTo shows a step and remembers the furthest one.
func (s State) goTo(step Step) State {
	s.Step = step
	if s.Reached.Before(step) {
		s.Reached = step
	}
	return s
}

func (s State) stepPressed(e StepPressed) (State, []Effect) {
	if e.Step.position() < 0 || s.Reached.Before(e.Step) || e.Step == s.Step {
		return s, nil
	}
	s, effects := s.abandon()
	s = s.forgetKeys()
	s.Step = e.Step
	var more []Effect
	switch s.Step {
	case StepHandOver:
		s, more = s.prepareExport(s.currentFormat())
	case StepPrepare:
		s, more = s.writeReport()
	}
	return s, append(append(effects, more...), Focus{})
}

func (s State) methodChosen(e MethodChosen) (State, []Effect) {
	if e.Method == s.Method || !known(e.Method) || s.Preset.Name != "" {
		return s, nil
	}
	s, effects := s.abandon()
	s.Method = e.Method
	s.Failure = nil
	return s.checkPairSoon(effects)
}

func known(m mautic.Method) bool {
	return m == mautic.MethodAuthorizationCode || m == mautic.MethodBasic || m == mautic.MethodClientCredentials
}

// edited handles every change of the credential's inputs, which are there in
// its step only, and of those of the hand-over.
func (s State) edited(event Event) (State, []Effect) {
	if s.Step == StepHandOver {
		return s.editedHandOver(event)
	}
	if s.Step != StepCredential {
		return s, nil
	}
	before := s.Forms
	switch e := event.(type) {
	case Typed:
		if e.Field.ofHandOver() && e.Field != FieldTool {
			return s, nil // only the tool's address is asked for here, for its redirect URI
		}
		s.Forms.typed(e)
	case Left:
		s.Forms.left(e.Field)
	case Untrim:
		s.Forms.untrim(e.Field)
	case KeepSecrets:
		if !s.NeedsConsent() {
			return s, nil
		}
		s.SecretsFor, s.SecretsAlso = s.Address.Base, nil
		return s.checkPairSoon(nil)
	case ClearSecrets:
		s.Forms.Password, s.Forms.ClientSecret = Text{}, Text{}
	}
	if s.Forms == before {
		return s, nil
	}
	s, effects := s.formsChanged(before)
	s, more := s.askAboutTexts(before)
	effects = append(effects, more...)
	if _, cleared := event.(ClearSecrets); cleared {
		return s, append(effects, Focus{Field: fieldsOf(s.Method)[1]})
	}
	return s.checkPairSoon(effects)
}

// formsChanged draws the consequences of an edit: whom the secrets are for now,
// that the pair's verdict was on another pair, and that a running attempt was
// made from other values and would prove something the form does not show.
func (s State) formsChanged(before Forms) (State, []Effect) {
	var effects []Effect
	if s.Forms.differs(before, s.Method) {
		s, effects = s.abandon()
	}
	switch {
	case !s.Forms.hasSecrets():
		s.SecretsFor, s.SecretsAlso = mautic.BaseURL{}, nil
	case !s.NeedsConsent():
		s.SecretsFor, s.SecretsAlso = s.Address.Base, nil
	case s.Forms.Password.Value != before.Password.Value || s.Forms.ClientSecret.Value != before.ClientSecret.Value:
		// What is typed here is for here, what was there already is not.
		if !slices.Contains(s.SecretsAlso, s.Address.Base) {
			s.SecretsAlso = append(slices.Clip(s.SecretsAlso), s.Address.Base)
		}
	}
	if s.Forms.differs(before, mautic.MethodAuthorizationCode) {
		s.Pair = Pair{Seq: s.Pair.Seq + 1}
	}
	return s, effects
}

// checkPairSoon has the client pair checked while the person is still on the
// form, once it is complete and its verdict is not known yet.
func (s State) checkPairSoon(effects []Effect) (State, []Effect) {
	if s.Method == mautic.MethodBasic || s.Step != StepCredential || s.NeedsConsent() || s.Pair.Status != PairUnknown {
		return s, effects
	}
	if s.Preset.Name == "" && (s.Forms.ClientSecret.Value == "" || clientIDProblem(s.Forms.ClientID.Value) != "") {
		return s, effects
	}
	s.Pair = Pair{Seq: s.Pair.Seq + 1, Status: PairChecking}
	return s, append(effects, CheckPair{Seq: s.Pair.Seq, Client: s.Client(), Soon: s.Preset.Name == ""})
}
