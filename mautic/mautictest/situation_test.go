package mautictest

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"
)

// A stage is the world a record was made in, put up before its request is sent.
type stage struct {
	seed Seed
	// as is the login of the user whom tokens, codes and sessions belong to; "" is a client_credentials token.
	as string
	// refreshAsAccess plants the bearer token of the request as a refresh token.
	refreshAsAccess bool
	// fault and siteURL are what stands in front.
	fault   Fault
	siteURL string
	// remembered: the user accepted the client before.
	remembered bool
	// late turns the clock after planting.
	late time.Duration
	// session is what the request's cookie stands for.
	session string
	hook    *hook
	// then happens after planting, before the request.
	then []func(s *Sandbox, r record)
}

// situations say how records differ from the normal case: API and Basic on, the recorded clients there, every token,
// code and session of the request valid and admin's. Each pattern that matches an id, or an id with its version before
// it, is applied, in order.
func situations() []struct {
	ids   string
	steps []func(*stage)
} {
	type row = struct {
		ids   string
		steps []func(*stage)
	}
	is := func(steps ...func(*stage)) []func(*stage) { return steps }
	return []row{
		{"apioff-*", is(apiOff)},
		{"basicoff-*", is(basicOff)},
		{"basic-after-15-wrong", is(before(fifteenWrongPasswords))},
		{"basic-unpublished-by-api", is(before(unpublishByAPI))},
		{"bearer-expired*", is(late(61 * time.Minute))},
		{"bearer-refresh-as-access", is(func(st *stage) { st.refreshAsAccess = true })},
		{"bearer-n8nuser", is(as("n8n"))},
		{"bearer-password-changed", is(as("n8n"), before(user("n8n", func(u *User) { u.Password = "other" })))},
		{"bearer-secret-reset", is(before(newSecret))},
		{"bearer-client-deleted", is(before(deleteClient("1_")))},
		{"bearer-user-noapi*", is(as("noapi"))},
		{"bearer-user-unpublished-*", is(as("n8n"), before(user("n8n", func(u *User) { u.Unpublished = true })))},
		{"cc-self", is(as(""))},
		{"cc-contacts", is(as(""))},
		{"cc-norole-api", is(as(""), before(withoutRole))},
		{"token-ac-expired", is(late(31 * time.Second))},
		{"token-ac-reused", is(before(same))},
		{"token-refresh-reused", is(before(same))},
		{"token-refresh-expired", is(late(15 * 24 * time.Hour))},
		{"token-lifetime-config", is(func(st *stage) { st.seed.Settings.AccessTokenMinutes = 1 })},
		{"token-user-noapi", is(as("noapi"))},
		{"5.1.1:refresh-race", is(before(same))},
		{"6.0.8:refresh-race", is(before(same))},
		{"7.0.2:refresh-race", is(before(same))},
		{"refresh-secret-reset", is(before(newSecret))},
		{"refresh-client-deleted", is(before(deleteClient("8_")))},
		{"refresh-user-unpublished", is(as("n8n"), before(user("n8n", func(u *User) { u.Unpublished = true })))},
		{"authz-*", is(inSession("oauth"))},
		{"authz-client-deleted", is(before(deleteClient("8_")))},
		{"authz-happy-[234]*", is(inSession("target"))},
		{"authz-happy-3-wrongpw-page", is(inSession("flash"))},
		{"authz-login-no-target", is(inSession("fresh"))},
		{"authz-ui-session", is(inSession("ui"))},
		{"authz-user-inactive", is(inSession("flash"))},
		{"authz-user-noapi", is(as("noapi"))},
		{"api-ui-session-cookie", is(inSession("ui"))},
		{"client-*", is(inSession("ui"))},
		{"hook-get", is(hookThere)},
		{"hook-list", is(hookThere)},
		{"hook-edit-*", is(hookThere)},
		{"hook-delete", is(hookThere, hookUsed)},
		{"hook-delete-again", is(hookThere, before(same))},
		{"cachero-*", is(fault(FaultConfigBroken))},
		{"configbroken-*", is(fault(FaultConfigBroken))},
		{"dbdown-*", is(fault(FaultSiteOffline))},
		{"dbpw-*", is(fault(FaultSiteOffline))},
		{"fpmdown-*", is(fault(FaultPHPDown))},
		{"notinstalled-*", is(fault(FaultNotInstalled))},
		{"bearer-header-stripped", is(fault(FaultHeaderStripped))},
		{"basic-header-stripped*", is(fault(FaultHeaderStripped))},
		{"url-http-https-redirect*", is(fault(FaultHTTPToHTTPS), at("https://127.0.0.1:8443"))},
		{"https-redirect-mautic-*", is(fault(FaultHTTPSRedirectByMautic))},
		{"siteurl-https-*", is(fault(FaultHTTPSRedirectByMautic))},
		{"proxy-loop-*", is(fault(FaultRedirectToItself))},
		{"proxy-ok-*", is(at("https://mautic.example.com"))},
		{"proxy-trusted-*", is(at("https://mautic.example.com"))},
		{"subdir-*", is(at("http://127.0.0.1:8093/m2"))},
		{"nocacheclear-off", is(apiOff)},
		{"ratelimit-*", is(func(st *stage) { st.seed.Settings.RateLimit = 3 })},
		{"ratelimit-2", is(spent(1))},
		{"ratelimit-3", is(spent(2))},
		{"ratelimit-[45]", is(spent(3))},
		{"ratelimit-other*", is(as(""), spent(3))},
		{"remembered-*", is(inSession("oauth"), remembered)},
		{"remembered-authz-consent-barehost-path", is(firstTime)},
		{"remembered-authz-consent-localhost", is(firstTime)},
		{"remembered-authz-consent-missing-redirect-multi", is(firstTime)},
		{"remembered-authz-consent-query-same", is(firstTime)},
		{"remembered-authz-consent-slash-registered", is(firstTime)},
		{"remembered-authz-consent-two-space", is(firstTime)},
		{"authz-happy-7-again", is(remembered)},
		{"x-apioff-*", is(apiOff)},
		{"x-authz-*", is(inSession("oauth"), as("noapi"))},
		{"x-authz-role-lost-api", is(as("n8n"), before(roleWithoutAPI))},
		{"x-bearer-role-lost-api", is(as("n8n"))},
		{"x-refresh-role-lost-api", is(as("n8n"), before(roleWithoutAPI))},
		{"x-consent-page-text", is(inSession("oauth"))},
		{"x-deny-first", is(inSession("oauth"))},
		{"x-login-page-text", is(inSession("fresh"))},
		{"v[12]-ui-session-cookie", is(inSession("ui"))},
		{"v2-apioff", is(apiOff)},
		{"v2-basicoff-good", is(basicOff)},
		{"v2-bearer-expired", is(late(61 * time.Minute))},
		{"v2-bearer-cc", is(as(""))},
		{"cors-listed-*", is(cors("https://n8n.example.com"))},
		{"cors-notlisted-*", is(cors("https://other.example.com"))},
		{"cors-wildcard-*", is(cors("https://*.example.com"))},
		{"cors-open-*", is(func(st *stage) { st.seed.Settings.CORSUnrestricted = true })},
	}
}

