package perform

import (
	"context"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/n8n"
)

// send pushes the credential into an n8n.
func send(ctx context.Context, t mautic.Transport, c mautic.Credential, job task.Job) task.Answer {
	if job.To == nil {
		return task.Answer{Problem: &task.Problem{Text: "The address of your n8n is missing."}}
	}
	address, _, err := n8n.ParseAddress(job.To.Address)
	if err != nil {
		return task.Answer{Problem: problem(err)}
	}
	credential, err := n8n.NewCredential(job.Name, c, job.WithTokens)
	if err != nil {
		return task.Answer{Problem: problem(err)}
	}
	choice := n8n.Choice{Update: job.To.Update, Duplicate: job.To.Duplicate}
	for _, known := range job.To.Known {
		choice.Known = append(choice.Known, n8n.Summary{ID: known.ID, Name: known.Name, Type: n8n.Type(known.Type)})
	}
	result, err := n8n.Client{Transport: t, Address: address, Key: mautic.NewSecret(job.To.Key)}.Push(ctx, credential, choice)
	if err != nil {
		p := problem(err)
		p.MayHaveLeft = p.MayHaveLeft && credential.Connected()
		return task.Answer{Problem: p}
	}
	sent := &task.Sent{
		Outcome: task.Outcome(result.Outcome), Stored: stored(result.Summary), CanUpdate: result.CanUpdate,
		MayDuplicate: result.MayDuplicate, TokensSent: result.TokensSent,
	}
	for _, existing := range result.Existing {
		sent.Existing = append(sent.Existing, stored(existing))
	}
	return task.Answer{Sent: sent}
}

func stored(s n8n.Summary) task.Stored {
	return task.Stored{ID: s.ID, Name: s.Name, Type: string(s.Type)}
}
