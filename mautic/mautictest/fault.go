package mautictest

import (
	"fmt"
	"time"
)

// A Fault is one thing that is wrong with the sandbox, or with what stands in front of it. At most one is on at a time.
// No fault touches the sandbox's own addresses, / and /_sandbox/…, so that it can be switched off again.
type Fault string

// The faults. NoFault, the zero value, is a Mautic that works.
const (
	NoFault Fault = ""

	// FaultHeaderStripped: the web server hides the Authorization header from PHP.
	FaultHeaderStripped Fault = "header-stripped"
	// FaultRewriteOff: no rewrite rules. Everything but files is 404 from the web server; /index.php/… reaches Mautic,
	// without the Authorization header, because it is the rewrite rules that pass it on.
	FaultRewriteOff Fault = "rewrite-off"
	// FaultPasswordInFront: a password of the web server (.htpasswd) guards everything.
	FaultPasswordInFront Fault = "password-in-front"
	// FaultGatewayBasic: a gateway asks for its own Basic login.
	FaultGatewayBasic Fault = "gateway-basic"
	// FaultSubdirectoryForbidden: the stock .htaccess in a sub-directory forbids everything.
	FaultSubdirectoryForbidden Fault = "subdirectory-forbidden"
	// FaultHTTPToHTTPS: the web server redirects http to https. Requests over TLS pass.
	FaultHTTPToHTTPS Fault = "http-to-https"
	// FaultHTTPSRedirectByMautic: Mautic's site URL is https and the request is not.
	FaultHTTPSRedirectByMautic Fault = "https-redirect-by-mautic"
	// FaultRedirectToItself: the same behind a proxy that Mautic does not trust: the redirect leads to the address asked
	// for. X-Forwarded-Proto decides which scheme that has.
	FaultRedirectToItself Fault = "redirect-to-itself"
	// FaultRedirectToOtherHost: the web server redirects to www.
	FaultRedirectToOtherHost Fault = "redirect-to-other-host"

	// FaultSiteOffline: Mautic cannot reach its database.
	FaultSiteOffline Fault = "site-offline"
	// FaultConfigBroken: Mautic cannot read its configuration or write its cache. Only Cache-Control tells it from
	// FaultSiteOffline: there is none.
	FaultConfigBroken Fault = "config-broken"
	// FaultPHPDown: PHP does not run; the web server says 503.
	FaultPHPDown Fault = "php-down"
	// FaultBadGateway and FaultGatewayTimeout: the same behind nginx.
	FaultBadGateway     Fault = "bad-gateway"
	FaultGatewayTimeout Fault = "gateway-timeout"
	// FaultNotInstalled: Mautic redirects everything to its installer.
	FaultNotInstalled Fault = "not-installed"
	// FaultCacheStale: the routes of the API and of OAuth2 are missing, because the cache is older than the switch that
	// turned the API on.
	FaultCacheStale Fault = "cache-stale"
	// FaultRateLimited: every API call whose login is accepted is one too many. On Mautic 7, which has no limiter,
	// something in front says so.
	FaultRateLimited Fault = "rate-limited"
	// FaultClientNotFound: no OAuth2 client is found any more, at authorize and at the token endpoint.
	FaultClientNotFound Fault = "client-not-found"
	// FaultPostBodyLost: a redirect or gateway turns a POST to the token endpoint into a GET without a body.
	FaultPostBodyLost Fault = "post-body-lost"
	// FaultLocaleGerman: the site speaks German. Texts of the OAuth2 library stay English.
	FaultLocaleGerman Fault = "locale-german"

	// FaultWAFChallenge: a content delivery network wants to see a browser.
	FaultWAFChallenge Fault = "waf-challenge"
	// FaultWAFBlock (403) and FaultWAFNotAcceptable (406): a firewall refuses the request.
	FaultWAFBlock         Fault = "waf-block"
	FaultWAFNotAcceptable Fault = "waf-not-acceptable"

	// FaultNotMautic: a blog lives here.
	FaultNotMautic Fault = "not-mautic"
	// FaultHTML200: every address answers 200 with the same page.
	FaultHTML200 Fault = "html-200"
	// FaultEmpty200: every address answers 200 with nothing.
	FaultEmpty200 Fault = "empty-200"
	// FaultBrokenJSON: bodies of JSON end half-way.
	FaultBrokenJSON Fault = "broken-json"
	// FaultOversizeBody: every answer is 6 MiB of JSON.
	FaultOversizeBody Fault = "oversize-body"
	// FaultSlow: answers come after the delay; see [Sandbox.SetDelay]. A caller who gives up is not waited for.
	FaultSlow Fault = "slow"
	// FaultConnectionCut: the connection ends in the middle of the body.
	FaultConnectionCut Fault = "connection-cut"
	// FaultConnectionReset: the connection is reset before any answer.
	FaultConnectionReset Fault = "connection-reset"
)

// faultRow says in words what a fault shows, and where it acts.
type faultRow struct {
	Fault Fault
	// Shows is what a caller sees.
	Shows string
	// front answers before Mautic does; nil or false lets the request through.
	front func(*call) (answer, bool)
	// alter changes the request on its way to Mautic.
	alter func(*call)
	// after changes Mautic's answer.
	after func(answer) answer
}

