package mautictest

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Options say which Mautic to play. The zero value is Mautic 5.1.1 in real time with the [Demo] world and the redirect
// URI of a local n8n.
type Options struct {
	// Version is the Mautic to play; empty means 5.1.1.
	Version Version
	// Clock is the sandbox's time; nil means real time.
	Clock *Clock
	// Seed is the world to start with; nil means Demo with n8n's local redirect URI.
	Seed *Seed
	// SiteURL is the public address ("https://mautic.example.com"), used in redirects and for the Secure attribute of
	// the session cookie. Empty means the scheme and host of each request. A path ("https://example.com/mautic") puts
	// Mautic into that sub-directory: what lies outside is 404 from the web server, but for the sandbox's own addresses.
	SiteURL string
}

// A Sandbox is a Mautic that lives in memory. It is an http.Handler and safe for concurrent use.
type Sandbox struct {
	clock *Clock
	seed  Seed
	site  *url.URL
	// base is the sub-directory Mautic lives in: "/mautic", or empty.
	base    string
	control http.Handler
	pages   *pages
	// first is the version of Options, to which Reset returns.
	first behaviour

	mu        sync.Mutex
	world     *world
	behaviour behaviour
	fault     Fault
	faultRow  faultRow
	delay     time.Duration
}

// New returns a sandbox. It panics if opts asks for a version the sandbox does not play or for a site URL that is not
// absolute: both are mistakes in the calling program.
func New(opts Options) *Sandbox {
	b, err := behaviourOf(opts.Version)
	if err != nil {
		panic("mautictest: " + err.Error())
	}
	s := &Sandbox{first: b, behaviour: b, clock: opts.Clock, pages: parsedPages(), delay: defaultDelay}
	if s.clock == nil {
		s.clock = &Clock{}
	}
	if opts.SiteURL != "" {
		s.site, err = url.Parse(opts.SiteURL)
		if err != nil || s.site.Host == "" {
			panic("mautictest: the site URL is not an absolute URL")
		}
		s.base = strings.TrimRight(s.site.Path, "/")
	}
	if opts.Seed != nil {
		s.seed = opts.Seed.clone()
	} else {
		s.seed = Demo("http://127.0.0.1:5678/rest/oauth2-credential/callback")
	}
	s.world = newWorld(s.seed)
	s.control = s.controlHandler()
	return s
}

// call is one request on its way through the sandbox, with the world locked.
type call struct {
	*http.Request
	s    *Sandbox
	w    *world
	body []byte
	// path is the address within Mautic, uri the whole one that was asked for.
	path, uri string
	query     params
	now       time.Time
	// user is who makes an API call, once the login was accepted.
	user actor
	// setCookies and extra collect cookies and other headers for the answer.
	setCookies []string
	extra      http.Header
	// loginFailed: a login form was refused.
	loginFailed bool
}

// ServeHTTP answers like a Mautic. The addresses / (a page about the sandbox) and /_sandbox/… are the sandbox's own:
//
//	GET  /_sandbox/state     settings, logins, OAuth2 clients, counters and requests seen, as JSON
//	POST /_sandbox/settings  JSON with the settings to change, by Mautic's names: api_enabled,
//	                         api_enable_basic_auth, api_oauth2_access_token_lifetime,
//	                         api_oauth2_refresh_token_lifetime, api_rate_limiter_limit, cors_restrict_domains,
//	                         cors_valid_domains; and version ("7.0.2"), fault ("site-offline", "" for none) and
//	                         delay ("15s", for the fault "slow")
//	POST /_sandbox/played    {"version","fault","delay"} alone
//	POST /_sandbox/clock     {"advance":"31s"}: a duration of Go
//	POST /_sandbox/users     {"username","password","email","first_name","last_name","role_id","unpublished"}
//	POST /_sandbox/clients   {"name","redirect_uris","creator"}
//	POST /_sandbox/reset     back to the seed, the first version and no fault; the clock goes on
//
// Requests that a browser sends there from another site are refused (http.CrossOriginProtection).
func (s *Sandbox) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if ownPath(r) {
		s.control.ServeHTTP(rw, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxBody))
	if err != nil {
		http.Error(rw, "The sandbox reads bodies of up to 1 MiB.", http.StatusRequestEntityTooLarge)
		return
	}
	fault, delay := s.Fault(), s.Delay()
	if fault == FaultConnectionReset || fault == FaultSlow && !wait(r.Context(), delay) {
		s.unanswered(r)
		reset(rw)
		return
	}
	a := s.answer(r, body)
	if fault == FaultConnectionCut {
		cut(rw, a)
		return
	}
	for name, values := range a.header {
		rw.Header()[name] = values
	}
	rw.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		_, _ = rw.Write(a.body) // the reader is gone: nobody left to tell
	}
}

// answer makes the whole answer under the lock.
func (s *Sandbox) answer(r *http.Request, body []byte) answer {
	now := s.clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{
		Request: r.Clone(r.Context()), s: s, w: s.world, body: body, path: r.URL.Path, uri: r.URL.RequestURI(),
		query: parsePairs(r.URL.RawQuery), now: now, extra: http.Header{},
	}
	a := c.throughFault()
	s.remember(r, now, a.status, c.loginFailed)
	return a
}

