package web

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/mautictest"
	"mautic-connect/web/contentpolicy"
	"mautic-connect/web/origin"
	"mautic-connect/web/preset"
)

const (
	presetHost     = "connect.example"
	presetCallback = "https://connect.example/x/callback"
	// presetSigning is the secret of 32 zero bytes.
	presetSigning = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
)

// presetWorld is a server with the preset acme: a sandbox Mautic, and a portal
// that takes deliveries.
type presetWorld struct {
	t       *testing.T
	server  string // with the base path
	mautic  string // the sandbox's address
	client  mautictest.Client
	log     *logBuffer
	tokens  *seenRequests // what reached the Mautic's token endpoint
	users   *seenRequests // what reached its users/self
	options Options
}

// seenRequests collects what a server got.
type seenRequests struct {
	mu   sync.Mutex
	list []seenRequest
}

type seenRequest struct {
	Header http.Header
	Form   url.Values
	Body   string
	At     time.Time
}

func (s *seenRequests) add(r *http.Request) seenRequest {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := url.ParseQuery(string(body))
	seen := seenRequest{r.Header.Clone(), form, string(body), time.Now()}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, seen)
	return seen
}

func (s *seenRequests) all() []seenRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]seenRequest(nil), s.list...)
}

// newPresetWorld starts all three. change may alter the server's options; portal
// nil is a portal that takes everything.
func newPresetWorld(t *testing.T, portal http.HandlerFunc, change func(*Options)) *presetWorld {
	t.Helper()
	if portal == nil {
		portal = func(http.ResponseWriter, *http.Request) {}
	}
	w := &presetWorld{t: t, log: &logBuffer{}, tokens: &seenRequests{}, users: &seenRequests{}}
	seed := mautictest.Demo(presetCallback)
	sandbox := mautictest.New(mautictest.Options{Seed: &seed})
	w.client = sandbox.Clients()[0]
	w.mautic = "http://" + startUpstream(t, func(out http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/oauth/v2/token"):
			w.tokens.add(r)
		case strings.HasSuffix(r.URL.Path, "/api/users/self"):
			w.users.add(r)
		}
		sandbox.ServeHTTP(out, r)
	})
	at := "http://" + startUpstream(t, portal)
	of, ok := origin.Of(at)
	if !ok {
		t.Fatalf("%s has no origin", at)
	}
	w.options = Options{
		Site: testTree("/x/"), Policy: policyFor(t, w.mautic), PublicURL: mustURL(t, "https://"+presetHost), Log: debugLog(w.log), Version: "1.2.3",
		Presets: map[string]preset.Preset{
			"acme": {Name: "acme", Title: "Acme", Client: mautic.OAuthClient{Base: mauticAt(t, w.mautic), ID: w.client.PublicID(), Secret: mautic.NewSecret(w.client.Secret)},
				Delivery: &preset.Delivery{Origin: of, Address: mautic.NewSecret(at + "/hooks/canary-path?key=canary-query"), Signing: mautic.NewSecret(presetSigning)}},
			"quiet": {Name: "quiet", Title: "Quiet", Client: mautic.OAuthClient{Base: mauticAt(t, w.mautic), ID: w.client.PublicID(), Secret: mautic.NewSecret("wrong")}},
		},
	}
	if change != nil {
		change(&w.options)
	}
	w.server = startServer(t, w.options) + "/x/"
	return w
}

