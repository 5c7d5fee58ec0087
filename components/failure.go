package components

import (
	"errors"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
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
	return app.Elem("section").ID(failureID).TabIndex(-1).Class("notice", "notice-bad").DataSet("diagnosis", string(diagnosis.ID)).Aria("labelledby", failureID+"-title").Body(
		ui.El("div", "notice-head",
			ui.Icon(ui.IconCross),
			app.Elem("h3").ID(failureID+"-title").Class("notice-title").Text(i18n.T(diagnosis.Title)),
		),
		ui.El("div", "notice-body",
			diagnosisBody(diagnosis, c.Failure.Base, c.RedirectURI),
			&ui.Disclosure{Summary: i18n.T("What was sent, what came back"), Content: []app.UI{c.evidence(diagnosis)}},
		),
	)
}

// explain finds the diagnosis of an attempt's end.
func explain(err error) doctor.Diagnosis {
	switch {
	case errors.Is(err, flow.ErrPairRefused):
		return doctor.Lookup(doctor.ClientPairWrong)
	case errors.Is(err, flow.ErrNoAnswer):
		return doctor.Lookup(doctor.NoAnswer)
	default:
		return doctor.Explain(err)
	}
}

// evidence lists the facts, with every secret left out.
func (c failureCard) evidence(diagnosis doctor.Diagnosis) app.UI {
	rows := []fact{{i18n.T("Diagnosis"), string(diagnosis.ID)}, {i18n.T("Tried"), methodName(c.Failure.Method)}}
	var answer *mautic.Error
	if errors.As(c.Failure.Err, &answer) {
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
	kept := rows[:0]
	for _, row := range rows {
		if row.value != "" {
			kept = append(kept, row)
		}
	}
	return kept
}
