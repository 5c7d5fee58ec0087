package doctor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/mautictest"
)

// situation is one thing that is wrong, or nothing, and what the doctor says.
type situation struct {
	name      string
	directory string
	// faulty says that set switches a fault on; one is on at a time.
	faulty bool
	set    func(*mautictest.Sandbox)
	target func(testing.TB, *mautictest.Sandbox, mautic.BaseURL) doctor.Target
	// want is the verdict on every version; only holds those that differ.
	want string
	only map[mautictest.Version]string
	// warnings come with the verdict want. api-v2-bearer is one of Mautic 7 only,
	// and rate-limit-near of those before it.
	warnings string
}

func preflight(_ testing.TB, _ *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
	return doctor.Target{Base: base}
}

func admin(_ testing.TB, _ *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
	return basic(base, "admin", adminPassword)
}

func user(name string) func(testing.TB, *mautictest.Sandbox, mautic.BaseURL) doctor.Target {
	return func(_ testing.TB, _ *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
		return basic(base, name, userPassword)
	}
}

// application checks a client and goes on with its own token.
func application(place int) func(testing.TB, *mautictest.Sandbox, mautic.BaseURL) doctor.Target {
	return func(_ testing.TB, s *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
		return doctor.Target{Base: base, Client: client(s, base, place), Grant: true}
	}
}

// person has signed in and accepted the client before anything went wrong.
func person(_ testing.TB, s *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
	return doctor.Target{Base: base, Client: client(s, base, 0)}
}

// faults are the sandbox's, with the verdicts on an address alone, on a user
// name and password, and on client credentials.
func faults() []struct{ fault, address, basic, client string } {
	const ok = "ok"
	everywhere := func(fault, verdict string) struct{ fault, address, basic, client string } {
		return struct{ fault, address, basic, client string }{fault, verdict, verdict, verdict}
	}
	return []struct{ fault, address, basic, client string }{
		everywhere("", ok),
		everywhere("header-stripped", "authorization-header-stripped"),
		everywhere("rewrite-off", "rewrite-off"),
		everywhere("password-in-front", "password-in-front"),
		everywhere("gateway-basic", "password-in-front"),
		everywhere("subdirectory-forbidden", "subdirectory-forbidden"),
		everywhere("http-to-https", "redirect-to-https"),
		everywhere("https-redirect-by-mautic", "redirect-to-https"),
		everywhere("redirect-to-itself", "redirect-loop-untrusted-proxy"),
		everywhere("redirect-to-other-host", "redirect-to-other-host"),
		everywhere("site-offline", "site-offline"),
		everywhere("config-broken", "site-offline"),
		everywhere("php-down", "php-down"),
		everywhere("bad-gateway", "php-down"),
		everywhere("gateway-timeout", "php-down"),
		everywhere("not-installed", "not-installed"),
		everywhere("cache-stale", "cache-stale"),
		{"rate-limited", ok, "rate-limited", "rate-limited"},
		{"client-not-found", ok, ok, "client-pair-wrong"},
		{"post-body-lost", ok, ok, "client-body-lost"},
		everywhere("locale-german", ok),
		everywhere("waf-challenge", "blocked-by-firewall"),
		everywhere("waf-block", "blocked-by-firewall"),
		everywhere("waf-not-acceptable", "blocked-by-firewall"),
		everywhere("not-mautic", "not-mautic"),
		everywhere("html-200", "not-mautic"),
		everywhere("empty-200", "not-mautic"),
		everywhere("broken-json", "response-not-json"),
		everywhere("oversize-body", "response-too-large"),
		everywhere("slow", ok), // late is not wrong; that waiting ends is another test
		everywhere("connection-cut", "connection-reset"),
		everywhere("connection-reset", "connection-reset"),
	}
}

func TestEveryFaultIsNamedOnEveryVersion(t *testing.T) {
	t.Parallel()
	covered := map[mautictest.Fault]bool{mautictest.NoFault: true}
	for _, row := range faults() {
		fault := mautictest.Fault(row.fault)
		covered[fault] = true
		directory := ""
		if fault == mautictest.FaultSubdirectoryForbidden {
			directory = "/mautic"
		}
		set := func(s *mautictest.Sandbox) {
			s.SetDelay(0)
			if err := s.SetFault(fault); err != nil {
				t.Fatal(err)
			}
		}
		name := row.fault
		if name == "" {
			name = "none"
		}
		var warned string
		if fault == mautictest.FaultCacheStale {
			warned = "cache-stale"
		}
		for _, s := range []situation{
			{name: name + "/address", target: preflight, want: row.address},
			{name: name + "/basic", target: admin, want: row.basic, warnings: warned},
			{name: name + "/client", target: application(0), want: row.client, warnings: asApplication(row.client)},
		} {
			s.directory, s.set, s.faulty = directory, set, true
			s.check(t)
		}
	}
	for _, fault := range mautictest.Faults() {
		if !covered[fault] {
			t.Errorf("no verdict is expected for the fault %s", fault)
		}
	}
}

