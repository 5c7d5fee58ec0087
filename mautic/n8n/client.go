package n8n

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"mautic-connect/mautic"
)

// KeyHeader carries the API key.
const KeyHeader = "X-N8N-API-KEY"

// The scopes an API key needs, as n8n names them.
const (
	ScopeCreate = "credential:create"
	ScopeList   = "credential:list"
	ScopeUpdate = "credential:update"
	ScopeRead   = "credential:read" // to test a credential
)

// Client calls the public API of one n8n. It keeps nothing; forget it, and
// the key is forgotten. Every failure of its methods is an *Error.
type Client struct {
	Transport mautic.Transport
	Address   Address
	Key       mautic.Secret
}

// Version is the major version of an n8n, as far as its answers show it.
type Version string

// The versions that answer differently.
const (
	Version1 Version = "1" // can create, and neither list nor update
	Version2 Version = "2"
)

// Summary is what n8n tells of a stored credential: never its data.
type Summary struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type Type   `json:"type"`
}

// CheckKey asks for the schema of the Mautic API credential, which needs a
// valid key and no scope. It returns n8n's version, guessed from the schema.
func (c Client) CheckKey(ctx context.Context) (Version, error) {
	var schema struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	err := c.call(ctx, call{method: "GET", path: "credentials/schema/" + string(TypeBasic)}, &schema)
	if e, ok := errors.AsType[*Error](err); ok && e.Problem == NotFound && e.own {
		// n8n says "Not Found" to a type it does not know, as anything else
		// may to a path: a type that every n8n has tells them apart.
		if c.call(ctx, call{method: "GET", path: "credentials/schema/httpBasicAuth"}, nil) == nil {
			e.Problem = TypeUnknown
		}
	}
	if err != nil {
		return "", err
	}
	if _, ok := schema.Properties["allowedHttpRequestDomains"]; ok {
		return Version2, nil
	}
	return Version1, nil
}

const (
	listPage = 250 // the most n8n gives at once
	maxPages = 40  // 10,000 credentials
)

// List returns all credentials that the key's owner sees, newest first, at
// most 10,000. n8n 1.x has no list: Unsupported. The scope is
// credential:list, which only owners and admins can give a key.
func (c Client) List(ctx context.Context) ([]Summary, error) {
	var all []Summary
	cursor := ""
	for range maxPages {
		path := "credentials?limit=" + strconv.Itoa(listPage)
		if cursor != "" {
			path += "&cursor=" + url.QueryEscape(cursor)
		}
		var page struct {
			Data []Summary `json:"data"`
			Next *string   `json:"nextCursor"`
		}
		if err := c.call(ctx, call{method: "GET", path: path, scope: ScopeList}, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Data...)
		if page.Next == nil || *page.Next == "" || *page.Next == cursor || len(page.Data) == 0 {
			break
		}
		cursor = *page.Next
	}
	return all, nil
}

// Create stores cred as a new credential, in the project with that ID or,
// with "", in the personal project of the key's owner. It never overwrites:
// creating twice makes two. The scope is credential:create.
func (c Client) Create(ctx context.Context, cred Credential, project string) (Summary, error) {
	body, err := cred.createBody(project)
	if err != nil {
		return Summary{}, err
	}
	missing := NotFound
	if project != "" {
		missing = ProjectUnknown
	}
	return c.store(ctx, cred, call{method: "POST", path: "credentials", body: body, scope: ScopeCreate, missing: missing})
}

// Update changes the credential with that ID into cred, see
// [Credential.UpdateBody] for what stays. n8n 1.x cannot: Unsupported. The
// scope is credential:update.
func (c Client) Update(ctx context.Context, id string, cred Credential) (Summary, error) {
	body, err := cred.UpdateBody()
	if err != nil {
		return Summary{}, err
	}
	return c.store(ctx, cred, call{method: "PATCH", path: "credentials/" + url.PathEscape(id), body: body, scope: ScopeUpdate, missing: CredentialGone})
}

