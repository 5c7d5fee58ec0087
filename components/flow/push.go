package flow

import (
	"slices"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
)

// Push is the way into a running n8n.
type Push struct {
	// Run counts the attempts; answers of an older one are ignored.
	Run  int
	Busy bool
	Err  error
	// Result is n8n's answer; with task.Exists it asks what to do.
	Result *task.Sent
	// WithTokens says that the attempt carries the tokens of a grant.
	WithTokens bool
	// Known are the credentials this page has made in the n8n at To.
	Known []task.Stored
	To    string
}

// asks reports whether n8n has asked what to do about what is there already, and
// the press is one of the answers.
func (p Push) asks(e SendPressed) bool {
	if p.Result == nil || p.Result.Outcome != task.Exists {
		return false
	}
	return e.Update == "" || slices.ContainsFunc(p.Result.Existing, func(s task.Stored) bool { return s.ID == e.Update })
}

// sendPressed sends the credential into the person's n8n.
func (s State) sendPressed(e SendPressed) (State, []Effect) {
	if s.Step != StepHandOver || s.Proof == nil || !s.Tool().N8N || s.HandOver.Push.Busy || s.Renewing || s.sendingTokens() {
		return s, nil
	}
	if (e.Update != "" || e.Duplicate) && !s.HandOver.Push.asks(e) {
		return s, nil // the question is gone: it was about another place or name
	}
	s.Forms.left(FieldTool)
	s.Forms.left(FieldToolKey)
	address, _, err := s.N8N()
	if err != nil || address.IsZero() {
		s.Forms.Tool.Problem = ProblemToolAddress
		return s, []Effect{Focus{Field: FieldTool}}
	}
	if s.Forms.ToolKey.Value == "" {
		s.Forms.ToolKey.Problem = ProblemMissing
		return s, []Effect{Focus{Field: FieldToolKey}}
	}
	known := s.HandOver.Push.Known
	if address.String() != s.HandOver.Push.To {
		known = nil
	}
	s.HandOver.Push = Push{Run: s.HandOver.Push.Run + 1, Busy: true, WithTokens: s.withTokens(), Known: known, To: address.String()}
	s = s.holdExport()
	return s, []Effect{SendToN8N{
		Run: s.HandOver.Push.Run, Address: address.String(), Key: mautic.NewSecret(s.Forms.ToolKey.Value),
		Credential: s.Proof.Credential, Name: s.Name(), WithTokens: s.withTokens(),
		Update: e.Update, Duplicate: e.Duplicate, Known: known,
	}}
}

// sent takes n8n's answer. The API key has done its work once something is
// stored; after a failure it stays in its input.
func (s State) sent(e Sent) (State, []Effect) {
	if e.Run != s.HandOver.Push.Run || !s.HandOver.Push.Busy {
		return s, nil
	}
	s.HandOver.Push.Busy = false
	tokens := s.HandOver.Push.WithTokens
	var effects []Effect
	switch {
	case e.Err != nil && e.TokensMayHaveLeft && tokens:
		s.HandOver.Push.Err = e.Err
		s, effects = s.left(Departure{Way: WaySent, Connected: true})
	case e.Err != nil:
		s.HandOver.Push.Err = e.Err
		s, effects = s.prepareHeld(tokens)
	case e.Result.Outcome == task.Exists:
		if address, _, err := s.N8N(); err == nil && address.String() == s.HandOver.Push.To {
			s.HandOver.Push.Result = &e.Result
		} // else it asks about a place that is not meant any more
		s, effects = s.prepareHeld(tokens)
	default:
		s.HandOver.Push.Result = &e.Result
		s.HandOver.Push.Known = append(slices.Clip(s.HandOver.Push.Known), e.Result.Stored)
		s.Forms.ToolKey = Text{}
		s, effects = s.left(Departure{Way: WaySent, Connected: tokens})
	}
	if s.Step != StepHandOver {
		return s, effects // the person is elsewhere, and so is the keyboard
	}
	return s, append(effects, Focus{})
}

// holdExport drops what is written with tokens that now take another way.
func (s State) holdExport() State {
	if s.sendingTokens() && s.HandOver.Export.WithTokens {
		s.HandOver.Export = Export{Run: s.HandOver.Export.Run + 1, Format: s.HandOver.Export.Format}
	}
	return s
}

// prepareHeld prepares what had to wait while the tokens were on their way.
func (s State) prepareHeld(tokens bool) (State, []Effect) {
	held := s.HandOver.Export
	if !tokens || held.Busy || len(held.Files) > 0 || held.Err != nil {
		return s, nil
	}
	return s.prepareUnsealed()
}
