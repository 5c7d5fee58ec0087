package doctor

import (
	"context"
	"strings"
	"time"

	"mautic-connect/mautic"
)

// preflight checks what can be checked without any secret. It returns the check
// whose failure makes everything further pointless, or "" and the reply to the
// made-up login, which is under way.
func (r *run) preflight(ctx context.Context) (login <-chan *reply, failed CheckID) {
	r.running(CheckReach, CheckRedirects, CheckMautic, CheckAPI, CheckHeader, CheckBasic, CheckOAuth)
	base := r.target.Base
	self := base.API("users/self")
	token := r.start(func() *reply { return r.ask(ctx, base.TokenURL()) })
	login = r.start(func() *reply {
		return probe(ctx, r.transport, self, withMadeUp, mautic.Basic{
			Base: base, UserName: madeUpUser, Password: mautic.NewSecret(mautic.NewState()),
		}.Authorize)
	})
	r.anonymous = r.ask(ctx, self)
	if failed := r.judgeReach(); failed != "" {
		return nil, failed
	}
	tokenAnswer := <-token
	if failed := r.judgeRedirects(tokenAnswer); failed != "" {
		return nil, failed
	}
	if failed := r.judgeMautic(ctx, tokenAnswer); failed != "" {
		return nil, failed
	}
	r.judgeOAuth(tokenAnswer)
	return login, ""
}

// ask sends a GET without any credential.
func (r *run) ask(ctx context.Context, url string) *reply {
	return probe(ctx, r.transport, url, "", nil)
}

// start runs a probe beside the others.
func (r *run) start(do func() *reply) <-chan *reply {
	out := make(chan *reply, 1)
	r.probes.Go(func() { out <- do() })
	return out
}

// renewBy is how long before its end a certificate should have been renewed:
// Let's Encrypt's clients do so 30 days before.
const renewBy = 14 * 24 * time.Hour

func (r *run) judgeReach() CheckID {
	if r.anonymous.err != nil && !r.anonymous.redirectHidden() {
		return r.fail(CheckReach, Explain(r.anonymous.err), r.anonymous)
	}
	if c := r.anonymous.certificate(); c != nil && time.Until(c.Ends) < renewBy {
		r.warn(CheckReach, TLSEndsSoon, r.anonymous)
		return ""
	}
	r.pass(CheckReach, r.anonymous)
	return ""
}

// unseenRedirects is why redirects are not checked where a browser asks directly.
const unseenRedirects = "A browser that asks Mautic directly keeps redirects to itself: whether it went to https by itself, and where another address would lead, only a server can see. The same goes for the certificate, which the browser has accepted."

// judgeRedirects looks at the API's and the token endpoint's answers: a Mautic
// whose site address is https redirects the second even where it answers the
// first.
func (r *run) judgeRedirects(token *reply) CheckID {
	for _, a := range []*reply{r.anonymous, token} {
		if a.redirectHidden() {
			return r.fail(CheckRedirects, RedirectHidden, a)
		}
		if e := a.decoded(); e != nil && e.Status >= 300 && e.Status < 400 {
			return r.fail(CheckRedirects, ofRedirect(e), a)
		}
	}
	if r.anonymous.response.Direct {
		r.set(Check{ID: CheckRedirects, Status: Skip, Evidence: []Evidence{{Detail: unseenRedirects}}})
		return ""
	}
	r.pass(CheckRedirects, r.anonymous)
	return ""
}

// judgeMautic decides whether this is a Mautic and whether its API is on.
func (r *run) judgeMautic(ctx context.Context, token *reply) CheckID {
	e := r.anonymous.decoded()
	fail := func(id ID) CheckID { return r.fail(CheckMautic, id, r.anonymous) }
	switch {
	case e == nil:
		return fail(NotMautic) // nobody gets users/self without a login
	case e.Shape == mautic.ShapeA && e.Type == "api_disabled":
		r.pass(CheckMautic, r.anonymous)
		return r.fail(CheckAPI, APIDisabled, r.anonymous)
	case e.Shape == mautic.ShapeA && e.Status == 401, isSecuredArea(e) && isTokenEndpoint(token):
		r.pass(CheckMautic, r.anonymous)
		r.pass(CheckAPI, r.anonymous)
		return ""
	case e.Shape == mautic.ShapeA && e.Status == 404:
		// Without a login Mautic refuses every address of its API, known or not.
		// So this one is none to it: what is below the host is not its directory.
		if r.target.Base.Path() != "" {
			return fail(WrongPath)
		}
		r.pass(CheckMautic, r.anonymous)
		return r.fail(CheckAPI, CacheStale, r.anonymous)
	case r.anonymous.challenged():
		return fail(BlockedByFirewall)
	case e.Status == 404:
		return r.judgeMissing(ctx, token)
	case e.Shape == mautic.ShapeD && e.Status == 403 && r.target.Base.Path() != "" && isApachePage(e):
		return fail(SubdirectoryForbidden)
	case e.Shape == mautic.ShapeD && (e.Status == 403 || e.Status == 406):
		return fail(BlockedByFirewall)
	case isSecuredArea(e):
		return fail(PasswordInFront) // any Symfony application
	}
	switch id := ofAnswer(e); id {
	case Unknown, NotMautic, PermissionMissing, BadCredentials:
		return r.judgeDoubt(ctx, e, token)
	default:
		return fail(id)
	}
}