// store makes the two calls that carry a credential.
func (c Client) store(ctx context.Context, cred Credential, l call) (Summary, error) {
	var s Summary
	err := c.call(ctx, l, &s)
	if err == nil && s.ID == "" {
		err = &Error{Problem: Broken, Status: 200, Request: l.line(c), Uncertain: true}
	}
	if e, ok := errors.AsType[*Error](err); ok {
		e.Message = cred.redact(e.Message)
		e.Uncertain = e.Uncertain || mayHaveArrived(e)
		return Summary{}, err
	}
	return s, err
}

// mayHaveArrived reports whether a failed call can have stored something.
func mayHaveArrived(e *Error) bool {
	switch mautic.KindOf(e.Err) {
	case mautic.KindTimeout, mautic.KindReset, mautic.KindTooLarge, mautic.KindProxy, mautic.KindCanceled, mautic.KindOther, mautic.KindOffline:
		return true
	}
	return e.Problem == Broken
}

// TestResult is what n8n's own test of a credential says.
type TestResult struct {
	OK      bool
	Message string // n8n's, such as "Connection successful!"
}

// Test has n8n test the stored credential with that ID. Its verdict is weaker
// than it reads: for user name and password any answer below 300 is a
// success, a web page too; for OAuth2 nothing is sent, n8n only looks whether
// there is an access token. n8n 1.x cannot: Unsupported. The scope is
// credential:read.
func (c Client) Test(ctx context.Context, id string) (TestResult, error) {
	var out struct {
		Status  string `json:"status"`
		Message string `json:"message"`
	}
	err := c.call(ctx, call{method: "POST", path: "credentials/" + url.PathEscape(id) + "/test", scope: ScopeRead, missing: CredentialGone}, &out)
	if e, ok := errors.AsType[*Error](err); ok && e.Problem == CredentialGone && e.Message == "not found" {
		e.Problem = Unsupported // the router's words: there is no such path
	}
	if err != nil {
		return TestResult{}, err
	}
	return TestResult{OK: out.Status == "OK", Message: c.redactKey(cleanText(out.Message))}, nil
}

// call is one call of the public API.
type call struct {
	method, path string // path is below /api/v1/, percent-encoded
	body         []byte
	scope        string
	missing      Problem // what a 404 in n8n's own words means; NotFound by default
}

func (l call) line(c Client) mautic.RequestLine {
	r := mautic.Request{Method: l.method, URL: c.Address.API(l.path)}
	return r.Line()
}

// call sends l and decodes the answer into out unless that is nil.
func (c Client) call(ctx context.Context, l call, out any) error {
	h := mautic.Header{"Accept": "application/json", KeyHeader: strings.TrimSpace(c.Key.Reveal())}
	if l.body != nil {
		h["Content-Type"] = "application/json"
	}
	r := &mautic.Request{Method: l.method, URL: c.Address.API(l.path), Header: h, Body: l.body}
	if c.Address.IsZero() || c.Transport == nil {
		return &Error{Problem: Unreachable, Request: r.Line(),
			Err: &mautic.TransportError{Kind: mautic.KindOther, Detail: "there is no address or no transport"}}
	}
	res, err := c.Transport.RoundTrip(ctx, r)
	if err == nil && res == nil {
		err = &mautic.TransportError{Kind: mautic.KindOther, Detail: "the transport returned nothing"}
	}
	if err != nil {
		return transportError(err, r.Line())
	}
	if e := classify(res, l); e != nil {
		e.Request = r.Line()
		e.Message = c.redactKey(e.Message)
		e.Location = c.redactKey(e.Location)
		return e
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(res.Body, out); err != nil {
		return &Error{Problem: NotFound, Status: res.Status, Request: r.Line()} // JSON of another shape: not n8n
	}
	return nil
}

func (c Client) redactKey(text string) string {
	if key := strings.TrimSpace(c.Key.Reveal()); len(key) >= 4 {
		return strings.ReplaceAll(text, key, c.Key.String())
	}
	return text
}

// transportError keeps the kind of a failure and drops any text that may
// repeat a request.
func transportError(err error, line mautic.RequestLine) *Error {
	kind := mautic.KindOf(err)
	te, ok := errors.AsType[*mautic.TransportError](err)
	if !ok {
		if kind == "" {
			kind = mautic.KindOther
		}
		te = &mautic.TransportError{Kind: kind, Err: err}
	}
	return &Error{Problem: problemOf(kind), Request: line, Err: te}
}
