package flow

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/export"
)

// What a walker does at the proof and the hand-over, and what it checks there.

// prove leads an attempt that the walk begins with to its proof.
func (w *walker) prove() {
	for w.state.Attempt.Phase != PhaseIdle {
		a := w.state.Attempt
		switch a.Phase {
		case PhaseCheckingPair:
			w.happen(PairChecked{Seq: w.state.Pair.Seq, Accepted: true})
		case PhaseBlocked:
			w.happen(OpenPressed{})
			w.happen(WindowOpened{Attempt: a.ID})
		case PhaseWaiting:
			w.happen(CallbackReceived{Query: url.Values{"state": {a.Pending.State}, "code": {w.secretly("code")}}.Encode(), Now: w.now})
		case PhaseToken:
			w.happen(TokenReceived{Attempt: a.ID, Token: w.token()})
		default:
			w.happen(IdentityReceived{Attempt: a.ID, User: testUser, Now: w.now})
		}
	}
}

func (w *walker) handingOver() Event {
	if w.yes("answer of the hand-over") {
		return w.handOverAnswer()
	}
	if w.state.Step == StepProof {
		switch w.one("at the proof", "hand over", "hand over", "refresh", "needed", "prove hooks", "remove hooks", "step") {
		case "hand over":
			return HandOverPressed{}
		case "refresh":
			return RefreshPressed{}
		case "needed":
			return Needed{Operation: w.one("operation", "contact.create", "trigger", "contact.fly"), Needed: w.yes("needed")}
		case "prove hooks":
			return ProveHooksPressed{Marker: "m" + w.unique()}
		case "remove hooks":
			return RemoveHooksPressed{}
		}
	}
	if w.yes("on the way") {
		if next := w.nextInput(); next != nil {
			return next
		}
	}
	if w.state.Portal.Origin != "" && w.rarely("the portal") {
		if w.rarely("done") {
			return DonePressed{}
		}
		return TellPressed{Release: w.yes("release")}
	}
	if w.rarely("the vault") {
		if w.yes("wants it") {
			return Kept{Of: w.state.Proof}
		}
		return KeepPressed{}
	}
	switch w.one("at the hand-over", "format", "destination", "keep", "encrypt", "encrypt", "send", "send", "send", "tool", "left", "step", "catalogue", "leave") {
	case "format":
		formats := append(w.state.Formats(), export.Format{ID: "papyrus"})
		if w.yes("sealed") {
			return FormatChosen{Format: export.Age}
		}
		return FormatChosen{Format: rapid.SampledFrom(formats).Draw(w.T, "format").ID}
	case "destination":
		return DestinationChosen{ID: rapid.SampledFrom(destination.All()).Draw(w.T, "destination").ID}
	case "keep":
		return GrantKept{Keep: w.rarely("keep")}
	case "encrypt":
		return EncryptPressed{}
	case "send":
		return SendPressed{Update: w.one("update", "", "", testStored.ID, "another"), Duplicate: w.rarely("duplicate")}
	case "tool":
		return w.toolText()
	case "left":
		return Left{Field: Field(w.one("left", "tool", "tool-key", "name", "passphrase"))}
	case "catalogue":
		return CatalogueLoaded{Formats: export.Formats()}
	case "leave":
		return ExportLeft{Run: w.number(w.state.HandOver.Export.Run), Way: Way(w.one("way", "copied", "saved"))}
	default:
		return StepPressed{Step: rapid.SampledFrom(Steps()).Draw(w.T, "step")}
	}
}

// nextInput fills the next input that is needed to send or to encrypt, or nil.
func (w *walker) nextInput() Event {
	s := w.state
	switch {
	case s.asksFor(FieldToolKey) && s.Forms.Tool.Value == "":
		return Typed{Field: FieldTool, Text: testN8N}
	case s.asksFor(FieldToolKey) && s.Forms.ToolKey.Value == "":
		return Typed{Field: FieldToolKey, Text: w.unique()}
	case s.asksFor(FieldPassphrase) && s.Forms.Passphrase.Value == "":
		return Typed{Field: FieldPassphrase, Text: w.unique()}
	case s.HandOver.Push.Result != nil && s.HandOver.Push.Result.Outcome == task.Exists:
		return SendPressed{Update: testStored.ID}
	}
	return nil
}

