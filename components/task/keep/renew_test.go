package keep

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/vault"
)

func TestTabsThatRenewAtOnceAskMauticOnce(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	d, one, two, _, _ := created(t, m)
	three, _ := session(t, d, m)
	works(t, three.Unlock(t.Context(), secret(phrase)))
	shop, err := one.Add(t.Context(), "Shop", m.grant(t))
	works(t, err)
	tabs := []*Session{one, two, three}
	for _, s := range tabs {
		soon(t, "all have it", func() bool { return names(s) == "Shop" })
	}
	// Mautic answers once all wait, so that all have asked for the first token.
	m.change(func(m *issuer) {
		m.pause = func() {
			soon(t, "the others wait", func() bool { return two.State().Waiting || three.State().Waiting })
			time.Sleep(20 * time.Millisecond)
		}
	})
	var group sync.WaitGroup
	for _, s := range tabs {
		group.Go(func() {
			if err := s.Renew(t.Context(), shop); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if m.asked() != 1 || len(m.reused) != 0 {
		t.Errorf("Mautic was asked %d times, %v came again", m.asked(), m.reused)
	}
	for _, s := range tabs {
		c, err := s.Credential(t.Context(), shop)
		if err != nil || c.(mautic.AuthorizationCode).Token.Refresh != secret("RT-2-of-the-issuer") {
			t.Errorf("a tab has another token, %v", err)
		}
	}
	// Who asks again means it.
	m.change(func(m *issuer) { m.pause = nil })
	works(t, two.Renew(t.Context(), shop))
	if m.asked() != 2 {
		t.Errorf("Mautic was asked %d times", m.asked())
	}
}

func TestAGrantThatMauticRefusesIsDeadAndNotAskedForAgain(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	_, one, _, _, _ := created(t, m)
	shop, err := one.Add(t.Context(), "Shop", m.grant(t))
	works(t, err)
	m.change(func(m *issuer) { clear(m.alive) })
	err = one.Renew(t.Context(), shop)
	says(t, err)
	if p := one.State().Problem; p == nil || p.Status != 400 || p.Diagnosis == "" {
		t.Errorf("the problem is %+v", p)
	}
	says(t, one.Renew(t.Context(), shop), "“Shop” has ended", "connect again")
	if m.asked() != 1 {
		t.Errorf("Mautic was asked %d times", m.asked())
	}
	if got := one.List()[0]; got.Stage != "dead" || got.CanRenew || !strings.Contains(got.Advice, "Connect again") {
		t.Errorf("%+v", got)
	}
	next, err := one.Replace(t.Context(), shop, m.grant(t))
	works(t, err)
	works(t, one.Renew(t.Context(), next))
}

func TestAnAnswerOfMauticThatIsLostLeavesTheVaultAsItWas(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	d, one, _, _, _ := created(t, m)
	shop, err := one.Add(t.Context(), "Shop", m.grant(t))
	works(t, err)
	before := d.writes
	m.change(func(m *issuer) { m.lose = true })
	says(t, one.Renew(t.Context(), shop), "closed the connection")
	if d.writes != before || one.State().Unsaved {
		t.Error("something was stored")
	}
	if got := one.List()[0]; !got.CanRenew {
		t.Errorf("%+v", got)
	}
}

// A token that Mautic has renewed and the browser would not store.
func TestATokenThatCannotBeStoredIsKeptTriedAgainAndDownloadable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newIssuer()
		d, one, _, first, _ := created(t, m)
		shop, err := one.Add(t.Context(), "Shop", m.grant(t))
		works(t, err)
		before := d.writes
		first.failing(func(step string) error {
			if step == "write" {
				return &StoreError{Reason: ReasonQuota}
			}
			return nil
		})
		says(t, one.Renew(t.Context(), shop), "Mautic has renewed the grant", "download the vault at once", "no room left")
		if !one.State().Unsaved || d.writes != before {
			t.Errorf("%+v", one.State())
		}
		says(t, one.Lock(), "download the vault first")
		time.Sleep(time.Hour) // neither does it lock by itself
		if one.State().Locked || !one.State().Unsaved {
			t.Fatalf("%+v", one.State())
		}
		// Whatever else happens, the new token is the one in use.
		says(t, one.Rename(t.Context(), shop, "x"), "no room left")
		file, err := one.File(t.Context())
		works(t, err)
		saved, err := vault.Open(file.Binary, secret(phrase))
		works(t, err)
		if got := saved.Entries()[0].Token().Refresh; got != secret("RT-2-of-the-issuer") {
			t.Error("the download has the dead token")
		}
		first.failing(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := d.held(t).Entries()[0].Token().Refresh; got != secret("RT-2-of-the-issuer") || one.State().Unsaved {
			t.Errorf("it is not stored: %+v", one.State())
		}
		if got := one.State().Notice; got != "What could not be stored before is stored now." {
			t.Errorf("the notice is %q", got)
		}
		if len(m.reused) != 0 {
			t.Errorf("%v came again", m.reused)
		}
	})
}

// What is owed survives what other tabs store meanwhile.
func TestATokenThatIsOwedGoesIntoWhatAnotherTabHasStored(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newIssuer()
		d, one, two, first, _ := created(t, m)
		shop, err := one.Add(t.Context(), "Shop", m.grant(t))
		works(t, err)
		synctest.Wait()
		first.failing(func(step string) error {
			if step == "write" {
				return &StoreError{Reason: ReasonQuota}
			}
			return nil
		})
		says(t, one.Renew(t.Context(), shop), "could not be stored")
		works(t, two.Rename(t.Context(), shop, "Store"))
		synctest.Wait()
		first.failing(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if e := d.held(t).Entries()[0]; e.Name != "Store" || e.Token().Refresh != secret("RT-2-of-the-issuer") {
			t.Errorf("%s is stored, with another token", e.Name)
		}
		if names(two) != "Store" || one.State().Unsaved {
			t.Errorf("the other tab shows %s", names(two))
		}
	})
}

