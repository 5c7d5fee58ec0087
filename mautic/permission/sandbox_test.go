package permission_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http/httptest"
	"testing"

	"mautic-connect/mautic"
	"mautic-connect/mautic/mautictest"
)

// The sandbox's own logins; they are public.
const (
	adminPassword = "Adm1n-Passw0rd!"
	userPassword  = "Us3r-Passw0rd!"
)

// inProcess carries requests to a sandbox without a network.
func inProcess(s *mautictest.Sandbox) mautic.Transport {
	return mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
		if err := ctx.Err(); err != nil {
			return nil, &mautic.TransportError{Kind: mautic.KindCanceled, Err: err}
		}
		req := httptest.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
		for name, value := range r.Header {
			req.Header.Set(name, value)
		}
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, req)
		body, err := io.ReadAll(rec.Body)
		if err != nil {
			return nil, &mautic.TransportError{Kind: mautic.KindReset, Err: err}
		}
		res := &mautic.Response{Status: rec.Code, Header: mautic.Header{}, Body: body}
		for name := range rec.Header() {
			res.Header.Set(name, rec.Header().Get(name))
		}
		return res, nil
	})
}

func parse(t testing.TB, address string) mautic.BaseURL {
	t.Helper()
	base, _, err := mautic.ParseBaseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// signIn returns a client of a user of the sandbox.
func signIn(t testing.TB, transport mautic.Transport, name, password string) *mautic.Client {
	t.Helper()
	return mautic.NewClient(transport, mautic.Basic{
		Base: parse(t, "http://127.0.0.1:8090"), UserName: name, Password: mautic.NewSecret(password),
	})
}

// asApplication returns a client of a client credentials token of the
// sandbox's first OAuth2 client.
func asApplication(t testing.TB, s *mautictest.Sandbox) *mautic.Client {
	t.Helper()
	c := s.Clients()[0]
	app := mautic.OAuthClient{Base: parse(t, "http://127.0.0.1:8090"), ID: c.PublicID(), Secret: mautic.NewSecret(c.Secret)}
	token, err := app.ClientCredentials(t.Context(), inProcess(s))
	if err != nil {
		t.Fatal(err)
	}
	return mautic.NewClient(inProcess(s), mautic.ClientCredentials{Client: app, Token: token})
}

func self(t testing.TB, client *mautic.Client) mautic.User {
	t.Helper()
	user, err := client.Self(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return *user
}

// call sends a request and returns its status and body.
func call(t testing.TB, client *mautic.Client, method, path string, body any) (int, string) {
	t.Helper()
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
	}
	res, err := client.Do(t.Context(), method, path, raw)
	if err != nil {
		t.Fatal(err)
	}
	return res.Status, string(res.Body)
}
