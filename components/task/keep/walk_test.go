package keep

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mautic-connect/mautic"
	"mautic-connect/mautic/vault"
)

// errCrash stands for a tab that has died: nothing it does after that arrives.
var errCrash = errors.New("the tab is dead")

// expected is what an entry has to be: acknowledged is that its last change was,
// so that a later one may have been stored or not.
type expected struct {
	name    string
	grant   bool
	given   bool
	removed bool
	// refresh are the tokens that may be stored: the last acknowledged one, and
	// those that Mautic gave to a change which was not.
	refresh map[mautic.Secret]bool
}

// Tabs that change, renew, hand over, lock, wipe nothing and crash between any
// two steps of their stores, in whatever order: what was acknowledged is stored,
// the file always opens, and no refresh token whose use was answered comes again.
func TestRandomWalksLoseNothingAcknowledged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m, d := newIssuer(), newDisk()
		var sessions []*Session
		var stores []*tab
		defer func() {
			for _, s := range sessions {
				s.Close()
			}
		}()
		open := func() *Session {
			store := d.tab()
			s := New(Options{Store: store, Transport: m, WorkFactor: cheap})
			sessions, stores = append(sessions, s), append(stores, store)
			s.patience = time.Millisecond
			return s
		}
		first := open()
		works(rt, first.Create(t.Context(), secret(phrase)))
		open()
		want := map[string]*expected{}
		var ids []string // in the order of adding, so that a walk can be repeated
		for step := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			i := rapid.IntRange(0, len(sessions)-1).Draw(rt, "tab")
			s, store := sessions[i], stores[i]
			if s.State().Locked {
				works(rt, s.Unlock(t.Context(), secret(phrase)))
			}
			// The fault strikes at the so-manieth step of the store, if it gets there.
			kind := rapid.SampledFrom([]string{"none", "none", "quota", "crash"}).Draw(rt, "fault")
			f := &fault{kind: kind, after: rapid.IntRange(0, 3).Draw(rt, "after")}
			store.failing(f.strike)
			m.change(func(m *issuer) { m.lose = rapid.IntRange(0, 9).Draw(rt, "lose") == 0 })
			action := rapid.SampledFrom([]string{"add", "renew", "renew", "rename", "hand over", "remove", "lock"}).Draw(rt, "action")
			var id string
			if len(ids) > 0 {
				id = ids[rapid.IntRange(0, len(ids)-1).Draw(rt, "which")]
			} else {
				action = "add"
			}
			e := want[id]
			if e == nil && action != "add" {
				continue
			}
			var err error
			switch action {
			case "add":
				var c mautic.Credential = basic(rt)
				grant := rapid.Bool().Draw(rt, "grant")
				next := &expected{grant: grant, refresh: map[mautic.Secret]bool{}}
				if grant {
					code := m.grant(rt)
					next.refresh[code.Token.Refresh] = true
					c = code
				}
				next.name = fmt.Sprintf("credential %d", step)
				if id, err = s.Add(t.Context(), next.name, c); err == nil {
					want[id], ids = next, append(ids, id)
				}
			case "renew":
				before := m.tokens()
				err = s.Renew(t.Context(), id)
				fresh := m.tokens()
				for token := range before {
					delete(fresh, token)
				}
				if err == nil && len(fresh) > 0 {
					e.refresh = fresh
				} else {
					maps.Copy(e.refresh, fresh)
				}
			case "rename":
				name := fmt.Sprintf("name %d", step)
				if err = s.Rename(t.Context(), id, name); err == nil {
					e.name = name
				} else if f.struck() {
					e.name = ""
				}
			case "hand over":
				if err = s.HandOver(t.Context(), id, nil); err == nil {
					e.given = true
				} else if f.struck() || s.State().Unsaved {
					e.grant = false // it may be stored, now or later
				}
			case "remove":
				if err = s.Remove(t.Context(), id); err == nil {
					e.removed = true
				} else if f.struck() {
					delete(want, id)
				}
			case "lock":
				_ = s.Lock()
			}
			if err != nil {
				says(rt, err)
			}
			if f.struck() { // a new tab takes its place
				s.Close()
				m.forget(d.held(rt)) // what it knew of answers has died with it
				sessions, stores = slices.Delete(sessions, i, i+1), slices.Delete(stores, i, i+1)
				open()
			} else {
				store.failing(nil)
			}
			check(rt, d.held(rt), want)
		}
		if len(m.reused) != 0 {
			rt.Fatalf("refresh tokens came again: %v", m.reused)
		}
	})
}

// fault fails the steps of a store: with "quota" every write after so many steps,
// with "crash" everything.
type fault struct {
	mu    sync.Mutex
	kind  string
	after int
	dead  bool
}

func (f *fault) strike(step string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.after--
	switch {
	case f.after >= 0:
		return nil
	case f.kind == "crash":
		f.dead = true
		return errCrash
	case f.kind == "quota" && step == "write":
		return &StoreError{Reason: ReasonQuota}
	}
	return nil
}

// struck reports whether the tab has died.
func (f *fault) struck() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.dead
}

// tokens are all refresh tokens that were ever issued.
func (m *issuer) tokens() map[mautic.Secret]bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[mautic.Secret]bool{}
	for n := range m.last {
		out[secret(fmt.Sprintf("RT-%d-of-the-issuer", n+1))] = true
	}
	return out
}

// forget has the use of the tokens that are stored count as never answered.
func (m *issuer) forget(v vault.Vault) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range v.Entries() {
		delete(m.answered, e.Token().Refresh.Reveal())
	}
}

func check(t *rapid.T, stored vault.Vault, want map[string]*expected) {
	for id, e := range want {
		got, err := stored.Entry(id)
		switch {
		case e.removed && err == nil:
			t.Fatalf("%s is back", e.name)
		case e.removed:
		case err != nil:
			t.Fatalf("%s is lost", e.name)
		case e.name != "" && got.Name != e.name:
			t.Fatalf("%s is called %s", e.name, got.Name)
		case e.given && (!got.HandedOver || !got.Token().IsZero()):
			t.Fatalf("%s is not handed over any more", e.name)
		case e.given:
		case e.grant && !e.refresh[got.Token().Refresh]:
			t.Fatalf("%s has a token of before", e.name)
		}
	}
}
