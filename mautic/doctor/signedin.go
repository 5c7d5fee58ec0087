package doctor

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mautic-connect/mautic"
)

// skipSignedIn skips every check that needs an accepted credential.
func (r *run) skipSignedIn(because CheckID) {
	r.skip(because, CheckIdentity)
	r.skipAfterIdentity(because)
}

// signedIn uses the credential for real: first once, so that a refused one is
// not sent again and counted by a lock-out, then for what it may do.
func (r *run) signedIn(ctx context.Context, credential mautic.Credential) {
	r.running(CheckIdentity)
	with := withBearer
	if credential.Method() == mautic.MethodBasic {
		with = withBasic
	}
	self := &tap{transport: r.transport, with: with}
	user, err := mautic.NewClient(self, credential).Self(ctx)
	if err != nil {
		r.refused(ctx, credential, self.kept(err), err)
		return
	}
	r.report.User = user
	r.identity(user, self.reply)
	r.running(CheckContacts, CheckWebhooks)
	v2 := r.start(func() *reply { return r.v2(ctx, credential, with, user) })
	var page *mautic.Page
	var contactsErr, hooksErr error
	contacts := r.start(func() (a *reply) {
		page, a, contactsErr = r.list(ctx, credential, with, "contacts")
		return a
	})
	// The list of hooks, since Mautic tells the list of triggers to everybody.
	hooks := r.start(func() (a *reply) {
		_, a, hooksErr = r.list(ctx, credential, with, "hooks")
		return a
	})
	r.token(credential)
	contactsReply, hooksReply := <-contacts, <-hooks
	<-v2
	r.contacts(user, page, contactsErr, contactsReply)
	r.webhooks(user.Role, hooksErr, hooksReply)
	r.limit(self.reply, contactsReply, hooksReply)
}

// list asks for the first record of a kind.
func (r *run) list(ctx context.Context, credential mautic.Credential, with, kind string) (*mautic.Page, *reply, error) {
	t := &tap{transport: r.transport, with: with}
	page, err := mautic.NewClient(t, credential).List(ctx, kind, 1)
	return page, t.kept(err), err
}

// major is the first number of a version, or 0.
func major(version string) int {
	first, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return n
}

// identity passes, with a remark where the user is none.
func (r *run) identity(user *mautic.User, self *reply) {
	switch {
	case user.Role.ID == 0 && user.Role.Name == "" && !user.Role.IsAdmin:
		r.warn(CheckIdentity, NoRole, self)
	case user.IsApplication():
		r.warn(CheckIdentity, ClientActsAsApplication, self)
	default:
		r.pass(CheckIdentity, self)
	}
}

// refused names why a credential was not accepted, and skips what needs it.
func (r *run) refused(ctx context.Context, credential mautic.Credential, self *reply, err error) {
	answers := []*reply{self}
	diagnosis := diagnoseErr(err, self)
	bearer := credential.Method() != mautic.MethodBasic
	grant, granted := credential.(mautic.AuthorizationCode)
	switch {
	case diagnosis == TokenExpired && r.failed(CheckRefresh), diagnosis == TokenInvalid && (r.failed(CheckRefresh) || r.failed(CheckPair)):
		// What keeps it from working is that it cannot be renewed, or that its
		// client is gone: Mautic deletes a client's tokens with it.
		because := CheckRefresh
		if r.failed(CheckPair) {
			because = CheckPair
		}
		r.set(r.withAnswers(Check{ID: CheckIdentity, Status: Skip, Because: because}, answers))
		r.skipAfterIdentity(because)
		return
	case bearer && self.status() == 401 && self.shape() == mautic.ShapeA && diagnosis == BadCredentials:
		// That logins arrive is known by now, so a bearer that is refused as if
		// there were none is that of a user who was unpublished since (Mautic 4).
		diagnosis = UserUnpublished
	case self.status() == 404 && self.shape() == mautic.ShapeA:
		diagnosis = CacheStale
	case diagnosis == Unknown && isCrash(self) && bearer && (!granted || grant.Token.Refresh.IsZero()):
		// A token without a refresh token is a client's own. One without a role
		// breaks every request, not only this one.
		_, second, _ := r.list(ctx, credential, withBearer, "contacts")
		if answers = append(answers, second); isCrash(second) {
			diagnosis = ClientWithoutRole
		}
	}
	failed := r.fail(CheckIdentity, diagnosis, answers...)
	if r.hasOutcome(failed) {
		r.skipAfterIdentity(failed)
	}
}

