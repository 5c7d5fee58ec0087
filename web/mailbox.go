package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"mautic-connect/mautic"
)

const (
	// mailLife is how long an answer is kept. Mautic's codes live 30 s.
	mailLife = time.Minute
	// maxMail is how many answers are kept at once, the read ones included.
	maxMail = 10_000
	// pollTime is how long a page waits in one request. Most reverse proxies cut
	// a silent connection after 30 s or more.
	pollTime = 25 * time.Second
	// receiptTime is how long the callback page is kept waiting for the news that
	// its answer was read.
	receiptTime = 2 * time.Second
	// recheckTime is how soon an answer is found whose news got lost between two
	// replicas.
	recheckTime = 5 * time.Second
	// maxWaiting is how many requests may wait at once.
	maxWaiting = 1024

	mailboxMethods = "GET, POST"
)

// mailbox hands a callback from the callback page to the page that waits for it
// when the browser keeps the two apart: a login page that cuts the opener
// (Cross-Origin-Opener-Policy), or storage that is split by site.
//
//	POST {base}mailbox        {"state", "code" or "error", "error_description", "iss"}
//	GET  {base}mailbox/{key}  key is base64url(SHA-256(state)), without padding
//
// The callback page posts when neither a message to its opener nor one over a
// broadcast channel was acknowledged within a second. 204 says that the answer was read, 202 that it waits
// to be read, 409 that one came before. The waiting page asks: 200 has the answer
// as the query it came in, 204 says that there is none within 25 s. Everything
// else is application/problem+json, as the relay's.
//
// An answer is read once and forgotten after 60 s. Its address is no way to get
// at the state, and nothing but the state leads to the address.
type mailbox struct {
	store     mailStore
	admission admission
	log       *slog.Logger
	stopping  <-chan struct{} // closed when the server stops
	waiting   chan struct{}   // one taken by each request that waits
}

// newMailbox returns a mailbox whose store is shared, or a memory when that is nil.
func newMailbox(shared *Redis, a admission, log *slog.Logger, stopping <-chan struct{}) *mailbox {
	m := &mailbox{store: newMemoryMail(), admission: a, log: log, stopping: stopping,
		waiting: make(chan struct{}, maxWaiting)}
	if shared != nil {
		m.store = shared
	}
	return m
}

// serve answers r; rest is its path after "mailbox".
func (m *mailbox) serve(w http.ResponseWriter, r *http.Request, rest string) {
	rec := record(r)
	rec.route = "mailbox"
	setRelayHeaders(w.Header())
	status, answer, f := m.answer(w, r, rest)
	if f != nil {
		rec.kind = f.kind
		f.write(w)
		return
	}
	if answer != "" {
		w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(answer)) // the client is gone; nobody is left to tell
}

func (m *mailbox) answer(w http.ResponseWriter, r *http.Request, rest string) (int, string, *refusal) {
	key, collects := strings.CutPrefix(rest, "/")
	method := http.MethodPost
	if collects {
		method = http.MethodGet
	}
	if f := m.admission.check(r, method); f != nil {
		return 0, "", f
	}
	if collects {
		return m.collect(r.Context(), key)
	}
	l, f := readLetter(w, r)
	if f != nil {
		return 0, "", f
	}
	return m.deliver(r.Context(), l)
}

// deliver keeps an answer and waits a little for the news that it was read.
func (m *mailbox) deliver(ctx context.Context, l letter) (int, string, *refusal) {
	key := mailKey(l.State)
	news, end := m.store.watch(key)
	defer end()
	if err := m.store.put(ctx, key, l.query()); err != nil {
		return 0, "", m.failed(ctx, err)
	}
	read := false
	var err error
	m.wait(ctx, news, receiptTime, func() bool {
		read, err = m.store.wasRead(ctx, key)
		return read || err != nil
	})
	if read {
		return http.StatusNoContent, "", nil
	}
	if err != nil { // the answer is kept; only the receipt is missing
		_ = m.failed(ctx, err)
	}
	return http.StatusAccepted, "", nil
}

// collect waits for an answer and takes it.
func (m *mailbox) collect(ctx context.Context, key string) (int, string, *refusal) {
	if raw, err := base64.RawURLEncoding.DecodeString(key); err != nil || len(raw) != sha256.Size {
		return 0, "", badMail("The address of the answer is not one.")
	}
	news, end := m.store.watch(key)
	defer end()
	answer := ""
	var err error
	waited := m.wait(ctx, news, pollTime, func() bool {
		answer, err = m.store.take(ctx, key)
		return answer != "" || err != nil
	})
	switch {
	case err != nil:
		return 0, "", m.failed(ctx, err)
	case answer != "":
		return http.StatusOK, answer, nil
	case !waited:
		return 0, "", busyMail("This server has no room for another request that waits. Try again in a second.")
	}
	return http.StatusNoContent, "", nil
}

// wait calls done now and after each news until it returns true, time is up, or
// either side goes away. It reports false when the server stops or as many
// requests wait as may.
func (m *mailbox) wait(ctx context.Context, news <-chan struct{}, most time.Duration, done func() bool) bool {
	if done() {
		return true
	}
	select {
	case m.waiting <- struct{}{}:
		defer func() { <-m.waiting }()
	default:
		return false
	}
	end := time.NewTimer(most)
	defer end.Stop()
	recheck := time.NewTicker(recheckTime)
	defer recheck.Stop()
	for {
		select {
		case <-news:
		case <-recheck.C:
		case <-end.C:
			return true
		case <-ctx.Done():
			return true
		case <-m.stopping:
			return false
		}
		// Whoever is gone must not take what another connection will ask for.
		if ctx.Err() != nil || done() {
			return true
		}
	}
}

// failed turns a store's error into a refusal, and tells the operator of those
// that are theirs to mend.
func (m *mailbox) failed(ctx context.Context, err error) *refusal {
	switch {
	case errors.Is(err, errMailKnown):
		return &refusal{status: http.StatusConflict, kind: mautic.KindBadRequest, title: "This answer came before",
			detail: "An answer to this request was delivered before, so this one was thrown away."}
	case errors.Is(err, errMailFull):
		m.log.WarnContext(ctx, "the mailbox is full")
		return busyMail("The mailbox is full. Try again in a minute.")
	}
	if ctx.Err() == nil {
		m.log.ErrorContext(ctx, "the mailbox does not work", slog.Any("error", err))
	}
	return busyMail("The mailbox of this server does not work at the moment. Try again in a second.")
}

func busyMail(detail string) *refusal {
	return &refusal{status: http.StatusServiceUnavailable, kind: mautic.KindBusy, retryAfter: 1, title: "The mailbox is busy", detail: detail}
}

// mailKey is where the answer to a state is kept.
func mailKey(state string) string {
	sum := sha256.Sum256([]byte(state))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