func (w *walker) toolText() Event {
	e := Typed{Pasted: w.yes("pasted")}
	switch e.Field = Field(w.one("tool field", "tool", "tool", "tool-key", "tool-key", "tool-key", "name", "passphrase", "passphrase")); e.Field {
	case FieldTool:
		e.Text = w.one("tool", testN8N, testN8N, " n8n.example.com/home ", "https://other.example.com", "https://", "")
	case FieldName:
		e.Text = w.one("name", "Our Mautic", "", "\n")
	default:
		e.Text = w.one("around", "", "", " ") + w.unique()
	}
	return e
}

// number is mostly that of what is under way.
func (w *walker) number(run int) int {
	if w.rarely("late") {
		return run - 1
	}
	return run
}

// handOverAnswer is what the outside world says; mostly to what is under way.
func (w *walker) handOverAnswer() Event {
	s := w.state
	var err error
	if w.rarely("fails") {
		err = errTest
	}
	var under []string
	for name, is := range map[string]bool{"audit": s.Audit.Running, "rights": s.Rights.Running, "recipe": len(s.Rights.Needs) > 0, "hooks": s.Hooks.Running, "export": s.HandOver.Export.Busy, "push": s.HandOver.Push.Busy, "release": s.Portal.Busy} {
		if is {
			under = append(under, name)
		}
	}
	slices.Sort(under)
	if len(under) == 0 || w.rarely("out of order") {
		under = []string{"audit", "rights", "recipe", "hooks", "export", "push", "release"}
	}
	switch w.one("answers", under...) {
	case "audit":
		e := AuditDone{Run: w.number(s.Audit.Run), Err: err}
		if s.Renewing && err == nil { // only a renewal brings a token
			e.Token = w.token()
		}
		return e
	case "rights":
		return RightsReceived{Run: w.number(s.Rights.Run), Rows: testRights, Err: err}
	case "recipe":
		return RecipeReceived{Run: w.number(s.Rights.Run), Text: "a role"}
	case "hooks":
		e := HooksProven{Run: w.number(s.Hooks.Run), Steps: []task.HookStep{{Text: "Create a webhook"}}, Err: err}
		if w.yes("leftovers") {
			e.Leftovers = []task.Hook{testHook}
		}
		return e
	case "release":
		if w.yes("not written") {
			err = errTest
		}
		return Released{Run: w.number(s.Portal.Run), Credential: []byte(w.secretly("credential")), Err: err}
	case "export":
		return ExportReady{Run: w.number(s.HandOver.Export.Run), Files: []task.File{{Name: "a", Content: w.secretly("content")}}, Err: err}
	}
	e := Sent{Run: w.number(s.HandOver.Push.Run), Err: err}
	if err != nil {
		e.TokensMayHaveLeft = w.yes("uncertain")
		return e
	}
	e.Result = task.Sent{Outcome: task.Outcome(w.one("outcome", "created", "updated", "exists", "exists")), Stored: testStored}
	if e.Result.Outcome == task.Exists {
		e.Result.Existing = []task.Stored{testStored}
	} else {
		e.Result.TokensSent = s.HandOver.Push.WithTokens
	}
	return e
}

// usedUp reports whether an event may empty an input that is used once.
func usedUp(e Event, f Field) bool {
	if f != FieldToolKey && f != FieldPassphrase {
		return false
	}
	switch e.(type) {
	case StepPressed:
		return true
	case Sent:
		return f == FieldToolKey
	case FormatChosen:
		return f == FieldPassphrase
	}
	return false
}

// proven reports whether a new proof is of what Mautic was asked about: of a
// credential, or of a pair that a tool uses itself.
func (w *walker) proven(before State) bool {
	s := w.state
	if !s.Proof.PairOnly {
		return w.identified[before.Attempt.ID] == s.Proof.Credential
	}
	grant, ok := s.Proof.Credential.(mautic.AuthorizationCode)
	return ok && grant.Token.IsZero() && grant.Token.Refresh.IsZero() && w.vouched[s.Client()] && grant.Client.ID == s.Client().ID && grant.Client.Secret == s.Client().Secret
}

