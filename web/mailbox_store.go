package web

import (
	"context"
	"errors"
	"sync"
	"time"
)

var (
	// errMailKnown is why an answer was not kept: one came for the same key
	// within the last minute, read or not.
	errMailKnown = errors.New("an answer to this request came before")
	// errMailFull is why an answer was not kept: as many are as may be.
	errMailFull = errors.New("the mailbox is full")
)

// mailStore keeps each answer for mailLife, at most maxMail of them, and gives
// each out once. Where one was read its key stays, for what is left of its life,
// so that it cannot be delivered again. The errors of a store never hold a key or
// an answer.
type mailStore interface {
	// put keeps a non-empty answer under key. errMailKnown and errMailFull say
	// that it did not.
	put(ctx context.Context, key, answer string) error
	// take removes and returns the answer under key; "" is none.
	take(ctx context.Context, key string) (string, error)
	// wasRead tells whether there was an answer under key and take has returned it.
	wasRead(ctx context.Context, key string) (bool, error)
	// watch returns a channel that has something after each put and take under
	// key, until end is called.
	watch(key string) (news <-chan struct{}, end func())
}

// newsroom tells those who watch a key that something happened there.
type newsroom struct {
	mu       sync.Mutex
	watchers map[string]map[chan struct{}]bool
}

func (n *newsroom) watch(key string) (<-chan struct{}, func()) {
	news := make(chan struct{}, 1)
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.watchers == nil {
		n.watchers = map[string]map[chan struct{}]bool{}
	}
	if n.watchers[key] == nil {
		n.watchers[key] = map[chan struct{}]bool{}
	}
	n.watchers[key][news] = true
	return news, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		if delete(n.watchers[key], news); len(n.watchers[key]) == 0 {
			delete(n.watchers, key)
		}
	}
}

func (n *newsroom) tell(key string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for news := range n.watchers[key] {
		select {
		case news <- struct{}{}:
		default: // it has not looked since the last news
		}
	}
}

// memoryMail is the mailStore of a single process.
type memoryMail struct {
	newsroom
	max  int
	life time.Duration

	mu      sync.Mutex
	answers map[string]string // "" once read
}

func newMemoryMail() *memoryMail {
	return &memoryMail{max: maxMail, life: mailLife, answers: map[string]string{}}
}

func (m *memoryMail) put(_ context.Context, key, answer string) error {
	if err := m.keep(key, answer); err != nil {
		return err
	}
	m.tell(key)
	return nil
}

func (m *memoryMail) keep(key, answer string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.answers[key]; known {
		return errMailKnown
	}
	if len(m.answers) >= m.max {
		return errMailFull
	}
	m.answers[key] = answer
	// A timer each, so that no code stays in memory because nobody comes by.
	time.AfterFunc(m.life, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.answers, key)
	})
	return nil
}

func (m *memoryMail) take(_ context.Context, key string) (string, error) {
	m.mu.Lock()
	answer := m.answers[key]
	if answer != "" {
		m.answers[key] = ""
	}
	m.mu.Unlock()
	if answer != "" {
		m.tell(key)
	}
	return answer, nil
}

func (m *memoryMail) wasRead(_ context.Context, key string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	answer, known := m.answers[key]
	return known && answer == "", nil
}
