package keep

import (
	"context"
	"sync"
	"time"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/vault"
)

// The locks, over all tabs of the site. Whoever needs both takes grantLock first.
const (
	// lockName is held while the vault is read to be changed.
	lockName = "mautic-connect.vault"
	// grantLock is held while a grant is renewed or handed over, and on until that
	// is stored: no other tab can use a token that is dead or somebody else's.
	grantLock = lockName + ".grant"
)

// Options make a Session.
type Options struct {
	Store Store
	// Transport sends the requests that renew grants.
	Transport mautic.Transport
	// OnChange is called after every change of State, from any goroutine; it may
	// be nil.
	OnChange func()
	// WorkFactor is scrypt's logN for files that are written; 0 means
	// vault.NewWorkFactor.
	WorkFactor int
}

// Session is one tab's hold of the vault. Its methods may be called from several
// goroutines; those that return an error return a *task.Problem.
type Session struct {
	store      Store
	transport  mautic.Transport
	onChange   func()
	workFactor int
	stopWatch  func()
	// patience is how long another tab may hold grantLock.
	patience time.Duration

	mu sync.Mutex
	// known and stored are the file in the store when it was seen last.
	known  bool
	stored []byte
	open   *opened
	// locksAfter and locksHidden are what auto-lock waits for, touched and hidden
	// since when it does; hidden is zero while the page is to be seen.
	locksAfter, locksHidden time.Duration
	touched, hidden         time.Time
	timer                   *time.Timer
	// under counts what is going on, waiting is how much of it waits for the lock.
	under   int
	waiting int
	busy    task.VaultDo
	problem *task.Problem
	notice  string
	closed  bool
}

// opened is an unlocked vault.
type opened struct {
	passphrase mautic.Secret
	vault      vault.Vault
	// file is what the vault was read from or written to.
	file []byte
	// owed is what happened outside and has to be stored yet. Each may be applied
	// to whatever another tab has stored meanwhile. saved says that the person has
	// downloaded a vault that has it.
	owed  []func(vault.Vault) vault.Vault
	saved bool
	// paid is closed once nothing is owed any more. holding says that this tab has
	// kept grantLock until then.
	paid    chan struct{}
	holding bool
	// gone says that the browser has lost the file.
	gone bool
	// refused are refresh tokens that Mautic takes no more.
	refused map[mautic.Secret]bool
	// running says that a change is under way that must be able to finish, ending
	// that the vault is to be locked once it has.
	running bool
	ending  string
	// life ends with the lock, and with it what waits.
	life context.Context
	end  context.CancelFunc
	// retry tries to store what is owed.
	retry *time.Timer
	tries int
}

// New returns a Session that has not looked at the store yet.
func New(o Options) *Session {
	s := &Session{
		store: o.Store, transport: o.Transport, onChange: o.OnChange, workFactor: o.WorkFactor,
		locksAfter: LockAfter, locksHidden: LockHidden, patience: patience,
	}
	if s.workFactor == 0 {
		s.workFactor = vault.NewWorkFactor
	}
	s.stopWatch = s.store.Watch(s.heard)
	return s
}

// Close ends the session: it locks whatever is open, stored or not.
func (s *Session) Close() {
	s.stopWatch()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.drop("")
}

// Look looks whether there is a vault.
func (s *Session) Look(ctx context.Context) error {
	return s.report(task.VaultLook, func() error {
		_, err := s.read(ctx)
		return err
	})
}

// State returns what there is to draw.
func (s *Session) State() task.VaultState {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lockIfDue()
	state := task.VaultState{
		Known: s.known, Exists: s.stored != nil, Locked: s.open == nil, Busy: s.busy, Waiting: s.under > 0 && s.waiting >= s.under,
		Size: len(s.stored), Problem: s.problem, Notice: s.notice,
	}
	if s.stored != nil {
		state.WorkFactor, _ = vault.WorkFactor(s.stored) // a damaged file has none to show
	}
	if s.open == nil {
		return state
	}
	state.Unsaved = s.open.unsaved()
	state.LocksAt = s.locksAt()
	now := time.Now()
	for _, e := range s.open.vault.Entries() {
		state.Entries = append(state.Entries, s.open.entry(e, now))
	}
	return state
}

// List returns the credentials, without a secret; none while the vault is locked.
func (s *Session) List() []task.VaultEntry { return s.State().Entries }

func (o *opened) entry(e vault.Entry, now time.Time) task.VaultEntry {
	clock, base := e.Clock(now), e.Credential.BaseURL()
	out := task.VaultEntry{
		ID: e.ID, Name: e.Name, Host: base.Host(), Base: base.String(), Method: string(e.Credential.Method()),
		AddedAt: e.AddedAt, RenewedAt: e.RenewedAt, HandedOver: e.HandedOver,
		Stage: string(clock.Stage), Advice: clock.Advice(), AccessEnds: clock.AccessEnds, Ends: clock.Ends, Days: clock.Days, CanRenew: clock.CanRenew,
	}
	if o.refused[e.Token().Refresh] {
		out.Stage, out.Days, out.CanRenew = string(vault.StageDead), 0, false
		out.Advice = "Mautic does not renew it any more: it has ended, or something else has renewed it. Connect again. " + vault.Instead
	}
	return out
}

func (s *Session) changed() {
	if s.onChange != nil {
		s.onChange()
	}
}

// report does something and keeps what it came to for State. What a person did
// starts with a clean slate; what happens by itself adds to it.
func (s *Session) report(what task.VaultDo, do func() error) error {
	s.mu.Lock()
	s.busy, s.problem, s.notice = what, nil, ""
	s.lockIfDue()
	s.under++
	if what != task.VaultLook {
		s.touch()
	}
	s.mu.Unlock()
	s.changed()
	err := do()
	var p *task.Problem
	if err != nil {
		p = explained(err)
	}
	s.mu.Lock()
	if s.under--; s.under == 0 {
		s.busy = ""
	}
	if p != nil {
		s.problem = p
	}
	if what != task.VaultLook {
		s.touch()
	}
	s.mu.Unlock()
	s.changed()
	if p == nil {
		return nil
	}
	return p
}

// read reads the store and keeps what it saw.
func (s *Session) read(ctx context.Context) ([]byte, error) {
	file, err := s.store.Read(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.known, s.stored = true, file
	s.mu.Unlock()
	return file, nil
}
