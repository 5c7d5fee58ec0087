package flow

import (
	"encoding/json"
	"strings"

	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/doctor"
)

// Portal is the page that shows this one inside itself. The zero value is none.
type Portal struct {
	// Origin is the portal's, as the browser says: "https://portal.example".
	Origin string
	// Reference is what the portal knows this task by; it gets it back with the
	// result.
	Reference string
	// Releases says that whoever runs this server lets the credential itself go to
	// the portal, if the person agrees.
	Releases bool

	// Run counts the times a credential was written for it; answers of an older
	// one are ignored.
	Run  int
	Busy bool
	Err  error
	// WithTokens says that what is being written has the tokens of a grant in it.
	WithTokens bool
	// Told says that it knows what came of the proof. It is told once.
	Told bool
}

// Host is the portal's name, to be shown.
func (p Portal) Host() string { return hostOf(p.Origin) }

func hostOf(origin string) string {
	_, host, _ := strings.Cut(origin, "://")
	return host
}

// Offers reports whether the person is to be asked for the credential itself. The
// secret of a preset's client is not here to be given away.
func (s State) Offers() bool {
	return s.Portal.Releases && s.Preset.Name == "" && s.Proof != nil
}

// Message is what the portal is told.
type Message string

// The messages.
const (
	MessageStep      Message = "step"
	MessageDiagnosis Message = "diagnosis"
	MessageConnect   Message = "connect"
	MessageError     Message = "error"
	MessageClose     Message = "close"
)

// What the messages hold. None of it is secret but Summary.Credential.
type (
	// StepMessage is the step that is open.
	StepMessage struct {
		Step Step `json:"step"`
	}
	// DiagnosisMessage is what is wrong; the ID is empty when it is mended.
	DiagnosisMessage struct {
		ID   doctor.ID `json:"id"`
		Step Step      `json:"step"`
	}
	// ErrorMessage is a failure that the portal may want to act on.
	ErrorMessage struct {
		Code    doctor.ID `json:"code"`
		Message string    `json:"message"`
	}
	// CloseMessage says that the person is done.
	CloseMessage struct{}
	// Summary is what came of the proof.
	Summary struct {
		BaseURL       string         `json:"base_url"`
		Method        mautic.Method  `json:"method"`
		Destination   destination.ID `json:"destination,omitempty"`
		User          *SummaryUser   `json:"user,omitempty"`
		MauticVersion string         `json:"mautic_version,omitempty"`
		Permissions   []Permission   `json:"permissions,omitempty"`
		Preset        string         `json:"preset,omitempty"`
		Reference     string         `json:"reference,omitempty"`
		Delivered     bool           `json:"delivered,omitempty"`
		// Credential is the documented credential file, where the person has
		// agreed to give it away.
		Credential json.RawMessage `json:"credential,omitempty"`
	}
	// SummaryUser is whose credential it is.
	SummaryUser struct {
		ID       int    `json:"id"`
		UserName string `json:"username"`
		Name     string `json:"name,omitempty"`
		Role     string `json:"role,omitempty"`
	}
	// Permission is what the credential may do in one operation of n8n's nodes.
	Permission struct {
		Operation string `json:"operation"`
		Answer    string `json:"answer"`
	}
)

// embedded notes which page shows this one. A login in this tab would take the
// frame to Mautic, which does not let itself be framed.
func (s State) embedded(e Embedded) State {
	if s.Portal.Origin == "" {
		s.Portal = Portal{Origin: e.Origin, Reference: e.Reference, Releases: e.Releases}
		s.CanLeave = false
	}
	return s
}

// diagnosis is what is wrong at the moment, as far as the portal is concerned.
func (s State) diagnosis() doctor.ID {
	switch {
	case s.Failure != nil:
		return Explain(s.Failure.Err)
	case (s.Step == StepMautic || s.Step == StepPrepare) && s.Preflight.Done:
		return s.Preflight.Verdict()
	}
	return ""
}

// tell tells the portal something, if there is one.
func (s State) tell(m Message, payload any) []Effect {
	if s.Portal.Origin == "" {
		return nil
	}
	return []Effect{Tell{Message: m, Payload: payload}}
}

// tellChanges tells the portal what has changed since a state before.
func (s State) tellChanges(before State) []Effect {
	var effects []Effect
	if s.Step != before.Step || s.Portal.Origin != before.Portal.Origin {
		effects = s.tell(MessageStep, StepMessage{Step: s.Step})
	}
	if now := s.diagnosis(); now != before.diagnosis() {
		effects = append(effects, s.tell(MessageDiagnosis, DiagnosisMessage{ID: now, Step: s.Step})...)
	}
	return effects
}

// tellPressed tells the portal what came of the proof; with the credential
// itself, that is written first. A no takes back a yes that is not done yet.
func (s State) tellPressed(e TellPressed) (State, []Effect) {
	if s.Step != StepHandOver || s.Proof == nil || s.Portal.Origin == "" || s.Portal.Told || s.Preset.DeliversTo != "" {
		return s, nil
	}
	if !e.Release || !s.Offers() {
		held := s.Portal.Busy && s.Portal.WithTokens
		s.Portal.Busy, s.Portal.Told = false, true
		s, effects := s.prepareHeld(held)
		return s, append(append(s.tell(MessageConnect, s.summary()), effects...), Focus{})
	}
	if s.Portal.Busy || s.Renewing || s.sendingTokens() {
		return s, nil
	}
	s.Portal.Run++
	s.Portal.Busy, s.Portal.Err, s.Portal.WithTokens = true, nil, s.withTokens()
	s = s.holdExport()
	return s, []Effect{Release{Run: s.Portal.Run, Credential: s.Proof.Credential, Name: s.Name(), WithTokens: s.Portal.WithTokens}}
}

// released sends the written credential to the portal.
func (s State) released(e Released) (State, []Effect) {
	if e.Run != s.Portal.Run || !s.Portal.Busy {
		return s, nil
	}
	s.Portal.Busy = false
	if e.Err != nil {
		s.Portal.Err = e.Err
		s, effects := s.prepareHeld(s.Portal.WithTokens)
		return s, append(effects, Focus{})
	}
	summary := s.summary()
	summary.Credential = e.Credential
	s.Portal.Told = true
	s, effects := s.left(Departure{Way: WayReleased, Connected: s.Portal.WithTokens})
	return s, append(append(s.tell(MessageConnect, summary), effects...), Focus{})
}

// donePressed says that the person has finished.
func (s State) donePressed() (State, []Effect) {
	return s, s.tell(MessageClose, CloseMessage{})
}

// summary is what the portal learns of the proof.
func (s State) summary() Summary {
	out := Summary{
		BaseURL: s.Proof.Credential.BaseURL().String(), Method: s.Proof.Credential.Method(), Destination: s.Destination,
		MauticVersion: s.Proof.User.MauticVersion, Preset: s.Preset.Name, Reference: s.Reference(),
	}
	if user := s.Proof.User; !s.Proof.PairOnly {
		out.User = &SummaryUser{ID: user.ID, UserName: user.UserName, Name: strings.TrimSpace(user.FirstName + " " + user.LastName), Role: user.Role.Name}
	}
	for _, row := range s.Rights.Rows {
		out.Permissions = append(out.Permissions, Permission{Operation: row.ID, Answer: row.Answer})
	}
	return out
}