// isSecuredArea recognises Mautic 6 and later refusing a login. The realm is
// hidden from a page that asks directly.
func isSecuredArea(e *mautic.Error) bool {
	return e.Status == 401 && e.Shape == mautic.ShapeEmpty && (e.Direct || strings.Contains(e.WWWAuthenticate, `realm="Secured Area"`))
}

// isTokenEndpoint recognises Mautic's token endpoint, asked without parameters.
func isTokenEndpoint(token *reply) bool {
	e := token.decoded()
	return e != nil && e.Shape == mautic.ShapeA && e.Type == "invalid_request"
}

// isApachePage recognises Apache's own pages by their charset.
func isApachePage(e *mautic.Error) bool {
	return strings.Contains(strings.ToLower(e.ContentType), "iso-8859-1")
}

// judgeMissing looks for a Mautic behind a web server that has no /api.
func (r *run) judgeMissing(ctx context.Context, token *reply) CheckID {
	script := r.start(func() *reply { return r.script(ctx) })
	direct := r.ask(ctx, r.target.Base.Page("index.php/api/users/self"))
	switch tracking := <-script; {
	case direct.shape() == mautic.ShapeA:
		return r.fail(CheckMautic, RewriteOff, r.anonymous, direct)
	case isScript(tracking):
		return r.fail(CheckMautic, BlockedByFirewall, r.anonymous, tracking)
	case token.shape() == mautic.ShapeA:
		return r.fail(CheckMautic, BlockedByFirewall, r.anonymous, token)
	default:
		return r.fail(CheckMautic, NotMautic, r.anonymous, token, tracking)
	}
}

// judgeDoubt asks for the third fingerprint where the first says nothing.
func (r *run) judgeDoubt(ctx context.Context, e *mautic.Error, token *reply) CheckID {
	tracking := r.script(ctx)
	switch mauticThere := isScript(tracking) || isTokenEndpoint(token); {
	case mauticThere && e.Status < 500:
		return r.fail(CheckMautic, ofForeign(NotMautic, e.Status), r.anonymous, tracking)
	case e.Status >= 500:
		return r.fail(CheckMautic, Unknown, r.anonymous, tracking)
	}
	return r.fail(CheckMautic, NotMautic, r.anonymous, token, tracking)
}

// script asks for the tracking script.
func (r *run) script(ctx context.Context) *reply {
	return r.ask(ctx, r.target.Base.Page("mtc.js"))
}

// isScript recognises Mautic's tracking script, which Mautic 4 sends without its
// banner. A page that embeds one is not it.
func isScript(a *reply) bool {
	if a.status() != 200 || a.shape() == mautic.ShapeD {
		return false
	}
	body := string(a.response.Body)
	return strings.Contains(body, "@package     MauticJS") || strings.Contains(body, "MauticDomain") || strings.Contains(body, "mautic_device_id")
}

// ofForeign names an answer that is not Mautic's where Mautic is known to be:
// something on the way wrote it. Any other diagnosis stays.
func ofForeign(id ID, status int) ID {
	switch {
	case id != NotMautic && id != UserWithoutAPIAccess:
		return id
	case status == 403 || status == 404 || status == 405 || status == 406:
		return BlockedByFirewall
	}
	return ResponseNotJSON
}

// diagnose names what a reply means once Mautic is known to be there.
func diagnose(a *reply) ID {
	if a.challenged() {
		return BlockedByFirewall
	}
	return ofForeign(Explain(a.problem()), a.status())
}

// judgeOAuth looks at the token endpoint, asked without parameters. Whoever
// wants a user name and password can do without it.
func (r *run) judgeOAuth(token *reply) {
	if isTokenEndpoint(token) {
		r.pass(CheckOAuth, token)
		return
	}
	diagnosis := diagnose(token)
	if token.status() == 404 && token.shape() == mautic.ShapeA {
		diagnosis = CacheStale
	}
	if r.target.wantsBasic() && r.ended() == nil {
		r.warn(CheckOAuth, diagnosis, token)
		return
	}
	r.fail(CheckOAuth, diagnosis, token)
}

// judgeLogin compares the reply to a made-up login with the one without any, and
// returns the check that keeps a login from working.
func (r *run) judgeLogin(login *reply) CheckID {
	e := login.decoded()
	var failed CheckID
	switch {
	case e != nil && login.same(r.anonymous):
		failed = r.fail(CheckHeader, HeaderStripped, login, r.anonymous)
	case e != nil && e.Shape == mautic.ShapeA && e.Status == 403:
		r.pass(CheckHeader, login)
		if r.target.wantsBasic() {
			return r.fail(CheckBasic, BasicAuthDisabled, login)
		}
		r.warn(CheckBasic, BasicAuthDisabled, login)
		return ""
	case e != nil && e.Status == 401 && (e.Shape == mautic.ShapeA || isSecuredArea(e)):
		r.pass(CheckHeader, login, r.anonymous)
		r.pass(CheckBasic, login)
		return ""
	default:
		failed = r.fail(CheckHeader, diagnose(login), login)
	}
	if r.hasOutcome(failed) {
		r.skip(failed, CheckBasic)
	}
	return failed
}