// policyFor allows private addresses for one host only, so that what else is
// reached has been allowed by something else.
func policyFor(t testing.TB, address string) *Policy {
	t.Helper()
	p, err := NewPolicy(nil, []string{strings.TrimPrefix(address, "http://")})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// token posts to a preset's token endpoint.
func (w *presetWorld) token(name, form string, header ...string) answer {
	w.t.Helper()
	header = append([]string{"Host", presetHost, "Content-Type", "application/x-www-form-urlencoded"}, header...)
	return ask(w.t, "POST", w.server+"presets/"+name+"/token", strings.NewReader(form), header...)
}

// code signs in to the sandbox and returns the code it sends back.
func (w *presetWorld) code() string {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host == presetHost {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	step := func(path string, form url.Values) *http.Response {
		res, err := browser.PostForm(w.mautic+path, form)
		if err != nil {
			w.t.Fatal(err)
		}
		_ = res.Body.Close()
		return res
	}
	query := url.Values{"client_id": {w.client.PublicID()}, "response_type": {"code"}, "redirect_uri": {presetCallback}, "state": {"s"}}
	res, err := browser.Get(w.mautic + "/oauth/v2/authorize?" + query.Encode())
	if err != nil {
		w.t.Fatal(err)
	}
	_ = res.Body.Close()
	step("/oauth/v2/authorize_login_check", url.Values{"_username": {"admin"}, "_password": {"Adm1n-Passw0rd!"}})
	consent := url.Values{"accepted": {"Accept"}}
	for name, values := range query {
		consent.Set("fos_oauth_server_authorize_form["+name+"]", values[0])
	}
	back, err := step("/oauth/v2/authorize", consent).Location()
	if err != nil || back.Query().Get("code") == "" {
		w.t.Fatalf("no code came back: %v, %v", back, err)
	}
	return back.Query().Get("code")
}

// grant is what the preset's token endpoint gave for a code.
type grant struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
}

func (w *presetWorld) grant() grant {
	w.t.Helper()
	a := w.token("acme", url.Values{"grant_type": {"authorization_code"}, "code": {w.code()}, "redirect_uri": {presetCallback}}.Encode())
	var g grant
	if err := json.Unmarshal([]byte(a.body), &g); err != nil || g.Access == "" || g.Refresh == "" {
		w.t.Fatalf("no grant: %d %s", a.status, a.body)
	}
	return g
}

func TestPresetTokenAddsTheClientToACodeAndToARefresh(t *testing.T) {
	t.Parallel()
	w := newPresetWorld(t, nil, nil)
	code := w.code()
	a := w.token("acme", url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {presetCallback},
		"code_verifier": {"v"}, "client_id": {w.client.PublicID()}, "client_secret": {""}}.Encode(),
		"Authorization", "Basic dTpw", "Cookie", "a=b", "X-Requested-With", "x", "Accept", "text/html")
	var first grant
	if err := json.Unmarshal([]byte(a.body), &first); err != nil || a.status != 200 || a.header.Get("Upstream-Status") != "200" || first.Access == "" {
		t.Fatalf("got %d %v %s", a.status, a.header, a.body)
	}
	for name, want := range map[string]string{"Content-Type": "application/octet-stream", "Cache-Control": "no-store", "Content-Security-Policy": contentpolicy.Relayed} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := a.header.Get("Upstream-Content-Type"); !strings.HasPrefix(got, "application/json") {
		t.Errorf("Upstream-Content-Type is %q", got)
	}
	again := w.token("acme", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {first.Refresh}}.Encode())
	var second grant
	if err := json.Unmarshal([]byte(again.body), &second); err != nil || second.Access == "" || second.Access == first.Access {
		t.Errorf("the refresh got %d %s", again.status, again.body)
	}
	got := w.tokens.all()
	if len(got) != 2 {
		t.Fatalf("the Mautic got %d token requests", len(got))
	}
	want := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {presetCallback}, "code_verifier": {"v"},
		"client_id": {w.client.PublicID()}, "client_secret": {w.client.Secret}}
	if diff := cmp.Diff(want, got[0].Form); diff != "" {
		t.Errorf("the form (-want +got)\n%s", diff)
	}
	delete(got[0].Header, "Content-Length")
	wantHeader := http.Header{"Accept": {"application/json"}, "Content-Type": {"application/x-www-form-urlencoded"}, "User-Agent": {"mautic-connect/1.2.3"}, "Accept-Encoding": {"gzip"}}
	if diff := cmp.Diff(wantHeader, got[0].Header); diff != "" {
		t.Errorf("the header (-want +got)\n%s", diff)
	}
}

func TestPresetTokenPassesMauticsRefusalOn(t *testing.T) {
	t.Parallel()
	w := newPresetWorld(t, nil, nil)
	a := w.token("acme", url.Values{"grant_type": {"authorization_code"}, "code": {"none"}, "redirect_uri": {presetCallback}}.Encode())
	if a.status != 200 || a.header.Get("Upstream-Status") != "400" || !strings.Contains(a.body, "invalid_grant") {
		t.Errorf("got %d, upstream %s: %s", a.status, a.header.Get("Upstream-Status"), a.body)
	}
	if a := w.token("quiet", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {"none"}}.Encode()); !strings.Contains(a.body, "invalid_client") {
		t.Errorf("the preset with the wrong secret got %s", a.body)
	}
}

