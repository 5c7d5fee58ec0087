package n8n_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mautic-connect/mautic"
	"mautic-connect/mautic/n8n"
	"mautic-connect/mautic/n8n/n8ntest"
)

var versions = []n8ntest.Version{n8ntest.V1, n8ntest.V2}

// transport sends requests as they are and follows no redirect.
func transport(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, strings.NewReader(string(r.Body)))
	if err != nil {
		return nil, err
	}
	for name, value := range r.Header {
		req.Header.Set(name, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, &mautic.TransportError{Kind: mautic.KindRefused, Err: err}
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	out := &mautic.Response{Status: res.StatusCode, Header: mautic.Header{}, Body: body}
	for name := range res.Header {
		out.Header.Set(name, res.Header.Get(name))
	}
	return out, err
}

func clientOf(t testing.TB, address, key string) n8n.Client {
	t.Helper()
	a, _, err := n8n.ParseAddress(address)
	if err != nil {
		t.Fatal(err)
	}
	return n8n.Client{Transport: mautic.TransportFunc(transport), Address: a, Key: mautic.NewSecret(key)}
}

func start(t testing.TB, o n8ntest.Options) (*n8ntest.Server, n8n.Client) {
	t.Helper()
	s := n8ntest.NewServer(o)
	t.Cleanup(s.Close)
	return s, clientOf(t, s.URL, n8ntest.TestKey)
}

// answering returns a client of something that answers everything alike.
func answering(t testing.TB, status int, contentType, body string, header ...string) n8n.Client {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return clientOf(t, s.URL, n8ntest.TestKey)
}

// problem returns the Error in err, without what differs from run to run.
func problem(t testing.TB, err error) n8n.Error {
	t.Helper()
	e, ok := errors.AsType[*n8n.Error](err)
	if !ok {
		t.Fatalf("%v is no *n8n.Error", err)
	}
	if e.Error() == "" || strings.Contains(e.Error(), "%!") {
		t.Errorf("the error reads %q", e.Error())
	}
	return *e
}

var ignoreDetails = cmp.Options{cmpopts.IgnoreUnexported(n8n.Error{}), cmpopts.IgnoreFields(n8n.Error{}, "Request", "Err")}

func TestCheckKeyTellsTheVersion(t *testing.T) {
	t.Parallel()
	for v, want := range map[n8ntest.Version]n8n.Version{n8ntest.V1: n8n.Version1, n8ntest.V2: n8n.Version2} {
		s, c := start(t, n8ntest.Options{Version: v, Path: "/tools/n8n", Keys: []n8ntest.Key{{Value: n8ntest.TestKey, Scopes: []string{}}}})
		got, err := c.CheckKey(t.Context())
		if got != want || err != nil {
			t.Errorf("%s: got %q, %v; want %q", v, got, err, want)
		}
		h := s.Requests()[0].Header
		if h.Get(n8n.KeyHeader) != n8ntest.TestKey || h.Get("Authorization") != "" || h.Get("Content-Type") != "" {
			t.Errorf("%s: the request's header is %v", v, h)
		}
	}
}

func TestEveryFailureHasItsProblem(t *testing.T) {
	t.Parallel()
	basic, _ := recorded(t)
	cred := credential(t, "Mautic", basic, false)
	scopes := func(s ...string) n8ntest.Options {
		return n8ntest.Options{Keys: []n8ntest.Key{{Value: n8ntest.TestKey, Scopes: s}}}
	}
	fake := func(o n8ntest.Options) func(testing.TB) n8n.Client {
		return func(t testing.TB) n8n.Client { _, c := start(t, o); return c }
	}
	wrongKey := func(t testing.TB) n8n.Client {
		_, c := start(t, n8ntest.Options{})
		c.Key = mautic.NewSecret("n8n_api_wrong")
		return c
	}
	fixed := func(status int, contentType, body string, header ...string) func(testing.TB) n8n.Client {
		return func(t testing.TB) n8n.Client { return answering(t, status, contentType, body, header...) }
	}
	elsewhere := func(t testing.TB) n8n.Client {
		s, _ := start(t, n8ntest.Options{Path: "/n8n"})
		return clientOf(t, strings.TrimSuffix(s.URL, "/n8n"), n8ntest.TestKey)
	}
	// Nobody listens to port 1; a port that was free a moment ago may be
	// another test's by now.
	nowhere := func(t testing.TB) n8n.Client { return clientOf(t, "http://127.0.0.1:1", n8ntest.TestKey) }
	const jsonType, htmlType = "application/json; charset=utf-8", "text/html"
	check := func(ctx context.Context, c n8n.Client) error { _, err := c.CheckKey(ctx); return err }
	list := func(ctx context.Context, c n8n.Client) error { _, err := c.List(ctx); return err }
	create := func(ctx context.Context, c n8n.Client) error { _, err := c.Create(ctx, cred, ""); return err }
	project := func(ctx context.Context, c n8n.Client) error { _, err := c.Create(ctx, cred, "nope"); return err }
	update := func(ctx context.Context, c n8n.Client) error { _, err := c.Update(ctx, "nope", cred); return err }
	test := func(ctx context.Context, c n8n.Client) error { _, err := c.Test(ctx, "nope"); return err }

	for _, tt := range []struct {
		name   string
		client func(testing.TB) n8n.Client
		do     func(context.Context, n8n.Client) error
		want   n8n.Error
	}{
		{"a wrong key", wrongKey, check, n8n.Error{Problem: n8n.KeyRefused, Status: 401, Message: "Unauthorized"}},
		{"the public API switched off", fake(n8ntest.Options{Disabled: true}), check, n8n.Error{Problem: n8n.KeyRefused, Status: 401, Message: "Unauthorized"}},
		{"a wrong key when creating", wrongKey, create, n8n.Error{Problem: n8n.KeyRefused, Status: 401, Message: "Unauthorized"}},
		{"no scope to create", fake(scopes(n8n.ScopeList)), create, n8n.Error{Problem: n8n.ScopeMissing, Status: 403, Message: "Forbidden", Scope: n8n.ScopeCreate}},
		{"no scope to list", fake(scopes(n8n.ScopeCreate)), list, n8n.Error{Problem: n8n.ScopeMissing, Status: 403, Message: "Forbidden", Scope: n8n.ScopeList}},
		{"no scope to update", fake(scopes(n8n.ScopeCreate)), update, n8n.Error{Problem: n8n.ScopeMissing, Status: 403, Message: "Forbidden", Scope: n8n.ScopeUpdate}},
		{"no scope to test", fake(scopes(n8n.ScopeCreate)), test, n8n.Error{Problem: n8n.ScopeMissing, Status: 403, Message: "Forbidden", Scope: n8n.ScopeRead}},
		{"no Mautic node", fake(n8ntest.Options{NoMautic: true}), create, n8n.Error{Problem: n8n.TypeUnknown, Status: 400, Message: "req.body.type is not a known type"}},
		{"no Mautic node when checking the key", fake(n8ntest.Options{NoMautic: true}), check, n8n.Error{Problem: n8n.TypeUnknown, Status: 404, Message: "Not Found"}},
		{"an unknown project", fake(n8ntest.Options{Projects: []string{"p1"}}), project, n8n.Error{Problem: n8n.ProjectUnknown, Status: 404, Message: "Not Found"}},
		{"a credential that is gone", fake(n8ntest.Options{}), update, n8n.Error{Problem: n8n.CredentialGone, Status: 404, Message: "Credential not found"}},
		{"a credential to test that is gone", fake(n8ntest.Options{}), test, n8n.Error{Problem: n8n.CredentialGone, Status: 404, Message: "Credential not found"}},
		{"listing on 1.x", fake(n8ntest.Options{Version: n8ntest.V1}), list, n8n.Error{Problem: n8n.Unsupported, Status: 405, Message: "GET method not allowed"}},
		{"updating on 1.x", fake(n8ntest.Options{Version: n8ntest.V1}), update, n8n.Error{Problem: n8n.Unsupported, Status: 405, Message: "PATCH method not allowed"}},
		{"testing on 1.x", fake(n8ntest.Options{Version: n8ntest.V1}), test, n8n.Error{Problem: n8n.Unsupported, Status: 404, Message: "not found"}},
		{"outside of n8n's path", elsewhere, check, n8n.Error{Problem: n8n.NotFound, Status: 404, Message: "404 Not Found"}},
		{"a web page that is always there", fixed(200, htmlType, "<html><title>Welcome</title>"), check, n8n.Error{Problem: n8n.NotFound, Status: 200, Message: "Welcome"}},
		{"an API of something else", fixed(404, jsonType, `{"message":"Not Found"}`), check, n8n.Error{Problem: n8n.NotFound, Status: 404, Message: "Not Found"}},
		{"JSON of something else", fixed(200, jsonType, `[1]`), check, n8n.Error{Problem: n8n.NotFound, Status: 200}},
		{"an extra field", fixed(400, jsonType, `{"message":"request.body.data is not allowed to have the additional property \"foo\""}`), create,
			n8n.Error{Problem: n8n.FieldRefused, Status: 400, Field: "foo", Message: `request.body.data is not allowed to have the additional property "foo"`}},
		{"a field too few", fixed(400, jsonType, `{"message":"request.body.data does not match allOf schema [subschema 0] with 1 error[s]:,request.body.data requires property \"serverUrl\""}`), create,
			n8n.Error{Problem: n8n.FieldRefused, Status: 400, Field: "serverUrl", Message: `request.body.data does not match allOf schema [subschema 0] with 1 error[s]:,request.body.data requires property "serverUrl"`}},
		{"a name of another length", fixed(400, jsonType, `{"message":"Credential name must be 5 to 50 characters long."}`), create,
			n8n.Error{Problem: n8n.NameLength, Status: 400, Message: "Credential name must be 5 to 50 characters long."}},
		{"a body that lost its type", fixed(415, jsonType, `{"message":"unsupported media type text/plain"}`), create,
			n8n.Error{Problem: n8n.MediaType, Status: 415, Message: "unsupported media type text/plain"}},
		{"n8n breaks", fixed(500, htmlType, "<!DOCTYPE html><title>Error</title>"), create, n8n.Error{Problem: n8n.Broken, Status: 500, Message: "Error", Uncertain: true}},
		{"a gateway gives up", fixed(504, htmlType, "<html><title>504 Gateway Time-out</title>"), check, n8n.Error{Problem: n8n.Broken, Status: 504, Message: "504 Gateway Time-out"}},
		{"an answer without an ID", fixed(200, jsonType, "{}"), create, n8n.Error{Problem: n8n.Broken, Status: 200, Uncertain: true}},
		{"a password prompt in front", fixed(401, htmlType, "<html><title>401 Authorization Required</title>", "WWW-Authenticate", "Basic"), check,
			n8n.Error{Problem: n8n.InFront, Status: 401, Message: "401 Authorization Required"}},
		{"a firewall in front", fixed(403, htmlType, "<html><title>Attention Required!</title>"), create, n8n.Error{Problem: n8n.InFront, Status: 403, Message: "Attention Required!"}},
		{"a rate limit in front", fixed(429, "text/plain", "slow down"), create, n8n.Error{Problem: n8n.InFront, Status: 429}},
		{"a redirect to https", fixed(301, htmlType, "", "Location", "https://n8n.example.com/api/v1/credentials?x=1"), create,
			n8n.Error{Problem: n8n.Redirected, Status: 301, Location: "https://n8n.example.com/api/v1/credentials"}},
		{"nobody listens", nowhere, check, n8n.Error{Problem: n8n.Unreachable}},
		{"nobody listens to the credential", nowhere, create, n8n.Error{Problem: n8n.Unreachable}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := tt.do(t.Context(), tt.client(t))
			got := problem(t, err)
			if diff := cmp.Diff(tt.want, got, ignoreDetails); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if s := got.Error(); strings.Contains(s, "Mautic runs") || got.Request.Method == "" {
				t.Errorf("the error reads %q, of the request %q", s, got.Request)
			}
		})
	}
}

