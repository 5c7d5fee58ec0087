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

// Way is how a credential left.
type Way string

// The ways.
const (
	WaySent   Way = "sent"
	WayCopied Way = "copied"
	WaySaved  Way = "saved"
	// WayReleased and WayDelivered are those to a portal: to its page, or to its
	// server.
	WayReleased Way = "released"
	// WayKept is that into the vault of this browser, which holds the grant then.
	WayKept      Way = "kept"
	WayDelivered Way = "delivered"
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

// sendingTokens reports whether tokens are on their way into an n8n or to a
// portal. Until it is known what came of it, nothing else may take them along or
// use them up.
func (s State) sendingTokens() bool {
	return s.HandOver.Push.Busy && s.HandOver.Push.WithTokens || s.Portal.Busy && s.Portal.WithTokens || s.Delivery.Busy
}

// Name is what the tool is to call the credential.
func (s State) Name() string {
	if s.Forms.Name.Value != "" || s.Proof == nil {
		return s.Forms.Name.Value
	}
	return "Mautic " + s.Proof.Credential.BaseURL().Host()
}

// Formats are those that the tool takes and that can carry the credential.
func (s State) Formats() []export.Format {
	if s.Proof == nil || s.Preset.Name != "" {
		return nil // the secret of a preset's client is not here to be written
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
	s.Portal.Busy, s.Portal.Err, s.Portal.Told = false, nil, false
	s.Delivery = Delivery{Run: s.Delivery.Run}
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
	if s.Step != StepHandOver || !s.Connected() || s.Preset.Name != "" || e.Keep == s.HandOver.KeepGrant || s.HandOver.Push.Busy || s.sendingTokens() {
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

// exportLeft notes that the files were copied or saved. The news of it may come
// late, when other files are ready already: tokens that left have left all the
// same.
func (s State) exportLeft(e ExportLeft) (State, []Effect) {
	ready := s.HandOver.Export
	if e.Of != nil && e.Of == s.Proof && e.Run != ready.Run {
		return s.left(Departure{Way: e.Way, Connected: s.Connected()})
	}
	if e.Run != ready.Run || len(ready.Files) == 0 {
		return s, nil
	}
	s, effects := s.left(Departure{Way: e.Way, Format: ready.Format, Connected: ready.WithTokens})
	return s, append(effects, Focus{}) // the button that was pressed is out of sight now
}

// keepPressed opens the vault. The tokens stay in use here until it has them.
func (s State) keepPressed() (State, []Effect) {
	if s.Step != StepHandOver || s.Proof == nil || s.Preset.Name != "" || s.Portal.Origin != "" || s.Renewing || s.sendingTokens() {
		return s, nil
	}
	s.Keeping = true
	return s, []Effect{Keep{Of: s.Proof, Name: s.Name()}}
}

// kept notes that the vault has the credential. Its tokens are the vault's then.
func (s State) kept(e Kept) (State, []Effect) {
	if !s.Keeping || e.Of != s.Proof {
		return s, nil
	}
	s.Keeping = false
	s, effects := s.left(Departure{Way: WayKept, Connected: s.Connected()})
	return s, append(effects, StopKeeping{}, Focus{})
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
	s.Portal.Busy = false
	s.HandOver.Export = Export{Run: s.HandOver.Export.Run + 1, Format: s.currentFormat()}
	s, effects := s.prepareUnsealed()
	return s, append([]Effect{Cancel{}}, effects...)
}