func TestPresetTokenTakesACodeOrARefreshTokenAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newPresetWorld(t, nil, nil)
	callback := url.QueryEscape(presetCallback)
	code := "grant_type=authorization_code&code=canary&redirect_uri=" + callback
	refresh := "grant_type=refresh_token&refresh_token=canary"
	id := w.client.PublicID()
	for name, form := range map[string]string{
		"nothing":                          "",
		"a client credentials grant":       "grant_type=client_credentials",
		"that with the client":             "grant_type=client_credentials&client_id=" + id,
		"that behind another":              refresh + "&grant_type=client_credentials",
		"that before another":              "grant_type=client_credentials&" + refresh,
		"a password grant":                 "grant_type=password&username=a&password=canary",
		"an extension grant":               "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=canary",
		"a grant in capitals":              "grant_type=Refresh_Token&refresh_token=canary",
		"a grant with a space":             "grant_type=refresh_token%20&refresh_token=canary",
		"another client":                   refresh + "&client_id=2_other",
		"an empty client":                  refresh + "&client_id=",
		"the client twice":                 refresh + "&client_id=" + id + "&client_id=" + id,
		"a secret":                         refresh + "&client_secret=canary",
		"a secret twice":                   refresh + "&client_secret=&client_secret=",
		"a scope":                          refresh + "&scope=x",
		"an array":                         refresh + "&client_id[]=2_other",
		"a field of the other grant":       refresh + "&code=canary",
		"a redirect URI with a refresh":    refresh + "&redirect_uri=" + callback,
		"a refresh token with a code":      code + "&refresh_token=canary",
		"no refresh token":                 "grant_type=refresh_token",
		"an empty refresh token":           "grant_type=refresh_token&refresh_token=",
		"the refresh token twice":          refresh + "&refresh_token=canary",
		"no code":                          "grant_type=authorization_code&redirect_uri=" + callback,
		"the code twice":                   code + "&code=canary",
		"no redirect URI":                  "grant_type=authorization_code&code=canary",
		"a redirect URI elsewhere":         "grant_type=authorization_code&code=canary&redirect_uri=https%3A%2F%2Fevil.example%2Fx%2Fcallback",
		"a redirect URI on another port":   "grant_type=authorization_code&code=canary&redirect_uri=https%3A%2F%2Fconnect.example%3A8443%2Fx%2Fcallback",
		"a redirect URI over http":         "grant_type=authorization_code&code=canary&redirect_uri=http%3A%2F%2Fconnect.example%2Fx%2Fcallback",
		"a redirect URI of another path":   "grant_type=authorization_code&code=canary&redirect_uri=https%3A%2F%2Fconnect.example%2Fcallback",
		"a redirect URI with a query":      code + "%3Fa",
		"a redirect URI with a fragment":   code + "%23",
		"a redirect URI with a slash":      code + "%2F",
		"a redirect URI with a user":       "grant_type=authorization_code&code=canary&redirect_uri=https%3A%2F%2Fu%40connect.example%2Fx%2Fcallback",
		"a form that cannot be read":       refresh + "&%zz=1",
		"a form with semicolons":           "grant_type=refresh_token;refresh_token=canary",
		"a form that is JSON":              `{"grant_type":"refresh_token","refresh_token":"canary"}`,
		"a second grant below a semicolon": refresh + ";grant_type=client_credentials",
	} {
		a := w.token("acme", form)
		wantProblem(t, a, 400, mautic.KindBadRequest)
		if strings.Contains(a.body, "canary") || strings.Contains(a.body, w.client.Secret) {
			t.Errorf("%s: the answer repeats what was sent or holds the secret: %s", name, a.body)
		}
		if n := len(w.tokens.all()); n > 0 {
			t.Fatalf("%s: the Mautic was asked", name)
		}
	}
	wantProblem(t, w.token("acme", refresh, "Content-Type", "text/plain"), 415, mautic.KindBadRequest)
	wantProblem(t, w.token("acme", refresh, "Content-Type", ""), 415, mautic.KindBadRequest)
	wantProblem(t, w.token("acme", refresh+strings.Repeat("a", maxRequest)), 413, mautic.KindBadRequest)
	wantProblem(t, w.token("nope", refresh), 404, mautic.KindBadRequest)
	wantProblem(t, w.token("Acme", refresh), 404, mautic.KindBadRequest)
	if n := len(w.tokens.all()); n > 0 {
		t.Fatal("the Mautic was asked")
	}
}

