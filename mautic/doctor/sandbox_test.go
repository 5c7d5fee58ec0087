package doctor_test

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/mautictest"
	"mautic-connect/web"
)

// The sandbox's own logins; they are public.
const (
	adminPassword = "Adm1n-Passw0rd!"
	userPassword  = "Us3r-Passw0rd!"
	toolURI       = "http://127.0.0.1:5678/rest/oauth2-credential/callback"
)

// trusted is a Mautic whose certificate this test program trusts. The system's
// list is read once, so it has to be told before anything connects.
type trusted struct {
	sandbox *mautictest.Sandbox
	url     string
}

var trustedMautic trusted

func TestMain(m *testing.M) {
	code, err := withTrusted(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func withTrusted(run func() int) (int, error) {
	sandbox := mautictest.New(mautictest.Options{})
	server, err := sandbox.StartTLS(context.Background(), mautictest.TLSValid)
	if err != nil {
		return 1, err
	}
	defer func() { _ = server.Close() }()
	conn, err := tls.Dial("tcp", strings.TrimPrefix(server.URL, "https://"), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		return 1, err
	}
	leaf := conn.ConnectionState().PeerCertificates[0]
	_ = conn.Close()
	dir, err := os.MkdirTemp("", "doctor")
	if err != nil {
		return 1, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "trusted.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf.Raw}), 0o600); err != nil {
		return 1, err
	}
	if err := os.Setenv("SSL_CERT_FILE", file); err != nil {
		return 1, err
	}
	trustedMautic = trusted{sandbox, server.URL}
	return run(), nil
}

// play starts a Mautic of a version, in a directory of its host ("" or
// "/mautic"), and returns its address.
func play(t testing.TB, version mautictest.Version, directory string) (*mautictest.Sandbox, mautic.BaseURL) {
	t.Helper()
	var sandbox *mautictest.Sandbox
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { sandbox.ServeHTTP(w, r) }))
	address := "http://" + server.Listener.Addr().String()
	o := mautictest.Options{Version: version}
	if directory != "" {
		o.SiteURL = address + directory
	}
	sandbox = mautictest.New(o)
	server.Start()
	t.Cleanup(server.Close)
	return sandbox, parse(t, address+directory)
}

func parse(t testing.TB, address string) mautic.BaseURL {
	t.Helper()
	base, _, err := mautic.ParseBaseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// direct is the transport of the command line.
func direct(t testing.TB) mautic.Transport {
	t.Helper()
	policy, err := web.NewPolicy([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return web.NewTransport(policy, "test")
}

func basic(base mautic.BaseURL, user, password string) doctor.Target {
	return doctor.Target{Base: base, Credential: mautic.Basic{Base: base, UserName: user, Password: mautic.NewSecret(password)}}
}

// client is the sandbox's client by its place in the seed.
func client(s *mautictest.Sandbox, base mautic.BaseURL, place int) mautic.OAuthClient {
	c := s.Clients()[place]
	return mautic.OAuthClient{Base: base, ID: c.PublicID(), Secret: mautic.NewSecret(c.Secret), RedirectURI: toolURI}
}

// grant signs a user in to Mautic, accepts the client and trades the code.
func grant(t testing.TB, s *mautictest.Sandbox, base mautic.BaseURL, user, password string) mautic.AuthorizationCode {
	t.Helper()
	c := client(s, base, 0)
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
	visit := func(page string, form url.Values) {
		t.Helper()
		res, err := browser.Get(page)
		if form != nil {
			_ = res.Body.Close()
			res, err = browser.PostForm(page, form)
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	}
	authorize := c.AuthCodeURL("state", "")
	visit(authorize, nil)
	visit(base.Page("oauth/v2/authorize_login_check"), url.Values{"_username": {user}, "_password": {password}})
	if code == "" {
		const name = "fos_oauth_server_authorize_form"
		visit(base.AuthorizeURL(), url.Values{
			name + "[client_id]": {c.ID}, name + "[response_type]": {"code"}, name + "[redirect_uri]": {toolURI},
			name + "[state]": {"state"}, name + "[scope]": {""}, "accepted": {"Accept"},
		})
	}
	token, err := c.Exchange(t.Context(), direct(t), code, "")
	if err != nil {
		t.Fatalf("code %q: %v", code, err)
	}
	return mautic.AuthorizationCode{Client: c, Token: token}
}
