package flow

import (
	"encoding/json"
	"fmt"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
)

// Record is what a tab keeps in its own session storage while it is away at
// Mautic, and removes as soon as it is back. It holds the client secret, which
// is why it exists only for a login in the same tab, and only until the return.
type Record struct {
	Address      string    `json:"address"`
	Destination  string    `json:"destination,omitempty"`
	Tool         string    `json:"tool,omitempty"`
	ClientID     string    `json:"client_id"`
	ClientSecret string    `json:"client_secret"`
	RedirectURI  string    `json:"redirect_uri"`
	State        string    `json:"state"`
	Verifier     string    `json:"verifier"`
	Started      time.Time `json:"started"`
}

// Format prints the client's ID and address, never the secret, state or verifier.
func (r Record) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "kept authorization of client %s at %s", r.ClientID, r.Address)
}

// Encode returns the record as JSON, which holds the client secret.
func (r Record) Encode() (string, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("keeping the authorization request across the redirect: %w", err)
	}
	return string(raw), nil
}

// DecodeRecord reads what Encode wrote.
func DecodeRecord(text string) (Record, error) {
	var r Record
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return Record{}, fmt.Errorf("%w: the kept record cannot be read", ErrRecordLost)
	}
	return r, nil
}

// record is the running attempt as kept across a redirect.
func (s State) record() Record {
	p := s.Attempt.Pending
	return Record{
		Address:      s.Address.Typed,
		Destination:  string(s.Destination),
		Tool:         s.Forms.Tool.Value,
		ClientID:     p.Client.ID,
		ClientSecret: p.Client.Secret.Reveal(),
		RedirectURI:  p.Client.RedirectURI,
		State:        p.State,
		Verifier:     p.Verifier,
		Started:      p.Started,
	}
}

// resumed restores what was typed and, when the callback came, goes on with it.
// Only a fresh page resumes, before anybody has typed anything.
func (s State) resumed(e Resumed) (State, []Effect) {
	if s.Step != StepMautic || s.Attempt.ID != 0 || s.Address.Typed != "" || !s.Forms.blank() || s.Preset.Name != "" || s.Portal.Origin != "" {
		return s, nil
	}
	base, corrections, err := mautic.ParseBaseURL(e.Record.Address)
	if err != nil {
		return s.fail(ErrRecordLost)
	}
	s.Address = Address{Typed: e.Record.Address, Base: base, Corrections: corrections, Submitted: true}
	s.Destination = destination.Lookup(destination.ID(e.Record.Destination)).ID
	s.Forms.Tool = Text{Value: e.Record.Tool}
	s.Method = mautic.MethodAuthorizationCode
	s.Forms.ClientID = Text{Value: e.Record.ClientID}
	s.Forms.ClientSecret = Text{Value: e.Record.ClientSecret}
	if s.Forms.hasSecrets() {
		s.SecretsFor = base
	}
	s = s.goTo(StepCredential)
	if e.Query == "" {
		// Mautic may have shown an error, so the pair is looked at again.
		return s.checkPairSoon([]Effect{Focus{}})
	}
	s.Pair = Pair{Seq: s.Pair.Seq + 1, Status: PairAccepted} // it was, before this tab left
	s = s.begin(PhaseWaiting)
	s.Attempt.Pending = mautic.Pending{
		State:    e.Record.State,
		Verifier: e.Record.Verifier,
		Client:   s.Client(),
		Started:  e.Record.Started,
	}
	s.Attempt.Pending.Client.RedirectURI = e.Record.RedirectURI
	return s.callback(CallbackReceived{Query: e.Query, Now: e.Now})
}

// recordLost says so on the first step, where a fresh page is.
func (s State) recordLost() (State, []Effect) {
	if s.Step != StepMautic || s.Attempt.ID != 0 || s.Address.Typed != "" {
		return s, nil
	}
	return s.fail(ErrRecordLost)
}