func TestOwnCallbackIsTheOneUnderTheServersName(t *testing.T) {
	t.Parallel()
	public := mustURL(t, "https://connect.example")
	for _, tt := range []struct {
		callback      ownCallback
		host, address string
		want          bool
	}{
		{ownCallback{nil, "/"}, "localhost:8000", "http://localhost:8000/callback", true},
		{ownCallback{nil, "/"}, "LOCALHOST:8000", "http://localhost:8000/callback", true},
		{ownCallback{nil, "/"}, "connect.example", "https://connect.example/callback", true},
		{ownCallback{nil, "/"}, "connect.example:443", "https://connect.example/callback", true},
		{ownCallback{nil, "/x/"}, "connect.example", "https://connect.example/x/callback", true},
		{ownCallback{nil, "/"}, "connect.example", "https://evil.example/callback", false},
		{ownCallback{nil, "/"}, "connect.example", "ftp://connect.example/callback", false},
		{ownCallback{nil, "/"}, "connect.example:80", "https://connect.example/callback", false},
		{ownCallback{public, "/"}, "connect.example", "https://connect.example/callback", true},
		{ownCallback{public, "/"}, "connect.example", "http://connect.example/callback", false},
		{ownCallback{public, "/"}, "evil.example", "https://evil.example/callback", false},
		{ownCallback{public, "/"}, "connect.example", "", false},
		{ownCallback{public, "/"}, "connect.example", "/callback", false},
		{ownCallback{public, "/"}, "connect.example", "https://connect.example/x/../callback", false},
		{ownCallback{public, "/"}, "connect.example", "https://connect.example/%63allback", false},
		{ownCallback{public, "/"}, "connect.example", "https://connect.example/callback ", false},
	} {
		if got := tt.callback.is(tt.address, &http.Request{Host: tt.host}); got != tt.want {
			t.Errorf("%s under %s: %t, want %t", tt.address, tt.host, got, tt.want)
		}
	}
}

func TestRelayedTokenRequestsGetNoSecretOfAPreset(t *testing.T) {
	t.Parallel()
	w := newPresetWorld(t, nil, nil)
	for _, form := range []string{
		"grant_type=client_credentials&client_id=" + w.client.PublicID(),
		"grant_type=client_credentials&client_secret=&client_id=" + w.client.PublicID(),
		"grant_type=refresh_token&refresh_token=x&client_id=" + w.client.PublicID(),
	} {
		a := ask(t, "POST", w.server+"proxy/http/"+strings.TrimPrefix(w.mautic, "http://")+"/oauth/v2/token?preset=acme", strings.NewReader(form),
			"Host", presetHost, "Content-Type", "application/x-www-form-urlencoded")
		if a.header.Get("Upstream-Status") != "400" || !strings.Contains(a.body, "invalid_client") {
			t.Errorf("%s: got %d %s", form, a.status, a.body)
		}
		seen := w.tokens.all()
		if got := seen[len(seen)-1]; got.Body != form || got.Header.Get("Authorization") != "" {
			t.Errorf("the Mautic got %q with %v", got.Body, got.Header)
		}
	}
}

func TestPresetsAreForTheAppOnly(t *testing.T) {
	t.Parallel()
	w := newPresetWorld(t, func(http.ResponseWriter, *http.Request) { t.Error("the portal was reached") }, nil)
	for name, header := range strangers {
		for _, action := range []string{"token", "deliver"} {
			a := ask(t, "POST", w.server+"presets/acme/"+action, strings.NewReader("grant_type=refresh_token&refresh_token=x"),
				append([]string{"Host", presetHost, "Content-Type", "application/x-www-form-urlencoded"}, header...)...)
			wantProblem(t, a, 403, mautic.KindBadRequest)
			if unknown := ask(t, "POST", w.server+"presets/nope/"+action, nil, append([]string{"Host", presetHost}, header...)...); unknown.body != a.body {
				t.Errorf("%s: an unknown preset answers %s, a known one %s", name, unknown.body, a.body)
			}
		}
	}
	for _, action := range []string{"token", "deliver"} {
		a := ask(t, "GET", w.server+"presets/acme/"+action, nil, "Host", presetHost)
		wantProblem(t, a, 405, mautic.KindBadRequest)
		if a.header.Get("Allow") != "POST" {
			t.Errorf("Allow is %q", a.header.Get("Allow"))
		}
		if a := ask(t, "POST", w.server+"presets/acme/"+action, nil, "Host", "evil.example"); a.status != 421 {
			t.Errorf("under another name: got %d", a.status)
		}
	}
	if n := len(w.tokens.all()); n > 0 {
		t.Error("the Mautic was asked")
	}
	for _, path := range []string{"presets", "presets/", "presets/acme", "presets/acme/", "presets/acme/token/", "presets/acme/secret", "presets/acme/x/token"} {
		if a := ask(t, "POST", w.server+path, nil, "Host", presetHost); a.status != 405 || a.problem.Kind != "" {
			t.Errorf("%s: got %d %s", path, a.status, a.body)
		}
	}
}

