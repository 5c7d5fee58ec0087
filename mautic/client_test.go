package mautic

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSelfReadsTheRecordings(t *testing.T) {
	for _, tt := range []struct {
		id   string
		want User
	}{
		{"self-admin", User{ID: 1, UserName: "admin", FirstName: "Ada", LastName: "Admin", Email: "admin@example.test",
			Role: Role{ID: 1, Name: "Administrator", IsAdmin: true}, MauticVersion: "5.1.1"}},
		{"self-limited", User{ID: 2, UserName: "limited", FirstName: "limited", LastName: "User", Email: "limited@example.test",
			Role: Role{ID: 2, Name: "API limited", RawPermissions: map[string][]string{"api:access": {"full"}, "lead:leads": {"viewown"}}}, MauticVersion: "5.1.1"}},
	} {
		t.Run(tt.id, func(t *testing.T) {
			got, err := NewClient(replay(t, tt.id), recordedBasic(t, tt.id)).Self(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(&tt.want, got); d != "" {
				t.Error(d)
			}
			if got.IsApplication() {
				t.Error("a person is taken for an application")
			}
		})
	}
}

func TestSelfOfAnApplicationHasNoID(t *testing.T) {
	access := strings.TrimPrefix(find(t, "cc-self").Request.Headers["Authorization"], "Bearer ")
	c := ClientCredentials{Client: OAuthClient{Base: recordedHost(t, "cc-self")}, Token: Token{Access: NewSecret(access)}}
	got, err := NewClient(replay(t, "cc-self"), c).Self(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := &User{UserName: "n8n single [1]", FirstName: "n8n single", LastName: "[1]", Role: Role{ID: 1, Name: "Administrator", IsAdmin: true}, MauticVersion: "5.1.1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !got.IsApplication() {
		t.Error("an application is taken for a person")
	}
}

func TestSelfFailsAsRecorded(t *testing.T) {
	for _, tt := range []struct {
		id     string
		shape  Shape
		status int
		typ    string
	}{
		{"apioff-basic", ShapeA, 403, "api_disabled"},
		{"basicoff-good", ShapeA, 403, "access_denied"},
		{"basic-wrong-pass", ShapeA, 401, "access_denied"},
		{"6.0.8/basic-wrong-pass", ShapeEmpty, 401, ""},
		{"7.0.2/basic-wrong-pass", ShapeEmpty, 401, ""},
		{"fpmdown-basic", ShapeD, 503, ""},
		{"ratelimit-4", ShapeB, 429, ""},
	} {
		t.Run(tt.id, func(t *testing.T) {
			c := recordedBasic(t, tt.id)
			u, err := NewClient(replay(t, tt.id), c).Self(context.Background())
			var e *Error
			if !errors.As(err, &e) || u != nil {
				t.Fatalf("got %v, %v", u, err)
			}
			if e.Shape != tt.shape || e.Status != tt.status || e.Type != tt.typ || e.Request.URL != c.Base.API("users/self") {
				t.Errorf("got %+v", e)
			}
			if strings.Contains(err.Error(), c.Password.Reveal()) {
				t.Errorf("the error holds the password: %v", err)
			}
		})
	}
}

func TestPermissionCheckReadsTheRecordings(t *testing.T) {
	const id = "permcheck-limited-own"
	var asked struct{ Permissions []string }
	if err := json.Unmarshal([]byte(find(t, id).Request.Body), &asked); err != nil {
		t.Fatal(err)
	}
	got, err := NewClient(replay(t, id), recordedBasic(t, id)).PermissionCheck(context.Background(), 2, asked.Permissions)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(asked.Permissions) || !got["lead:leads:viewown"] || got["lead:leads:viewother"] {
		t.Errorf("got %v", got)
	}

	const unknown = "permcheck-limited-own-unknown-bundle"
	got, err = NewClient(replay(t, unknown), recordedBasic(t, unknown)).PermissionCheck(context.Background(), 2, []string{"foo:bar:baz"})
	if e, ok := asError(err); !ok || e.Status != 500 || got != nil {
		t.Errorf("an unknown bundle: got %v, %v", got, err)
	}
}

func TestPermissionCheckNeedsANumericUser(t *testing.T) {
	tr := TransportFunc(func(context.Context, *Request) (*Response, error) {
		t.Error("a request was sent")
		return nil, errors.New("x")
	})
	for _, id := range []int{0, -1} {
		if m, err := NewClient(tr, Basic{Base: recordedBase, UserName: "u"}).PermissionCheck(context.Background(), id, nil); err == nil || m != nil {
			t.Errorf("user %d: %v, %v", id, m, err)
		}
	}
}

func TestTriggersReadTheRecordings(t *testing.T) {
	const id = "fp-hooks-triggers"
	got, err := NewClient(replay(t, id), recordedBasic(t, id)).Triggers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := Trigger{Label: "Company Create/Update Event", Description: "Triggered when a company is created/updated"}
	if got["mautic.company_post_save"] != want || len(got) < 5 {
		t.Errorf("got %d triggers, %+v", len(got), got["mautic.company_post_save"])
	}
}

func TestListReadsTheRecordings(t *testing.T) {
	for _, tt := range []struct {
		id, resource string
		limit        int
		total, items int
		key          string
	}{
		{"perm-n8n-contacts", "contacts", 1, 3, 1, "contacts"}, // total is "3", items are a map
		{"perm-limited-contacts", "contacts", 1, 0, 0, "contacts"},
		{"perm-n8n-segments", "segments", 1, 1, 1, "lists"},
		{"perm-n8n-tags", "tags", 0, 0, 0, "tags"}, // items are []
		{"fp-hooks", "hooks", 0, 0, 0, "hooks"},
		{"hook-list", "hooks", 0, 1, 1, "hooks"},
		{"perm-limited-contacts-list-segments", "contacts/list/segments", 0, 1, 1, ""}, // no total, only a map by id
		{"perm-n8n-contacts-list-owners", "contacts/list/owners", 0, 5, 5, ""},         // a bare list
	} {
		t.Run(tt.id, func(t *testing.T) {
			got, err := NewClient(replay(t, tt.id), recordedBasic(t, tt.id)).List(context.Background(), tt.resource, tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			if got.Total != tt.total || len(got.Items) != tt.items || got.Key != tt.key || got.MauticVersion != "5.1.1" {
				t.Errorf("got total %d, %d items under %q, version %q", got.Total, len(got.Items), got.Key, got.MauticVersion)
			}
			for _, raw := range got.Items {
				var item struct{ ID int }
				if json.Unmarshal(raw, &item) != nil || item.ID == 0 {
					t.Errorf("item %s", raw)
				}
			}
		})
	}
}

func TestMissingPermissionsAreShapeB(t *testing.T) {
	const id = "perm-apionly-campaigns"
	_, err := NewClient(replay(t, id), recordedBasic(t, id)).List(context.Background(), "campaigns", 1)
	if e, ok := asError(err); !ok || e.Shape != ShapeB || e.Status != 403 || e.Version != "5.1.1" {
		t.Errorf("got %v", err)
	}
}

func TestRedirectsAreReportedAndNotFollowed(t *testing.T) {
	for id, location := range map[string]string{
		"url-http-https-redirect": "https://",
		"url-indexphp-api":        "/api/users/self",
		"notinstalled-api-basic":  "/installer",
	} {
		calls := 0
		rec := find(t, id)
		tr := TransportFunc(func(context.Context, *Request) (*Response, error) {
			calls++
			return rec.response(), nil
		})
		_, err := NewClient(tr, Basic{Base: recordedBase, UserName: "u"}).Self(context.Background())
		e, ok := asError(err)
		if !ok || e.Status/100 != 3 || !strings.Contains(e.Location, location) || calls != 1 {
			t.Errorf("%s: %d requests, %v", id, calls, err)
		}
	}
}

func TestAnswersOfAnUnknownFormAreErrors(t *testing.T) {
	calls := map[string]func(*Client) error{
		"self":   func(c *Client) error { _, err := c.Self(context.Background()); return err },
		"check":  func(c *Client) error { _, err := c.PermissionCheck(context.Background(), 1, nil); return err },
		"trig":   func(c *Client) error { _, err := c.Triggers(context.Background()); return err },
		"list":   func(c *Client) error { _, err := c.List(context.Background(), "x", 1); return err },
		"list=0": func(c *Client) error { _, err := c.List(context.Background(), "x?a=b", 0); return err },
	}
	for _, tt := range []struct{ body, fail string }{
		{`{}`, "self trig"},
		{`[]`, "self trig"},
		{`{"username":"u","role":5}`, "self check trig"},
		{`{"username":"u","role":{"rawPermissions":"x"}}`, "self check trig"},
		{`{"username":"u","role":{"rawPermissions":{"a":5}}}`, "self check trig"},
		{`{"username":"u","role":[]}`, "check trig"},
		{`{"username":"u","role":{"rawPermissions":[]}}`, "check trig"},
		{`{"username":"u","role":{"rawPermissions":{"a":"full","b":{"0":"x","2":"y"}}}}`, "check trig"},
		{`{"total":3}`, "self check trig list list=0"},
		{`{"triggers":[]}`, "self check"},
		{`{"triggers":{}}`, "self check"},
		{`{"a":true}`, "self trig"},
		{`<html>`, "self check trig list list=0"},
	} {
		tr := TransportFunc(func(context.Context, *Request) (*Response, error) {
			return &Response{Status: 200, Body: []byte(tt.body)}, nil
		})
		c := NewClient(tr, Basic{Base: recordedBase, UserName: "u"})
		var failed []string
		for _, name := range []string{"self", "check", "trig", "list", "list=0"} {
			if err := calls[name](c); err != nil {
				failed = append(failed, name)
				if e, ok := asError(err); !ok || e.Status != 200 || e.Request.Method == "" {
					t.Errorf("%s on %s: %v", name, tt.body, err)
				}
			}
		}
		if got := strings.Join(failed, " "); got != tt.fail {
			t.Errorf("%s: %q fail, want %q", tt.body, got, tt.fail)
		}
	}
}

func TestRawPermissionsInEveryFormPHPWrites(t *testing.T) {
	u, err := parseUser(&Response{Body: []byte(`{"id":"7","username":"u","role":{"id":"3","rawPermissions":{"a":"full","b":{"0":"x","2":"y"},"c":[]}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	want := &User{ID: 7, UserName: "u", Role: Role{ID: 3, RawPermissions: map[string][]string{"a": {"full"}, "b": {"x", "y"}, "c": {}}}}
	if d := cmp.Diff(want, u); d != "" {
		t.Error(d)
	}
}

func TestListKeepsTheOrderOfAMap(t *testing.T) {
	p, err := parsePage(&Response{Body: []byte(`{"total":"2","contacts":{"9":{"id":9},"3":{"id":3}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Items) != 2 || string(p.Items[0]) != `{"id":9}` {
		t.Errorf("got %s", p.Items)
	}
}

func TestNothingIsSentWithoutCredentialOrBaseURL(t *testing.T) {
	tr := TransportFunc(func(_ context.Context, r *Request) (*Response, error) {
		t.Errorf("%v was sent", r)
		return nil, errors.New("x")
	})
	for name, c := range map[string]Credential{
		"none": nil, "no base URL": Basic{UserName: "u"}, "no user name": Basic{Base: recordedBase}, "no token": ClientCredentials{Client: OAuthClient{Base: recordedBase}},
	} {
		if _, err := NewClient(tr, c).Self(context.Background()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestTransportErrorsKeepTheirKind(t *testing.T) {
	tr := TransportFunc(func(context.Context, *Request) (*Response, error) { return nil, &TransportError{Kind: KindDNS} })
	_, err := NewClient(tr, Basic{Base: recordedBase, UserName: "u", Password: NewSecret(canary)}).Self(context.Background())
	if KindOf(err) != KindDNS || strings.Contains(err.Error(), canary) {
		t.Errorf("got %v", err)
	}
}

func TestDoReturnsTheAnswerAsItCame(t *testing.T) {
	const id = "basic-wrong-pass"
	c := NewClient(replay(t, id), recordedBasic(t, id))
	res, err := c.Do(context.Background(), "GET", "users/self", nil)
	if err != nil || res.Status != 401 {
		t.Errorf("got %v, %v", res, err)
	}
	if c.Credential().Method() != MethodBasic {
		t.Errorf("the credential is %s", c.Credential().Method())
	}
}
