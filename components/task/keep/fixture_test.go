package keep

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/vault"
)

// What must be in no state and no problem.
const (
	phrase       = "correct horse battery"
	otherPhrase  = "another horse staple"
	password     = "a password of a user"
	clientSecret = "a secret of a client"
)

func secret(text string) mautic.Secret { return mautic.NewSecret(text) }

// cheap is a work factor for tests that are not about work.
const cheap = 1

// disk is what the tabs of a site share.
type disk struct {
	mu   sync.Mutex
	file []byte
	tabs []*tab
	// lock is that of the vault, grants that of its grants.
	lock, grants chan struct{}
	// writes counts files that were stored.
	writes int
}

func newDisk() *disk { return &disk{lock: make(chan struct{}, 1), grants: make(chan struct{}, 1)} }

// tab is a Store of one tab.
type tab struct {
	*disk
	heard func(News)
	// fail fails a step: "read", "write", "lost write" (which was stored all the
	// same), "delete". It may be nil.
	fail func(step string) error
}

func (d *disk) tab() *tab {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := &tab{disk: d}
	d.tabs = append(d.tabs, t)
	return t
}

func (t *tab) step(name string) error {
	t.mu.Lock()
	fail := t.fail
	t.mu.Unlock()
	if fail == nil {
		return nil
	}
	return fail(name)
}

// failing has steps fail from now on; nil for none.
func (t *tab) failing(fail func(step string) error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fail = fail
}

func (t *tab) Read(context.Context) ([]byte, error) {
	if err := t.step("read"); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.file), nil
}

func (t *tab) Write(_ context.Context, file []byte) error {
	if err := t.step("write"); err != nil {
		return err
	}
	t.mu.Lock()
	t.file = bytes.Clone(file)
	t.writes++
	t.mu.Unlock()
	return t.step("lost write")
}

func (t *tab) Delete(context.Context) error {
	if err := t.step("delete"); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.file = nil
	return nil
}

func (t *tab) WithLock(ctx context.Context, name string, do func(context.Context) error) error {
	lock, ok := map[string]chan struct{}{"mautic-connect.vault": t.lock, "mautic-connect.vault.grant": t.grants}[name]
	if !ok {
		return fmt.Errorf("there is no lock %q", name)
	}
	select {
	case lock <- struct{}{}:
		defer func() { <-lock }()
		return do(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *tab) Announce(news News) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, other := range t.tabs {
		if other != t && other.heard != nil {
			go other.heard(news)
		}
	}
}

func (t *tab) Watch(heard func(News)) func() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.heard = heard
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.heard = nil
	}
}

// put replaces the file, as something else than a tab would.
func (d *disk) put(file []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.file = file
}

func (d *disk) content() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return bytes.Clone(d.file)
}

// held is the vault that the disk holds.
func (d *disk) held(t rapid.TB) vault.Vault {
	t.Helper()
	v, err := vault.Open(d.content(), secret(phrase))
	if err != nil {
		t.Fatalf("the stored vault: %v", err)
	}
	return v
}

// issuer is a Mautic's token endpoint: it rotates refresh tokens, each of which
// works once, and notes every use.
type issuer struct {
	mu    sync.Mutex
	last  int
	alive map[string]bool
	// answered are tokens that were answered with a new one; reused are those of
	// them that came again.
	answered map[string]bool
	reused   []string
	requests int
	// lose has the answer get lost; pause is waited for before answering.
	lose  bool
	pause func()
}

func newIssuer() *issuer { return &issuer{alive: map[string]bool{}, answered: map[string]bool{}} }

func (m *issuer) issue() mautic.Token {
	m.last++
	refresh := fmt.Sprintf("RT-%d-of-the-issuer", m.last)
	m.alive[refresh] = true
	now := time.Now()
	return mautic.Token{Access: secret(fmt.Sprintf("AT-%d-of-the-issuer", m.last)), Refresh: secret(refresh), Issued: now, Expires: now.Add(time.Hour)}
}

