package components

import (
	"errors"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/mautic/doctor"
)

// failureID is the id of the failure's card, which takes the keyboard.
const failureID = "failure"

// failureCard says why an attempt ended, what to do, and what proves it.
type failureCard struct {
	Failure     flow.Failure
	Book        doctor.Book
	RedirectURI string
}

// Render draws the card.
func (c failureCard) Render() app.UI {
	diagnosis := c.Book.Lookup(explain(c.Failure.Err))
	return &DiagnosisCard{
		ID:          failureID,
		Diagnosis:   diagnosis,
		Base:        c.Failure.Base,
		RedirectURI: c.RedirectURI,
		Proof:       c.evidence(diagnosis),
	}
}

// explain finds the diagnosis of an attempt's end.
func explain(err error) doctor.ID {
	switch {
	case errors.Is(err, flow.ErrPairRefused):
		return doctor.ClientPairWrong
	case errors.Is(err, flow.ErrNoAnswer):
		return doctor.NoAnswer
	case errors.Is(err, flow.ErrRecordLost):
		return doctor.RecordLost
	default:
		return doctor.Explain(err)
	}
}

// evidence says what was tried, what was sent and what came back.
func (c failureCard) evidence(diagnosis doctor.Diagnosis) []app.UI {
	tried := facts("evidence", i18n.T("Diagnosis"), string(diagnosis.ID), i18n.T("Tried"), methodName(c.Failure.Method))
	return append([]app.UI{tried}, evidence([]doctor.Evidence{doctor.EvidenceOf(c.Failure.Err)})...)
}