// asApplication is what a run warns of when it gets as far as the identity.
func asApplication(verdict string) string {
	if verdict == "ok" {
		return "client-acts-as-application api-v2-bearer"
	}
	return ""
}

func TestEverySettingAndLoginIsNamedOnEveryVersion(t *testing.T) {
	t.Parallel()
	apiOff := func(s *mautictest.Sandbox) { s.Configure(func(c *mautictest.Settings) { c.APIEnabled = false }) }
	basicOff := func(s *mautictest.Sandbox) { s.Configure(func(c *mautictest.Settings) { c.BasicAuth = false }) }
	notByAdmin := func(s *mautictest.Sandbox) {
		_ = s.UpdateClient(s.Clients()[0].PublicID(), func(c *mautictest.Client) { c.ClientCredentials = false })
	}
	limited := func(left int) func(*mautictest.Sandbox) {
		return func(s *mautictest.Sandbox) { s.Configure(func(c *mautictest.Settings) { c.RateLimit = left }) }
	}
	withClient := func(change func(*mautic.OAuthClient)) func(testing.TB, *mautictest.Sandbox, mautic.BaseURL) doctor.Target {
		return func(_ testing.TB, s *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
			c := client(s, base, 0)
			change(&c)
			return doctor.Target{Base: base, Client: c}
		}
	}
	login := func(name, password string) func(testing.TB, *mautictest.Sandbox, mautic.BaseURL) doctor.Target {
		return func(_ testing.TB, _ *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
			return basic(base, name, password)
		}
	}
	want := func(change func(*doctor.Target), target func(testing.TB, *mautictest.Sandbox, mautic.BaseURL) doctor.Target) func(testing.TB, *mautictest.Sandbox, mautic.BaseURL) doctor.Target {
		return func(t testing.TB, s *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
			out := target(t, s, base)
			change(&out)
			return out
		}
	}
	// signedIn acts between the person's consent and the run.
	signedIn := func(name, password string, then func(*mautictest.Sandbox, *mautic.AuthorizationCode)) func(testing.TB, *mautictest.Sandbox, mautic.BaseURL) doctor.Target {
		return func(t testing.TB, s *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
			g := grant(t, s, base, name, password)
			if then != nil {
				then(s, &g)
			}
			return doctor.Target{Base: base, Client: g.Client, Credential: g}
		}
	}
	refresh := func(t *doctor.Target) { t.Refresh = true }
	unpublish := func(s *mautictest.Sandbox, _ *mautic.AuthorizationCode) {
		_ = s.UpdateUser("n8n", func(u *mautictest.User) { u.Unpublished = true })
	}
	const (
		seven     = "api-v2-bearer" // a warning of version 7 only, see check
		grantWarn = "refresh-clock " + seven
	)
	for _, s := range []situation{
		{name: "API off", set: apiOff, target: preflight, want: "api-disabled"},
		{name: "API off, basic", set: apiOff, target: admin, want: "api-disabled"},
		{name: "Basic off, undecided", set: basicOff, target: preflight, want: "ok", warnings: "basic-auth-disabled"},
		{name: "Basic off, wanted", set: basicOff, target: want(func(t *doctor.Target) { t.Method = mautic.MethodBasic }, preflight), want: "basic-auth-disabled"},
		{name: "Basic off, basic", set: basicOff, target: admin, want: "basic-auth-disabled"},
		{name: "Basic off, client", set: basicOff, target: application(0), want: "ok", warnings: "basic-auth-disabled " + asApplication("ok")},

		{name: "wrong path", target: func(t testing.TB, _ *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
			return doctor.Target{Base: parse(t, base.String()+"/crm")}
		}, want: "wrong-path"},
		{name: "directory", directory: "/mautic", target: admin, want: "ok"},
		{name: "directory left out", directory: "/mautic", target: func(t testing.TB, _ *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
			return doctor.Target{Base: parse(t, base.Origin())}
		}, want: "not-mautic"},
		{name: "firewall in a directory", directory: "/mautic", faulty: true, set: func(s *mautictest.Sandbox) { _ = s.SetFault(mautictest.FaultWAFBlock) }, target: preflight, want: "blocked-by-firewall"},
		{name: "stale cache in a directory", directory: "/mautic", faulty: true, set: func(s *mautictest.Sandbox) { _ = s.SetFault(mautictest.FaultCacheStale) }, target: preflight, want: "cache-stale"},

		{name: "wrong password", target: login("admin", "wrong"), want: "bad-credentials"},
		{name: "unknown user", target: login("nobody", "wrong"), want: "bad-credentials"},
		{name: "unpublished user", target: user("inactive"), want: "bad-credentials"},
		{name: "space after the password", target: login("admin", adminPassword+" "), want: "bad-credentials", warnings: "credentials-untrimmed"},
		{name: "space after the user name", target: login("admin ", adminPassword), want: "ok", warnings: "credentials-untrimmed"},
		{name: "colon in the user name", target: login("ad:min", adminPassword), want: "username-has-colon"},
		{name: "no user name", target: login("", adminPassword), want: "unknown"},
		{name: "role without API access", target: user("noapi"), want: "ok"},
		{name: "role without permissions", target: user("apionly"), want: "permission-missing", warnings: "webhook-permission-missing"},
		{name: "view own only", target: user("limited"), want: "ok", warnings: "view-own-only webhook-permission-missing"},
		{name: "webhooks needed and missing", target: want(func(t *doctor.Target) { t.NeedsWebhooks = true }, user("limited")), want: "webhook-permission-missing", warnings: "view-own-only"},
		{name: "role for n8n", target: want(func(t *doctor.Target) { t.NeedsWebhooks = true }, user("n8n")), want: "ok"},

		{name: "wrong client secret", target: withClient(func(c *mautic.OAuthClient) { c.Secret = mautic.NewSecret(strings.Repeat("x1", 25)) }), want: "client-pair-wrong"},
		{name: "unknown client", target: withClient(func(c *mautic.OAuthClient) { c.ID = "9_" + strings.Repeat("a1", 25) }), want: "client-pair-wrong"},
		{name: "half of the client ID", target: withClient(func(c *mautic.OAuthClient) { c.ID = c.ID[:20] }), want: "client-id-malformed"},
		{name: "ID and secret swapped", target: withClient(func(c *mautic.OAuthClient) {
			c.ID, c.Secret = c.Secret.Reveal(), mautic.NewSecret(c.ID)
		}), want: "client-id-malformed"},
		{name: "space after the client secret", target: withClient(func(c *mautic.OAuthClient) { c.Secret = mautic.NewSecret(c.Secret.Reveal() + "\n") }), want: "credentials-untrimmed", warnings: "credentials-untrimmed"},
		{name: "good pair", target: person, want: "ok"},
		{name: "wrong secret, client credentials", target: want(func(t *doctor.Target) {
			t.Client.Secret = mautic.NewSecret(strings.Repeat("x1", 25))
		}, application(0)), want: "client-pair-wrong"},
		{name: "client not made by an administrator", set: notByAdmin, target: application(0), want: "grant-not-allowed"},
		{name: "client without a role", target: application(1), want: "client-without-role"},
		{name: "client of a user", set: func(s *mautictest.Sandbox) {
			_ = s.UpdateClient(s.Clients()[0].PublicID(), func(c *mautictest.Client) { c.RoleID = 4 })
		}, target: application(0), want: "permission-missing", warnings: "client-acts-as-application webhook-permission-missing " + seven},

		{name: "person", target: signedIn("n8n", userPassword, nil), want: "ok", warnings: grantWarn},
		{name: "person, renewed", target: want(refresh, signedIn("n8n", userPassword, nil)), want: "ok", warnings: grantWarn},
		{name: "access token ended", target: signedIn("n8n", userPassword, func(s *mautictest.Sandbox, _ *mautic.AuthorizationCode) {
			s.Clock().Advance(61 * time.Minute)
		}), want: "token-expired"},
		{name: "access token ended, renewed", target: want(refresh, signedIn("n8n", userPassword, func(s *mautictest.Sandbox, _ *mautic.AuthorizationCode) {
			s.Clock().Advance(61 * time.Minute)
		})), want: "ok", warnings: grantWarn},
		{name: "refresh token ended", target: want(refresh, signedIn("n8n", userPassword, func(s *mautictest.Sandbox, _ *mautic.AuthorizationCode) {
			s.Clock().Advance(15 * 24 * time.Hour)
		})), want: "refresh-expired"},
		{name: "refresh token used", target: want(refresh, signedIn("n8n", userPassword, func(_ *mautictest.Sandbox, g *mautic.AuthorizationCode) {
			g.Token.Refresh = mautic.NewSecret("used")
		})), want: "refresh-invalid", warnings: grantWarn},
		{name: "access token garbage", target: signedIn("n8n", userPassword, func(_ *mautictest.Sandbox, g *mautic.AuthorizationCode) {
			g.Token.Access = mautic.NewSecret("garbage")
		}), want: "token-invalid"},
		{name: "client deleted since", target: want(refresh, signedIn("n8n", userPassword, func(s *mautictest.Sandbox, g *mautic.AuthorizationCode) {
			_ = s.DeleteClient(g.Client.ID)
		})), want: "client-pair-wrong"},
		{
			name: "user unpublished since", target: signedIn("n8n", userPassword, unpublish), want: "ok", warnings: grantWarn,
			only: map[mautictest.Version]string{mautictest.V4_4_13: "user-unpublished"},
		},

		{name: "limit far", set: limited(100), target: admin, want: "ok"},
		{
			name: "limit near", set: limited(3), target: admin, want: "ok", warnings: "rate-limit-near",
		},
		{
			name: "limit reached", set: limited(1), target: admin, want: "rate-limited",
			only: map[mautictest.Version]string{mautictest.V7_0_2: "ok"},
		},
		{name: "private address for a cloud tool", target: want(func(t *doctor.Target) { t.Remote = true }, admin), want: "ok", warnings: "not-public"},
		{name: "corrected address", target: want(func(t *doctor.Target) {
			t.Corrections = []mautic.Correction{{Kind: mautic.SchemeAdded, Now: "http://"}}
		}, admin), want: "ok", warnings: "url-corrected"},
		{name: "no address", target: func(testing.TB, *mautictest.Sandbox, mautic.BaseURL) doctor.Target {
			return doctor.Target{Invalid: &mautic.BaseURLError{Reason: mautic.BaseURLEmpty}}
		}, want: "url-invalid"},
		{name: "credential of another Mautic", target: func(t testing.TB, _ *mautictest.Sandbox, base mautic.BaseURL) doctor.Target {
			return doctor.Target{Base: base, Credential: basic(parse(t, "https://mautic.example.com"), "admin", adminPassword).Credential}
		}, want: "unknown"},
	} {
		s.check(t)
	}
}

