package components

import (
	"context"

	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/task"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/export"
)

// work has the worker run an effect.
func (r *runner) work(ctx context.Context, effect flow.Effect) {
	var tell func(doctor.Check)
	do := func(ctx context.Context, job task.Job) (task.Answer, error) {
		answer, err := r.tasks.Do(ctx, job, tell)
		switch {
		case err != nil:
			err = &task.Problem{Text: i18n.T("A part of this page could not be loaded. Check your network and try again.")}
		case answer.Problem != nil:
			err = answer.Problem
		}
		return answer, err
	}
	switch e := effect.(type) {
	case flow.CheckCredential:
		tell = func(check doctor.Check) { r.emit(flow.AuditChanged{Run: e.Run, Check: check}) }
		answer, err := do(ctx, task.Job{Kind: task.KindCheck, Credential: task.Pack(e.Credential), Renew: e.Renew})
		done := flow.AuditDone{Run: e.Run, Err: err}
		if answer.Renewed != nil {
			done.Token = answer.Renewed.Token()
		}
		r.tell(done)
	case flow.WriteReport:
		<-r.catalogue
		verdict := doctor.Report{Checks: e.Checks}.Verdict()
		answer, err := do(ctx, task.Job{Kind: task.KindReport, Checked: &task.Checked{Base: e.Base.String(), Checks: e.Checks, Diagnosis: r.book.Lookup(verdict)}})
		r.tell(flow.ReportWritten{Run: e.Run, Report: flow.Report{Text: answer.Report, Hidden: answer.Hidden, Err: err}})
	case flow.ReadWindow:
		answer, err := do(ctx, task.Job{Kind: task.KindWindow, Text: e.Text.Reveal()})
		r.tell(flow.WindowRead{Run: e.Run, Diagnosis: answer.Reading, Err: err})
	case flow.CompareRedirect:
		answer, err := do(ctx, task.Job{Kind: task.KindRedirects, Text: e.Registered, Sent: e.Sent})
		compared := flow.RedirectsCompared{Run: e.Run, Err: err}
		if answer.Comparison != nil {
			compared.Comparison = *answer.Comparison
		}
		r.tell(compared)
	case flow.AskRights:
		answer, err := do(ctx, task.Job{Kind: task.KindRights, Credential: task.Pack(e.Credential), User: &e.User})
		r.tell(flow.RightsReceived{Run: e.Run, Rows: answer.Rights, Err: err})
	case flow.AskRecipe:
		answer, _ := do(ctx, task.Job{Kind: task.KindRecipe, Operations: e.Operations, Version: e.Version})
		r.tell(flow.RecipeReceived{Run: e.Run, Text: answer.Recipe})
	case flow.ProveHooks:
		answer, err := do(ctx, task.Job{Kind: task.KindProveHooks, Credential: task.Pack(e.Credential), Marker: e.Marker})
		r.hooks(e.Run, answer, err)
	case flow.RemoveHooks:
		answer, err := do(ctx, task.Job{Kind: task.KindRemoveHooks, Credential: task.Pack(e.Credential), Hooks: e.Hooks})
		r.hooks(e.Run, answer, err)
	case flow.WriteExport:
		answer, err := do(ctx, task.Job{
			Kind: task.KindExport, Credential: task.Pack(e.Credential), In: e.Format, Name: e.Name, WithTokens: e.WithTokens, Sealing: e.Sealing.Reveal(),
		})
		r.tell(flow.ExportReady{Run: e.Run, Files: answer.Files, Err: err})
	case flow.Release:
		answer, err := do(ctx, task.Job{Kind: task.KindExport, Credential: task.Pack(e.Credential), In: export.Document, Name: e.Name, WithTokens: e.WithTokens})
		released := flow.Released{Run: e.Run, Err: err}
		if len(answer.Files) > 0 {
			released.Credential = []byte(answer.Files[0].Content)
		}
		r.tell(released)
	case flow.SendToN8N:
		// Not with ctx: giving up would not take back what has left.
		answer, err := do(context.Background(), task.Job{
			Kind: task.KindSend, Credential: task.Pack(e.Credential), Name: e.Name, WithTokens: e.WithTokens,
			To: &task.N8N{Address: e.Address, Key: e.Key.Reveal(), Update: e.Update, Duplicate: e.Duplicate, Known: e.Known},
		})
		sent := flow.Sent{Run: e.Run, Err: err}
		if answer.Sent != nil {
			sent.Result = *answer.Sent
		}
		if answer.Problem != nil {
			sent.TokensMayHaveLeft = answer.Problem.MayHaveLeft
		}
		r.tell(sent)
	}
}

func (r *runner) hooks(run int, answer task.Answer, err error) {
	proven := flow.HooksProven{Run: run, Err: err}
	if answer.Hooks != nil {
		proven.Steps, proven.Leftovers = answer.Hooks.Steps, answer.Hooks.Left
	}
	r.tell(proven)
}
