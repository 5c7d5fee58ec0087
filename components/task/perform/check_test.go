package perform_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"mautic-connect/components/task"
	"mautic-connect/components/task/perform"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// grant is what an administrator of the sandbox grants its first client.
func (s site) grant(t testing.TB) mautic.AuthorizationCode {
	t.Helper()
	of := s.Clients()[0]
	client := mautic.OAuthClient{Base: s.base, ID: of.PublicID(), Secret: mautic.NewSecret(of.Secret), RedirectURI: of.RedirectURIs[0]}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var code string
	browser := &http.Client{Transport: &http.Transport{}, Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if code = r.URL.Query().Get("code"); code != "" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	defer browser.CloseIdleConnections()
	visit := func(res *http.Response, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	}
	visit(browser.Get(client.AuthCodeURL("state", "")))
	visit(browser.PostForm(s.base.Page("oauth/v2/authorize_login_check"), url.Values{"_username": {"admin"}, "_password": {adminPassword}}))
	const form = "fos_oauth_server_authorize_form"
	if code == "" { // Mautic asks for consent once
		visit(browser.PostForm(s.base.AuthorizeURL(), url.Values{
			form + "[client_id]": {client.ID}, form + "[response_type]": {"code"}, form + "[redirect_uri]": {client.RedirectURI},
			form + "[state]": {"state"}, form + "[scope]": {""}, "accepted": {"Accept"},
		}))
	}
	token, err := client.Exchange(t.Context(), mautic.TransportFunc(overHTTP), code, "")
	if err != nil {
		t.Fatalf("code %q: %v", code, err)
	}
	return mautic.AuthorizationCode{Client: client, Token: token}
}

// check does a job that checks something, and returns what was told of each
// check, which holds no secret.
func check(t testing.TB, ctx context.Context, transport mautic.Transport, job task.Job) (task.Answer, map[doctor.CheckID][]doctor.Check) {
	t.Helper()
	told := map[doctor.CheckID][]doctor.Check{}
	answer := perform.Do(ctx, transport, throughJSON(t, job), func(c doctor.Check) { told[c.ID] = append(told[c.ID], throughJSON(t, c)) })
	raw, err := json.Marshal(told)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{job.Credential.Password, job.Credential.ClientSecret, job.Credential.Access, job.Credential.Refresh} {
		if secret != "" && strings.Contains(string(raw), secret) {
			t.Errorf("what is told holds a secret: %s", raw)
		}
	}
	return throughJSON(t, answer), told
}

func last(checks []doctor.Check) doctor.Check {
	if len(checks) == 0 {
		return doctor.Check{}
	}
	return checks[len(checks)-1]
}

func TestAProvenCredentialIsCheckedAndRenewedOnRequest(t *testing.T) {
	t.Parallel()
	s := play(t)
	for name, tt := range map[string]struct {
		c     mautic.Credential
		renew bool
		want  bool
	}{
		"a user":                   {s.user(t, "limited"), false, false},
		"a user is not renewed":    {s.user(t, "limited"), true, false},
		"a token of a client":      {s.application(t, 1), true, false},
		"a grant stays as it is":   {s.grant(t), false, false},
		"a grant, and its renewal": {s.grant(t), true, true},
	} {
		job := task.Job{Kind: task.KindCheck, Credential: task.Pack(tt.c), Renew: tt.renew}
		answer, told := check(t, t.Context(), mautic.TransportFunc(overHTTP), job)
		if answer.Problem != nil || (answer.Renewed != nil) != tt.want {
			t.Errorf("%s: %v, renewed %v", name, answer.Problem, answer.Renewed)
			continue
		}
		if got := told[doctor.CheckIdentity]; len(got) < 2 || got[0].Status != doctor.Running || last(got).Status == doctor.Fail {
			t.Errorf("%s: of the identity, %+v was told", name, got)
		}
		if _, preflight := told[doctor.CheckReach]; preflight {
			t.Errorf("%s: what needs no credential is checked, too", name)
		}
		if !tt.want {
			continue
		}
		before := tt.c.(mautic.AuthorizationCode)
		unpacked, err := answer.Renewed.Unpack()
		if err != nil {
			t.Fatal(err)
		}
		after, ok := unpacked.(mautic.AuthorizationCode)
		if !ok || after.Client != before.Client || after.Token.Refresh == before.Token.Refresh || after.Token != answer.Renewed.Token() {
			t.Fatalf("%s: the renewed credential is %v", name, unpacked)
		}
		if self(t, after).UserName != "admin" {
			t.Errorf("%s: the new token is somebody else's", name)
		}
		again, told := check(t, t.Context(), mautic.TransportFunc(overHTTP), job)
		if got := last(told[doctor.CheckRefresh]); again.Renewed != nil || got.Diagnosis != doctor.RefreshInvalid {
			t.Errorf("%s: with the used token: %+v", name, got)
		}
	}
}

func TestACheckThatIsGivenUpSaysSo(t *testing.T) {
	t.Parallel()
	s := play(t)
	job := task.Job{Kind: task.KindCheck, Credential: task.Pack(s.grant(t)), Renew: true}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	before := len(s.Requests())
	answer, told := check(t, ended, mautic.TransportFunc(overHTTP), job)
	if got := last(told[doctor.CheckRefresh]); answer.Renewed != nil || got.Diagnosis != doctor.Canceled {
		t.Errorf("renewed %v, told %+v", answer.Renewed, got)
	}
	if n := len(s.Requests()) - before; n != 0 {
		t.Errorf("%d requests arrived", n)
	}
}
