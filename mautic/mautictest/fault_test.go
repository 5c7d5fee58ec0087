package mautictest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// probe is a request that tells faults apart.
type probe struct {
	method, target string
	login          string
	accept         string
	form           url.Values
}

// shown is what a program sees of an answer.
type shown struct {
	Status       int
	Shape, Type  string
	ContentType  string
	Header       string // "Name: value" of the header that tells
	Text         string // a piece of the body
	missingPiece string
}

func probes() map[string]probe {
	c := Demo(testCallback).Clients[0]
	authorize := "/oauth/v2/authorize?" + url.Values{
		"client_id": {c.PublicID()}, "response_type": {"code"}, "redirect_uri": {testCallback},
	}.Encode()
	return map[string]probe{
		"self":      {"GET", "/api/users/self", asAdmin, typeJSON, nil},
		"self html": {"GET", "/api/users/self", asAdmin, "*/*", nil},
		"wrong":     {"GET", "/api/users/self", "admin:nope", typeJSON, nil},
		"nobody":    {"GET", "/api/users/self", "", typeJSON, nil},
		"refused":   {"GET", "/api/users", "apionly:Us3r-Passw0rd!", typeJSON, nil},
		"index":     {"GET", "/index.php/api/users/self", asAdmin, typeJSON, nil},
		"contacts":  {"POST", "/api/contacts/new", asAdmin, typeJSON, nil},
		"token get": {"GET", "/oauth/v2/token", "", typeJSON, nil},
		"token": {"POST", "/oauth/v2/token", "", typeJSON, url.Values{
			"grant_type": {"client_credentials"}, "client_id": {c.PublicID()}, "client_secret": {c.Secret},
		}},
		"wrong pair": {"POST", "/oauth/v2/token", "", typeJSON, url.Values{
			"grant_type": {"client_credentials"}, "client_id": {c.PublicID()}, "client_secret": {"nope"},
		}},
		"authorize": {"GET", authorize, "", "text/html", nil},
		"tracker":   {"GET", "/mtc.js", "", "*/*", nil},
	}
}

func (p probe) request(base string) *http.Request {
	req := httptest.NewRequest(p.method, base+p.target, strings.NewReader(p.form.Encode()))
	if p.form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Accept", p.accept)
	if name, password, ok := strings.Cut(p.login, ":"); ok {
		req.SetBasicAuth(name, password)
	}
	return req
}

func show(rec *httptest.ResponseRecorder, want shown) shown {
	r := recordedResponse{Status: rec.Code, Headers: map[string]string{}, Body: rec.Body.String()}
	for name, values := range rec.Header() {
		r.Headers[name] = strings.Join(values, "\n")
	}
	l := look(r)
	got := shown{Status: l.Status, Shape: l.Shape, Type: l.Type, ContentType: l.ContentType}
	if name, _, ok := strings.Cut(want.Header, ": "); ok {
		got.Header = name + ": " + rec.Header().Get(name)
	}
	if strings.Contains(r.Body, want.Text) {
		got.Text = want.Text
	} else {
		got.missingPiece = r.Body
	}
	return got
}

