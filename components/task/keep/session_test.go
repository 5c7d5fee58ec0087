package keep

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/vault"
)

func TestAVaultIsMadeLockedAndOpened(t *testing.T) {
	t.Parallel()
	d := newDisk()
	s, _ := session(t, d, newIssuer())
	if got := s.State(); got.Known || got.Exists || !got.Locked {
		t.Errorf("before looking: %+v", got)
	}
	works(t, s.Look(t.Context()))
	if got := s.State(); !got.Known || got.Exists {
		t.Errorf("of nothing: %+v", got)
	}
	says(t, s.Unlock(t.Context(), secret(phrase)), "There is no vault in this browser")
	_, err := s.File(t.Context())
	says(t, err, "no vault")
	works(t, s.Create(t.Context(), secret(phrase)))
	says(t, s.Create(t.Context(), secret(phrase)), "already")
	id, err := s.Add(t.Context(), "Shop", basic(t))
	works(t, err)
	state := s.State()
	silent(t, state)
	if state.Locked || !state.Exists || state.WorkFactor != cheap || state.Size != len(d.content()) || state.Problem != nil || state.Busy != "" || state.Waiting || state.LocksAt.IsZero() {
		t.Errorf("unlocked: %+v", state)
	}
	want := task.VaultEntry{
		ID: id, Name: "Shop", Host: "mautic.example.com", Base: "https://mautic.example.com/crm", Method: "basic",
		AddedAt: state.Entries[0].AddedAt, Stage: "none", Advice: "A password does not run out; it works until somebody changes it.",
	}
	if diff := cmp.Diff([]task.VaultEntry{want}, s.List()); diff != "" {
		t.Error(diff)
	}
	works(t, s.Lock())
	if got := s.State(); !got.Locked || !got.Exists || got.Entries != nil {
		t.Errorf("locked: %+v", got)
	}
	says(t, s.Rename(t.Context(), id, "x"), "The vault is locked")
	_, err = s.Credential(t.Context(), id)
	says(t, err, "The vault is locked")
	says(t, s.Unlock(t.Context(), secret(otherPhrase)), "does not open the vault")
	if got := s.State().Problem; got == nil || !strings.Contains(got.Text, "check it") {
		t.Errorf("the state's problem is %v", got)
	}
	works(t, s.Unlock(t.Context(), secret(phrase)))
	got, err := s.Credential(t.Context(), id)
	if err != nil || got != basic(t) || s.State().Problem != nil {
		t.Errorf("came back: %v, %v", got, err)
	}
}

func TestAPassphraseHasToBeLongAndTypeable(t *testing.T) {
	t.Parallel()
	d := newDisk()
	s, _ := session(t, d, newIssuer())
	for _, tt := range []struct{ phrase, says string }{{"", "shorter"}, {"1234567", "shorter"}, {"üüüüüüü", "shorter"}, {"12345678\n", "cannot be typed"}, {"\xff2345678", "cannot be typed"}} {
		says(t, s.Create(t.Context(), secret(tt.phrase)), tt.says)
	}
	works(t, s.Create(t.Context(), secret("üüüüüüüü")))
	says(t, s.ChangePassphrase(t.Context(), secret("üüüüüüüü"), secret("short")), "shorter")
	says(t, s.ChangePassphrase(t.Context(), secret(phrase), secret(phrase)), "is not the vault's")
}

func TestEveryChangeIsStoredBeforeItIsAcknowledged(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	d, one, _, _, _ := created(t, m)
	ctx := t.Context()
	shop, err := one.Add(ctx, "Shop", m.grant(t))
	works(t, err)
	other, err := one.Add(ctx, "Shop", basic(t))
	works(t, err)
	entry := func(id string) vault.Entry {
		t.Helper()
		e, err := d.held(t).Entry(id)
		works(t, err)
		return e
	}
	if entry(shop).Name != "Shop" || entry(other).Name != "Shop 2" {
		t.Errorf("stored are %v", d.held(t).Entries())
	}
	works(t, one.Rename(ctx, other, "Desk"))
	if entry(other).Name != "Desk" {
		t.Error("renaming is not stored")
	}
	works(t, one.Renew(ctx, shop))
	if got := entry(shop).Token().Refresh; got != secret("RT-2-of-the-issuer") {
		t.Error("the renewed token is not stored")
	}
	works(t, one.HandOver(ctx, shop, nil))
	works(t, one.HandOver(ctx, shop, nil))
	if !entry(shop).HandedOver || !entry(shop).Token().IsZero() {
		t.Error("handing over is not stored")
	}
	next, err := one.Replace(ctx, shop, m.grant(t))
	works(t, err)
	if entry(next).Name != "Shop" || entry(next).HandedOver {
		t.Error("replacing is not stored")
	}
	works(t, one.Remove(ctx, other))
	if len(d.held(t).Entries()) != 1 {
		t.Error("removing is not stored")
	}
}

