package perform_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
	"mautic-connect/components/task/perform"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/doctor/catalogue"
	"mautic-connect/mautic/mautictest"
)

// overHTTP sends requests as they are and follows no redirect.
func overHTTP(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return nil, &mautic.TransportError{Kind: mautic.KindBadRequest, Err: err}
	}
	for name, value := range r.Header {
		req.Header.Set(name, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return nil, noAnswer(ctx, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, noAnswer(ctx, err)
	}
	out := &mautic.Response{Status: res.StatusCode, Header: mautic.Header{}, Body: body}
	for name := range res.Header {
		out.Header.Set(name, res.Header.Get(name))
	}
	return out, nil
}

func noAnswer(ctx context.Context, err error) error {
	kind := mautic.KindReset
	switch {
	case ctx.Err() != nil:
		kind = mautic.KindCanceled
	case errors.Is(err, syscall.ECONNREFUSED):
		kind = mautic.KindRefused
	}
	return &mautic.TransportError{Kind: kind, Err: err}
}

// do does a job as the worker does, with JSON on both ways, and checks what
// every answer has to keep.
func do(t testing.TB, job task.Job) task.Answer {
	t.Helper()
	return doOver(t, t.Context(), mautic.TransportFunc(overHTTP), job)
}

func doOver(t testing.TB, ctx context.Context, transport mautic.Transport, job task.Job) task.Answer {
	t.Helper()
	answer := perform.Do(ctx, transport, throughJSON(t, job), nil)
	arrived := throughJSON(t, answer)
	if diff := cmp.Diff(answer, arrived); diff != "" {
		t.Errorf("JSON changes the answer (-worker +page)\n%s", diff)
	}
	told := []string{}
	if p := arrived.Problem; p != nil {
		checkProblem(t, *p)
		told = append(told, p.Text, p.Request)
	}
	if arrived.Hooks != nil {
		for _, step := range arrived.Hooks.Steps {
			told = append(told, step.Text, step.Failed)
		}
	}
	c := job.Credential
	secrets := []string{c.Password, c.ClientSecret, c.Access, c.Refresh, job.Sealing}
	if job.To != nil {
		secrets = append(secrets, job.To.Key)
	}
	for _, text := range told {
		for _, secret := range secrets {
			if secret != "" && strings.Contains(text, secret) {
				t.Errorf("the text %q tells a secret", text)
			}
		}
	}
	return arrived
}

// checkProblem holds a problem to being one sentence with a known diagnosis.
func checkProblem(t testing.TB, p task.Problem) {
	t.Helper()
	first, _, _ := strings.Cut(p.Text, " ")
	if first == "" || !strings.HasSuffix(p.Text, ".") || strings.Contains(p.Text, "%!") || strings.ContainsRune(p.Text, unicode.ReplacementChar) {
		t.Errorf("the problem reads %q", p.Text)
	}
	if word := strings.TrimFunc(first, unicode.IsLetter); word == "" && !unicode.IsUpper([]rune(first)[0]) {
		t.Errorf("the problem begins small: %q", p.Text)
	}
	if p.Diagnosis != "" && catalogue.Book().Lookup(doctor.ID(p.Diagnosis)).Title == "" {
		t.Errorf("there is no diagnosis %q", p.Diagnosis)
	}
}

func throughJSON[T any](t testing.TB, v T) T {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out T
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return out
}

// want fails unless a job failed with this diagnosis and these words.
func want(t testing.TB, answer task.Answer, diagnosis string, words ...string) {
	t.Helper()
	p := answer.Problem
	if p == nil {
		t.Errorf("no problem in %+v; want %s %q", answer, diagnosis, words)
		return
	}
	if p.Diagnosis != diagnosis {
		t.Errorf("the diagnosis of %q is %q, want %q", p.Text, p.Diagnosis, diagnosis)
	}
	for _, w := range words {
		if !strings.Contains(p.Text, w) {
			t.Errorf("%q does not say %q", p.Text, w)
		}
	}
}

func baseURL(t testing.TB, address string) mautic.BaseURL {
	t.Helper()
	base, _, err := mautic.ParseBaseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// What has to arrive and must not be told.
const (
	password     = "correct horse battery"
	clientSecret = "staple of a client"
	accessToken  = "AT-stands-for-a-grant"
	refreshToken = "RT-works-only-once"
)

// credentials are one of each method.
func credentials(t testing.TB) map[mautic.Method]mautic.Credential {
	t.Helper()
	base := baseURL(t, "https://mautic.example.com/crm")
	client := mautic.OAuthClient{Base: base, ID: "1_id", Secret: mautic.NewSecret(clientSecret)}
	issued := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	token := mautic.Token{Access: mautic.NewSecret(accessToken), Refresh: mautic.NewSecret(refreshToken), Issued: issued, Expires: issued.Add(time.Hour)}
	code := mautic.AuthorizationCode{Client: client, Token: token}
	code.Client.RedirectURI = "https://connect.example.com/callback"
	return map[mautic.Method]mautic.Credential{
		mautic.MethodBasic:             mautic.Basic{Base: base, UserName: "n8n@example.com", Password: mautic.NewSecret(password)},
		mautic.MethodAuthorizationCode: code,
		mautic.MethodClientCredentials: mautic.ClientCredentials{Client: client, Token: mautic.Token{Access: token.Access}},
	}
}

func basic(t testing.TB) task.Credential { return task.Pack(credentials(t)[mautic.MethodBasic]) }

// site is a sandbox Mautic that listens.
type site struct {
	*mautictest.Sandbox
	base mautic.BaseURL
}

// play starts a sandbox with one role more, held by the user actor.
func play(t testing.TB, actor ...mautictest.Grant) site {
	t.Helper()
	seed := mautictest.Demo("http://127.0.0.1:5678/rest/oauth2-credential/callback")
	seed.Roles = append(seed.Roles, mautictest.Role{ID: 20, Name: "actor", Permissions: actor})
	seed.Users = append(seed.Users, mautictest.User{ID: 20, Username: "actor", Password: userPassword, Email: "actor@example.test", RoleID: 20})
	s := mautictest.New(mautictest.Options{Seed: &seed})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return site{s, baseURL(t, server.URL)}
}

// The sandbox's own passwords; they are public.
const (
	adminPassword = "Adm1n-Passw0rd!"
	userPassword  = "Us3r-Passw0rd!"
)

// user is the credential of a user of the sandbox.
func (s site) user(t testing.TB, name string) mautic.Basic {
	t.Helper()
	for _, u := range s.Users() {
		if u.Username == name {
			return mautic.Basic{Base: s.base, UserName: name, Password: mautic.NewSecret(u.Password)}
		}
	}
	t.Fatalf("the sandbox has no user %s", name)
	return mautic.Basic{}
}

// application is a client credentials token with the role of that number.
func (s site) application(t testing.TB, role int) mautic.ClientCredentials {
	t.Helper()
	c := s.Clients()[0]
	if err := s.UpdateClient(c.PublicID(), func(c *mautictest.Client) { c.RoleID = role }); err != nil {
		t.Fatal(err)
	}
	client := mautic.OAuthClient{Base: s.base, ID: c.PublicID(), Secret: mautic.NewSecret(c.Secret)}
	token, err := client.ClientCredentials(t.Context(), mautic.TransportFunc(overHTTP))
	if err != nil {
		t.Fatal(err)
	}
	return mautic.ClientCredentials{Client: client, Token: token}
}

// self asks the sandbox who a credential is.
func self(t testing.TB, c mautic.Credential) *mautic.User {
	t.Helper()
	user, err := mautic.NewClient(mautic.TransportFunc(overHTTP), c).Self(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return user
}
