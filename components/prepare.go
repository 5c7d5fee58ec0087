package components

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/doctor"
)

// prepareStep shows what keeps this Mautic from being connected to, and only
// that, with what to do about it.
type prepareStep view

// Render draws the step.
func (s prepareStep) Render() app.UI {
	preflight := s.State.Preflight
	failed := failures(preflight.Checks)
	title := i18n.T("Prepare %s", s.State.Address.Base.Host())
	if len(failed) == 0 && !preflight.Running {
		title = i18n.T("Nothing to prepare")
	}
	again := &ui.Button{ID: "check-again", Label: i18n.T("Check again"), Kind: ui.Primary, Busy: preflight.Running, OnPress: func(ctx app.Context) { s.Send(ctx, flow.CheckAgainPressed{}) }}
	if preflight.Running {
		again.Label = i18n.T("Checking…")
	}
	return ui.Tag("section", []string{"id", "prepare", "class", "step-view", "aria-labelledby", stepHeadingID},
		heading(title),
		ui.El("div", "slot", ui.Each(len(failed), func(i int) app.UI {
			return &DiagnosisCard{
				ID:          "finding-" + string(failed[i].ID),
				Diagnosis:   s.Book.Lookup(failed[i].Diagnosis),
				Base:        s.State.Address.Base,
				RedirectURI: s.State.RedirectURI,
				Proof:       evidence(failed[i].Evidence),
			}
		})),
		ui.El("div", "actions",
			again,
			app.If(s.State.CheckOnly, func() app.UI {
				return &ui.Button{ID: "back", Label: i18n.T("Another address"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.StepPressed{Step: flow.StepMautic}) }}
			}).Else(func() app.UI {
				return &ui.Button{ID: "continue-anyway", Label: i18n.T("Continue anyway"), OnPress: func(ctx app.Context) { s.Send(ctx, flow.ContinuePressed{}) }}
			}),
		),
		&ui.Disclosure{
			ID:      "all-checks",
			Summary: i18n.T("Everything that was checked"),
			Content: []app.UI{
				checkList(s.Book, s.State.Address.Base, preflight.Checks),
				ui.Text("p", "hint", i18n.T("To ask for help, copy or download this as a report. It holds no secret.")),
				s.report(),
			},
		},
	)
}

// report offers the checks as a text for a forum or an issue, once it is written.
func (s prepareStep) report() app.UI {
	report := s.State.Preflight.Report
	return ui.Tag("div", []string{"id", "report", "class", "report", "aria-live", "polite"}, app.If(report.Text != "", func() app.UI {
		return ui.El("div", "actions",
			&ui.CopyButton{ID: "copy-report", Label: i18n.T("Copy the report"), Value: report.Text},
			&ui.CopyButton{ID: "copy-report-hidden", Label: i18n.T("Copy it without the host name"), Value: report.Hidden},
			&ui.Button{ID: "download-report", Label: i18n.T("Download"), OnPress: func(app.Context) {
				browser.Download("mautic-connect-report.md", "text/markdown", []byte(report.Text))
			}},
		)
	}).ElseIf(report.Err != nil, func() app.UI {
		return ui.Text("p", "is-bad", report.Err.Error())
	}).Else(func() app.UI {
		return ui.Text("p", "hint", i18n.T("The report is being written…"))
	}))
}

func failures(checks []doctor.Check) []doctor.Check {
	var out []doctor.Check
	for _, check := range checks {
		if check.Status == doctor.Fail {
			out = append(out, check)
		}
	}
	return out
}
