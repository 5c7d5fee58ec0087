package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mautic-connect/mautic"
)

// admission is the door that every call of the app passes: only the app may
// come in, and a client only so often.
type admission struct {
	callers *callerCheck
	limiter *rateLimiter
}

// check returns nil for a request of the app by one of the allowed methods, such
// as "GET, POST", that is within the client's allowance. It takes one from that.
func (a admission) check(r *http.Request, allowed string) *refusal {
	if f := a.callers.check(r); f != nil {
		return f
	}
	if !slices.Contains(strings.Split(allowed, ", "), r.Method) {
		return methodRefused(r.Method, allowed)
	}
	if ok, wait := a.limiter.allow(record(r).client); !ok {
		return &refusal{status: http.StatusTooManyRequests, kind: mautic.KindRateLimited, retryAfter: wait,
			title:  "Too many requests",
			detail: "You made more requests than this server takes in a minute. Wait " + strconv.Itoa(wait) + " s and try again."}
	}
	return nil
}
