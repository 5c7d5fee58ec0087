package export

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/mautic/mautictest"
)

const redirectURI = "http://127.0.0.1:5678/rest/oauth2-credential/callback"

// wire carries requests to the sandbox with net/http.
type wire struct{}

func (wire) RoundTrip(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	for name, value := range r.Header {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return &mautic.Response{Status: res.StatusCode, Body: body, Received: time.Now()}, err
}

// sandbox starts a Mautic with a user whose password has everything in it.
func sandbox(t testing.TB) (*mautictest.Sandbox, mautic.BaseURL) {
	t.Helper()
	s := mautictest.New(mautictest.Options{})
	if _, err := s.AddUser(mautictest.User{Username: "nästy", Password: nastyPassword, FirstName: "N", LastName: "N", Email: "nasty@example.test", RoleID: 1}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, testBase(t, server.URL)
}

const nastyPassword = "p'\"`$HOME\\%{x}#:;& é日🔑!"

func sandboxClient(s *mautictest.Sandbox, base mautic.BaseURL) mautic.OAuthClient {
	c := s.Clients()[0]
	return mautic.OAuthClient{Base: base, ID: c.PublicID(), Secret: mautic.NewSecret(c.Secret), RedirectURI: redirectURI}
}

// grant signs the admin in, accepts the client and trades the code.
func grant(t testing.TB, s *mautictest.Sandbox, base mautic.BaseURL) mautic.AuthorizationCode {
	t.Helper()
	c := sandboxClient(s, base)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var code string
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if code = r.URL.Query().Get("code"); code != "" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	visit := func(res *http.Response, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	}
	visit(browser.Get(c.AuthCodeURL("state", "")))
	visit(browser.PostForm(base.Page("oauth/v2/authorize_login_check"), url.Values{"_username": {"admin"}, "_password": {"Adm1n-Passw0rd!"}}))
	if code == "" {
		const form = "fos_oauth_server_authorize_form"
		visit(browser.PostForm(base.AuthorizeURL(), url.Values{
			form + "[client_id]": {c.ID}, form + "[response_type]": {"code"}, form + "[redirect_uri]": {redirectURI},
			form + "[state]": {"state"}, form + "[scope]": {""}, "accepted": {"Accept"},
		}))
	}
	token, err := c.Exchange(t.Context(), wire{}, code, "")
	if err != nil {
		t.Fatal(err)
	}
	return mautic.AuthorizationCode{Client: c, Token: token}
}

// language is how a format's program is run, in the directory it was saved to.
type language struct {
	id      ID
	command func(t testing.TB, dir string, method mautic.Method) []string
	// refresh, when it is not empty, gets new tokens; else the program does.
	refresh string
}

func languages() []language {
	python := func(module string) func(testing.TB, string, mautic.Method) []string {
		return func(t testing.TB, _ string, _ mautic.Method) []string {
			for _, name := range []string{"python3", "/usr/bin/python3"} {
				if _, err := try(t, "", "", name, "-c", "import "+module); err == nil {
					return []string{name, "mautic.py"}
				}
			}
			t.Skipf("no python3 has the module %s, so this program is not run here", module)
			return nil
		}
	}
	return []language{
		{Curl, func(t testing.TB, _ string, _ mautic.Method) []string {
			tool(t, "curl")
			return []string{"./mautic-curl.sh"}
		}, "./mautic-curl-refresh.sh"},
		{HTTPie, func(t testing.TB, _ string, _ mautic.Method) []string {
			tool(t, "http")
			return []string{"./mautic-httpie.sh"}
		}, "./mautic-httpie-refresh.sh"},
		{PythonRequests, python("requests"), ""},
		{PythonOAuthlib, python("requests_oauthlib"), ""},
		{JavaScript, func(t testing.TB, _ string, _ mautic.Method) []string { return []string{tool(t, "node"), "mautic.mjs"} }, ""},
		{Go, func(t testing.TB, dir string, method mautic.Method) []string {
			// The directory main.go was taken from is a package of this module, so its
			// dependencies are there.
			run(t, "", "", tool(t, "go"), "build", "-o", dir, "./programs/go-"+string(method))
			return []string{"./go-" + string(method)}
		}, ""},
	}
}

func TestProgramsAskMauticWhoTheyAre(t *testing.T) {
	t.Parallel()
	for _, l := range languages() {
		for _, method := range []mautic.Method{mautic.MethodBasic, mautic.MethodAuthorizationCode, mautic.MethodClientCredentials} {
			f, _ := Lookup(l.id)
			if !f.Takes(method) {
				continue
			}
			t.Run(string(l.id)+"/"+string(method), func(t *testing.T) {
				t.Parallel()
				s, base := sandbox(t)
				var c mautic.Credential
				want := `"username":"admin"`
				switch method {
				case mautic.MethodBasic:
					c, want = mautic.Basic{Base: base, UserName: "nästy", Password: mautic.NewSecret(nastyPassword)}, "nasty@example.test"
				case mautic.MethodAuthorizationCode:
					a := grant(t, s, base)
					// The tools that look at the clock before they ask see an expired token.
					a.Token.Expires = time.Now().Add(-time.Hour)
					c = a
				default:
					c, want = mautic.ClientCredentials{Client: sandboxClient(s, base)}, `"username":"`
				}
				dir := t.TempDir()
				files, err := Write(l.id, c, Options{WithTokens: true})
				if err != nil {
					t.Fatal(err)
				}
				save(t, dir, files)
				command := l.command(t, dir, method)
				ask := func() {
					t.Helper()
					out := strings.NewReplacer(`": "`, `":"`).Replace(run(t, dir, "", command[0], command[1:]...))
					if !strings.Contains(out, want) {
						t.Errorf("%q is not in\n%s", want, out)
					}
				}
				ask()
				if method != mautic.MethodAuthorizationCode {
					return
				}
				// Mautic's refresh tokens work once: the second round shows that the new one was kept.
				for range 2 {
					s.Clock().Advance(2 * time.Hour)
					if l.refresh == "" {
						expire(t, filepath.Join(dir, documentName))
					} else {
						if out, err := try(t, dir, "", command[0]); err == nil {
							t.Errorf("an expired token was accepted: %s", out)
						}
						run(t, dir, "", l.refresh)
					}
					ask()
				}
				onlyOwnerReads(t, dir)
			})
		}
	}
}

// expire makes the access token of a credential file an old one for tools that
// go by the clock, and shows that the program left a credential file.
func expire(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c, title, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	a := c.(mautic.AuthorizationCode)
	a.Token.Expires = time.Now().Add(-time.Hour)
	data, err = Encode(a, Options{Name: title, WithTokens: true})
	if err != nil {
		t.Fatal(err)
	}
	saveText(t, name, string(data))
}

// onlyOwnerReads checks the files that programs wrote anew.
func onlyOwnerReads(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		secret := strings.Contains(string(data), "token") && info.Mode()&0o111 == 0 && !strings.HasSuffix(e.Name(), ".py") && !strings.HasSuffix(e.Name(), ".mjs") && !strings.HasSuffix(e.Name(), ".go")
		if secret && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v", e.Name(), info.Mode())
		}
		if strings.HasSuffix(e.Name(), ".new") || e.Name() == "new" || e.Name() == "mautic-answer.json" {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}