func TestProblemsOfTheVaultAreSentencesToActOn(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	_, one, _, _, _ := created(t, m)
	ctx := t.Context()
	says(t, one.Rename(ctx, "nobody", "x"), "The vault does not hold this credential")
	says(t, one.Renew(ctx, "nobody"), "does not hold")
	id, err := one.Add(ctx, "Password", basic(t))
	works(t, err)
	says(t, one.Rename(ctx, id, " "), "The name is empty")
	says(t, one.Renew(ctx, id), "“Password” holds no grant")
	says(t, one.HandOver(ctx, id, nil), "“Password” holds no grant")
	shop := m.grant(t)
	_, err = one.Add(ctx, "Shop", shop)
	works(t, err)
	_, err = one.Add(ctx, "Again", shop)
	says(t, err, "holds this grant already")
	_, err = one.Import(ctx, []byte("hello"), secret(phrase))
	says(t, err, "is no age file")
	says(t, one.AutoLock(0, 1), "at least one minute")
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	_, hold := make(chan struct{}), make(chan struct{})
	go func() { _ = one.store.WithLock(ctx, lockName, func(context.Context) error { <-hold; return nil }) }()
	soon(t, "the lock is held", func() bool { return len(one.store.(*tab).lock) == 1 })
	says(t, one.Rename(canceled, id, "x"), "given up before anything was changed")
	close(hold)
}

