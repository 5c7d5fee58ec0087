package keep

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAVaultThatNobodyUsesLocks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		do     func(*testing.T, *Session)
		locked bool
		says   string
	}{
		"for less than ten minutes": {func(_ *testing.T, s *Session) { time.Sleep(10*time.Minute - time.Second) }, false, ""},
		"for ten minutes":           {func(_ *testing.T, s *Session) { time.Sleep(10 * time.Minute) }, true, "because nobody used it for 10m0s"},
		"touched meanwhile":         {func(_ *testing.T, s *Session) { time.Sleep(9 * time.Minute); s.Touch(); time.Sleep(9 * time.Minute) }, false, ""},
		"used meanwhile": {func(t *testing.T, s *Session) {
			time.Sleep(9 * time.Minute)
			_, err := s.Add(t.Context(), "Shop", basic(t))
			works(t, err)
			time.Sleep(9 * time.Minute)
		}, false, ""},
		"hidden for two minutes": {func(_ *testing.T, s *Session) { s.Hide(true); time.Sleep(2 * time.Minute) }, true, "out of sight for 2m0s"},
		"hidden, touched by the page": {func(_ *testing.T, s *Session) {
			s.Hide(true)
			time.Sleep(time.Minute)
			s.Touch()
			time.Sleep(time.Minute)
		}, true, "out of sight"},
		"hidden twice, not longer for it": {func(_ *testing.T, s *Session) {
			s.Hide(true)
			time.Sleep(time.Minute)
			s.Hide(true)
			time.Sleep(time.Minute)
		}, true, "out of sight"},
		"hidden for a minute": {func(_ *testing.T, s *Session) {
			s.Hide(true)
			time.Sleep(time.Minute)
			s.Hide(false)
			time.Sleep(3 * time.Minute)
		}, false, ""},
		"a longer time that was asked for": {func(t *testing.T, s *Session) {
			works(t, s.AutoLock(time.Hour, time.Hour))
			time.Sleep(59 * time.Minute)
		}, false, ""},
		"a shorter time": {func(t *testing.T, s *Session) {
			works(t, s.AutoLock(time.Minute, time.Minute))
			time.Sleep(time.Minute)
		}, true, "for 1m0s"},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := newDisk()
			s, _ := session(t, d, newIssuer())
			works(t, s.Create(t.Context(), secret(phrase)))
			tt.do(t, s)
			synctest.Wait()
			// The timer has locked it, not the look at the state.
			s.mu.Lock()
			open := s.open != nil
			s.mu.Unlock()
			if state := s.State(); open == tt.locked || state.Locked != tt.locked || !strings.Contains(state.Notice, tt.says) {
				t.Errorf("%s: open %v, %+v", name, open, state)
			}
		})
	}
}

func TestTheStateSaysWhenItWillLock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, _ := session(t, newDisk(), newIssuer())
		works(t, s.Create(t.Context(), secret(phrase)))
		if got := time.Until(s.State().LocksAt); got != 10*time.Minute {
			t.Errorf("in %s", got)
		}
		s.Hide(true)
		if got := time.Until(s.State().LocksAt); got != 2*time.Minute {
			t.Errorf("hidden, in %s", got)
		}
	})
}

func TestAnEndedSessionHoldsNothing(t *testing.T) {
	t.Parallel()
	s, _ := session(t, newDisk(), newIssuer())
	works(t, s.Create(t.Context(), secret(phrase)))
	s.Close()
	if !s.State().Locked {
		t.Error("it is open")
	}
	works(t, s.Unlock(t.Context(), secret(phrase)))
	if !s.State().Locked {
		t.Error("it has opened again")
	}
}