// The file that was downloaded brings the token back, whatever became of the tab.
func TestADownloadedTokenComesBackByImporting(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	d, one, two, first, second := created(t, m)
	shop, err := one.Add(t.Context(), "Shop", m.grant(t))
	works(t, err)
	soon(t, "the other tab has it", func() bool { return names(two) == "Shop" })
	first.failing(func(step string) error {
		if step == "write" {
			return &StoreError{Reason: ReasonQuota}
		}
		return nil
	})
	says(t, one.Renew(t.Context(), shop), "at once")
	second.Watch(func(News) {})
	works(t, two.ChangePassphrase(t.Context(), secret(phrase), secret(otherPhrase)))
	soon(t, "the first tab says what to do", func() bool {
		p := one.State().Problem
		return p != nil && strings.Contains(p.Text, "import what you downloaded with the old one")
	})
	if one.State().Locked {
		t.Fatal("the only copy of the token is gone")
	}
	file, err := one.File(t.Context())
	works(t, err)
	works(t, one.Lock())
	first.failing(nil)
	works(t, one.Unlock(t.Context(), secret(otherPhrase)))
	merged, err := one.Import(t.Context(), file.Binary, secret(phrase))
	if err != nil || merged != (vault.Merged{Updated: 1}) {
		t.Fatalf("%+v, %v", merged, err)
	}
	works(t, one.Renew(t.Context(), shop))
	v, err := vault.Open(d.content(), secret(otherPhrase))
	works(t, err)
	if got := v.Entries()[0].Token().Refresh; got != secret("RT-3-of-the-issuer") || len(m.reused) != 0 {
		t.Errorf("reused %v", m.reused)
	}
}

