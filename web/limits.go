package web

import (
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxClients bounds the memory of a rateLimiter.
const maxClients = 1 << 16

// rateLimiter lets each client make a number of relays a minute, all at once if
// it likes. An IPv6 client is its /64, since one person has a whole one.
type rateLimiter struct {
	perMinute int // 0 limits nothing
	now       func() time.Time

	mu      sync.Mutex
	clients map[netip.Prefix]*rate.Limiter
	swept   time.Time
}

func newRateLimiter(perMinute int, now func() time.Time) *rateLimiter {
	return &rateLimiter{perMinute: perMinute, now: now, clients: map[netip.Prefix]*rate.Limiter{}}
}

// allow takes one relay from the client's allowance. When there is none left it
// returns the whole seconds to wait, at least 1.
func (l *rateLimiter) allow(client netip.Addr) (bool, int) {
	if l.perMinute <= 0 {
		return true, 0
	}
	now := l.now()
	limiter := l.limiterOf(client, now)
	if limiter.AllowN(now, 1) {
		return true, 0
	}
	missing := 1 - limiter.TokensAt(now)
	return false, max(1, int(math.Ceil(missing*60/float64(l.perMinute))))
}

func (l *rateLimiter) limiterOf(client netip.Addr, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := clientKey(client)
	if limiter, ok := l.clients[key]; ok {
		return limiter
	}
	if len(l.clients) >= maxClients {
		l.sweep(now)
	}
	if len(l.clients) >= maxClients {
		key = netip.Prefix{} // a flood of addresses shares one allowance
		if limiter, ok := l.clients[key]; ok {
			return limiter
		}
	}
	limiter := rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.perMinute)
	l.clients[key] = limiter
	return limiter
}

// sweep forgets the clients whose allowance is full again, at most once a second.
func (l *rateLimiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Second {
		return
	}
	l.swept = now
	for key, limiter := range l.clients {
		if limiter.TokensAt(now) >= float64(l.perMinute) {
			delete(l.clients, key)
		}
	}
}

func clientKey(client netip.Addr) netip.Prefix {
	client = client.Unmap().WithZone("")
	bits := 32
	if client.Is6() {
		bits = 64
	}
	p, err := client.Prefix(bits)
	if err != nil { // no address at all: such clients share one allowance
		return netip.Prefix{}
	}
	return p
}
