package vault

import (
	"strconv"
	"time"

	"mautic-connect/mautic"
)

// GrantLife is how long a grant lives after it was issued or renewed last,
// unless the Mautic's settings say otherwise (refresh token lifetime, 14 days).
// Mautic does not tell.
const GrantLife = 14 * 24 * time.Hour

// Days before the end from which a grant is to be renewed soon, and at once.
const (
	soonDays   = 7
	urgentDays = 3
)

// Stage says how far a grant is.
type Stage string

// The stages.
const (
	// StageNone is a credential without a grant, which has no clock.
	StageNone       Stage = "none"
	StageFine       Stage = "fine"
	StageRenewSoon  Stage = "renew-soon"
	StageEnds       Stage = "ends"
	StageDead       Stage = "dead"
	StageHandedOver Stage = "handed-over"
)

// Clock is how long a credential's tokens live.
type Clock struct {
	Stage Stage
	// AccessEnds is when the access token dies; zero where there is none, or its
	// life is not known. Access is how much of that is left, 0 when it is dead.
	AccessEnds time.Time
	Access     time.Duration
	// Ends is when the grant dies, unless the Mautic says otherwise. Days is how
	// many are left, a begun one counted whole; 0 when it is dead.
	Ends time.Time
	Days int
	// CanRenew says that there is a refresh token to use, also for a grant that is
	// probably dead: Mautic may have let it live longer.
	CanRenew bool

	method mautic.Method
}

// Clock reads a credential's clock.
func (e Entry) Clock(now time.Time) Clock {
	c, token := Clock{Stage: StageNone, method: e.Credential.Method()}, e.Token()
	switch {
	case e.HandedOver:
		c.Stage = StageHandedOver
		return c
	case token.IsZero():
		return c
	}
	c.AccessEnds, c.Access = token.Expires, max(token.Expires.Sub(now), 0)
	c.CanRenew = !token.Refresh.IsZero()
	if c.Ends = e.RenewedAt.Add(GrantLife); !c.CanRenew {
		// Nothing is known of an access token without Expires; it will not outlive a grant.
		if !token.Expires.IsZero() {
			c.Ends = token.Expires
		}
	}
	const day = 24 * time.Hour
	left := max(c.Ends.Sub(now), 0)
	c.Days = int((left + day - 1) / day)
	switch {
	case left == 0:
		c.Stage = StageDead
	case left <= urgentDays*day:
		c.Stage = StageEnds
	case left <= soonDays*day:
		c.Stage = StageRenewSoon
	default:
		c.Stage = StageFine
	}
	return c
}

// Instead is what does away with the clock.
const Instead = "A client credential needs no renewing, if an administrator can make you one."

// Advice says in one or two sentences how long the credential works and what to
// do for it.
func (c Clock) Advice() string {
	on := c.Ends.UTC().Format("2 January 2006")
	switch {
	case c.Stage == StageHandedOver:
		return "Its grant was handed over and is renewed where it went. The client's keys are here; connect again for a grant of your own."
	case c.Stage == StageNone && c.method == mautic.MethodBasic:
		return "A password does not run out; it works until somebody changes it."
	case c.Stage == StageNone && c.method == mautic.MethodClientCredentials:
		return "Client credentials need no renewing: there is a new access token whenever one is needed."
	case c.Stage == StageNone:
		return "It holds the client's keys and no grant; connect to get one."
	case !c.CanRenew && c.Stage == StageDead:
		return "The access token has ended, and there is no refresh token to renew it with. Connect again. " + Instead
	case !c.CanRenew:
		return "There is no refresh token, so it ends with its access token. Connect again to have a grant that can be renewed."
	case c.Stage == StageFine:
		return "Without renewing it ends on " + on + ", unless your Mautic says otherwise."
	case c.Stage == StageRenewSoon:
		return "It ends in " + days(c.Days) + ", on " + on + ", unless your Mautic says otherwise. Renew it before that."
	case c.Stage == StageEnds:
		return "It ends in " + days(c.Days) + ", on " + on + ", unless your Mautic says otherwise. Renew it now. " + Instead
	}
	return "It ended on " + on + ", unless your Mautic lets grants live longer. Try to renew it; when Mautic refuses, connect again. " + Instead
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}
