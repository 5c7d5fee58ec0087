package keep

import (
	"context"

	"mautic-connect/components/task"
	"mautic-connect/components/task/perform"
	"mautic-connect/mautic"
)

// SendToN8N sends a credential into an n8n under its name. A grant goes along, and
// the vault keeps the rest without tokens; while it is on its way no tab renews it.
// One that left before goes without. Outcome Exists means that nothing was sent.
//
// The error is a *task.Problem. With its MayHaveLeft set the grant counts as n8n's.
func (s *Session) SendToN8N(ctx context.Context, id string, to *task.N8N) (sent *task.Sent, err error) {
	entry, err := s.entry(ctx, id)
	if err != nil {
		return nil, err
	}
	holds := !entry.Token().IsZero()
	send := func(ctx context.Context, c mautic.Credential) (left bool, err error) {
		answer := perform.Do(ctx, s.transport, task.Job{
			Kind: task.KindSend, Credential: task.Pack(c), Name: entry.Name, WithTokens: holds, To: to,
		}, nil)
		if sent = answer.Sent; answer.Problem != nil {
			return answer.Problem.MayHaveLeft, answer.Problem
		}
		return sent.TokensSent, nil
	}
	if holds {
		return sent, s.HandOver(ctx, id, send)
	}
	err = s.report(task.VaultSend, func() error {
		_, err := send(ctx, entry.Credential)
		return err
	})
	return sent, err
}