// check runs the doctor on every version and, where no fault is on, in German,
// too.
func (s situation) check(t *testing.T) {
	for _, version := range mautictest.Versions() {
		t.Run(string(version)+"/"+s.name, func(t *testing.T) {
			t.Parallel()
			s.run(t, version, mautictest.NoFault)
		})
		if s.faulty {
			continue
		}
		t.Run(string(version)+"/"+s.name+"/German", func(t *testing.T) {
			t.Parallel()
			s.run(t, version, mautictest.FaultLocaleGerman)
		})
	}
}

// run fails for another verdict, another warning, or a second check that fails.
func (s situation) run(t *testing.T, version mautictest.Version, locale mautictest.Fault) {
	sandbox, base := play(t, version, s.directory)
	target := s.target(t, sandbox, base)
	if s.set != nil {
		s.set(sandbox)
	}
	if locale != mautictest.NoFault {
		if err := sandbox.SetFault(locale); err != nil {
			t.Fatal(err)
		}
	}
	report := doctor.Run(t.Context(), target, direct(t), nil)
	want := s.want
	if only, ok := s.only[version]; ok {
		want = only
	}
	got := verdict(report)
	t.Logf("%s | %s | %s | %s", version, s.name, want, got)
	if got != want {
		t.Errorf("verdict %s, want %s", got, want)
	}
	var failed, warned, wantWarned []string
	for _, c := range report.Checks {
		switch c.Status {
		case doctor.Fail:
			failed = append(failed, string(c.ID))
		case doctor.Warn:
			warned = append(warned, string(c.Diagnosis))
		case doctor.Pass:
		case doctor.Skip:
			if c.Because == "" {
				t.Errorf("%s is skipped and does not say why", c.ID)
			}
		default:
			t.Errorf("%s is left %q", c.ID, c.Status)
		}
	}
	if len(failed) > 1 {
		t.Errorf("more than one check fails: %s", failed)
	}
	for w := range strings.FieldsSeq(s.warnings) {
		seven := version == mautictest.V7_0_2
		if want == s.want && (w != "api-v2-bearer" || seven) && (w != "rate-limit-near" || !seven) {
			wantWarned = append(wantWarned, w)
		}
	}
	slices.Sort(wantWarned)
	slices.Sort(warned)
	if diff := cmp.Diff(wantWarned, warned); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	if t.Failed() {
		t.Logf("%+v", report.Checks)
	}
}

func verdict(r doctor.Report) string {
	if id := r.Verdict(); id != "" {
		return string(id)
	}
	return "ok"
}
