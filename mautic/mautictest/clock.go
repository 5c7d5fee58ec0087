package mautictest

import (
	"sync"
	"time"
)

// A Clock tells the sandbox the time. The zero value follows the real time. A Clock is safe for concurrent use.
type Clock struct {
	mu      sync.Mutex
	stopped bool
	at      time.Time
	ahead   time.Duration
}

// NewClock returns a clock that stands at start and moves only by [Clock.Advance].
func NewClock(start time.Time) *Clock {
	return &Clock{stopped: true, at: start}
}

// Now returns the clock's time, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return c.at.Add(c.ahead).UTC()
	}
	return time.Now().Add(c.ahead).UTC()
}

// Advance moves the clock forward by d. A negative d is ignored: tokens that died stay dead.
func (c *Clock) Advance(d time.Duration) {
	if d < 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// Ahead returns how far the clock has been advanced altogether.
func (c *Clock) Ahead() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead
}
