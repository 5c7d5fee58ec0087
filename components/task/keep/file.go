package keep

import (
	"context"
	"errors"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/vault"
)

// File returns the vault's file to save. While the vault is locked it is the
// stored file, whatever its state; while something could not be stored, it is a
// file that has it.
func (s *Session) File(ctx context.Context) (file task.File, err error) {
	err = s.report(task.VaultFile, func() error {
		s.mu.Lock()
		open := s.open
		var v vault.Vault
		var passphrase mautic.Secret
		unsaved := false
		if open != nil {
			v, passphrase, unsaved = open.vault, open.passphrase, open.unsaved()
		}
		s.mu.Unlock()
		content, err := s.read(ctx)
		switch {
		case open != nil && (unsaved || err != nil || content == nil):
			if content, err = vault.Seal(v, passphrase, s.workFactor); err != nil {
				return err
			}
		case err != nil:
			return err
		case content == nil:
			return errNone
		}
		file = task.File{Name: vault.FileName, MediaType: vault.MediaType, Binary: content}
		if unsaved {
			s.mu.Lock()
			open.saved = true
			s.mu.Unlock()
		}
		return nil
	})
	return file, err
}

// unsaved reports whether something is in memory only. The caller holds mu.
func (o *opened) unsaved() bool { return len(o.owed) > 0 || o.gone }

// Import takes a saved vault, with the passphrase that it has. Where a vault is
// unlocked, its credentials are added to that; where there is none, it becomes
// this browser's vault, unlocked.
func (s *Session) Import(ctx context.Context, file []byte, passphrase mautic.Secret) (merged vault.Merged, err error) {
	err = s.report(task.VaultImport, func() error {
		file, err := vault.Unarmor(file)
		if err != nil {
			return err
		}
		theirs, err := vault.Open(file, passphrase)
		if err != nil {
			return err
		}
		if !s.isOpen() {
			merged = vault.Merged{Added: len(theirs.Entries())}
			return s.found(ctx, passphrase, func() (vault.Vault, []byte, error) { return theirs, file, nil })
		}
		return s.change(ctx, func(v vault.Vault) (next vault.Vault, err error) {
			next, merged = v.Merge(theirs)
			return next, nil
		})
	})
	if err != nil {
		merged = vault.Merged{}
	}
	return merged, err
}

// ChangePassphrase seals the vault with another passphrase. Other tabs lock.
func (s *Session) ChangePassphrase(ctx context.Context, old, next mautic.Secret) error {
	return s.report(task.VaultPassphrase, func() error {
		if err := checkPassphrase(next); err != nil {
			return err
		}
		return s.inside(ctx, func(ctx context.Context, open *opened) error {
			if !old.Equal(open.passphrase) {
				return errOther
			}
			return s.save(ctx, open, open.vault, next)
		})
	})
}

// Wipe deletes the vault from this browser, locked or not, with everything in it.
func (s *Session) Wipe(ctx context.Context) error {
	return s.report(task.VaultWipe, func() error {
		return s.alone(ctx, func(ctx context.Context) error {
			ctx = context.WithoutCancel(ctx)
			if err := s.store.Delete(ctx); err != nil {
				return err
			}
			switch left, err := s.read(ctx); {
			case err != nil:
				return err
			case left != nil:
				return errors.New("the browser's storage did not delete the vault; reload the page and try again")
			}
			s.store.Announce(NewsWiped)
			s.mu.Lock()
			defer s.mu.Unlock()
			s.drop("")
			return nil
		})
	})
}