// TestPresetsNeedAKnownName: see TestRelayToPrivateAddressesNeedsAKnownName.
func TestPresetsNeedAKnownName(t *testing.T) {
	t.Parallel()
	w := newPresetWorld(t, nil, func(o *Options) { o.PublicURL = nil })
	for host, status := range map[string]int{"localhost:8000": 400, "rebound.example": 421} {
		for _, action := range []string{"token", "deliver"} {
			a := ask(t, "POST", w.server+"presets/acme/"+action, strings.NewReader("{}"), "Host", host, "Content-Type", map[string]string{
				"token": "application/x-www-form-urlencoded", "deliver": "application/json"}[action])
			wantProblem(t, a, status, mautic.KindBadRequest)
		}
	}
}

func TestPresetsCountInTheRateLimit(t *testing.T) {
	t.Parallel()
	w := newPresetWorld(t, nil, func(o *Options) { o.RateLimit = 2 })
	wantProblem(t, w.token("acme", ""), 400, mautic.KindBadRequest)
	wantProblem(t, w.deliver("acme", "{}"), 400, mautic.KindBadRequest)
	wantProblem(t, w.token("acme", ""), 429, mautic.KindRateLimited)
	wantProblem(t, w.deliver("acme", "{}"), 429, mautic.KindRateLimited)
}

func TestPresetsReachTheirMauticThroughThePolicy(t *testing.T) {
	t.Parallel()
	w := newPresetWorld(t, nil, func(o *Options) { o.Policy = &Policy{} })
	wantProblem(t, w.token("acme", "grant_type=refresh_token&refresh_token=x"), 403, mautic.KindBlocked)
	wantProblem(t, w.deliver("acme", w.order(grant{"a", "b"}, nil)), 403, mautic.KindBlocked)
	if len(w.tokens.all())+len(w.users.all()) > 0 {
		t.Error("the Mautic was reached")
	}
	gone := newPresetWorld(t, nil, func(o *Options) {
		p := o.Presets["acme"]
		p.Client.Base = mauticAt(t, "http://"+closedPort(t))
		o.Presets["acme"] = p
		o.Policy = loopbackPolicy(t)
	})
	wantProblem(t, gone.token("acme", "grant_type=refresh_token&refresh_token=x"), 502, mautic.KindRefused)
	wantProblem(t, gone.deliver("acme", gone.order(grant{"a", "b"}, nil)), 502, mautic.KindRefused)
}

// TestPresetsLogNoSecret looks at the whole log for whatever was secret.
func TestPresetsLogNoSecret(t *testing.T) {
	t.Parallel()
	status := make(chan int, 10)
	portal := func(w http.ResponseWriter, r *http.Request) {
		select {
		case s := <-status:
			w.Header().Set("Location", "https://canary.example/")
			w.WriteHeader(s)
			_, _ = io.WriteString(w, "canary-answer")
		default:
		}
	}
	w := newPresetWorld(t, portal, nil)
	g := w.grant()
	for _, s := range []int{200, 410, 302} {
		status <- s
		w.deliver("acme", w.order(g, map[string]any{"reference": "canary-reference"}))
	}
	w.deliver("acme", `{"access_token":"canary-broken"`)
	w.deliver("canary-preset", "{}")
	w.token("canary-preset", "")
	w.token("acme", "grant_type=refresh_token&refresh_token=canary-refresh&canary-field=1")
	w.token("acme", "grant_type=authorization_code&code=canary-code&redirect_uri="+url.QueryEscape(presetCallback))
	ask(t, "GET", w.server+"configuration?preset=acme&canary-query", nil, "Host", presetHost)
	ask(t, "GET", w.server+"configuration?preset=canary-preset", nil, "Host", presetHost)
	ask(t, "GET", w.server+"embed?preset=canary-preset", nil, "Host", presetHost, "Referer", "https://canary.example/", "Sec-Fetch-Dest", "iframe")
	out := w.log.String()
	for _, secret := range []string{"canary", g.Access, g.Refresh, w.client.Secret, presetSigning, "AAAAAAAA", "hooks", "reference"} {
		if strings.Contains(out, secret) {
			t.Errorf("the log holds %q:\n%s", secret, out)
		}
	}
	for _, want := range []string{
		`"route":"preset-token"`, `"route":"preset-deliver"`, `"route":"configuration"`, `"route":"embed-refused"`, `"preset":"acme"`,
		`"upstream":410`, `"upstream":302`, `"kind":"delivery-refused"`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the log lacks %s:\n%s", want, out)
		}
	}
}

// deliver posts to a preset's delivery endpoint.
func (w *presetWorld) deliver(name, body string, header ...string) answer {
	w.t.Helper()
	return ask(w.t, "POST", w.server+"presets/"+name+"/deliver", strings.NewReader(body),
		append([]string{"Host", presetHost, "Content-Type", "application/json"}, header...)...)
}

const orderID = "0123456789_-abcdefABCDEF"

