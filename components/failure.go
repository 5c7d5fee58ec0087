package components

import (
	"errors"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// failureID is the id of the failure's card, which takes the keyboard.
const failureID = "failure"

// failureCard says why an attempt ended, what to do, and what proves it.
type failureCard struct {
	Failure     flow.Failure
	RedirectURI string
}

// Render draws the card.
func (c failureCard) Render() app.UI {
	diagnosis := explain(c.Failure.Err)
	return &DiagnosisCard{
		ID:          failureID,
		Diagnosis:   diagnosis,
		Base:        c.Failure.Base,
		RedirectURI: c.RedirectURI,
		Proof:       []app.UI{c.evidence(diagnosis)},
	}
}

// explain finds the diagnosis of an attempt's end.
func explain(err error) doctor.Diagnosis {
	switch {
	case errors.Is(err, flow.ErrPairRefused):
		return doctor.Lookup(doctor.ClientPairWrong)
	case errors.Is(err, flow.ErrNoAnswer):
		return doctor.Lookup(doctor.NoAnswer)
	case errors.Is(err, flow.ErrRecordLost):
		return doctor.Lookup(doctor.RecordLost)
	default:
		return doctor.Explain(err)
	}
}

// evidence lists the facts, with every secret left out.
func (c failureCard) evidence(diagnosis doctor.Diagnosis) app.UI {
	rows := []fact{{i18n.T("Diagnosis"), string(diagnosis.ID)}, {i18n.T("Tried"), methodName(c.Failure.Method)}}
	if answer, ok := errors.AsType[*mautic.Error](c.Failure.Err); ok {
		rows = append(rows, answerFacts(answer)...)
	} else {
		rows = append(rows, fact{i18n.T("What happened"), c.Failure.Err.Error()})
	}
	return facts("evidence", rows)
}

func answerFacts(answer *mautic.Error) []fact {
	rows := []fact{
		{i18n.T("Sent"), answer.Request.String()},
		{i18n.T("Status"), strconv.Itoa(answer.Status)},
		{i18n.T("Content type"), answer.ContentType},
		{i18n.T("Error type"), answer.Type},
		{i18n.T("Message"), answer.Message},
		{i18n.T("Leads to"), answer.Location},
		{i18n.T("Asks for"), answer.WWWAuthenticate},
		{i18n.T("Page title"), answer.Title},
		{i18n.T("Mautic version"), answer.Version},
		{i18n.T("Answer"), answer.Excerpt},
	}
	return known(rows)
}