// carried is the credential that an effect works with, and whether it is to be
// the proven one.
func carried(effect Effect) mautic.Credential {
	switch e := effect.(type) {
	case CheckCredential:
		return e.Credential
	case AskRights:
		return e.Credential
	case ProveHooks:
		return e.Credential
	case RemoveHooks:
		return e.Credential
	case WriteExport:
		return e.Credential
	case Release:
		return e.Credential
	case SendToN8N:
		return e.Credential
	}
	return nil
}

// tokenOf is the token of a credential that a person granted.
func tokenOf(c mautic.Credential) mautic.Token {
	grant, _ := c.(mautic.AuthorizationCode)
	return grant.Token
}

// checkTokens: the tokens of a grant leave at most once, nothing uses them
// afterwards, and while they are on their way nothing else takes or renews them.
func (w *walker) checkTokens(before State, e Event, effects []Effect) {
	s := w.state
	if fresh := s.HandOver.Left[min(len(before.HandOver.Left), len(s.HandOver.Left)):]; s.Proof != nil && before.Proof != nil {
		for _, d := range fresh {
			_, sent := e.(Sent)
			_, given := e.(Released)
			token := tokenOf(before.Proof.Credential)
			switch {
			case sent != (d.Way == WaySent), given != (d.Way == WayReleased):
				w.Fatalf("%T says that it was %s", e, d.Way)
			case !d.Connected:
			case token.IsZero() || w.gone[token]:
				w.Fatalf("%T: tokens that are not here have left", e)
			case w.lent == token && !sent && !given:
				w.Fatalf("%T: tokens on their way into an n8n or a portal were %s", e, d.Way)
			default:
				w.gone[token] = true
			}
		}
	}
	if !s.sendingTokens() {
		w.lent = mautic.Token{}
	}
	for _, effect := range effects {
		token := tokenOf(carried(effect))
		if token.IsZero() && token.Refresh.IsZero() {
			continue
		}
		if w.gone[token] {
			w.Fatalf("%T: %T uses tokens that have left", e, effect)
		}
		switch effect := effect.(type) {
		case CheckCredential:
			if effect.Renew && w.lent == token {
				w.Fatalf("%T renews tokens on their way into an n8n", e)
			}
		case WriteExport:
			if effect.WithTokens && w.lent == token {
				w.Fatalf("%T writes tokens on their way into an n8n", e)
			}
		case SendToN8N:
			if effect.WithTokens {
				w.lend(e, token)
			}
		case Release:
			if effect.WithTokens {
				w.lend(e, token)
			}
		}
		if with := withTokens(effect); with && (s.HandOver.KeepGrant || s.Tool().There || s.Renewing) {
			w.Fatalf("%T: %T takes tokens along that stay here", e, effect)
		}
	}
}

// lend notes that tokens are on their way out.
func (w *walker) lend(e Event, token mautic.Token) {
	if !w.lent.IsZero() {
		w.Fatalf("%T takes tokens along that are on their way already", e)
	}
	w.lent = token
}

// checkTold: a portal is told only what it may know, and of each proof once.
func (w *walker) checkTold(e Event, effects []Effect) {
	for _, effect := range effects {
		tell, ok := effect.(Tell)
		if !ok {
			continue
		}
		if w.state.Portal.Origin == "" {
			w.Fatalf("%T tells a portal that is not there", e)
		}
		summary, connected := tell.Payload.(Summary)
		if connected != (tell.Message == MessageConnect) {
			w.Fatalf("%T: %s with %T", e, tell.Message, tell.Payload)
		}
		if !connected {
			continue
		}
		pressed, person := e.(TellPressed)
		_, written := e.(Released)
		if !person && !written || person && len(summary.Credential) > 0 {
			w.Fatalf("%T gives the portal %+v, credential %t", e, summary, len(summary.Credential) > 0)
		}
		if written && (!w.agreed || !w.state.Portal.Releases) || person && pressed.Release && w.state.Offers() {
			w.Fatalf("%T: the credential goes to a portal without consent", e)
		}
		if w.toldOf == w.state.Proof.At.String()+w.state.Proof.User.UserName && w.toldAttempt == w.state.Attempt.ID {
			w.Fatalf("%T: the portal is told twice of one proof", e)
		}
		w.toldOf, w.toldAttempt = w.state.Proof.At.String()+w.state.Proof.User.UserName, w.state.Attempt.ID
	}
	if pressed, ok := e.(TellPressed); ok {
		w.agreed = pressed.Release
	}
}

