package keep

import (
	"bytes"
	"context"
	"errors"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/mautic/vault"
)

// alone runs do while no other tab changes the vault.
func (s *Session) alone(ctx context.Context, do func(context.Context) error) error {
	return s.withLock(ctx, lockName, do)
}

func (s *Session) withLock(ctx context.Context, name string, do func(context.Context) error) error {
	s.wait(+1)
	entered := false
	err := s.store.WithLock(ctx, name, func(ctx context.Context) error {
		entered = true
		s.wait(-1)
		return do(ctx)
	})
	if !entered {
		s.wait(-1)
	}
	return err
}

func (s *Session) wait(n int) {
	s.mu.Lock()
	s.waiting += n
	s.mu.Unlock()
	s.changed()
}

// inside runs do with the unlocked vault as it is stored now, and everything
// owed applied, while no other tab changes it. The vault stays unlocked until do
// has returned; a lock that comes before has it fail.
func (s *Session) inside(ctx context.Context, do func(context.Context, *opened) error) error {
	s.mu.Lock()
	open := s.open
	s.mu.Unlock()
	if open == nil {
		return errLocked
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	detach := context.AfterFunc(open.life, cancel)
	defer detach()
	err := s.alone(ctx, func(ctx context.Context) error {
		s.mu.Lock()
		if s.open != open {
			s.mu.Unlock()
			return errLocked
		}
		open.running = true
		s.mu.Unlock()
		err := s.latest(ctx, open)
		if err == nil {
			err = do(ctx, open)
		}
		s.leave(open)
		return err
	})
	if errors.Is(err, context.Canceled) && open.life.Err() != nil {
		return errLocked
	}
	return err
}

// insideGrants is inside while no other tab renews or hands over a grant, nor
// owes the store what came of it.
func (s *Session) insideGrants(ctx context.Context, do func(context.Context, *opened) error) error {
	s.mu.Lock()
	open := s.open
	holding := open != nil && open.holding
	s.mu.Unlock()
	switch {
	case open == nil:
		return errLocked
	case holding:
		return s.inside(ctx, do)
	}
	waiting, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	late := time.AfterFunc(s.patience, func() { stop(errBusyElsewhere) })
	defer late.Stop()
	detach := context.AfterFunc(open.life, func() { stop(errLocked) })
	defer detach()
	done := make(chan error, 2)
	go func() {
		done <- s.withLock(waiting, grantLock, func(context.Context) error {
			late.Stop()
			err := s.inside(ctx, do)
			s.mu.Lock()
			paid := open.paid
			open.holding = paid != nil
			s.mu.Unlock()
			done <- err
			if paid != nil {
				select {
				case <-paid:
				case <-open.life.Done():
				}
			}
			return nil
		})
	}()
	err := <-done
	if errors.Is(err, context.Canceled) && waiting.Err() != nil {
		return context.Cause(waiting)
	}
	return err
}

// leave ends what inside began, and locks if that was asked for meanwhile.
func (s *Session) leave(open *opened) {
	s.mu.Lock()
	defer s.mu.Unlock()
	open.running = false
	if s.open != open || open.ending == "" {
		return
	}
	notice := open.ending[1:]
	open.ending = ""
	_ = s.lock(notice) // what would be lost is said by State
}

// latest takes over what other tabs have stored.
func (s *Session) latest(ctx context.Context, open *opened) error {
	file, err := s.read(ctx)
	switch {
	case err != nil:
		return err
	case file == nil:
		s.mu.Lock()
		open.gone = true
		s.mu.Unlock()
		return errGone
	case bytes.Equal(file, open.file):
		s.mu.Lock()
		open.gone = false
		s.mu.Unlock()
		return nil
	}
	v, err := vault.Open(file, open.passphrase)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case errors.Is(err, vault.ErrPassphrase) && open.unsaved() && !open.saved:
		return errElsewhereUnsaved
	case errors.Is(err, vault.ErrPassphrase):
		open.owed, open.gone = nil, false
		open.ending = " " // locks when inside is left
		return errElsewhere
	case err != nil:
		return err
	}
	open.vault, open.file, open.gone = open.settled(v), file, false
	s.notice = "The vault was changed in another tab; this is how it is now."
	return nil
}