// throughFault lets the fault act before, on the way to and after Mautic.
func (c *call) throughFault() answer {
	row := c.s.faultRow
	inside := c.enterSubdirectory()
	if row.front != nil {
		if a, ok := row.front(c); ok {
			return a
		}
	}
	if !inside {
		return apachePage(http.StatusNotFound, "Not Found", "The requested URL was not found on this server.")
	}
	if row.alter != nil {
		row.alter(c)
	}
	a := c.respond()
	if !isApache(a) {
		c.finish(&a)
	}
	if row.after != nil {
		a = row.after(a)
	}
	return a
}

// enterSubdirectory takes the sub-directory off the address; false means that the address lies outside of it.
func (c *call) enterSubdirectory() bool {
	rest, found := strings.CutPrefix(c.path, c.s.base)
	if !found || rest != "" && rest[0] != '/' {
		return false
	}
	if c.s.base != "" {
		c.path = "/" + strings.TrimPrefix(rest, "/")
		c.URL.Path, c.URL.RawPath = c.path, ""
	}
	return true
}

// unanswered notes a request that nobody gets an answer to.
func (s *Sandbox) unanswered(r *http.Request) {
	now := s.clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remember(r, now, 0, false)
}

// isApache says whether the web server in front of PHP gave the answer, so nothing of Mautic's belongs on it.
func isApache(a answer) bool { return a.header.Get("Content-Type") == typeApache }

// finish adds what Mautic's response listeners add to every answer.
func (c *call) finish(a *answer) {
	if _, ok := a.header["Mautic-Version"]; ok {
		a.header.Set("Mautic-Version", string(c.s.behaviour.version))
	}
	c.addVary(a)
	for name, values := range c.extra {
		a.header[name] = values
	}
	c.addCORS(a)
	if len(c.setCookies) > 0 {
		a.header["Set-Cookie"] = c.setCookies
	}
}

// addVary: Mautic's .htaccess copies the Authorization header in a RewriteRule, which makes Apache add Vary. In a
// sub-directory that file works only when it is rewritten, and the recorded one had no such rule.
func (c *call) addVary(a *answer) {
	if c.Header.Get("Authorization") == "" || c.s.base != "" {
		return
	}
	vary := "Authorization"
	if before := a.header.Get("Vary"); before != "" {
		vary = before + "," + vary
	}
	a.header.Set("Vary", vary)
}

// respond runs the stages of Mautic in their order: web server, OPTIONS, API switched off, Basic switched off, then
// the handler of the path.
func (c *call) respond() answer {
	if a, ok := c.webServer(); ok {
		return a
	}
	if c.Method == http.MethodOptions {
		return newAnswer(http.StatusNoContent, "", cacheStateless, nil)
	}
	if c.isAPIRequest() {
		if !c.w.settings.APIEnabled {
			return refuse(http.StatusForbidden, "api_disabled",
				"API disabled. You need to enable the API in the API settings of Mautic's Configuration.")
		}
		if !c.w.settings.BasicAuth && c.hasBasicHeader() {
			return refuse(http.StatusForbidden, "access_denied",
				"Basic Auth disabled. You need to enable HTTP basic auth in the API settings of Mautic's Configuration.")
		}
	}
	switch {
	case c.path == "/api" || strings.HasPrefix(c.path, "/api/"):
		return c.api()
	case strings.HasPrefix(c.path, "/oauth/"):
		return c.oauth()
	case c.path == "/s" || strings.HasPrefix(c.path, "/s/"):
		return c.ui()
	}
	return c.public()
}

// isAPIRequest is Mautic's own test: the address contains /api or /oauth anywhere, its query included.
func (c *call) isAPIRequest() bool {
	return strings.Contains(c.uri, "/api") || strings.Contains(c.uri, "/oauth")
}

// absolute makes an absolute URL on the sandbox, as Symfony does for its redirects.
func (c *call) absolute(path string) string { return c.origin() + c.local(path) }

// local makes a path on the host of an address within Mautic.
func (c *call) local(path string) string { return c.s.base + path }

func (c *call) origin() string {
	if c.s.site != nil {
		return c.s.site.Scheme + "://" + c.s.site.Host
	}
	if c.TLS != nil {
		return "https://" + c.Host
	}
	return "http://" + c.Host
}

// routeNotFound is the router's 404: JSON for API addresses and for callers that want JSON, a page otherwise.
func (c *call) routeNotFound() answer {
	if c.isAPIRequest() || strings.Contains(c.Header.Get("Accept"), "application/json") {
		return refuse(http.StatusNotFound, "", "Requested URL not found: "+c.path)
	}
	return c.page(http.StatusNotFound, "notfound", nil)
}

// Clock returns the sandbox's clock.
func (s *Sandbox) Clock() *Clock { return s.clock }

// Settings returns the settings as they are.
func (s *Sandbox) Settings() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world.settings.clone()
}

// Configure changes the settings. change must not call methods of the sandbox.
func (s *Sandbox) Configure(change func(*Settings)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.world.settings)
	s.world.settings = s.world.settings.clone()
}

// AnonymousContacts returns how many contacts were created because somebody asked for an address that does not exist
// outside /api, /oauth and /s: Mautic takes such a request for a page visit.
func (s *Sandbox) AnonymousContacts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world.anonymous
}

// Reset returns to the seed: users, clients, settings, contacts, tokens, consents, sessions, counters; to the version of
// [Options]; and to no fault. The clock goes on.
func (s *Sandbox) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world = newWorld(s.seed)
	s.behaviour, s.fault, s.faultRow, s.delay = s.first, NoFault, faultRow{}, defaultDelay
}