func apiOff(st *stage)   { st.seed.Settings.APIEnabled = false }
func basicOff(st *stage) { st.seed.Settings.BasicAuth = false }

// hookThere is the webhook that n8n had created.
func hookThere(st *stage) {
	st.hook = &hook{
		id: 1, name: "n8n-webhook:http://127.0.0.1:5699/webhook/abc", description: "n8n webhook",
		url: "http://127.0.0.1:5699/webhook/abc", secret: strings.Repeat("0", 64), order: "ASC", published: true,
		triggers: []string{"mautic.lead_post_save_new"},
		stamp:    stamp{added: time.Unix(1, 0), addedBy: 1, addedByName: "Ada Admin"},
	}
}

// hookUsed is the same webhook after its secret was set and its receiver had answered 410, which unpublishes it.
func hookUsed(st *stage) {
	st.hook.secret, st.hook.published = "s3cr3t", false
	st.hook.stamp.changed, st.hook.stamp.changedBy, st.hook.stamp.changedName = time.Unix(2, 0), 1, "Ada Admin"
}

func remembered(st *stage) { st.remembered = true }
func firstTime(st *stage)  { st.remembered = false }

func fault(f Fault) func(*stage)     { return func(st *stage) { st.fault = f } }
func at(siteURL string) func(*stage) { return func(st *stage) { st.siteURL = siteURL } }

// spent is a number of API calls that admin made before.
func spent(calls int) func(*stage) {
	return before(func(s *Sandbox, _ record) {
		for range calls {
			req := httptest.NewRequest("GET", "/api/users/self", nil)
			req.SetBasicAuth("admin", "Adm1n-Passw0rd!")
			s.ServeHTTP(httptest.NewRecorder(), req)
		}
	})
}

func roleWithoutAPI(s *Sandbox, _ record) {
	if err := s.UpdateRole(5, func(r *Role) { r.Permissions = r.Permissions[1:] }); err != nil {
		panic(err)
	}
}

