package mautictest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// spending counts the API calls of one credential in one hour.
type spending struct {
	until time.Time
	calls int
}

// limitRate counts an API call whose login was accepted and refuses it beyond the limit. Mautic counts per credential:
// a second token of the same user has a budget of its own. A refused login is never counted and never refused here.
func (c *call) limitRate() (answer, bool) {
	limit := c.w.settings.RateLimit
	exhausted := c.s.fault == FaultRateLimited
	switch {
	case exhausted && !c.s.behaviour.rateLimiter:
		return tooManyRequests(), true
	case !c.s.behaviour.rateLimiter || limit <= 0 && !exhausted:
		return answer{}, false
	case limit <= 0:
		limit = 3
	}
	key := "user " + strconv.Itoa(c.user.id())
	if tokens := c.bearerTokens(); len(tokens) == 1 {
		key = "token " + tokens[0]
	}
	spent := c.w.spent[key]
	if spent == nil || !c.now.Before(spent.until) {
		spent = &spending{until: c.now.Add(time.Hour)}
		c.w.spent[key] = spent
	}
	if exhausted {
		spent.calls = limit
	}
	spent.calls++
	c.extra.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	c.extra.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, limit-spent.calls)))
	c.extra.Set("X-RateLimit-Reset", strconv.FormatInt(spent.until.Unix(), 10))
	if spent.calls <= limit {
		return answer{}, false
	}
	// The spaces are the limiter's own: it writes the text by hand, and without a Mautic-Version.
	body := fmt.Sprintf(`{ "errors": [ { "code": 429, "message": "You exceeded the rate limit of %d API calls per hour.", "details": [] } ]}`, limit)
	return newAnswer(http.StatusTooManyRequests, typeJSON, cacheStateless, []byte(body)), true
}
