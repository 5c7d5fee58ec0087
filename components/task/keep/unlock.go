package keep

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/vault"
)

// When a vault locks by itself, unless AutoLock says otherwise: after nobody has
// touched it, and after its page was out of sight, for so long.
const (
	LockAfter  = 10 * time.Minute
	LockHidden = 2 * time.Minute
)

// shortest is the length of a passphrase in characters.
const shortest = 8

func checkPassphrase(p mautic.Secret) error {
	switch text := p.Reveal(); {
	case utf8.RuneCountInString(text) < shortest:
		return errShort
	case strings.ContainsFunc(text, unicode.IsControl) || !utf8.ValidString(text):
		return errControl
	}
	return nil
}

// Create makes an empty vault and leaves it unlocked. Where there is a vault, it
// fails.
func (s *Session) Create(ctx context.Context, passphrase mautic.Secret) error {
	return s.report(task.VaultCreate, func() error {
		if err := checkPassphrase(passphrase); err != nil {
			return err
		}
		return s.found(ctx, passphrase, func() (vault.Vault, []byte, error) {
			file, err := vault.Seal(vault.Vault{}, passphrase, s.workFactor)
			return vault.Vault{}, file, err
		})
	})
}

// found stores the first file and leaves it unlocked.
func (s *Session) found(ctx context.Context, passphrase mautic.Secret, first func() (vault.Vault, []byte, error)) error {
	return s.alone(ctx, func(ctx context.Context) error {
		switch there, err := s.read(ctx); {
		case err != nil:
			return err
		case there != nil:
			return errExists
		case s.isOpen():
			return errGone
		}
		v, file, err := first()
		if err != nil {
			return err
		}
		if err := s.write(ctx, file); err != nil {
			return err
		}
		s.unlocked(passphrase, v, file)
		return nil
	})
}

// Unlock opens the vault. It does not wait for other tabs.
func (s *Session) Unlock(ctx context.Context, passphrase mautic.Secret) error {
	return s.report(task.VaultUnlock, func() error {
		if s.isOpen() {
			return nil
		}
		file, err := s.read(ctx)
		switch {
		case err != nil:
			return err
		case file == nil:
			return errNone
		}
		v, err := vault.Open(file, passphrase)
		if err != nil {
			return err
		}
		s.unlocked(passphrase, v, file)
		return nil
	})
}

func (s *Session) isOpen() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open != nil
}

func (s *Session) unlocked(passphrase mautic.Secret, v vault.Vault, file []byte) {
	life, end := context.WithCancel(context.Background())
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != nil || s.closed { // two were quick
		end()
		return
	}
	s.open = &opened{passphrase: passphrase, vault: v, file: file, refused: map[mautic.Secret]bool{}, life: life, end: end}
	s.touched = wall()
	s.schedule()
}

// Lock forgets the passphrase and every credential, at once or as soon as a
// change that is under way has been stored. It fails while something would be
// lost that is stored nowhere and was not downloaded.
func (s *Session) Lock() error {
	s.mu.Lock()
	err := s.lock("")
	s.problem, s.notice = nil, ""
	var p *task.Problem
	if err != nil {
		p = explained(err)
		s.problem = p
	}
	s.mu.Unlock()
	s.changed()
	if p == nil {
		return nil
	}
	return p
}

// lock locks now or later; notice says why. The caller holds mu.
func (s *Session) lock(notice string) error {
	switch {
	case s.open == nil:
		return nil
	case s.open.running:
		s.open.ending = " " + notice
		return nil
	case s.open.unsaved() && !s.open.saved:
		return errUnsaved
	}
	s.drop(notice)
	return nil
}

// drop lets go of everything secret. The caller holds mu.
func (s *Session) drop(notice string) {
	if s.timer != nil {
		s.timer.Stop()
	}
	if s.open == nil {
		return
	}
	if s.open.retry != nil {
		s.open.retry.Stop()
	}
	s.open.end()
	s.open = nil
	if notice != "" {
		s.notice = notice
	}
}

// wall is the time of day: the other clock may stand still while a device sleeps.
func wall() time.Time { return time.Now().Round(0) }

// AutoLock sets after how long the vault locks by itself.
func (s *Session) AutoLock(after, hidden time.Duration) error {
	return s.report(task.VaultAutoLock, func() error {
		if after <= 0 || hidden <= 0 {
			return errors.New("the vault cannot lock after no time at all; choose at least one minute")
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.locksAfter, s.locksHidden = after, hidden
		s.schedule()
		return nil
	})
}

// Touch says that somebody is using the page. A vault that should have locked
// while the device slept locks now.
func (s *Session) Touch() {
	s.mu.Lock()
	locked := s.lockIfDue()
	s.touch()
	s.mu.Unlock()
	if locked {
		s.changed()
	}
}

// touch needs mu.
func (s *Session) touch() {
	s.touched = wall()
	s.schedule()
}

// Hide says whether the page is out of sight.
func (s *Session) Hide(hidden bool) {
	s.mu.Lock()
	s.lockIfDue()
	if s.hidden.IsZero() == hidden {
		s.hidden = time.Time{}
		if hidden {
			s.hidden = wall()
		}
	}
	s.schedule()
	s.mu.Unlock()
	s.changed()
}

// locksAt is when the vault is due. The caller holds mu.
func (s *Session) locksAt() time.Time {
	at := s.touched.Add(s.locksAfter)
	if !s.hidden.IsZero() {
		if soon := s.hidden.Add(s.locksHidden); soon.Before(at) {
			at = soon
		}
	}
	return at
}

// lockIfDue locks a vault whose time has come. The caller holds mu.
func (s *Session) lockIfDue() bool {
	if s.open == nil || wall().Before(s.locksAt()) {
		return false
	}
	notice := fmt.Sprintf("The vault has locked itself, because nobody used it for %s.", s.locksAfter)
	if !s.hidden.IsZero() && !wall().Before(s.hidden.Add(s.locksHidden)) {
		notice = fmt.Sprintf("The vault has locked itself, because its page was out of sight for %s.", s.locksHidden)
	}
	return s.lock(notice) == nil && s.open == nil
}

// schedule has lockIfDue called when it is time. The caller holds mu.
func (s *Session) schedule() {
	if s.timer != nil {
		s.timer.Stop()
	}
	if s.open == nil {
		return
	}
	// What is due and could not be locked is looked at again when it has changed.
	wait := max(s.locksAt().Sub(wall()), time.Second)
	s.timer = time.AfterFunc(wait, func() {
		s.mu.Lock()
		locked := s.lockIfDue()
		if !locked {
			s.schedule()
		}
		s.mu.Unlock()
		if locked {
			s.changed()
		}
	})
}