// grant is a new grant of this Mautic.
func (m *issuer) grant(t rapid.TB) mautic.AuthorizationCode {
	m.mu.Lock()
	defer m.mu.Unlock()
	return mautic.AuthorizationCode{Client: mautic.OAuthClient{Base: base(t), ID: "1_id", Secret: secret(clientSecret)}, Token: m.issue()}
}

func (m *issuer) RoundTrip(_ context.Context, r *mautic.Request) (*mautic.Response, error) {
	form, err := url.ParseQuery(string(r.Body))
	if err != nil || !strings.HasSuffix(r.URL, "/oauth/v2/token") {
		return nil, fmt.Errorf("the request is %v, %v", r, err)
	}
	refresh := form.Get("refresh_token")
	m.mu.Lock()
	m.requests++
	if m.answered[refresh] {
		m.reused = append(m.reused, refresh)
	}
	pause, lose, alive := m.pause, m.lose, m.alive[refresh]
	var token mautic.Token
	if alive {
		delete(m.alive, refresh)
		token = m.issue()
	}
	if alive && !lose {
		m.answered[refresh] = true
	}
	m.mu.Unlock()
	if pause != nil {
		pause()
	}
	switch {
	case lose:
		return nil, &mautic.TransportError{Kind: mautic.KindReset}
	case !alive:
		return answer(400, map[string]any{"errors": []any{map[string]any{"message": "Invalid refresh token " + refresh, "code": 400, "type": "invalid_grant"}}}), nil
	}
	return answer(200, map[string]any{"access_token": token.Access.Reveal(), "refresh_token": token.Refresh.Reveal(), "expires_in": 3600, "token_type": "bearer"}), nil
}

func answer(status int, body any) *mautic.Response {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return &mautic.Response{Status: status, Header: mautic.Header{"Content-Type": "application/json"}, Body: raw}
}

func (m *issuer) asked() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.requests
}

func (m *issuer) change(do func(*issuer)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	do(m)
}

func base(t rapid.TB) mautic.BaseURL {
	t.Helper()
	b, _, err := mautic.ParseBaseURL("https://mautic.example.com/crm")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func basic(t rapid.TB) mautic.Credential {
	return mautic.Basic{Base: base(t), UserName: "n8n@example.com", Password: secret(password)}
}

// session is a tab with a session, which ends with the test.
func session(t testing.TB, d *disk, m mautic.Transport) (*Session, *tab) {
	t.Helper()
	store := d.tab()
	s := New(Options{Store: store, Transport: m, WorkFactor: cheap})
	t.Cleanup(s.Close)
	return s, store
}

// works fails the test for an error.
func works(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// created is a session with an unlocked vault, and another tab that has it
// unlocked too.
func created(t testing.TB, m mautic.Transport) (d *disk, one, two *Session, first, second *tab) {
	t.Helper()
	d = newDisk()
	one, first = session(t, d, m)
	two, second = session(t, d, m)
	works(t, one.Create(t.Context(), secret(phrase)))
	works(t, two.Unlock(t.Context(), secret(phrase)))
	return d, one, two, first, second
}

// says fails unless err is a problem with these words and no secret.
func says(t rapid.TB, err error, words ...string) {
	t.Helper()
	p, ok := err.(*task.Problem)
	if !ok {
		t.Errorf("%T %v is no problem; want %q", err, err, words)
		return
	}
	silent(t, p)
	if !strings.HasSuffix(p.Text, ".") || strings.Contains(p.Text, "%!") {
		t.Errorf("the problem reads %q", p.Text)
	}
	for _, w := range words {
		if !strings.Contains(p.Text, w) {
			t.Errorf("%q does not say %q", p.Text, w)
		}
	}
}

// silent fails when what v says holds a secret.
func silent(t rapid.TB, v any) {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, hidden := range []string{phrase, otherPhrase, password, clientSecret, "of-the-issuer"} {
		if strings.Contains(string(raw), hidden) {
			t.Errorf("%s tells %q", raw, hidden)
		}
	}
}

// soon waits for what another tab's news bring about.
func soon(t rapid.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// names are those of the credentials that a session shows.
func names(s *Session) string {
	var out []string
	for _, e := range s.List() {
		out = append(out, e.Name)
	}
	return strings.Join(out, ", ")
}