// faultTable lists the faults in the order the page shows them.
func faultTable() []faultRow {
	always := func(a func(*call) answer) func(*call) (answer, bool) {
		return func(c *call) (answer, bool) { return a(c), true }
	}
	return []faultRow{
		{Fault: FaultHeaderStripped, Shows: "Logins never arrive: 401 for every credential.", alter: stripAuthorization},
		{Fault: FaultRewriteOff, Shows: "404 from the web server; only /index.php/… reaches Mautic.", front: rewriteOff},
		{Fault: FaultPasswordInFront, Shows: "401 with the realm of an .htpasswd file.", front: always(passwordInFront)},
		{Fault: FaultGatewayBasic, Shows: "401 with the realm of a gateway.", front: always(gatewayBasic)},
		{Fault: FaultSubdirectoryForbidden, Shows: "403 from the web server.", front: always(forbidden)},
		{Fault: FaultHTTPToHTTPS, Shows: "301 to https, by the web server.", front: toHTTPS},
		{Fault: FaultHTTPSRedirectByMautic, Shows: "301 to https, by Mautic, after the login."},
		{Fault: FaultRedirectToItself, Shows: "301 to the very address asked for."},
		{Fault: FaultRedirectToOtherHost, Shows: "301 to the same address on www.", front: always(toWWW)},
		{Fault: FaultSiteOffline, Shows: "500, the site is offline.", front: always(siteOffline)},
		{Fault: FaultConfigBroken, Shows: "500, the site is offline, too.", front: always(configBroken)},
		{Fault: FaultPHPDown, Shows: "503 from Apache.", front: always(phpDown)},
		{Fault: FaultBadGateway, Shows: "502 from nginx.", front: always(badGateway)},
		{Fault: FaultGatewayTimeout, Shows: "504 from nginx.", front: always(gatewayTimeout)},
		{Fault: FaultNotInstalled, Shows: "302 to the installer.", front: always(notInstalled)},
		{Fault: FaultCacheStale, Shows: "404 for every API and OAuth2 address."},
		{Fault: FaultRateLimited, Shows: "429 for every API call with a good login."},
		{Fault: FaultClientNotFound, Shows: "OAuth2 clients are unknown."},
		{Fault: FaultPostBodyLost, Shows: "The token endpoint gets no parameters.", alter: loseBody},
		{Fault: FaultLocaleGerman, Shows: "Messages in German.", after: inGerman},
		{Fault: FaultWAFChallenge, Shows: "403 with a challenge for browsers.", front: always(wafChallenge)},
		{Fault: FaultWAFBlock, Shows: "403 from a firewall.", front: always(wafBlock)},
		{Fault: FaultWAFNotAcceptable, Shows: "406 from a firewall.", front: always(wafNotAcceptable)},
		{Fault: FaultNotMautic, Shows: "404 from a blog.", front: always(blog)},
		{Fault: FaultHTML200, Shows: "200 with a page, whatever was asked.", front: always(marketing)},
		{Fault: FaultEmpty200, Shows: "200 with nothing.", front: always(emptyPage)},
		{Fault: FaultBrokenJSON, Shows: "JSON that ends half-way.", after: cutJSON},
		{Fault: FaultOversizeBody, Shows: "6 MiB of JSON.", front: always(oversize)},
		{Fault: FaultSlow, Shows: "Answers come late."},
		{Fault: FaultConnectionCut, Shows: "The connection ends in the middle of the answer."},
		{Fault: FaultConnectionReset, Shows: "The connection is reset before the answer."},
	}
}

// Faults returns every fault there is, without NoFault.
func Faults() []Fault {
	var out []Fault
	for _, row := range faultTable() {
		out = append(out, row.Fault)
	}
	return out
}

// row returns what is known about a fault; NoFault has an empty row.
func (f Fault) row() (faultRow, error) {
	if f == NoFault {
		return faultRow{}, nil
	}
	for _, row := range faultTable() {
		if row.Fault == f {
			return row, nil
		}
	}
	return faultRow{}, fmt.Errorf("the sandbox has no fault %q; Faults lists those it has", string(f))
}

// Fault returns the fault that is on.
func (s *Sandbox) Fault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault
}

// SetFault switches a fault on in place of the one before, from the next request on; NoFault switches it off. A fault the
// sandbox does not have is an error and changes nothing.
func (s *Sandbox) SetFault(f Fault) error {
	row, err := f.row()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault, s.faultRow = f, row
	return nil
}

// defaultDelay is longer than a person waits and shorter than most programs do.
const defaultDelay = 15 * time.Second

// Delay returns how long FaultSlow waits.
func (s *Sandbox) Delay() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.delay
}

// SetDelay sets how long FaultSlow waits before each answer, in real time; the clock of [Options] has no part in it.
// It is 15 seconds at first. A negative delay is none.
func (s *Sandbox) SetDelay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = max(0, d)
}
