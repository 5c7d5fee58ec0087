package perform

import (
	"fmt"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// report writes the outcome of checks as a text, with and without host names.
func report(job task.Job) task.Answer {
	if job.Checked == nil {
		return task.Answer{Problem: &task.Problem{Text: "Nothing has been checked yet; check the address first."}}
	}
	base, _, err := mautic.ParseBaseURL(job.Checked.Base)
	if err != nil {
		return task.Answer{Problem: problem(fmt.Errorf("the report has no usable address: %w", err))}
	}
	checked := doctor.Report{Base: base, Checks: job.Checked.Checks}
	book := doctor.NewBook([]doctor.Diagnosis{job.Checked.Diagnosis})
	return task.Answer{
		Report: checked.Markdown(book, doctor.ReportOptions{}),
		Hidden: checked.Markdown(book, doctor.ReportOptions{HideHost: true}),
	}
}

// compare says why Mautic does not take the redirect URI that it was sent.
func compare(job task.Job) task.Answer {
	comparison := doctor.ExplainRedirect(job.Text, job.Sent)
	out := &task.Comparison{Matches: comparison.Matches, Register: comparison.Register}
	for _, d := range comparison.Differences {
		text, gaps := d.Message()
		out.Differences = append(out.Differences, task.Sentence{Text: text, Gaps: gaps})
	}
	return task.Answer{Comparison: out}
}
