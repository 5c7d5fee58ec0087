// Package perform does the jobs of package task: it is what the worker runs. It
// promises that an answer's texts hold no secret, and that a failed job says
// why; it opens no connection of its own.
package perform

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/n8n"
	"mautic-connect/mautic/permission"
)

// Do does a job. Requests go through t. When ctx ends, a job that asks a server
// gives up and says so. A job that checks something calls tell with every change
// of a check, from one goroutine at a time; tell may be nil.
func Do(ctx context.Context, t mautic.Transport, job task.Job, tell func(doctor.Check)) task.Answer {
	return hide(job, do(ctx, t, job, tell))
}

func do(ctx context.Context, t mautic.Transport, job task.Job, tell func(doctor.Check)) task.Answer {
	switch job.Kind {
	case task.KindRecipe:
		return task.Answer{Recipe: permission.RecipeText(job.Operations, job.Version, nil)}
	case task.KindReport:
		return report(job)
	case task.KindWindow:
		return task.Answer{Reading: doctor.ReadWindow(job.Text)}
	case task.KindRedirects:
		return compare(job)
	}
	credential, err := job.Credential.Unpack()
	if err != nil {
		return task.Answer{Problem: problem(err)}
	}
	client := mautic.NewClient(t, credential)
	switch job.Kind {
	case task.KindExport:
		return writeExport(credential, job)
	case task.KindSend:
		return send(ctx, t, credential, job)
	case task.KindCheck:
		return check(ctx, t, credential, job, tell)
	case task.KindRights:
		return rights(ctx, client, job)
	case task.KindProveHooks:
		return proveHooks(ctx, client, job)
	case task.KindRemoveHooks:
		return removeHooks(ctx, client, job)
	}
	return task.Answer{Problem: &task.Problem{Text: "The worker does not know this job; reload the page."}}
}

// Explain explains an error that was met with a credential, which may be nil,
// and cuts its secrets out.
func Explain(err error, c mautic.Credential) *task.Problem {
	var job task.Job
	if c != nil {
		job.Credential = task.Pack(c)
	}
	return hide(job, task.Answer{Problem: problem(err)}).Problem
}

// problem explains an error. What the person typed into the fields of the
// hand-over is named by the error itself; the rest has a diagnosis.
func problem(err error) *task.Problem {
	p := &task.Problem{Text: sentence(err.Error())}
	if e, ok := errors.AsType[*n8n.Error](err); ok {
		p.Diagnosis, p.Status, p.MayHaveLeft = string(e.Problem), e.Status, e.Uncertain
		if !strings.HasPrefix(p.Diagnosis, "n8n-") { // it failed on this side of n8n, and not every kind names its diagnosis
			p.Diagnosis = string(doctor.Explain(e.Err))
		}
		p.Request = strings.TrimSpace(e.Request.Method + " " + e.Request.URL)
		return p
	}
	if e, ok := errors.AsType[*n8n.ValueError](err); ok {
		if e.Reason == n8n.ValueExpression {
			p.Diagnosis = string(e.Reason)
		}
		return p
	}
	if e, ok := errors.AsType[*mautic.Error](err); ok {
		p.Status, p.Request = e.Status, strings.TrimSpace(e.Request.Method+" "+e.Request.URL)
		p.Diagnosis = string(doctor.Explain(err))
		return p
	}
	if kind := mautic.KindOf(err); kind != "" {
		p.Diagnosis = string(doctor.Explain(err))
	}
	return p
}

// sentence makes a sentence of an error's text. A name that is no plain word,
// such as n8n or a host, keeps its small letter.
func sentence(text string) string {
	if text == "" {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	word, _, _ := strings.Cut(text, " ")
	if !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
