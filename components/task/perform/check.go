package perform

import (
	"context"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// check looks at how a proven credential works, and renews its grant first where
// that is wanted.
func check(ctx context.Context, t mautic.Transport, c mautic.Credential, job task.Job, tell func(doctor.Check)) task.Answer {
	target := doctor.Target{Base: c.BaseURL(), Credential: c, Proven: true, Refresh: job.Renew}
	token := doctor.Run(ctx, target, t, tell).Token
	grant, ok := c.(mautic.AuthorizationCode)
	if !ok || token.IsZero() {
		return task.Answer{}
	}
	grant.Token = token
	renewed := task.Pack(grant)
	return task.Answer{Renewed: &renewed}
}