func TestFaultsAnswerAsRecorded(t *testing.T) {
	t.Parallel()
	const (
		html  = typeHTML
		nginx = "text/html"
	)
	type row struct {
		fault Fault
		v     Version
		probe string
		want  shown
	}
	rows := []row{
		{NoFault, V5_1_1, "self", shown{Status: 200, Shape: "JSON", ContentType: typeJSON, Header: "Mautic-Version: 5.1.1"}},
		{NoFault, V6_0_8, "wrong", shown{Status: 401, Shape: "empty", ContentType: typeJSON, Header: `Www-Authenticate: Basic realm="Secured Area"`}},
		{NoFault, V4_4_13, "tracker", shown{Status: 200, Shape: "other", ContentType: "application/javascript", Text: "MauticDomain"}},
		{NoFault, V5_1_1, "tracker", shown{Status: 200, Shape: "other", ContentType: "application/javascript", Text: "@package     MauticJS"}},

		{FaultHeaderStripped, V5_1_1, "self", shown{Status: 401, Shape: "A", Type: "access_denied", ContentType: typeJSON, Text: "API authorization denied."}},
		{FaultHeaderStripped, V7_0_2, "wrong", shown{Status: 401, Shape: "A", Type: "access_denied", ContentType: typeJSON, Header: "Www-Authenticate: "}},
		{FaultHeaderStripped, V5_1_1, "token", shown{Status: 200, Shape: "JSON", ContentType: typeJSON}},
		{FaultRewriteOff, V5_1_1, "self", shown{Status: 404, Shape: "D", ContentType: typeApache, Text: "The requested URL was not found on this server."}},
		{FaultRewriteOff, V5_1_1, "token get", shown{Status: 404, Shape: "D", ContentType: typeApache}},
		{FaultRewriteOff, V5_1_1, "index", shown{Status: 401, Shape: "A", Type: "access_denied", ContentType: typeJSON, Text: "API authorization denied."}},
		{FaultPasswordInFront, V5_1_1, "self", shown{Status: 401, Shape: "D", ContentType: typeApache, Header: `Www-Authenticate: Basic realm="Restricted"`}},
		{FaultGatewayBasic, V6_0_8, "token get", shown{Status: 401, Shape: "HTML", ContentType: nginx, Header: `Www-Authenticate: Basic realm="API gateway"`}},
		{FaultSubdirectoryForbidden, V5_1_1, "nobody", shown{Status: 403, Shape: "D", ContentType: typeApache, Text: "You don't have permission"}},
		{FaultHTTPToHTTPS, V5_1_1, "nobody", shown{Status: 301, Shape: "D", ContentType: typeApache, Header: "Location: https://m.test/api/users/self"}},
		{FaultHTTPSRedirectByMautic, V5_1_1, "nobody", shown{Status: 401, Shape: "A", Type: "access_denied", ContentType: typeJSON}},
		{FaultHTTPSRedirectByMautic, V5_1_1, "self", shown{Status: 301, Shape: "HTML", ContentType: typeJSON, Header: "Location: https://m.test/api/users/self"}},
		{FaultHTTPSRedirectByMautic, V6_0_8, "self", shown{Status: 301, Shape: "HTML", ContentType: "text/html; charset=utf-8", Header: "Location: https://m.test/api/users/self"}},
		{FaultHTTPSRedirectByMautic, V5_1_1, "contacts", shown{Status: 404, Shape: "A", ContentType: typeJSON, Text: `POST http:\/\/m.test:8080\/api\/contacts\/new`}},
		{FaultHTTPSRedirectByMautic, V4_4_13, "token", shown{Status: 404, Shape: "A", ContentType: typeJSON, Text: `\u0022POST \/oauth\/v2\/token\u0022`}},
		{FaultHTTPSRedirectByMautic, V7_0_2, "token", shown{Status: 404, Shape: "A", ContentType: typeJSON, Text: `\u0022POST http:\/\/m.test:8080\/oauth\/v2\/token\u0022`}},
		{FaultRedirectToItself, V5_1_1, "self", shown{Status: 301, Shape: "HTML", ContentType: typeJSON, Header: "Location: http://m.test:8080/api/users/self"}},
		{FaultRedirectToItself, V5_1_1, "tracker", shown{Status: 301, Shape: "HTML", ContentType: html, Header: "Location: http://m.test:8080/mtc.js"}},
		{FaultRedirectToOtherHost, V5_1_1, "self", shown{Status: 301, Shape: "D", ContentType: typeApache, Header: "Location: http://www.m.test:8080/api/users/self"}},

		{FaultSiteOffline, V5_1_1, "self", shown{Status: 500, Shape: "A", ContentType: typeJSON, Header: "Cache-Control: no-cache, private", Text: "The site is currently offline"}},
		{FaultSiteOffline, V5_1_1, "self html", shown{Status: 500, Shape: "HTML", ContentType: html, Text: "<title>Site is offline</title>"}},
		{FaultConfigBroken, V5_1_1, "self", shown{Status: 500, Shape: "A", ContentType: typeJSON, Header: "Cache-Control: "}},
		{FaultPHPDown, V5_1_1, "token", shown{Status: 503, Shape: "D", ContentType: typeApache, Text: "<title>503 Service Unavailable</title>"}},
		{FaultBadGateway, V5_1_1, "self", shown{Status: 502, Shape: "HTML", ContentType: nginx, Text: "502 Bad Gateway"}},
		{FaultGatewayTimeout, V5_1_1, "self", shown{Status: 504, Shape: "HTML", ContentType: nginx, Text: "504 Gateway Time-out"}},
		{FaultNotInstalled, V4_4_13, "self", shown{Status: 302, Shape: "HTML", ContentType: html, Header: "Location: http://m.test:8080/index.php/installer"}},
		{FaultNotInstalled, V7_0_2, "token", shown{Status: 302, Shape: "HTML", ContentType: html, Header: "Location: http://m.test:8080/installer"}},
		{FaultCacheStale, V5_1_1, "self", shown{Status: 404, Shape: "A", ContentType: typeJSON, Text: `Requested URL not found: \/api\/users\/self`}},
		{FaultCacheStale, V5_1_1, "wrong", shown{Status: 401, Shape: "A", Type: "access_denied", ContentType: typeJSON}},
		{FaultCacheStale, V5_1_1, "token get", shown{Status: 404, Shape: "A", ContentType: typeJSON, Text: `Requested URL not found: \/oauth\/v2\/token`}},
		{FaultRateLimited, V5_1_1, "self", shown{Status: 429, Shape: "B", ContentType: typeJSON, Header: "X-Ratelimit-Remaining: 0", Text: "You exceeded the rate limit of 3 API calls per hour."}},
		{FaultRateLimited, V5_1_1, "wrong", shown{Status: 401, Shape: "A", Type: "access_denied", ContentType: typeJSON}},
		{FaultRateLimited, V7_0_2, "self", shown{Status: 429, Shape: "HTML", ContentType: nginx, Header: "Retry-After: 60"}},
		{FaultClientNotFound, V5_1_1, "token", shown{Status: 400, Shape: "A", Type: "invalid_client", ContentType: typeJSON}},
		{FaultPostBodyLost, V5_1_1, "token", shown{Status: 400, Shape: "A", Type: "invalid_request", ContentType: typeJSON, Text: "Invalid grant_type parameter or parameter missing"}},
		{FaultPostBodyLost, V5_1_1, "self", shown{Status: 200, Shape: "JSON", ContentType: typeJSON}},
		{FaultLocaleGerman, V5_1_1, "nobody", shown{Status: 401, Shape: "A", Type: "access_denied", ContentType: typeJSON, Text: "API-Autorisierung verweigert."}},
		{FaultLocaleGerman, V5_1_1, "refused", shown{Status: 403, Shape: "B", ContentType: typeJSON, Text: "Sie haben keinen Zugriff"}},
		{FaultLocaleGerman, V5_1_1, "wrong pair", shown{Status: 400, Shape: "A", Type: "invalid_client", ContentType: typeJSON, Text: "The client credentials are invalid"}},

		{FaultWAFChallenge, V5_1_1, "self", shown{Status: 403, Shape: "HTML", ContentType: html, Header: "Cf-Mitigated: challenge", Text: "Just a moment..."}},
		{FaultWAFBlock, V5_1_1, "token get", shown{Status: 403, Shape: "HTML", ContentType: nginx, Text: "firewall"}},
		{FaultWAFNotAcceptable, V5_1_1, "self", shown{Status: 406, Shape: "D", ContentType: typeApache, Text: "Mod_Security"}},
		{FaultNotMautic, V5_1_1, "tracker", shown{Status: 404, Shape: "HTML", ContentType: html, Header: `Link: <http://m.test:8080/wp-json/>; rel="https://api.w.org/"`}},
		{FaultHTML200, V5_1_1, "token", shown{Status: 200, Shape: "HTML", ContentType: html}},
		{FaultEmpty200, V5_1_1, "self", shown{Status: 200, Shape: "empty", ContentType: html}},
		{FaultBrokenJSON, V5_1_1, "self", shown{Status: 200, Shape: "JSON", ContentType: typeJSON, Text: `{"isPublished":true`}},
	}
	// Those that have tests of their own.
	tested := map[Fault]bool{FaultSlow: true, FaultConnectionCut: true, FaultConnectionReset: true, FaultOversizeBody: true}
	for _, r := range rows {
		tested[r.fault] = true
		t.Run(string(r.fault)+" "+string(r.v)+" "+r.probe, func(t *testing.T) {
			t.Parallel()
			s := New(Options{Version: r.v})
			if err := s.SetFault(r.fault); err != nil {
				t.Fatal(err)
			}
			rec := httptest.NewRecorder()
			s.ServeHTTP(rec, probes()[r.probe].request("http://m.test:8080"))
			got := show(rec, r.want)
			if diff := cmp.Diff(r.want, got, cmp.AllowUnexported(shown{})); diff != "" {
				t.Errorf("(-want +got):\n%.2000s", diff)
			}
		})
	}
	for _, f := range Faults() {
		if !tested[f] {
			t.Errorf("no row for %s", f)
		}
	}
}