func TestAFailedTransportKeepsItsKind(t *testing.T) {
	t.Parallel()
	basic, _ := recorded(t)
	cred := credential(t, "Mautic", basic, false)
	for _, tt := range []struct {
		err       error
		kind      mautic.Kind
		problem   n8n.Problem
		uncertain bool
	}{
		{&mautic.TransportError{Kind: mautic.KindBlocked, Detail: "10.0.0.1"}, mautic.KindBlocked, n8n.Private, false},
		{fmt.Errorf("relay: %w", &mautic.TransportError{Kind: mautic.KindDNS}), mautic.KindDNS, n8n.Unreachable, false},
		{&mautic.TransportError{Kind: mautic.KindTLSExpired}, mautic.KindTLSExpired, n8n.Unreachable, false},
		{&mautic.TransportError{Kind: mautic.KindTimeout}, mautic.KindTimeout, n8n.Unreachable, true},
		{&mautic.TransportError{Kind: mautic.KindReset}, mautic.KindReset, n8n.Unreachable, true},
		{&mautic.TransportError{Kind: mautic.KindRateLimited}, mautic.KindRateLimited, "proxy-rate-limited", false},
		{&mautic.TransportError{Kind: mautic.KindProxy}, mautic.KindProxy, "proxy-unreachable", true},
		{context.Canceled, mautic.KindCanceled, "canceled", true},
		{errors.New("X-N8N-API-KEY: " + n8ntest.TestKey), mautic.KindOther, n8n.Unreachable, true},
	} {
		c := clientOf(t, "https://n8n.example.com", n8ntest.TestKey)
		c.Transport = mautic.TransportFunc(func(context.Context, *mautic.Request) (*mautic.Response, error) { return nil, tt.err })
		_, err := c.Create(t.Context(), cred, "")
		e := problem(t, err)
		if mautic.KindOf(err) != tt.kind || e.Problem != tt.problem || e.Uncertain != tt.uncertain {
			t.Errorf("%v: got kind %q, problem %q, uncertain %v", tt.err, mautic.KindOf(err), e.Problem, e.Uncertain)
		}
		if strings.Contains(err.Error(), n8ntest.TestKey) {
			t.Errorf("the error holds the key: %v", err)
		}
	}
	for name, c := range map[string]n8n.Client{
		"no transport": {Address: clientOf(t, "https://x.example", "k").Address},
		"no address":   {Transport: mautic.TransportFunc(transport)},
		"no answer": {Address: clientOf(t, "https://x.example", "k").Address,
			Transport: mautic.TransportFunc(func(context.Context, *mautic.Request) (*mautic.Response, error) { return nil, nil })},
	} {
		if _, err := c.CheckKey(t.Context()); mautic.KindOf(err) != mautic.KindOther {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNoErrorHoldsASecret(t *testing.T) {
	t.Parallel()
	const key, password, secret, access, refresh = "n8n_api_c4n4ry", "p4ssw0rd", "cl13ntsecret", "acc3ss", "r3fresh"
	basic, grant := recorded(t)
	basic.Password, grant.Client.Secret = mautic.NewSecret(password), mautic.NewSecret(secret)
	grant.Token = mautic.Token{Access: mautic.NewSecret(access), Refresh: mautic.NewSecret(refresh)}
	echo := strings.Join([]string{key, password, secret, access, refresh}, " ")
	bodies := []string{`{"message":"no: ` + echo + `"}`, `{"status":"Error","message":"` + echo + `","id":""}`, "<html><title>" + echo + "</title>", echo}
	for _, status := range []int{200, 302, 400, 401, 403, 404, 405, 415, 500} {
		for _, body := range bodies {
			c := answering(t, status, "application/json", body, "Location", "https://x.example/"+key+"?"+echo)
			c.Key = mautic.NewSecret(key)
			var errs []error
			for _, m := range []mautic.Credential{basic, grant} {
				cred := credential(t, "Mautic", m, true)
				_, err := c.Create(t.Context(), cred, "")
				errs = append(errs, err)
				_, err = c.Update(t.Context(), "x", cred)
				errs = append(errs, err)
				for _, s := range []string{password, secret, access, refresh} {
					if m == basic && s != password || m != basic && s == password {
						continue // not this credential's
					}
					for _, err := range errs[len(errs)-2:] {
						if err != nil && strings.Contains(fmt.Sprintf("%v %+v", err, err), s) {
							t.Errorf("%d %s: the error holds %s: %v", status, body, s, err)
						}
					}
				}
			}
			_, err := c.CheckKey(t.Context())
			errs = append(errs, err)
			_, err = c.List(t.Context())
			errs = append(errs, err)
			result, err := c.Test(t.Context(), "x")
			errs = append(errs, err)
			for _, err := range errs {
				if err != nil && strings.Contains(fmt.Sprintf("%v %+v", err, *problemOf(err)), key) {
					t.Errorf("%d %s: the error holds the key: %v", status, body, err)
				}
			}
			if strings.Contains(result.Message, key) {
				t.Errorf("the result of a test holds the key: %v", result)
			}
		}
	}
	c := clientOf(t, "https://n8n.example.com", key)
	if s := fmt.Sprintf("%v %+v %#v", c, c, c); strings.Contains(s, key) {
		t.Errorf("printing a client shows the key: %s", s)
	}
}

func problemOf(err error) *n8n.Error {
	e, ok := errors.AsType[*n8n.Error](err)
	if !ok {
		return &n8n.Error{}
	}
	return e
}

func TestListFollowsAllPagesNewestFirst(t *testing.T) {
	t.Parallel()
	basic, _ := recorded(t)
	s, c := start(t, n8ntest.Options{})
	const count = 520
	for i := range count {
		if _, err := c.Create(t.Context(), credential(t, fmt.Sprintf("Mautic %d", i), basic, false), ""); err != nil {
			t.Fatal(err)
		}
	}
	all, err := c.List(t.Context())
	if err != nil || len(all) != count || all[0].Name != "Mautic 519" || all[count-1].Name != "Mautic 0" || all[0].Type != n8n.TypeBasic {
		t.Fatalf("got %d credentials, %v", len(all), err)
	}
	pages := 0
	for _, r := range s.Requests() {
		if r.Method == "GET" {
			pages++
		}
	}
	if pages != 3 {
		t.Errorf("%d pages were asked for, want 3", pages)
	}
}

func TestListEndsWhenTheCursorDoesNot(t *testing.T) {
	t.Parallel()
	c := answering(t, 200, "application/json", `{"data":[{"id":"a","name":"n","type":"t"}],"nextCursor":"same"}`)
	all, err := c.List(t.Context())
	if err != nil || len(all) != 2 {
		t.Errorf("got %d credentials, %v", len(all), err)
	}
}

func TestN8NsOwnTestIsPassedOn(t *testing.T) {
	t.Parallel()
	_, grant := recorded(t)
	_, c := start(t, n8ntest.Options{})
	for _, tt := range []struct {
		tokens bool
		want   n8n.TestResult
	}{
		{true, n8n.TestResult{OK: true, Message: "Connection Successful!"}},
		{false, n8n.TestResult{OK: false, Message: "This OAuth2 credential was not connected to an account."}},
	} {
		stored, err := c.Create(t.Context(), credential(t, "Mautic", grant, tt.tokens), "")
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Test(t.Context(), stored.ID)
		if got != tt.want || err != nil {
			t.Errorf("with tokens %v: got %v, %v", tt.tokens, got, err)
		}
	}
}
