package components

import (
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
	Compare     redirectCompare
}

// Render draws the card.
func (c failureCard) Render() app.UI {
	diagnosis := c.Book.Lookup(flow.Explain(c.Failure.Err))
	return &DiagnosisCard{
		ID:          failureID,
		Diagnosis:   diagnosis,
		Base:        c.Failure.Base,
		RedirectURI: c.RedirectURI,
		Compare:     c.Compare,
		Proof:       c.evidence(diagnosis),
	}
}

// evidence says what was tried, what was sent and what came back.
func (c failureCard) evidence(diagnosis doctor.Diagnosis) []app.UI {
	tried := facts("evidence", i18n.T("Diagnosis"), string(diagnosis.ID), i18n.T("Tried"), MethodName(c.Failure.Method))
	return append([]app.UI{tried}, evidence([]doctor.Evidence{doctor.EvidenceOf(c.Failure.Err)})...)
}
