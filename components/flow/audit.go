package flow

import (
	"mautic-connect/mautic"
)

// audit looks at what the proven credential may do.
func (s State) audit(refresh bool) (State, []Effect) {
	s.Audit = Preflight{Run: s.Audit.Run + 1, Running: true}
	s.Renewing = refresh
	return s, []Effect{CheckCredential{Run: s.Audit.Run, Credential: s.Proof.Credential, Renew: refresh}}
}

// audited reports whether an answer belongs to the audit under way, of a proof
// that still stands.
func (s State) audited(run int) bool {
	return s.Proof != nil && s.Audit.Running && run == s.Audit.Run
}

func (s State) auditChanged(e AuditChanged) State {
	if s.audited(e.Run) {
		s.Audit = s.Audit.with(e.Check)
	}
	return s
}

// auditDone keeps the token of a renewed grant: the one before is used up.
func (s State) auditDone(e AuditDone) (State, []Effect) {
	if !s.audited(e.Run) {
		return s, nil
	}
	s.Audit.Running, s.Audit.Done, s.Audit.Err = false, true, e.Err
	renewed := s.Renewing
	s.Renewing = false
	if grant, ok := s.Proof.Credential.(mautic.AuthorizationCode); ok && !e.Token.IsZero() {
		s = s.renewed(grant, e.Token)
	}
	if renewed && s.Step == StepHandOver {
		return s.prepareExport(s.currentFormat()) // it waited for the tokens
	}
	return s.deliverWhenReady()
}

// renewed puts a grant's new tokens into the proof.
func (s State) renewed(grant mautic.AuthorizationCode, token mautic.Token) State {
	proof := *s.Proof
	grant.Token = token
	proof.Credential = grant
	if !token.Issued.IsZero() {
		proof.At = token.Issued
	}
	s.Proof = &proof
	return s
}

// CanRefresh reports whether there is a proven grant that can be renewed.
func (s State) CanRefresh() bool {
	if s.Proof == nil || s.Preset.DeliversTo != "" {
		return false // what is delivered must be the same each time it is tried
	}
	grant, ok := s.Proof.Credential.(mautic.AuthorizationCode)
	return ok && !grant.Token.Refresh.IsZero()
}

func (s State) refreshPressed() (State, []Effect) {
	if s.Step != StepProof || s.Audit.Running || s.sendingTokens() || !s.CanRefresh() {
		return s, nil
	}
	return s.audit(true)
}
