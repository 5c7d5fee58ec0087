package components

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// checkList shows checks as they run and finish. Every check keeps its line, so
// that nothing moves when an outcome comes.
func checkList(book doctor.Book, base mautic.BaseURL, checks []doctor.Check) app.UI {
	return ui.El("ul", "checks",
		ui.Each(len(checks), func(i int) app.UI { return checkLine(book, base, checks[i]) }),
	)
}

func checkLine(book doctor.Book, base mautic.BaseURL, check doctor.Check) app.UI {
	word, mark := statusMark(check.Status)
	return app.Elem("li").Class("check", "check-"+string(check.Status)).DataSet("check", string(check.ID)).DataSet("status", string(check.Status)).Body(
		mark,
		ui.El("div", "check-text",
			ui.El("p", "", ui.Text("span", "sr-only", word+": "), app.Text(checkText(book, base, check))),
			ui.If(len(check.Evidence) > 0, func() app.UI {
				return &ui.Disclosure{
					ID:      "proof-" + string(check.ID),
					Summary: i18n.T("Proof"),
					Content: evidence(check.Evidence),
				}
			}),
		),
	)
}

// statusMark is a check's status as a word and as a drawing.
func statusMark(status doctor.Status) (string, app.UI) {
	switch status {
	case doctor.Pass:
		return i18n.T("Passed"), ui.Icon(ui.IconCheck)
	case doctor.Warn:
		return i18n.T("Warning"), ui.Icon(ui.IconWarn)
	case doctor.Fail:
		return i18n.T("Failed"), ui.Icon(ui.IconCross)
	case doctor.Skip:
		return i18n.T("Not checked"), ui.Icon(ui.IconDash)
	default:
		return i18n.T("Running"), ui.Spinner()
	}
}

// checkText says what a check found, or what it looks for.
func checkText(book doctor.Book, base mautic.BaseURL, check doctor.Check) string {
	title := check.ID.Title()
	switch check.Status {
	case doctor.Warn, doctor.Fail:
		diagnosis := book.Lookup(check.Diagnosis)
		return i18n.T(diagnosis.Title)
	case doctor.Skip:
		if check.Because == "" {
			return i18n.T("Cannot be seen from here: %s", i18n.T(title))
		}
		return i18n.T("Not checked, because of the above: %s", i18n.T(title))
	case doctor.Pass:
		if check.ID == doctor.CheckReach {
			return i18n.T("Reached %s in %d ms", base.Host(), check.Took.Milliseconds())
		}
	}
	return i18n.T(title)
}

// evidence lists what was sent and what came back.
func evidence(all []doctor.Evidence) []app.UI {
	var out []app.UI
	for _, e := range all {
		status := ""
		if e.Status != 0 {
			status = strconv.Itoa(e.Status)
		}
		out = append(out, facts("evidence",
			i18n.T("Sent"), e.Request,
			i18n.T("Login sent"), e.With,
			i18n.T("No answer"), e.Failure,
			i18n.T("Detail"), e.Detail,
			i18n.T("Status"), status,
			i18n.T("Content type"), e.ContentType,
			i18n.T("Error type"), e.Type,
			i18n.T("Leads to"), e.Location,
			i18n.T("Asks for"), e.WWWAuthenticate,
			i18n.T("Mautic version"), e.MauticVersion,
			i18n.T("Requests left"), e.RateLimit,
			i18n.T("Answer"), e.Excerpt,
		))
	}
	return out
}