func withTokens(effect Effect) bool {
	switch e := effect.(type) {
	case Release:
		return e.WithTokens
	case WriteExport:
		return e.WithTokens
	case SendToN8N:
		return e.WithTokens
	}
	return false
}

// checkHandOver: effects after the proof use the proven credential, and what is
// used once goes where the form says at that press.
func (w *walker) checkHandOver(e Event, effect Effect) {
	if c := carried(effect); c != nil && (w.state.Proof == nil || w.state.Proof.Credential != c) {
		w.Fatalf("%T: %T uses another credential than the proven one", e, effect)
	}
	switch effect := effect.(type) {
	case SendToN8N:
		address, _, err := w.state.N8N()
		if _, pressed := e.(SendPressed); !pressed || err != nil || address.IsZero() || effect.Address != address.String() || effect.Key.Reveal() != w.state.Forms.ToolKey.Value {
			w.Fatalf("%T sends the key to %q, and the form says %q", e, effect.Address, address)
		}
	case WriteExport:
		if !effect.Sealing.IsZero() && effect.Sealing.Reveal() != w.state.Forms.Passphrase.Value {
			w.Fatalf("%T seals with another passphrase", e)
		}
		if format, _ := w.state.format(effect.Format); format.Sealed == effect.Sealing.IsZero() {
			w.Fatalf("%T writes %s with or without a passphrase", e, effect.Format)
		}
	}
}

// checkPrinting: an event and the state after it may be written into a log.
func (w *walker) checkPrinting(e Event) {
	s := w.state
	s.AllFormats = nil // a long list without anybody's values
	var things strings.Builder
	for _, p := range []any{e, s, s.Proof, s.Failure, s.HandOver.Push.Result} {
		fmt.Fprintf(&things, "%+v %#v", p, p) // which show all that %v shows
	}
	if text := things.String(); w.leaks(text) {
		w.Fatalf("printing %T or the state after it shows a secret: %s", e, text)
	}
}

type brokenRule struct {
	broken bool
	text   string
}

// handOverRules hold in every state.
func handOverRules(s State) []brokenRule {
	h := s.HandOver
	return []brokenRule{
		{s.Renewing && (!s.Audit.Running || s.Proof == nil), "a renewal that nobody does is waited for"},
		{s.Renewing && (h.Export.WithTokens || s.sendingTokens()), "tokens leave while they are renewed"},
		{h.GrantLeft && (s.Connected() || s.CanRefresh()), "tokens that have left are still here"},
		{h.GrantLeft && !slices.ContainsFunc(h.Left, func(d Departure) bool { return d.Connected }), "tokens have left, and nobody knows how"},
		{len(h.Export.Files) > 0 && (s.Proof == nil || s.Step != StepHandOver), "files are there where nobody can see them"},
		{h.Export.Busy && (s.Proof == nil || s.Step != StepHandOver || len(h.Export.Files) > 0), "files are written that nobody waits for"},
		{h.Export.WithTokens && (!s.Connected() || h.KeepGrant || s.Tool().There || s.sendingTokens()), "files hold tokens that stay here"},
		{h.Push.Busy && (s.Proof == nil || h.Push.Err != nil || h.Push.Result != nil), "a push is under way and has ended"},
		{(s.Forms.ToolKey.Value != "" || s.Forms.Passphrase.Value != "") && s.Step != StepHandOver, "what is used once lies about in another step"},
		{h.Export.Format != "" && s.Step == StepHandOver && !s.offers(h.Export.Format), "a format is chosen that is not offered"},
		{s.Proof != nil && s.Proof.PairOnly && (s.Connected() || s.Audit.Running || s.Rights.Running || s.Hooks.Running), "a pair is used like a grant"},
		{s.Proof == nil && (s.Rights.Running || s.Rights.Rows != nil || s.Hooks.Running || s.Audit.Running || len(h.Left) > 0 || h.KeepGrant), "something is left of the old proof"},
		{s.Rights.Recipe != "" && len(s.Rights.Needs) == 0, "a role is shown that nobody needs"},
	}
}

// released reports whether a portal has got the credential itself.
func released(s State) bool {
	return slices.ContainsFunc(s.HandOver.Left, func(d Departure) bool { return d.Way == WayReleased })
}