func TestHTMLOfOtherSitesDoesNotNameMautic(t *testing.T) {
	t.Parallel()
	for _, f := range []Fault{FaultNotMautic, FaultHTML200, FaultWAFChallenge, FaultWAFBlock, FaultBadGateway, FaultPasswordInFront} {
		s := New(Options{})
		if err := s.SetFault(f); err != nil {
			t.Fatal(err)
		}
		for name, p := range probes() {
			rec := httptest.NewRecorder()
			s.ServeHTTP(rec, p.request(""))
			if strings.Contains(strings.ToLower(rec.Body.String()), "mautic") {
				t.Errorf("%s: %s names Mautic: %s", f, name, rec.Body)
			}
		}
	}
}

func TestFaultsLeaveTheSandboxsOwnAddressesAlone(t *testing.T) {
	t.Parallel()
	for _, f := range Faults() {
		s := New(Options{})
		if err := s.SetFault(f); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/", "/_sandbox/state", "/_sandbox/style.css"} {
			if rec := callAPI(s, "GET", path, "", ""); rec.Code != 200 {
				t.Errorf("%s: %s answers %d", f, path, rec.Code)
			}
		}
		if rec := callAPI(s, "POST", "/_sandbox/settings", "", `{"fault":""}`); rec.Code != 200 || s.Fault() != NoFault {
			t.Errorf("%s cannot be switched off: %d", f, rec.Code)
		}
		if rec := callAPI(s, "GET", "/api/users/self", asAdmin, ""); rec.Code != 200 {
			t.Errorf("after %s: %d", f, rec.Code)
		}
	}
}

