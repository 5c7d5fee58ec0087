package keep

import (
	"context"
	"time"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
)

// Do does what the page asks of the vault.
func Do(ctx context.Context, s *Session, job task.Vault) task.VaultAnswer {
	var answer task.VaultAnswer
	err := do(ctx, s, job, &answer)
	if err != nil {
		return task.VaultAnswer{Problem: explained(err)}
	}
	return answer
}

func do(ctx context.Context, s *Session, job task.Vault, answer *task.VaultAnswer) (err error) {
	passphrase := mautic.NewSecret(job.Passphrase)
	switch job.Do {
	case task.VaultLook:
		return s.Look(ctx)
	case task.VaultCreate:
		return s.Create(ctx, passphrase)
	case task.VaultUnlock:
		return s.Unlock(ctx, passphrase)
	case task.VaultLock:
		return s.Lock()
	case task.VaultTouch:
		s.Touch()
		return nil
	case task.VaultHide:
		s.Hide(job.Hidden)
		return nil
	case task.VaultAutoLock:
		return s.AutoLock(time.Duration(job.After)*time.Second, time.Duration(job.AfterHidden)*time.Second)
	case task.VaultAdd, task.VaultReplace:
		c, err := unpack(job.Credential)
		if err != nil {
			return err
		}
		if job.Do == task.VaultAdd {
			answer.ID, err = s.Add(ctx, job.Name, c)
		} else {
			answer.ID, err = s.Replace(ctx, job.ID, c)
		}
		return err
	case task.VaultRename:
		return s.Rename(ctx, job.ID, job.Name)
	case task.VaultRemove:
		return s.Remove(ctx, job.ID)
	case task.VaultHandOver:
		return s.HandOver(ctx, job.ID, nil)
	case task.VaultSend:
		answer.Sent, err = s.SendToN8N(ctx, job.ID, job.To)
		return err
	case task.VaultCredential:
		c, err := s.Credential(ctx, job.ID)
		if err != nil {
			return err
		}
		packed := task.Pack(c)
		answer.Credential = &packed
		return nil
	case task.VaultRenew:
		return s.Renew(ctx, job.ID)
	case task.VaultKeepAlive:
		answer.Renewed, err = s.KeepAlive(ctx)
		return err
	case task.VaultFile:
		file, err := s.File(ctx)
		answer.File = &file
		return err
	case task.VaultImport:
		merged, err := s.Import(ctx, job.File, passphrase)
		answer.Merged = &task.VaultMerged{Added: merged.Added, Updated: merged.Updated, Kept: merged.Kept}
		return err
	case task.VaultPassphrase:
		return s.ChangePassphrase(ctx, passphrase, mautic.NewSecret(job.Next))
	case task.VaultWipe:
		return s.Wipe(ctx)
	}
	return &task.Problem{Text: "The worker does not know this job; reload the page."}
}

func unpack(c *task.Credential) (mautic.Credential, error) {
	if c == nil {
		return nil, &task.Problem{Text: "There is no credential to keep; connect first."}
	}
	return c.Unpack()
}