// skipAfterIdentity skips what follows the identity.
func (r *run) skipAfterIdentity(because CheckID) {
	r.skip(because, CheckToken, CheckContacts, CheckWebhooks, CheckV2, CheckLimit)
}

// isCrash recognises Mautic's error 500 in JSON.
func isCrash(a *reply) bool { return a.status() == 500 && a.shape() == mautic.ShapeA }

// contacts tells a missing permission from the silent emptiness of a role that
// sees only its own records.
func (r *run) contacts(user *mautic.User, page *mautic.Page, err error, a *reply) {
	switch {
	case err != nil:
		r.fail(CheckContacts, diagnoseErr(err, a), a)
	case page.Total == 0 && ownOnly(user.Role, "lead:leads"):
		r.warn(CheckContacts, ViewOwnOnly, a)
	default:
		r.pass(CheckContacts, a)
	}
}

// ownOnly reports whether a role may view its own records of a kind, and no
// others.
func ownOnly(role mautic.Role, permission string) bool {
	own := false
	for _, level := range role.RawPermissions[permission] {
		switch level {
		case "full", "viewother":
			return false
		case "viewown":
			own = true
		}
	}
	return own && !role.IsAdmin
}

// webhooks looks at what Mautic Trigger needs: to see and to create webhooks.
func (r *run) webhooks(role mautic.Role, err error, a *reply) {
	missing := a.status() == 403 && a.shape() == mautic.ShapeB
	switch {
	case err != nil && !missing:
		r.fail(CheckWebhooks, diagnoseErr(err, a), a)
	case !missing && mayCreate(role, "webhook:webhooks"):
		r.pass(CheckWebhooks, a)
	case r.target.NeedsWebhooks:
		r.fail(CheckWebhooks, WebhookPermissionMissing, a)
	default:
		r.warn(CheckWebhooks, WebhookPermissionMissing, a)
	}
}

// mayCreate reports whether a role may create records of a kind.
func mayCreate(role mautic.Role, permission string) bool {
	if role.IsAdmin {
		return true
	}
	for _, level := range role.RawPermissions[permission] {
		if level == "full" || level == "create" {
			return true
		}
	}
	return false
}

// token says how long a grant lives.
func (r *run) token(credential mautic.Credential) {
	check := Check{ID: CheckToken, Status: Pass}
	var token mautic.Token
	switch c := credential.(type) {
	case mautic.AuthorizationCode:
		if token = c.Token; !token.Refresh.IsZero() {
			check.Status, check.Diagnosis = Warn, RefreshClock
		}
	case mautic.ClientCredentials:
		token = c.Token
	}
	if !token.Expires.IsZero() {
		check.Evidence = []Evidence{{Detail: "The access token ends at " + token.Expires.UTC().Format(time.RFC3339) + "."}}
	}
	r.set(check)
}

// v2 knows the versions of Mautic 7 whose second API takes no bearer token.
func (r *run) v2(ctx context.Context, credential mautic.Credential, with string, user *mautic.User) *reply {
	if major(user.MauticVersion) < 7 || with != withBearer {
		r.skip(CheckIdentity, CheckV2) // it named a version without a second API
		return nil
	}
	r.running(CheckV2)
	a := probe(ctx, r.transport, r.target.Base.API("v2/contacts?itemsPerPage=1"), withBearer, credential.Authorize)
	switch {
	case a.status() == 401 && a.shape() == mautic.ShapeJSON:
		r.warn(CheckV2, APIV2Bearer, a)
	case a.status() == 200, a.status() == 403: // a role may lack the permission; the token was accepted
		r.pass(CheckV2, a)
	case a.err != nil:
		r.fail(CheckV2, diagnose(a), a)
	default:
		r.warn(CheckV2, diagnose(a), a)
	}
	return a
}

// limit looks at the headers of Mautic's own limit of requests, where it is on.
func (r *run) limit(answers ...*reply) {
	least := answers[0]
	fewest := -1
	for _, a := range answers {
		left, err := strconv.Atoi(a.header("X-RateLimit-Remaining"))
		if err == nil && (fewest < 0 || left < fewest) {
			least, fewest = a, left
		}
	}
	all, err := strconv.Atoi(least.header("X-RateLimit-Limit"))
	switch {
	case r.firstFailed(RateLimited) != "":
		r.skip(r.firstFailed(RateLimited), CheckLimit)
	case fewest < 0 || err != nil:
		r.pass(CheckLimit)
	case fewest*10 < all:
		r.warn(CheckLimit, RateLimitNear, least)
	default:
		r.pass(CheckLimit, least)
	}
}
