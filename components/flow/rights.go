package flow

import (
	"slices"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
)

// Rights is what the proven credential may do, for each operation of n8n's nodes.
type Rights struct {
	// Run counts the questions; answers to an older one are ignored.
	Run     int
	Running bool
	Rows    []task.Right
	// Err says why Rows may be less exact than they could.
	Err error
	// Needs are the operations that the person's workflow uses, in the order of
	// the rows; none means that nobody has said.
	Needs []string
	// Recipe is the role that allows them, as text; empty until it is written.
	Recipe string
}

// Lacking are the operations that the workflow uses and the credential may not
// do with every record.
func (r Rights) Lacking() []task.Right {
	var out []task.Right
	for _, row := range r.Rows {
		if !row.Allowed() && slices.Contains(r.Needs, row.ID) {
			out = append(out, row)
		}
	}
	return out
}

// askRights finds out what a proven credential may do.
func (s State) askRights() (State, []Effect) {
	s.Rights = Rights{Run: s.Rights.Run + 1, Running: true, Needs: s.Rights.Needs}
	return s, []Effect{AskRights{Run: s.Rights.Run, Credential: s.Proof.Credential, User: s.Proof.User}}
}

func (s State) rightsReceived(e RightsReceived) (State, []Effect) {
	if e.Run != s.Rights.Run || !s.Rights.Running {
		return s, nil
	}
	s.Rights.Running = false
	s.Rights.Rows, s.Rights.Err = e.Rows, e.Err
	if len(e.Rows) == 0 || len(s.Rights.Needs) == 0 {
		return s.deliverWhenReady()
	}
	return s.askRecipe() // what is needed was said of an earlier proof
}

// askRecipe asks for the role that allows what is needed. Its number makes the
// answer to what was needed before an old one.
func (s State) askRecipe() (State, []Effect) {
	s.Rights.Run, s.Rights.Recipe = s.Rights.Run+1, ""
	return s, []Effect{AskRecipe{Run: s.Rights.Run, Operations: s.Rights.Needs, Version: s.Proof.User.MauticVersion}}
}

// needed marks an operation as one the workflow uses, or no longer.
func (s State) needed(e Needed) (State, []Effect) {
	if !slices.ContainsFunc(s.Rights.Rows, func(r task.Right) bool { return r.ID == e.Operation }) {
		return s, nil // nothing is there to be marked
	}
	var needs []string
	for _, row := range s.Rights.Rows {
		id := row.ID
		if id == e.Operation && e.Needed || id != e.Operation && slices.Contains(s.Rights.Needs, id) {
			needs = append(needs, id)
		}
	}
	if slices.Equal(needs, s.Rights.Needs) {
		return s, nil
	}
	s.Rights.Needs, s.Rights.Recipe = needs, ""
	if len(needs) == 0 {
		return s, nil
	}
	return s.askRecipe()
}

// recipeReceived takes the role for what is needed still.
func (s State) recipeReceived(e RecipeReceived) State {
	if e.Run == s.Rights.Run && !s.Rights.Running && len(s.Rights.Needs) > 0 {
		s.Rights.Recipe = e.Text
	}
	return s
}

// Hooks is the proof that the credential may make webhooks, by making one.
type Hooks struct {
	// Run counts the proofs; answers to an older one are ignored.
	Run     int
	Running bool
	// Steps are what was done; none while it was not asked for.
	Steps []task.HookStep
	Err   error
	// Leftovers are webhooks that earlier proofs could not delete.
	Leftovers []task.Hook
}

// proveHooks writes to Mautic, so only a press starts it.
func (s State) proveHooks(e ProveHooksPressed) (State, []Effect) {
	if s.Step != StepProof || s.Proof == nil || s.Proof.PairOnly || s.Hooks.Running || !s.canAsk() {
		return s, nil
	}
	s.Hooks = Hooks{Run: s.Hooks.Run + 1, Running: true}
	return s, []Effect{ProveHooks{Run: s.Hooks.Run, Credential: s.Proof.Credential, Marker: e.Marker}}
}

// removeHooks deletes what earlier proofs have left.
func (s State) removeHooks() (State, []Effect) {
	if s.Step != StepProof || s.Proof == nil || s.Hooks.Running || len(s.Hooks.Leftovers) == 0 || !s.canAsk() {
		return s, nil
	}
	leftovers := s.Hooks.Leftovers
	s.Hooks = Hooks{Run: s.Hooks.Run + 1, Running: true, Steps: s.Hooks.Steps, Leftovers: leftovers}
	return s, []Effect{RemoveHooks{Run: s.Hooks.Run, Credential: s.Proof.Credential, Hooks: leftovers}}
}

func (s State) hooksProven(e HooksProven) State {
	if e.Run != s.Hooks.Run || !s.Hooks.Running {
		return s
	}
	s.Hooks.Running = false
	if len(e.Steps) > 0 {
		s.Hooks.Steps = e.Steps
	}
	s.Hooks.Err, s.Hooks.Leftovers = e.Err, e.Leftovers
	return s
}

// canAsk reports whether the proven credential can be used for a request that
// has to come to its end: a grant that was handed over, or is about to be, cannot.
func (s State) canAsk() bool {
	if s.Renewing || s.sendingTokens() {
		return false
	}
	_, grant := s.Proof.Credential.(mautic.AuthorizationCode)
	return !grant || s.Connected()
}
