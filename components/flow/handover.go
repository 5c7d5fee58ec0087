package flow

import (
	"slices"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

// HandOver is how the proven credential leaves.
type HandOver struct {
	// KeepGrant says that the tokens of a grant stay here, so that what leaves is
	// not connected. Mautic's refresh tokens work once: two holders of one grant
	// break each other, so there is no third choice.
	KeepGrant bool
	// GrantLeft says that the tokens have left, and are forgotten here.
	GrantLeft bool
	Export    Export
	Push      Push
	// Left are what has left so far, in order.
	Left []Departure
}

// Export is the credential in a format, ready to be copied or saved: the browser
// allows both only in the very click.
type Export struct {
	// Run counts the preparations; answers of an older one are ignored.
	Run int
	// Format is what it is, or will be, in; empty for none.
	Format export.ID
	Busy   bool
	Files  []task.File
	Err    error
	// WithTokens says that the files hold the tokens of a grant.
	WithTokens bool
}

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

// Way is how a credential left.
type Way string

// The ways.
const (
	WaySent   Way = "sent"
	WayCopied Way = "copied"
	WaySaved  Way = "saved"
)

// Departure is one time the credential left.
type Departure struct {
	Way Way
	// Format is empty where it was sent.
	Format export.ID
	// Connected says that the tokens of a grant went along.
	Connected bool
}

// Connected reports whether the proven credential holds a grant whose tokens are
// still here.
func (s State) Connected() bool {
	if s.Proof == nil {
		return false
	}
	grant, ok := s.Proof.Credential.(mautic.AuthorizationCode)
	return ok && !grant.Token.IsZero()
}

// withTokens reports whether what leaves holds the tokens of a grant. A tool that
// asks Mautic for its own has no use for ours.
func (s State) withTokens() bool {
	return s.Connected() && !s.HandOver.KeepGrant && !s.Tool().There
}

// carriesTokens reports whether what is written in a format holds the tokens.
func (s State) carriesTokens(f export.Format) bool {
	return s.withTokens() && f.Tokens != export.TokensNever
}

// sendingTokens reports whether tokens are on their way into an n8n. Until its
// answer is here nothing else may take them along or use them up.
func (s State) sendingTokens() bool { return s.HandOver.Push.Busy && s.HandOver.Push.WithTokens }

// Name is what the tool is to call the credential.
func (s State) Name() string {
	if s.Forms.Name.Value != "" || s.Proof == nil {
		return s.Forms.Name.Value
	}
	return "Mautic " + s.Proof.Credential.BaseURL().Host()
}

// Formats are those that the tool takes and that can carry the credential.
func (s State) Formats() []export.Format {
	if s.Proof == nil {
		return nil
	}
	wanted := s.Tool().Formats
	var out []export.Format
	for _, f := range s.AllFormats {
		if f.Takes(s.Proof.Credential.Method()) && (len(wanted) == 0 || slices.Contains(wanted, f.ID)) && (f.Tokens != export.TokensNeeded || !s.isGrant() || s.withTokens()) {
			out = append(out, f)
		}
	}
	return out
}

// format returns the format of that name.
func (s State) format(id export.ID) (export.Format, bool) {
	for _, f := range s.AllFormats {
		if f.ID == id {
			return f, true
		}
	}
	return export.Format{}, false
}

// catalogueLoaded takes the formats there are.
func (s State) catalogueLoaded(e CatalogueLoaded) (State, []Effect) {
	s.AllFormats = e.Formats
	if s.Step == StepHandOver && s.HandOver.Export.Format == "" {
		return s.prepareExport(s.currentFormat())
	}
	return s, nil
}

// isGrant reports whether the proven credential is one that a person granted.
func (s State) isGrant() bool { return s.Proof.Credential.Method() == mautic.MethodAuthorizationCode }

// bestFormat is the first format there is for the tool, or "".
func (s State) bestFormat() export.ID {
	formats := s.Formats()
	for _, id := range s.Tool().Formats {
		if slices.ContainsFunc(formats, func(f export.Format) bool { return f.ID == id }) {
			return id
		}
	}
	if len(formats) > 0 {
		return formats[0].ID
	}
	return ""
}

// currentFormat is the one chosen so far while it is offered, else the best one.
func (s State) currentFormat() export.ID {
	if s.offers(s.HandOver.Export.Format) {
		return s.HandOver.Export.Format
	}
	return s.bestFormat()
}

func (s State) offers(id export.ID) bool {
	return slices.ContainsFunc(s.Formats(), func(f export.Format) bool { return f.ID == id })
}

// forgetProof makes room for another proof. What was handed over so far is over.
func (s State) forgetProof() State {
	s.Proof = nil
	s.Renewing = false
	s.Audit = Preflight{Run: s.Audit.Run + 1}
	s.Rights = Rights{Run: s.Rights.Run + 1, Needs: s.Rights.Needs}
	s.Hooks = Hooks{Run: s.Hooks.Run + 1}
	s.HandOver = HandOver{
		Export: Export{Run: s.HandOver.Export.Run + 1},
		Push:   Push{Run: s.HandOver.Push.Run + 1, Known: s.HandOver.Push.Known, To: s.HandOver.Push.To},
	}
	return s
}

// handOverPressed goes from the proof to where the credential leaves.
func (s State) handOverPressed() (State, []Effect) {
	if s.Step != StepProof || s.Proof == nil {
		return s, nil
	}
	s = s.goTo(StepHandOver)
	s, effects := s.prepareExport(s.currentFormat())
	return s, append(effects, Focus{})
}

// prepareExport has the credential written in a format. A sealed one waits for
// its passphrase, and tokens that are being renewed or sent wait for the outcome.
func (s State) prepareExport(format export.ID) (State, []Effect) {
	s.HandOver.Export = Export{Run: s.HandOver.Export.Run + 1, Format: format}
	chosen, known := s.format(format)
	if s.Step != StepHandOver || s.Proof == nil || !known || s.Renewing || chosen.Sealed && s.Forms.Passphrase.Value == "" {
		return s, nil
	}
	if s.sendingTokens() && s.carriesTokens(chosen) {
		return s, nil
	}
	return s.write(chosen)
}

func (s State) write(format export.Format) (State, []Effect) {
	s.HandOver.Export.Busy = true
	s.HandOver.Export.WithTokens = s.carriesTokens(format)
	effect := WriteExport{
		Run: s.HandOver.Export.Run, Format: format.ID, Credential: s.Proof.Credential, Name: s.Name(), WithTokens: s.HandOver.Export.WithTokens,
	}
	if format.Sealed {
		effect.Sealing = mautic.NewSecret(s.Forms.Passphrase.Value)
	}
	return s, []Effect{effect}
}

// asksFor reports whether the hand-over shows an input.
func (s State) asksFor(f Field) bool {
	switch f {
	case FieldToolKey:
		return s.Tool().N8N
	case FieldPassphrase:
		format, _ := s.format(s.HandOver.Export.Format)
		return format.Sealed
	}
	return f.ofHandOver()
}

// editedHandOver takes a change of where the credential goes. What is ready to
// leave has the name in it.
func (s State) editedHandOver(event Event) (State, []Effect) {
	before := s.Forms
	switch e := event.(type) {
	case Typed:
		if s.asksFor(e.Field) {
			s.Forms.typed(e)
		}
	case Left:
		if e.Field.ofHandOver() {
			s.Forms.left(e.Field)
		}
	case Untrim:
		if e.Field.ofHandOver() {
			s.Forms.untrim(e.Field)
		}
	}
	if s.Forms == before {
		return s, nil
	}
	if s.Forms.Tool.Value != before.Tool.Value || s.Forms.Name.Value != before.Name.Value {
		// A question about what is there already was about another place or name.
		s.HandOver.Push.Result, s.HandOver.Push.Err = nil, nil
	}
	if s.Forms.Name.Value != before.Name.Value || s.Forms.Passphrase.Value != before.Passphrase.Value {
		return s.prepareUnsealed()
	}
	return s, nil
}

// prepareUnsealed writes the chosen format anew, unless it has to be asked for.
func (s State) prepareUnsealed() (State, []Effect) {
	format, _ := s.format(s.HandOver.Export.Format)
	if format.Sealed {
		s.HandOver.Export = Export{Run: s.HandOver.Export.Run + 1, Format: format.ID}
		return s, nil
	}
	return s.prepareExport(format.ID)
}

// encryptPressed writes a sealed format with the passphrase typed for it.
func (s State) encryptPressed() (State, []Effect) {
	format, _ := s.format(s.HandOver.Export.Format)
	if s.Step != StepHandOver || s.Proof == nil || !format.Sealed || s.HandOver.Export.Busy {
		return s, nil
	}
	if s.Forms.Passphrase.Value == "" {
		s.Forms.Passphrase.Problem = ProblemMissing
		return s, []Effect{Focus{Field: FieldPassphrase}}
	}
	return s.prepareExport(format.ID)
}

// forgetKeys drops what is to be used once: the API key and the passphrase, and
// what was written to leave.
func (s State) forgetKeys() State {
	s.Forms.ToolKey, s.Forms.Passphrase = Text{}, Text{}
	s.HandOver.Export = Export{Run: s.HandOver.Export.Run + 1, Format: s.HandOver.Export.Format}
	return s
}

func (s State) formatChosen(e FormatChosen) (State, []Effect) {
	if s.Step != StepHandOver || !s.offers(e.Format) {
		return s, nil
	}
	if e.Format != s.HandOver.Export.Format {
		s.Forms.Passphrase = Text{}
	}
	return s.prepareExport(e.Format)
}

// grantKept decides whether the tokens leave. Once they have left there is
// nothing to decide.
func (s State) grantKept(e GrantKept) (State, []Effect) {
	if s.Step != StepHandOver || !s.Connected() || e.Keep == s.HandOver.KeepGrant || s.HandOver.Push.Busy {
		return s, nil
	}
	s.HandOver.KeepGrant = e.Keep
	return s.prepareExport(s.currentFormat())
}

func (s State) exportReady(e ExportReady) State {
	if e.Run != s.HandOver.Export.Run || !s.HandOver.Export.Busy {
		return s
	}
	s.HandOver.Export.Busy = false
	s.HandOver.Export.Files, s.HandOver.Export.Err = e.Files, e.Err
	return s
}

// exportLeft notes that the files were copied or saved.
func (s State) exportLeft(e ExportLeft) (State, []Effect) {
	ready := s.HandOver.Export
	if e.Run != ready.Run || len(ready.Files) == 0 {
		return s, nil
	}
	return s.left(Departure{Way: e.Way, Format: ready.Format, Connected: ready.WithTokens})
}

// left notes a departure. A grant that has left is forgotten: whoever holds it
// renews it, and a second holder would break it.
func (s State) left(d Departure) (State, []Effect) {
	s.HandOver.Left = append(slices.Clip(s.HandOver.Left), d)
	if !d.Connected {
		return s, nil
	}
	s.HandOver.GrantLeft = true
	if grant, ok := s.Proof.Credential.(mautic.AuthorizationCode); ok {
		proof := *s.Proof
		grant.Token = mautic.Token{}
		proof.Credential = grant
		s.Proof = &proof
	}
	// What is written holds the tokens, and what is under way uses them.
	s.Audit = Preflight{Run: s.Audit.Run + 1, Checks: s.Audit.Checks, Done: true}
	if s.Rights.Running { // a recipe under way needs no tokens
		s.Rights.Running, s.Rights.Run = false, s.Rights.Run+1
	}
	s.Hooks.Running, s.Hooks.Run = false, s.Hooks.Run+1
	s.HandOver.Export = Export{Run: s.HandOver.Export.Run + 1, Format: s.currentFormat()}
	return s, []Effect{Cancel{}}
}

// sendPressed sends the credential into the person's n8n.
func (s State) sendPressed(e SendPressed) (State, []Effect) {
	if s.Step != StepHandOver || s.Proof == nil || !s.Tool().N8N || s.HandOver.Push.Busy || s.Renewing {
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
	if s.HandOver.Push.WithTokens && s.HandOver.Export.WithTokens {
		s.HandOver.Export = Export{Run: s.HandOver.Export.Run + 1, Format: s.HandOver.Export.Format}
	}
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
		s, effects = s.prepareHeld()
	case e.Result.Outcome == task.Exists:
		if address, _, err := s.N8N(); err == nil && address.String() == s.HandOver.Push.To {
			s.HandOver.Push.Result = &e.Result
		} // else it asks about a place that is not meant any more
		s, effects = s.prepareHeld()
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

// prepareHeld prepares what had to wait while the tokens were on their way.
func (s State) prepareHeld() (State, []Effect) {
	held := s.HandOver.Export
	if !s.HandOver.Push.WithTokens || held.Busy || len(held.Files) > 0 || held.Err != nil {
		return s, nil
	}
	return s.prepareUnsealed()
}