// order is what the page posts to deliver a grant, with some members changed; nil
// leaves one out.
func (w *presetWorld) order(g grant, change map[string]any) string {
	w.t.Helper()
	order := map[string]any{
		"id": orderID, "access_token": g.Access, "refresh_token": g.Refresh, "expires_at": "2026-11-23T16:00:00+01:00",
		"redirect_uri": presetCallback, "reference": "account 4711",
	}
	for name, value := range change {
		order[name] = value
		if value == nil {
			delete(order, name)
		}
	}
	raw, err := json.Marshal(order)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(raw)
}

func TestDeliverSendsASignedEventThatTheMauticVouchesFor(t *testing.T) {
	t.Parallel()
	got := &seenRequests{}
	w := newPresetWorld(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.Method != "POST" || r.URL.RequestURI() != "/hooks/canary-path?key=canary-query" {
			t.Errorf("the portal got %s %s", r.Method, r.URL)
		}
		got.add(r)
	}, nil)
	g := w.grant()
	before := time.Now().Add(-time.Second)
	a := w.deliver("acme", w.order(g, nil))
	if a.status != 200 || a.body != `{"attempts":1,"user_name":"admin"}` || a.header.Get("Content-Type") != "application/json" || a.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("got %d %s %v", a.status, a.body, a.header)
	}
	seen := got.all()
	if len(seen) != 1 {
		t.Fatalf("the portal got %d deliveries", len(seen))
	}
	verifyDelivery(t, seen[0])
	for name, want := range map[string]string{
		"Content-Type": "application/json", "Webhook-Id": "msg_" + orderID, "Idempotency-Key": "msg_" + orderID, "User-Agent": "mautic-connect/1.2.3",
		"Authorization": "", "Cookie": "",
	} {
		if v := seen[0].Header.Get(name); v != want {
			t.Errorf("%s is %q, want %q", name, v, want)
		}
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(seen[0].Body), &body); err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.RFC3339, body["timestamp"].(string))
	if err != nil || at.Before(before) || at.After(time.Now()) || at.Location() != time.UTC {
		t.Errorf("the time is %v: %v", body["timestamp"], err)
	}
	want := map[string]any{"type": "mautic.connected", "timestamp": body["timestamp"], "data": map[string]any{
		"preset": "acme", "reference": "account 4711", "base_url": w.mautic, "method": "authorization-code", "client_id": w.client.PublicID(),
		"redirect_uri": presetCallback, "access_token": g.Access, "refresh_token": g.Refresh, "expires_at": "2026-11-23T15:00:00Z",
		"user":           map[string]any{"id": 1.0, "username": "admin", "name": "Ada Admin", "email": "admin@example.test", "role": "Administrator", "is_admin": true},
		"mautic_version": "5.1.1",
	}}
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("the event (-want +got)\n%s", diff)
	}
	if strings.Contains(seen[0].Body, w.client.Secret) {
		t.Error("the event holds the client's secret")
	}
	if self := w.users.all(); len(self) != 1 || self[0].Header.Get("Authorization") != "Bearer "+g.Access {
		t.Errorf("the Mautic was asked %d times", len(self))
	}
}

