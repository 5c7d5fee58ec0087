package perform

import (
	"context"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/permission"
)

// rights works out what the credential may do. When Mautic does not answer, the
// role alone tells, and the problem says so.
func rights(ctx context.Context, client *mautic.Client, job task.Job) task.Answer {
	if job.User == nil {
		return task.Answer{Problem: &task.Problem{Text: "Nobody has been identified yet; connect again."}}
	}
	rows, err := permission.Probe(ctx, client, *job.User)
	answer := task.Answer{}
	for _, row := range rows {
		right := task.Right{
			ID: row.Operation.ID, Resource: row.Operation.ResourceName, Name: row.Operation.Name,
			Answer: string(row.Answer), Text: row.String(),
		}
		for _, missing := range row.Missing {
			right.Missing = append(right.Missing, missing.Label())
		}
		answer.Rights = append(answer.Rights, right)
	}
	if err != nil {
		answer.Problem = problem(err)
	}
	return answer
}

// proveHooks makes a webhook and deletes it, and looks for those that earlier
// proofs have left.
func proveHooks(ctx context.Context, client *mautic.Client, job task.Job) task.Answer {
	proof, err := permission.ProveWebhooks(ctx, client, job.Marker)
	hooks := &task.Hooks{}
	for _, step := range proof.Steps {
		told := task.HookStep{Text: step.Step.String()}
		if step.Err != nil {
			told.Failed = sentence(step.Err.Error())
		}
		hooks.Steps = append(hooks.Steps, told)
	}
	answer := task.Answer{Hooks: hooks}
	if err != nil {
		answer.Problem = problem(err)
	}
	leftovers, lookErr := permission.FindLeftovers(ctx, client)
	for _, left := range leftovers {
		hooks.Left = append(hooks.Left, task.Hook{ID: left.ID, Name: left.Name})
	}
	if proof.Left != nil && (lookErr != nil || !named(hooks.Left, proof.Left.Name)) {
		hooks.Left = append(hooks.Left, task.Hook{ID: proof.Left.ID, Name: proof.Left.Name})
	}
	return answer
}

func named(hooks []task.Hook, name string) bool {
	for _, h := range hooks {
		if h.Name == name {
			return true
		}
	}
	return false
}

// removeHooks deletes what earlier proofs have left, as far as it can.
func removeHooks(ctx context.Context, client *mautic.Client, job task.Job) task.Answer {
	answer := task.Answer{Hooks: &task.Hooks{}}
	for _, hook := range job.Hooks {
		if err := permission.RemoveHook(ctx, client, permission.Hook{ID: hook.ID, Name: hook.Name}); err != nil {
			answer.Hooks.Left = append(answer.Hooks.Left, hook)
			answer.Problem = problem(err)
		}
	}
	return answer
}
