package perform

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strings"

	"mautic-connect/components/task"
)

// hidden stands where a secret was.
const hidden = "[cut]"

// hide takes the secrets of a job out of the texts of its answer: a server, or
// what stands in front of it, may repeat what it was sent. Files are meant to
// hold them and stay.
func hide(job task.Job, answer task.Answer) task.Answer {
	secrets := secretsOf(job)
	cut := func(text string) string {
		for _, secret := range secrets {
			text = strings.ReplaceAll(text, secret, hidden)
		}
		return text
	}
	if answer.Problem != nil {
		answer.Problem.Text = cut(answer.Problem.Text)
	}
	if answer.Hooks != nil {
		for i := range answer.Hooks.Steps {
			answer.Hooks.Steps[i].Failed = cut(answer.Hooks.Steps[i].Failed)
		}
	}
	return answer
}

// shortest is the length in bytes from which a secret is cut: a shorter one
// is part of too many words.
const shortest = 4

// secretsOf returns what a job must not tell, longest first, also in the
// spelling of an answer whose white space was folded.
func secretsOf(job task.Job) []string {
	c := job.Credential
	all := []string{
		c.Password, c.ClientSecret, c.Access, c.Refresh, job.Sealing,
		base64.StdEncoding.EncodeToString([]byte(c.UserName + ":" + c.Password)),
	}
	if job.To != nil {
		all = append(all, job.To.Key, strings.TrimSpace(job.To.Key))
	}
	for _, secret := range all {
		all = append(all, strings.Join(strings.Fields(secret), " "))
	}
	all = slices.DeleteFunc(all, func(secret string) bool { return len(secret) < shortest })
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(all)
}