func as(login string) func(*stage)       { return func(st *stage) { st.as = login } }
func late(d time.Duration) func(*stage)  { return func(st *stage) { st.late = d } }
func inSession(kind string) func(*stage) { return func(st *stage) { st.session = kind } }
func cors(domains ...string) func(*stage) {
	return func(st *stage) { st.seed.Settings.CORSDomains = domains }
}
func before(f func(*Sandbox, record)) func(*stage) {
	return func(st *stage) { st.then = append(st.then, f) }
}

func same(s *Sandbox, r record) { send(s, r) }

func fifteenWrongPasswords(s *Sandbox, _ record) {
	for range 15 {
		req := httptest.NewRequest("GET", "/api/users/self", nil)
		req.SetBasicAuth("n8n", "wrong")
		s.ServeHTTP(httptest.NewRecorder(), req)
	}
}

func unpublishByAPI(s *Sandbox, _ record) {
	req := httptest.NewRequest("PATCH", "/api/users/5/edit", strings.NewReader(`{"isPublished":false}`))
	req.Header.Set("Content-Type", "application/json")
	req.SetBasicAuth("admin", "Adm1n-Passw0rd!")
	s.ServeHTTP(httptest.NewRecorder(), req)
}

func user(login string, change func(*User)) func(*Sandbox, record) {
	return func(s *Sandbox, _ record) {
		if err := s.UpdateUser(login, change); err != nil {
			panic(err)
		}
	}
}

func newSecret(s *Sandbox, _ record) {
	if err := s.UpdateClient(s.Clients()[0].PublicID(), func(c *Client) { c.Secret = randomText(50) }); err != nil {
		panic(err)
	}
}

func withoutRole(s *Sandbox, _ record) {
	if err := s.UpdateClient(s.Clients()[0].PublicID(), func(c *Client) { c.RoleID = 0 }); err != nil {
		panic(err)
	}
}

func deleteClient(prefix string) func(*Sandbox, record) {
	return func(s *Sandbox, _ record) {
		for _, c := range s.Clients() {
			if strings.HasPrefix(c.PublicID(), prefix) {
				if err := s.DeleteClient(c.PublicID()); err != nil {
					panic(err)
				}
			}
		}
	}
}

const callback = "http://127.0.0.1:5678/rest/oauth2-credential/callback"

// recordedClients are the OAuth2 clients of the recordings.
func recordedClients() []Client {
	const admin, n8n = 1, 5
	client := func(id int, name, random, secret string, role int, uris ...string) Client {
		return Client{ID: id, Name: name, RandomID: random, Secret: secret, RedirectURIs: uris, RoleID: role,
			ClientCredentials: role != n8n}
	}
	return []Client{
		client(1, "n8n single", "1nwlsgf7w4is40s8wggw4o4kck8ooo4w8ko08osooc8ko0c4s8",
			"36t32pm2dq0wgsk8wk0gwk0c4koos408cc4g8wcokg0g0sg8ok", admin, callback),
		client(2, "two comma", "3aa8xt41vgw0wow4sc8gs4wwcwso8c4gco4kggcs0ow4oc4ww8",
			"1iapqn4pqxwgg0kg8sgko0s0cw48cckks8og44sc0g80w8s0w4", admin, callback, "http://127.0.0.1:9999/other/cb"),
		client(3, "two space", "oyx5znli8r4c4sk04ocoo0c0s0s8gccc0o8kckg8cg8wcwgsw", "x", admin,
			"http://127.0.0.1:5678/a http://127.0.0.1:9999/b"),
		client(4, "bare host", "49urx5lr4k84wg4c8skw4gcsg4sk8cw48cwk084c0wksswsc0s", "x", admin, "http://127.0.0.1:5678"),
		client(5, "localhost", "47uy9tnxe9q84w88848kkgks88w4s8gg4cogo0sc8cskgokgow", "x", admin,
			"http://localhost:5678/rest/oauth2-credential/callback"),
		client(6, "with query", "cmvs8fvjzb404gsg88g048gssk0w4cws8sko8w0ggsk4s80co", "x", admin,
			"http://127.0.0.1:5678/cb?x=1"),
		client(7, "trailing slash", "4jnr155piqw4c08oscgscsss8swcg80s0wsg8448wgk4wwcgkk", "x", admin,
			"http://127.0.0.1:5678/cb/"),
		client(8, "to be deleted", "5gmrf3gnhgo4c04sk8cs0ogo0kcwksk84kgw0s4g04s8sk08o0",
			"55qyhc3mzb8kcgoo4k0cggwokg80o8cgw8ko8404kk00kc80cg", admin, callback),
		client(9, "of n8n", "4wsf3pht5wcg0wkck8wwokc44kc48s48c44gks8440c008kc80",
			"24ohajhi5dpco08ocococs4cs4kwcgsoogs8kc4wogc084wc4k", n8n, callback),
		client(10, "no role", "norolerandom", "norolesecret", 0, callback),
	}
}