func TestHTTPToHTTPSLetsTLSPass(t *testing.T) {
	t.Parallel()
	for _, f := range []Fault{FaultHTTPToHTTPS, FaultHTTPSRedirectByMautic} {
		s := New(Options{})
		if err := s.SetFault(f); err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, probes()["self"].request("https://m.test")) // httptest sets TLS for an https target
		if rec.Code != 200 {
			t.Errorf("%s over TLS: %d", f, rec.Code)
		}
	}
}

func TestRedirectToItselfSeesTheProxysScheme(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	if err := s.SetFault(FaultRedirectToItself); err != nil {
		t.Fatal(err)
	}
	for _, header := range []string{"", "https"} {
		req := probes()["self"].request("http://m.test")
		want := "http://m.test/api/users/self"
		if header != "" {
			req.Header.Set("X-Forwarded-Proto", header)
			want = "https://m.test/api/users/self"
		}
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, req)
		if got := rec.Header().Get("Location"); got != want {
			t.Errorf("X-Forwarded-Proto %q leads to %s, want %s", header, got, want)
		}
	}
}

func TestUnknownFaultChangesNothing(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	if err := s.SetFault(FaultPHPDown); err != nil {
		t.Fatal(err)
	}
	if err := s.SetFault("nonsense"); err == nil || s.Fault() != FaultPHPDown {
		t.Errorf("error %v, fault %q", err, s.Fault())
	}
	for _, body := range []string{
		`{"fault":"nonsense","version":"6.0.8"}`, `{"version":"1.0.0","fault":""}`, `{"delay":"soon","fault":""}`, `{"delay":"-1s","fault":""}`,
	} {
		if rec := callAPI(s, "POST", "/_sandbox/settings", "", body); rec.Code != 400 {
			t.Errorf("%s: %d", body, rec.Code)
		}
	}
	if s.Fault() != FaultPHPDown || s.Version() != V5_1_1 || s.Delay() != defaultDelay {
		t.Errorf("plays %s with %q and %s", s.Version(), s.Fault(), s.Delay())
	}
}

func TestClientNotFoundInTheWindow(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	b := newBrowser(t, s)
	b.post("/oauth/v2/authorize_login_check", url.Values{"_username": {"admin"}, "_password": {"Adm1n-Passw0rd!"}})
	if err := s.SetFault(FaultClientNotFound); err != nil {
		t.Fatal(err)
	}
	if resp, body := b.get(probes()["authorize"].target); resp.StatusCode != 404 || !strings.Contains(body, "Client not found.") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

func TestClientWithoutRoleGetsATokenThatFails(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	i := slices.IndexFunc(s.Clients(), func(c Client) bool { return c.RoleID == 0 })
	if i < 0 {
		t.Fatal("the demo has no client without a role")
	}
	c := s.Clients()[i]
	status, _, tokens := tokenRequest(t, s, url.Values{
		"grant_type": {"client_credentials"}, "client_id": {c.PublicID()}, "client_secret": {c.Secret},
	})
	req := httptest.NewRequest("GET", "/api/users/self", nil)
	req.Header.Set("Authorization", "Bearer "+tokens["access"])
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, req)
	if status != 200 || rec.Code != 500 {
		t.Errorf("token %d, API %d", status, rec.Code)
	}
}