func TestTwoTabsLoseNoChangeAndLearnOfEachOthers(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	d, one, two, _, _ := created(t, m)
	tabs := []*Session{one, two}
	const each = 8
	var group sync.WaitGroup
	for i, s := range tabs {
		for n := range each {
			group.Go(func() {
				if _, err := s.Add(t.Context(), fmt.Sprintf("%d of %d", n, i), basic(t)); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	if got := len(d.held(t).Entries()); got != 2*each {
		t.Errorf("%d are stored", got)
	}
	for _, s := range tabs {
		soon(t, "both show all", func() bool { return len(s.List()) == 2*each })
	}
	works(t, one.Remove(t.Context(), one.List()[0].ID))
	soon(t, "the other says so", func() bool {
		state := two.State()
		return len(state.Entries) == 2*each-1 && strings.Contains(state.Notice, "changed in another tab")
	})
}

func TestCreatingInTwoTabsAtOnceMakesOneVault(t *testing.T) {
	t.Parallel()
	d := newDisk()
	var made, refused atomic.Int32
	var group sync.WaitGroup
	for range 4 {
		s, _ := session(t, d, newIssuer())
		group.Go(func() {
			if err := s.Create(t.Context(), secret(phrase)); err == nil {
				made.Add(1)
			} else if strings.Contains(err.Error(), "already") {
				refused.Add(1)
			}
		})
	}
	group.Wait()
	if made.Load() != 1 || refused.Load() != 3 || d.writes != 1 {
		t.Errorf("%d were made, %d refused, %d stored", made.Load(), refused.Load(), d.writes)
	}
}

func TestAPassphraseChangedElsewhereLocksAndSaysSo(t *testing.T) {
	t.Parallel()
	for name, told := range map[string]bool{"with the news": true, "before the news": false} {
		d, one, two, _, second := created(t, newIssuer())
		id, err := one.Add(t.Context(), "Shop", basic(t))
		works(t, err)
		if !told {
			second.Watch(func(News) {})
		}
		works(t, one.ChangePassphrase(t.Context(), secret(phrase), secret(otherPhrase)))
		if told {
			soon(t, "the other tab locks", func() bool { return two.State().Locked })
		} else {
			before := d.content()
			says(t, two.Rename(t.Context(), id, "x"), "changed in another tab", "new passphrase")
			if diff := cmp.Diff(before, d.content()); diff != "" {
				t.Errorf("%s: the file has changed", name)
			}
		}
		state := two.State()
		if !state.Locked || state.Problem == nil || !strings.Contains(state.Problem.Text, "new passphrase") {
			t.Errorf("%s: %+v", name, state)
		}
		works(t, two.Unlock(t.Context(), secret(otherPhrase)))
		works(t, one.Rename(t.Context(), id, "y"))
		if names(one) != "y" {
			t.Errorf("%s: the tab that changed it shows %s", name, names(one))
		}
	}
}

func TestAWipedVaultIsGoneEverywhere(t *testing.T) {
	t.Parallel()
	d, one, two, _, _ := created(t, newIssuer())
	_, err := two.Add(t.Context(), "Shop", basic(t))
	works(t, err)
	works(t, one.Lock())
	works(t, one.Wipe(t.Context())) // who has forgotten the passphrase can, too
	if d.content() != nil || one.State().Exists {
		t.Error("something is left")
	}
	soon(t, "the other tab locks", func() bool { return two.State().Locked })
	if got := two.State(); got.Exists || !strings.Contains(got.Notice, "deleted in another tab") {
		t.Errorf("%+v", got)
	}
	_, err = two.Add(t.Context(), "Shop", basic(t))
	says(t, err, "locked")
	if d.content() != nil {
		t.Error("the vault has come back")
	}
	works(t, two.Create(t.Context(), secret(otherPhrase)))
	soon(t, "the first learns of the new one", func() bool { return one.State().Exists })
}

// A browser may delete a site's data at any time: the tab that has the vault open
// is the only copy then, and keeps it until it was downloaded.
func TestAVaultThatTheBrowserLostIsKeptUntilItIsDownloaded(t *testing.T) {
	t.Parallel()
	d, one, _, _, _ := created(t, newIssuer())
	_, err := one.Add(t.Context(), "Shop", basic(t))
	works(t, err)
	d.put(nil)
	_, err = one.Add(t.Context(), "More", basic(t))
	says(t, err, "download it now")
	says(t, one.Create(t.Context(), secret(phrase)), "download it now")
	says(t, one.Lock(), "download the vault first")
	if d.content() != nil || !one.State().Unsaved {
		t.Errorf("%+v", one.State())
	}
	file, err := one.File(t.Context())
	works(t, err)
	works(t, one.Lock())
	merged, err := one.Import(t.Context(), file.Binary, secret(phrase))
	works(t, err)
	if names(one) != "Shop" || merged != (vault.Merged{Added: 1}) || one.State().Unsaved {
		t.Errorf("after importing: %s, %+v", names(one), merged)
	}
}

func TestADamagedFileIsNamedAndLeftAlone(t *testing.T) {
	t.Parallel()
	d, one, two, _, _ := created(t, newIssuer())
	_, err := one.Add(t.Context(), "Shop", basic(t))
	works(t, err)
	works(t, two.Lock())
	whole := d.content()
	broken := whole[:len(whole)-1]
	d.put(broken)
	says(t, two.Unlock(t.Context(), secret(phrase)), "damaged or cut off")
	_, err = one.Add(t.Context(), "More", basic(t))
	says(t, err, "damaged or cut off")
	if diff := cmp.Diff(broken, d.content()); diff != "" {
		t.Error("the damaged file was changed")
	}
	file, err := two.File(t.Context())
	if err != nil || !cmp.Equal(file.Binary, broken) {
		t.Errorf("the damaged file cannot be saved: %v", err)
	}
	works(t, two.Wipe(t.Context()))
	_, err = two.Import(t.Context(), whole, secret(phrase))
	works(t, err)
	if names(two) != "Shop" {
		t.Errorf("back is %s", names(two))
	}
}

func TestAStoreThatFailsLosesNothingAndIsNamed(t *testing.T) {
	t.Parallel()
	for reason, words := range map[Reason]string{
		ReasonQuota: "no room left", ReasonBlocked: "lets this site store nothing", ReasonAbsent: "over https", ReasonFailed: "storage failed",
	} {
		d, one, _, first, _ := created(t, newIssuer())
		id, err := one.Add(t.Context(), "Shop", basic(t))
		works(t, err)
		before := d.content()
		for _, step := range []string{"read", "write"} {
			first.failing(func(at string) error {
				if at == step {
					return &StoreError{Reason: reason, Detail: "AbortError"}
				}
				return nil
			})
			says(t, one.Rename(t.Context(), id, "x"), words)
			says(t, one.Remove(t.Context(), id), words)
			says(t, one.ChangePassphrase(t.Context(), secret(phrase), secret(otherPhrase)), words)
			_, err = one.Add(t.Context(), "More", basic(t))
			says(t, err, words)
			if step == "read" {
				says(t, one.Look(t.Context()), words)
			}
			if diff := cmp.Diff(before, d.content()); diff != "" || names(one) != "Shop" {
				t.Errorf("%s at %s: it shows %s", reason, step, names(one))
			}
			// What is open can be saved whatever the storage does.
			file, err := one.File(t.Context())
			works(t, err)
			if _, err := vault.Open(file.Binary, secret(phrase)); err != nil {
				t.Error(err)
			}
		}
		first.failing(nil)
		works(t, one.Rename(t.Context(), id, "x"))
	}
	d := newDisk()
	s, store := session(t, d, newIssuer())
	store.failing(func(string) error { return &StoreError{Reason: ReasonBlocked} })
	says(t, s.Look(t.Context()), "allow storage")
	says(t, s.Create(t.Context(), secret(phrase)), "allow storage")
	says(t, s.Wipe(t.Context()), "allow storage")
	if got := s.State(); got.Known || !got.Locked {
		t.Errorf("%+v", got)
	}
}

// The store may say that it failed when it has not: what counts is what is there.
func TestAWriteWhoseAnswerIsLostCounts(t *testing.T) {
	t.Parallel()
	d, one, _, first, _ := created(t, newIssuer())
	first.failing(func(step string) error {
		if step == "lost write" {
			return &StoreError{Reason: ReasonFailed}
		}
		return nil
	})
	_, err := one.Add(t.Context(), "Shop", basic(t))
	works(t, err)
	if len(d.held(t).Entries()) != 1 {
		t.Error("it is not stored")
	}
}

func TestAStoreThatForgetsIsNotBelieved(t *testing.T) {
	t.Parallel()
	d, one, _, first, _ := created(t, newIssuer())
	before := d.content()
	first.failing(func(step string) error {
		if step == "lost write" {
			d.put(before)
		}
		return nil
	})
	_, err := one.Add(t.Context(), "Shop", basic(t))
	says(t, err, "did not keep")
	if names(one) != "" {
		t.Errorf("it shows %s", names(one))
	}
}

func TestImportingMergesIntoWhatIsOpen(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	_, one, _, _, _ := created(t, m)
	ctx := t.Context()
	shop, err := one.Add(ctx, "Shop", m.grant(t))
	works(t, err)
	old, err := one.File(ctx)
	works(t, err)
	if old.Name != "mautic-vault.age" || old.MediaType != "application/x-age-encryption" {
		t.Errorf("the file is %+v", old)
	}
	works(t, one.HandOver(ctx, shop, nil))
	_, err = one.Import(ctx, old.Binary, secret(otherPhrase))
	says(t, err, "does not open the vault")
	merged, err := one.Import(ctx, old.Binary, secret(phrase))
	if err != nil || merged != (vault.Merged{Kept: 1}) || one.List()[0].Stage != "handed-over" {
		t.Errorf("merged %+v, %v, %+v", merged, err, one.List())
	}
	works(t, one.Lock())
	_, err = one.Import(ctx, old.Binary, secret(phrase))
	says(t, err, "already; unlock it")
}

func TestNobodyWaitsForALockToUnlockOrToRead(t *testing.T) {
	t.Parallel()
	_, one, two, _, _ := created(t, newIssuer())
	id, err := one.Add(t.Context(), "Shop", basic(t))
	works(t, err)
	works(t, two.Lock())
	release, held := make(chan struct{}), make(chan struct{})
	go func() {
		_ = one.store.WithLock(context.Background(), lockName, func(context.Context) error {
			close(held)
			<-release
			return nil
		})
	}()
	<-held
	works(t, two.Unlock(t.Context(), secret(phrase)))
	failed := make(chan error)
	go func() { failed <- two.Rename(t.Context(), id, "x") }()
	soon(t, "it waits", func() bool { return two.State().Waiting && two.State().Busy == task.VaultRename })
	works(t, two.Lock()) // what waits does not keep the vault open
	says(t, <-failed, "locked")
	close(release)
	soon(t, "nothing is under way", func() bool { return !two.State().Waiting && two.State().Busy == "" })
}

// Whatever fails while a grant is handed over: it is nobody's twice.
func TestHandingOverHoldsTheGrantUntilItHasLeft(t *testing.T) {
	t.Parallel()
	m := newIssuer()
	d, one, two, _, _ := created(t, m)
	ctx := t.Context()
	shop, err := one.Add(ctx, "Shop", m.grant(t))
	works(t, err)
	says(t, one.HandOver(ctx, shop, func(context.Context, mautic.Credential) (bool, error) { return false, errors.New("n8n is away") }), "n8n is away")
	if d.held(t).Entries()[0].HandedOver {
		t.Error("it was not sent, and counts as handed over")
	}
	sending, renewed := make(chan struct{}), make(chan error)
	go func() {
		<-sending
		renewed <- two.Renew(ctx, shop)
	}()
	soon(t, "the other tab has it", func() bool { return names(two) == "Shop" })
	says(t, one.HandOver(ctx, shop, func(_ context.Context, c mautic.Credential) (bool, error) {
		close(sending)
		soon(t, "the other tab waits", func() bool { return two.State().Waiting })
		if got := c.(mautic.AuthorizationCode).Token.Refresh; got != secret("RT-1-of-the-issuer") {
			t.Error("another token is sent")
		}
		return true, errors.New("the answer got lost")
	}), "The answer got lost")
	says(t, <-renewed, "was handed over")
	if !d.held(t).Entries()[0].HandedOver || m.asked() != 0 {
		t.Errorf("Mautic was asked %d times", m.asked())
	}
	says(t, one.HandOver(ctx, shop, func(context.Context, mautic.Credential) (bool, error) { t.Error("sent twice"); return true, nil }), "was handed over")
}
