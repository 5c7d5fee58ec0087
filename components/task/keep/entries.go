package keep

import (
	"context"
	"errors"
	"time"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/vault"
)

// Add puts a credential in and returns its id.
func (s *Session) Add(ctx context.Context, name string, c mautic.Credential) (id string, err error) {
	err = s.report(task.VaultAdd, func() error {
		return s.change(ctx, func(v vault.Vault) (vault.Vault, error) {
			next, e, err := v.Add(name, c, time.Now())
			id = e.ID
			return next, err
		})
	})
	return id, err
}

// Replace puts a new grant in the place of one that has ended or was handed over
// and returns its id.
func (s *Session) Replace(ctx context.Context, id string, c mautic.Credential) (next string, err error) {
	err = s.report(task.VaultReplace, func() error {
		return s.change(ctx, func(v vault.Vault) (vault.Vault, error) {
			changed, e, err := v.Replace(id, c, time.Now())
			next = e.ID
			return changed, err
		})
	})
	return next, err
}

// Rename gives a credential another name.
func (s *Session) Rename(ctx context.Context, id, name string) error {
	return s.report(task.VaultRename, func() error {
		return s.change(ctx, func(v vault.Vault) (vault.Vault, error) { return v.Rename(id, name) })
	})
}

// Remove takes a credential out.
func (s *Session) Remove(ctx context.Context, id string) error {
	return s.report(task.VaultRemove, func() error {
		return s.change(ctx, func(v vault.Vault) (vault.Vault, error) { return v.Remove(id) })
	})
}

// Credential returns a credential with everything it holds, as the vault is
// stored now. Whoever takes its grant away should do so in HandOver.
func (s *Session) Credential(ctx context.Context, id string) (mautic.Credential, error) {
	e, err := s.entry(ctx, id)
	return e.Credential, err
}

func (s *Session) entry(ctx context.Context, id string) (e vault.Entry, err error) {
	err = s.report(task.VaultCredential, func() error {
		return s.inside(ctx, func(_ context.Context, open *opened) error {
			e, err = open.vault.Entry(id)
			return err
		})
	})
	return e, err
}

// HandOver gives a credential's grant away and keeps the rest without tokens. No
// tab can renew it while send runs, which sends it and reports whether the tokens
// have left, or may have; when they have not, nothing changes. send may be nil
// for a grant that has left already.
func (s *Session) HandOver(ctx context.Context, id string, send func(context.Context, mautic.Credential) (left bool, err error)) error {
	return s.report(task.VaultHandOver, func() error {
		return s.insideGrants(ctx, func(ctx context.Context, open *opened) error {
			e, err := open.vault.Entry(id)
			if err != nil {
				return err
			}
			if e.HandedOver && send == nil {
				return s.settle(ctx, open) // it may be in memory only
			}
			if e.HandedOver {
				return &vault.HandedOverError{Name: e.Name}
			}
			if _, err := open.vault.HandOver(id); err != nil {
				return err
			}
			var failed error
			if send != nil {
				left := false
				if left, failed = send(ctx, e.Credential); !left {
					return failed
				}
			}
			return errors.Join(failed, s.owe(ctx, open, "The grant was handed over", func(v vault.Vault) vault.Vault {
				if next, err := v.HandOver(id); err == nil {
					return next
				}
				return v // it was removed or handed over meanwhile
			}))
		})
	})
}