// replay puts up a record's stage, sends its request and returns the answer.
func replay(t *testing.T, r record) recordedResponse {
	t.Helper()
	st := &stage{seed: Demo(), as: "admin"}
	st.seed.Clients = recordedClients()
	for _, row := range situations() {
		if matched, err := path.Match(row.ids, r.ID); err != nil {
			t.Fatal(err)
		} else if matched || row.ids == string(r.version)+":"+r.ID {
			for _, step := range row.steps {
				step(st)
			}
		}
	}
	s := New(Options{Clock: NewClock(time.Date(2026, 11, 23, 14, 30, 0, 0, time.UTC)), Seed: &st.seed,
		Version: r.version, SiteURL: st.siteURL})
	st.plant(s, r)
	if err := s.SetFault(st.fault); err != nil {
		t.Fatal(err)
	}
	s.Clock().Advance(st.late)
	for _, f := range st.then {
		f(s, r)
	}
	return send(s, r)
}

// plant puts the secrets of a record's request into the sandbox, as the real Mautic had issued them before. What is too
// short to be a token ("abc", "undefined") never was one.
func (st *stage) plant(s *Sandbox, r record) {
	now := s.Clock().Now()
	w := s.world
	userID, clientID := 0, 1
	if u := w.userByLogin(st.as); u != nil {
		userID = u.ID
	}
	_, query, _ := strings.Cut(r.Request.Path, "?")
	in := parsePairs(query)
	if form, err := parseBody(r.Request.Headers["Content-Type"], []byte(r.Request.Body)); err == nil && len(form.present) > 0 {
		in = form
	}
	if c := w.client(in.get("client_id")); c != nil && c.ID == 8 {
		clientID = c.ID
	}
	bearer := strings.Fields(r.Request.Headers["Authorization"])
	access := []string{in.get("access_token"), parsePairs(query).get("access_token")}
	if len(bearer) > 1 {
		access = append(access, bearer[len(bearer)-1])
	}
	for _, token := range access {
		switch {
		case len(token) < 60:
		case st.refreshAsAccess:
			w.refresh[token] = grantedToken{clientID, userID, now.Add(time.Hour)}
		default:
			w.access[token] = grantedToken{clientID, userID, now.Add(time.Hour)}
		}
	}
	if code := in.get("code"); len(code) >= 60 {
		uri := callback
		w.codes[code] = grantedCode{clientID, userID, uri, now.Add(authorizationCodeLife)}
	}
	if token := in.get("refresh_token"); len(token) >= 60 {
		w.refresh[token] = grantedToken{clientID, userID, now.Add(14 * 24 * time.Hour)}
	}
	if st.remembered {
		for _, c := range w.clients {
			w.consents[consentKey{userID, c.ID}] = true
		}
	}
	if st.hook != nil {
		w.hooks = []*hook{st.hook}
		w.claimID("hook", st.hook.id)
	}
	livedBefore(w, r)
	st.plantSession(s, r, userID)
}

// livedBefore gives the user of a recorded users/self the dates of earlier logins and edits; nothing else tells them.
func livedBefore(w *world, r record) {
	var self struct{ Username, LastLogin, DateModified string }
	if err := json.Unmarshal([]byte(r.Response.Body), &self); err != nil || self.Username == "" {
		return
	}
	if u := w.userByLogin(self.Username); u != nil {
		u.LastLogin, _ = time.Parse(time.RFC3339, self.LastLogin)
		u.Changed, _ = time.Parse(time.RFC3339, self.DateModified)
	}
}

func (st *stage) plantSession(s *Sandbox, r record, userID int) {
	_, id, ok := strings.Cut(r.Request.Headers["Cookie"], sessionCookie+"=")
	if !ok || st.session == "" {
		return
	}
	sess := &session{target: map[string]string{}, flash: map[string]string{}}
	switch st.session {
	case "oauth":
		sess.oauthUser = userID
	case "ui":
		sess.uiUser = userID
	case "target":
		query := url.Values{
			"client_id": {recordedClients()[0].PublicID()}, "redirect_uri": {callback}, "response_type": {"code"},
			"scope": {""}, "state": {"st4te-xyz"}, "code_challenge_method": {"S256"},
			"code_challenge": {"E9Melhoa2OwvFrEMTJGuCHaoeK1t8URWbuGJSstw-cM"},
		}
		sess.target["oauth"] = "http://127.0.0.1:8090/oauth/v2/authorize?" + query.Encode()
	case "flash":
		sess.flash["oauth"] = "Invalid login. Please verify credentials."
	}
	s.world.sessions[id] = sess
}