func TestAHandedOverGrantIsNeverRenewed(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	d, one, two, _, second := created(t, m)
	shop, err := one.Add(t.Context(), "Shop", m.grant(t))
	works(t, err)
	soon(t, "the other tab has it", func() bool { return names(two) == "Shop" })
	second.Watch(func(News) {}) // it does not learn of what follows
	works(t, one.HandOver(t.Context(), shop, nil))
	says(t, two.Renew(t.Context(), shop), "was handed over", "connect again")
	says(t, one.Renew(t.Context(), shop), "was handed over")
	if m.asked() != 0 || len(d.held(t).Entries()) != 1 {
		t.Errorf("Mautic was asked %d times", m.asked())
	}
}

// What left and could not be stored: no other tab may renew it meanwhile.
func TestAGrantHandedOverAndNotStoredIsNotRenewedElsewhere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newIssuer()
		d, one, two, first, _ := created(t, m)
		shop, err := one.Add(t.Context(), "Shop", m.grant(t))
		works(t, err)
		synctest.Wait()
		first.failing(func(step string) error {
			if step == "write" {
				return &StoreError{Reason: ReasonQuota}
			}
			return nil
		})
		says(t, one.HandOver(t.Context(), shop, nil), "was handed over, but that could not be stored")
		if d.held(t).Entries()[0].HandedOver {
			t.Fatal("it is stored, so this proves nothing")
		}
		says(t, one.Renew(t.Context(), shop), "was handed over")
		says(t, two.Renew(t.Context(), shop), "look into the other tabs")
		first.failing(nil)
		says(t, two.Renew(t.Context(), shop), "was handed over") // waits until it is stored
		if m.asked() != 0 || !d.held(t).Entries()[0].HandedOver || one.State().Unsaved {
			t.Errorf("Mautic was asked %d times", m.asked())
		}
	})
}

func TestClosingDuringARenewalDoesNotGiveItUp(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	d, one, _, _, _ := created(t, m)
	shop, err := one.Add(t.Context(), "Shop", m.grant(t))
	works(t, err)
	m.change(func(m *issuer) { m.pause = func() { works(t, one.Lock()) } })
	works(t, one.Renew(t.Context(), shop))
	if !one.State().Locked {
		t.Error("it has not locked afterwards")
	}
	if got := d.held(t).Entries()[0].Token().Refresh; got != secret("RT-2-of-the-issuer") {
		t.Error("the new token is lost")
	}
}

func TestUnlockingKeepsAliveWhatEndsSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newIssuer()
		d := newDisk()
		s, _ := session(t, d, m)
		works(t, s.Create(t.Context(), secret(phrase)))
		older, err := s.Add(t.Context(), "Older", m.grant(t))
		works(t, err)
		gone, err := s.Add(t.Context(), "Gone", m.grant(t))
		works(t, err)
		works(t, s.HandOver(t.Context(), gone, nil))
		_, err = s.Add(t.Context(), "Login", basic(t))
		works(t, err)
		time.Sleep(8 * 24 * time.Hour) // the vault locks meanwhile
		works(t, s.Unlock(t.Context(), secret(phrase)))
		newer, err := s.Add(t.Context(), "Newer", m.grant(t))
		works(t, err)

		answer := asked(t, s, task.Vault{Do: task.VaultKeepAlive})
		if diff := cmp.Diff(task.VaultAnswer{Renewed: []string{"Older"}}, answer); diff != "" || m.asked() != 1 {
			t.Errorf("Mautic was asked %d times (-want +got)\n%s", m.asked(), diff)
		}
		for _, e := range s.List() {
			if (e.ID == older || e.ID == newer) && (e.Stage != "fine" || e.Days != 14) {
				t.Errorf("%s is %s, with %d days", e.Name, e.Stage, e.Days)
			}
		}
		if again := asked(t, s, task.Vault{Do: task.VaultKeepAlive}); len(again.Renewed) != 0 || m.asked() != 1 {
			t.Errorf("it renews what is fine: %v", again.Renewed)
		}
	})
}