// settled is v with everything owed in it.
func (o *opened) settled(v vault.Vault) vault.Vault {
	for _, pay := range o.owed {
		v = pay(v)
	}
	return v
}

// change applies a change to the vault and stores it.
func (s *Session) change(ctx context.Context, apply func(vault.Vault) (vault.Vault, error)) error {
	return s.inside(ctx, func(ctx context.Context, open *opened) error {
		next, err := apply(open.vault)
		if err != nil {
			return err
		}
		return s.save(ctx, open, next, open.passphrase)
	})
}

// save stores v, which has everything owed in it, sealed with passphrase.
func (s *Session) save(ctx context.Context, open *opened, v vault.Vault, passphrase mautic.Secret) error {
	file, err := vault.Seal(v, passphrase, s.workFactor)
	if err != nil {
		return err
	}
	if err := s.write(ctx, file); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	open.vault, open.file, open.passphrase, open.owed, open.saved, open.tries = v, file, passphrase, nil, false, 0
	if open.holding = false; open.paid != nil {
		close(open.paid)
		open.paid = nil
	}
	if open.retry != nil {
		open.retry.Stop()
	}
	return nil
}

// write stores a file, makes sure that it is there, and tells the other tabs.
func (s *Session) write(ctx context.Context, file []byte) error {
	// Whoever asked may be gone by now; half a step helps nobody.
	ctx = context.WithoutCancel(ctx)
	failed := s.store.Write(ctx, file)
	there, err := s.read(ctx)
	switch {
	case err == nil && bytes.Equal(there, file):
		s.store.Announce(NewsChanged)
		return nil
	case failed != nil:
		return failed
	case err != nil:
		return err
	}
	return errNotKept
}

// owe notes what has happened and has to be stored, and stores it. Where that
// fails, it is tried again until it works.
func (s *Session) owe(ctx context.Context, open *opened, what string, pay func(vault.Vault) vault.Vault) error {
	s.mu.Lock()
	open.owed, open.saved = append(open.owed, pay), false
	if open.paid == nil {
		open.paid = make(chan struct{})
	}
	open.vault = pay(open.vault)
	next := open.vault
	s.mu.Unlock()
	err := s.save(ctx, open, next, open.passphrase)
	if err == nil {
		return nil
	}
	s.retryLater(open)
	return &unsavedError{what, err}
}

// retryLater tries to store what is owed: after a second, and then less often.
func (s *Session) retryLater(open *opened) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != open || len(open.owed) == 0 {
		return
	}
	if open.retry != nil {
		open.retry.Stop()
	}
	open.tries++
	open.retry = time.AfterFunc(time.Second<<min(open.tries-1, 5), func() { s.follow(open) })
}

// settle stores what is owed, if anything is.
func (s *Session) settle(ctx context.Context, open *opened) error {
	s.mu.Lock()
	owed, next := len(open.owed), open.vault
	s.mu.Unlock()
	if owed == 0 {
		return nil
	}
	if err := s.save(ctx, open, next, open.passphrase); err != nil {
		return err
	}
	s.mu.Lock()
	s.problem, s.notice = nil, "What could not be stored before is stored now."
	s.mu.Unlock()
	return nil
}

// follow takes over what other tabs have stored, and stores what is owed.
func (s *Session) follow(open *opened) {
	err := s.inside(open.life, s.settle)
	if err != nil && open.life.Err() == nil {
		s.retryLater(open)
	}
	if err != nil && !errors.Is(err, errLocked) {
		s.mu.Lock()
		s.problem = explained(err)
		s.mu.Unlock()
	}
	s.changed()
}

// heard is what another tab has told.
func (s *Session) heard(news News) {
	s.mu.Lock()
	open := s.open
	if news == NewsWiped {
		s.known, s.stored = true, nil
		if open != nil {
			open.owed, open.gone = nil, false // nobody wants it any more
		}
		_ = s.lock("The vault was deleted in another tab.")
	}
	s.mu.Unlock()
	switch {
	case news == NewsWiped:
		s.changed()
	case open != nil:
		go s.follow(open)
	default:
		go func() {
			_, _ = s.read(context.Background()) // the next thing that is done says why it fails
			s.changed()
		}()
	}
}
