package keep

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mautic-connect/components/task"
	"mautic-connect/components/task/perform"
	"mautic-connect/mautic"
	"mautic-connect/mautic/vault"
)

// patience is how long Mautic may take to renew a grant.
const patience = time.Minute

// Renew renews a credential's grant, once however many tabs ask for it at the
// same time. Whoever comes second takes the tokens that the first has got.
func (s *Session) Renew(ctx context.Context, id string) error {
	return s.report(task.VaultRenew, func() error {
		known := s.knownToken(id)
		return s.insideGrants(ctx, func(ctx context.Context, open *opened) error {
			e, err := open.vault.Entry(id)
			if err != nil {
				return err
			}
			if err := e.Renewable(); err != nil {
				return err
			}
			if !known.IsZero() && !known.Equal(e.Token().Refresh) {
				return nil // another tab has renewed it since
			}
			return s.renew(ctx, open, e)
		})
	})
}

// KeepAlive renews the grants that end within days, one after the other, and
// returns their names. One that cannot be renewed keeps none of the others from it.
func (s *Session) KeepAlive(ctx context.Context) (renewed []string, err error) {
	for _, e := range s.List() {
		if stage := vault.Stage(e.Stage); !e.CanRenew || stage != vault.StageRenewSoon && stage != vault.StageEnds {
			continue
		}
		if failed := s.Renew(ctx, e.ID); failed != nil {
			err = errors.Join(err, failed)
			continue
		}
		renewed = append(renewed, e.Name)
	}
	return renewed, err
}

// knownToken is the refresh token that the person sees the clock of.
func (s *Session) knownToken(id string) mautic.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		return mautic.Secret{}
	}
	e, _ := s.open.vault.Entry(id) // none has no token
	return e.Token().Refresh
}

func (s *Session) renew(ctx context.Context, open *opened, e vault.Entry) error {
	c := e.Credential.(mautic.AuthorizationCode) // what is renewable is one
	s.mu.Lock()
	refused := open.refused[c.Token.Refresh]
	s.mu.Unlock()
	if refused {
		return fmt.Errorf("the grant of “%s” has ended, and Mautic does not renew it any more; connect again", e.Name)
	}
	// Once it is sent it must not be given up: the old token may be dead by then.
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	token, err := c.Client.Refresh(asking, s.transport, c.Token.Refresh)
	if err != nil {
		if answer, ok := errors.AsType[*mautic.Error](err); ok && answer.Type == "invalid_grant" {
			s.mu.Lock()
			open.refused[c.Token.Refresh] = true
			s.mu.Unlock()
		}
		return perform.Explain(err, c)
	}
	now := time.Now()
	if _, err := open.vault.Renewed(e.ID, token, now); err != nil {
		return err
	}
	return s.owe(ctx, open, "Mautic has renewed the grant", func(v vault.Vault) vault.Vault {
		if there, err := v.Entry(e.ID); err != nil || !there.Token().Refresh.Equal(c.Token.Refresh) {
			return v // it was removed, handed over or renewed meanwhile
		}
		next, err := v.Renewed(e.ID, token, now)
		if err != nil {
			return v
		}
		return next
	})
}