func TestDeliverWithoutAReference(t *testing.T) {
	t.Parallel()
	got := &seenRequests{}
	w := newPresetWorld(t, func(_ http.ResponseWriter, r *http.Request) { got.add(r) }, nil)
	if a := w.deliver("acme", w.order(w.grant(), map[string]any{"reference": nil})); a.status != 200 {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	if !strings.Contains(got.all()[0].Body, `"reference":""`) {
		t.Errorf("the event is %s", got.all()[0].Body)
	}
}

func TestDeliverTakesAWholeConnectionOnly(t *testing.T) {
	t.Parallel()
	w := newPresetWorld(t, func(http.ResponseWriter, *http.Request) { t.Error("the portal was reached") }, nil)
	g := grant{"canary-access", "canary-refresh"}
	with := func(name string, value any) string { return w.order(g, map[string]any{name: value}) }
	for name, body := range map[string]string{
		"nothing":                    "",
		"no object":                  `["canary"]`,
		"half an object":             `{"id":"canary`,
		"something behind it":        w.order(g, nil) + "{}",
		"an unknown member":          with("client_secret", "canary"),
		"no id":                      with("id", nil),
		"a short id":                 with("id", strings.Repeat("a", 21)),
		"a long id":                  with("id", strings.Repeat("a", 65)),
		"an id with a dot":           with("id", strings.Repeat("a", 30)+"."),
		"an id with a line end":      with("id", strings.Repeat("a", 30)+"\n"),
		"a number for an id":         with("id", 4711),
		"no access token":            with("access_token", nil),
		"an empty access token":      with("access_token", ""),
		"an access token of lines":   with("access_token", "canary\r\nX: y"),
		"no refresh token":           with("refresh_token", nil),
		"a refresh token of spaces":  with("refresh_token", " "),
		"no end":                     with("expires_at", nil),
		"an end that is no time":     with("expires_at", "canary"),
		"an end in seconds":          with("expires_at", 1790000000),
		"no redirect URI":            with("redirect_uri", nil),
		"a redirect URI elsewhere":   with("redirect_uri", "https://evil.example/x/callback"),
		"a long reference":           with("reference", strings.Repeat("é", 201)),
		"a reference that is a list": with("reference", []string{"canary"}),
	} {
		a := w.deliver("acme", body)
		if a.status != 400 || a.problem.Kind != mautic.KindBadRequest || strings.Contains(a.body, "canary") {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
	}
	wantProblem(t, w.deliver("acme", w.order(g, nil), "Content-Type", "text/plain"), 415, mautic.KindBadRequest)
	wantProblem(t, w.deliver("acme", w.order(g, map[string]any{"reference": strings.Repeat("a", maxRequest)})), 413, mautic.KindBadRequest)
	wantProblem(t, w.deliver("quiet", w.order(g, nil)), 404, mautic.KindBadRequest)
	wantProblem(t, w.deliver("nope", w.order(g, nil)), 404, mautic.KindBadRequest)
	if len(w.users.all()) > 0 {
		t.Error("the Mautic was asked")
	}
}

func TestDeliverSendsNothingTheMauticDoesNotVouchFor(t *testing.T) {
	t.Parallel()
	w := newPresetWorld(t, func(http.ResponseWriter, *http.Request) { t.Error("the portal was reached") }, nil)
	wantProblem(t, w.deliver("acme", w.order(grant{"made-up", "made-up"}, nil)), 403, mautic.KindBadRequest)

	// A client's own token has no person behind it.
	res, err := http.PostForm(w.mautic+"/oauth/v2/token", url.Values{"grant_type": {"client_credentials"}, "client_id": {w.client.PublicID()}, "client_secret": {w.client.Secret}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var own grant
	if err := json.NewDecoder(res.Body).Decode(&own); err != nil || own.Access == "" {
		t.Fatalf("no token: %v", err)
	}
	a := w.deliver("acme", w.order(grant{own.Access, "made-up"}, nil))
	wantProblem(t, a, 403, mautic.KindBadRequest)
	if !strings.Contains(a.problem.Detail, "no person") {
		t.Errorf("it says %q", a.problem.Detail)
	}
}

func TestDeliverTriesAgainWithTheSameID(t *testing.T) {
	t.Parallel()
	got := &seenRequests{}
	w := newPresetWorld(t, func(out http.ResponseWriter, r *http.Request) {
		got.add(r)
		if len(got.all()) == 1 {
			out.WriteHeader(http.StatusServiceUnavailable)
		}
	}, nil)
	a := w.deliver("acme", w.order(w.grant(), nil))
	if a.status != 200 || a.body != `{"attempts":2,"user_name":"admin"}` {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	seen := got.all()
	if len(seen) != 2 || seen[0].Body != seen[1].Body || seen[0].Header.Get("Webhook-Id") != seen[1].Header.Get("Webhook-Id") {
		t.Errorf("the portal got %d different deliveries", len(seen))
	}
	for _, s := range seen {
		verifyDelivery(t, s)
	}
}

func TestDeliverEndsWhereThePortalRefuses(t *testing.T) {
	t.Parallel()
	var elsewhere seenRequests
	other := startUpstream(t, func(_ http.ResponseWriter, r *http.Request) { elsewhere.add(r) })
	for _, status := range []int{301, 302, 307, 308, 400, 401, 403, 404, 409, 410, 422} {
		got := &seenRequests{}
		w := newPresetWorld(t, func(out http.ResponseWriter, r *http.Request) {
			got.add(r)
			out.Header().Set("Location", "http://"+other+"/")
			out.WriteHeader(status)
		}, nil)
		a := w.deliver("acme", w.order(w.grant(), nil))
		wantProblem(t, a, 502, mautic.KindDeliveryRefused)
		if n := len(got.all()); n != 1 || strings.Contains(a.body, "canary") || !strings.Contains(a.problem.Detail, "status ") {
			t.Errorf("%d: the portal got %d deliveries, the page %s", status, n, a.body)
		}
	}
	if len(elsewhere.all()) > 0 {
		t.Error("a redirect was followed")
	}
}

func TestDeliverGoesOnWhenThePageIsGone(t *testing.T) {
	t.Parallel()
	first, done := make(chan struct{}), make(chan struct{})
	left := make(chan struct{})
	got := &seenRequests{}
	w := newPresetWorld(t, func(out http.ResponseWriter, r *http.Request) {
		got.add(r)
		switch len(got.all()) {
		case 1:
			close(first)
			<-left // the page is gone before the first answer
			out.WriteHeader(http.StatusBadGateway)
		case 2:
			close(done)
		}
	}, nil)
	g := w.grant()
	r, err := http.NewRequestWithContext(t.Context(), "POST", w.server+"presets/acme/deliver", strings.NewReader(w.order(g, nil)))
	if err != nil {
		t.Fatal(err)
	}
	r.Host = presetHost
	r.Header.Set("X-Mautic-Connect", "1")
	r.Header.Set("Content-Type", "application/json")
	page := &http.Transport{}
	ctx, cancel := newCancel(t)
	go func() {
		if res, err := page.RoundTrip(r.WithContext(ctx)); err == nil {
			_ = res.Body.Close()
		}
		page.CloseIdleConnections()
		time.Sleep(50 * time.Millisecond) // for the server to notice
		close(left)
	}()
	waitFor(t, first)
	cancel()
	waitFor(t, done)
}

// waitFor waits until the portal has been reached.
func waitFor(t *testing.T, reached <-chan struct{}) {
	t.Helper()
	select {
	case <-reached:
	case <-time.After(never):
		t.Fatal("the portal was not reached")
	}
}

func TestDeliveriesReachThePortalWhereverItIsAndTheRelayDoesNot(t *testing.T) {
	t.Parallel()
	got := &seenRequests{}
	w := newPresetWorld(t, func(_ http.ResponseWriter, r *http.Request) { got.add(r) }, nil)
	if a := w.deliver("acme", w.order(w.grant(), nil)); a.status != 200 {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	portal := strings.TrimPrefix(w.options.Presets["acme"].Delivery.Origin.String(), "http://")
	wantProblem(t, ask(t, "GET", w.server+"proxy/http/"+portal+"/api/x", nil, "Host", presetHost), 403, mautic.KindBlocked)
	if len(got.all()) != 1 {
		t.Errorf("the portal got %d requests", len(got.all()))
	}
}

func TestDeliveriesNeverReachAMetadataService(t *testing.T) {
	t.Parallel()
	resolver := startDNS(t, func(string) []netip.Addr { return []netip.Addr{netip.MustParseAddr("169.254.169.254")} })
	for _, address := range []string{"http://169.254.169.254", "http://metadata.internal"} {
		w := newPresetWorld(t, nil, func(o *Options) {
			of, _ := origin.Of(address)
			p := o.Presets["acme"]
			p.Delivery = &preset.Delivery{Origin: of, Address: mautic.NewSecret(address + "/canary"), Signing: mautic.NewSecret(presetSigning)}
			o.Presets["acme"], o.Resolver = p, resolver
		})
		start := time.Now()
		a := w.deliver("acme", w.order(w.grant(), nil))
		wantProblem(t, a, 502, mautic.KindDeliveryFailed)
		if !strings.Contains(a.problem.Detail, "Attempts: 1.") || time.Since(start) > 5*time.Second {
			t.Errorf("%s: it was tried again: %s", address, a.body)
		}
		if log := w.log.String(); !strings.Contains(log, "the egress policy forbids the address that a preset delivers to") || strings.Contains(log, "canary") {
			t.Errorf("%s: the log says\n%s", address, log)
		}
	}
}

func TestDeliveriesTakeARelaysPlace(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	w := newPresetWorld(t, func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-release
	}, func(o *Options) { o.MaxRelays = 1 })
	g := w.grant()
	var wait sync.WaitGroup
	wait.Go(func() {
		if a := w.deliver("acme", w.order(g, nil)); a.status != 200 {
			t.Errorf("the first got %d %s", a.status, a.body)
		}
	})
	waitFor(t, arrived)
	second, token := w.deliver("acme", w.order(g, nil)), w.token("acme", "grant_type=refresh_token&refresh_token=x")
	close(release)
	wait.Wait()
	wantProblem(t, second, 503, mautic.KindBusy)
	wantProblem(t, token, 503, mautic.KindBusy)
}

func TestHandlerRefusesADeliveryToNowhere(t *testing.T) {
	t.Parallel()
	o := Options{Site: testTree("/"), Presets: map[string]preset.Preset{"acme": {Name: "acme", Delivery: &preset.Delivery{Address: mautic.NewSecret("canary")}}}}
	if _, err := NewHandler(o); err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v", err)
	}
}
