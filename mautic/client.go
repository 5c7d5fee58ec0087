package mautic

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Client calls the API of one Mautic with one credential. It sends one request
// a call, follows no redirect (a 3xx is an *Error with Location), refreshes no
// token and may be used from several goroutines.
//
// Every method returns an *Error for an answer that is not the wanted one, a
// *TransportError for no answer, and a *CredentialError when the credential
// cannot be sent; use errors.As.
type Client struct {
	transport  Transport
	credential Credential
}

// NewClient returns a client of c's base URL. A nil c sends no Authorization
// and reaches nothing, since there is no base URL.
func NewClient(t Transport, c Credential) *Client { return &Client{transport: t, credential: c} }

// Credential returns the credential the client sends.
func (c *Client) Credential() Credential { return c.credential }

// Do sends one request to {base}/api/{path} (path may hold a query) and
// returns the answer as it came, whatever its status. body is JSON or nil.
func (c *Client) Do(ctx context.Context, method, path string, body []byte) (*Response, error) {
	res, _, err := c.do(ctx, method, path, body)
	return res, err
}

func (c *Client) do(ctx context.Context, method, path string, body []byte) (*Response, RequestLine, error) {
	if c.credential == nil {
		return nil, RequestLine{}, errors.New("the request was not sent: there is no credential")
	}
	base := c.credential.BaseURL()
	if base.IsZero() {
		return nil, RequestLine{}, fmt.Errorf("the request was not sent: %w", &BaseURLError{Reason: BaseURLEmpty})
	}
	// Exactly application/json: a Mautic whose database is down answers JSON
	// to that and HTML to anything longer.
	r := &Request{Method: method, URL: base.API(path), Header: Header{"Accept": "application/json"}, Body: body}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if err := c.credential.Authorize(r.Header); err != nil {
		return nil, r.Line(), fmt.Errorf("the request was not sent: %w", err)
	}
	res, err := send(ctx, c.transport, r)
	return res, r.Line(), err
}

// call does the request and hands the JSON of a good answer to read.
func (c *Client) call(ctx context.Context, method, path string, body []byte, read func(*Response) error) error {
	res, line, err := c.do(ctx, method, path, body)
	if err != nil {
		return err
	}
	if e := DecodeError(res); e != nil {
		e.Request = line
		return e
	}
	if err := read(res); err != nil {
		e := describe(res)
		e.Request, e.Message = line, err.Error()
		return e
	}
	return nil
}

// User is the answer of users/self.
type User struct {
	ID        int // 0 for an application, see IsApplication
	UserName  string
	FirstName string
	LastName  string
	Email     string
	Role      Role
	// MauticVersion is the Mautic-Version of the answer, "5.1.1".
	MauticVersion string
}

// IsApplication reports whether this is the pseudo user of a client
// credentials token: it has no id and no e-mail, and the role of the person
// who created the client.
func (u User) IsApplication() bool { return u.ID == 0 }

// Role is what a user may do. RawPermissions maps "lead:leads" to
// ["viewown", …] or ["full"]; an administrator has none and may do everything.
type Role struct {
	ID             int
	Name           string
	IsAdmin        bool
	RawPermissions map[string][]string
}

// Self asks who the credential is. It needs no permission, so it is the best
// single check of a login.
func (c *Client) Self(ctx context.Context) (*User, error) {
	var u *User
	err := c.call(ctx, "GET", "users/self", nil, func(res *Response) (err error) {
		u, err = parseUser(res)
		return err
	})
	return u, err
}

func parseUser(res *Response) (*User, error) {
	var w struct {
		ID        looseInt        `json:"id"`
		UserName  *string         `json:"username"`
		FirstName string          `json:"firstName"`
		LastName  string          `json:"lastName"`
		Email     string          `json:"email"`
		Role      json.RawMessage `json:"role"`
	}
	if err := json.Unmarshal(trimBOM(res.Body), &w); err != nil || w.UserName == nil {
		return nil, errors.New("the answer is JSON but not a Mautic user")
	}
	var role struct {
		ID      looseInt        `json:"id"`
		Name    string          `json:"name"`
		IsAdmin bool            `json:"isAdmin"`
		Raw     json.RawMessage `json:"rawPermissions"`
	}
	if err := unmarshalMap(w.Role, &role); err != nil {
		return nil, errors.New("the answer holds a role of an unknown form")
	}
	var raw map[string]json.RawMessage
	if err := unmarshalMap(role.Raw, &raw); err != nil {
		return nil, errors.New("the answer holds permissions of an unknown form")
	}
	u := &User{
		ID: int(w.ID), UserName: *w.UserName, FirstName: w.FirstName, LastName: w.LastName, Email: w.Email,
		Role:          Role{ID: int(role.ID), Name: role.Name, IsAdmin: role.IsAdmin},
		MauticVersion: clean(res.Header.Get("Mautic-Version"), 50),
	}
	for name, levels := range raw {
		list, err := stringList(levels)
		if err != nil {
			return nil, errors.New("the answer holds permissions of an unknown form")
		}
		if u.Role.RawPermissions == nil {
			u.Role.RawPermissions = make(map[string][]string, len(raw))
		}
		u.Role.RawPermissions[name] = list
	}
	return u, nil
}

// PermissionCheck asks whether the user may do each of permissions, such as
// "lead:leads:viewown". userID is numeric, as in User.ID: Mautic knows no
// "self" here, so a client credentials token cannot ask about itself.
//
// Ask only for permissions the version knows: one with an unknown bundle makes
// Mautic answer 500 to the whole list for anybody but an administrator. An
// administrator gets true for everything, even for what does not exist.
func (c *Client) PermissionCheck(ctx context.Context, userID int, permissions []string) (map[string]bool, error) {
	if userID <= 0 {
		return nil, fmt.Errorf("the permissions were not asked for: user %d has no numeric id; a client credentials token has none", userID)
	}
	body, err := json.Marshal(map[string][]string{"permissions": append([]string{}, permissions...)})
	if err != nil {
		return nil, fmt.Errorf("the permissions cannot be sent: %w", err)
	}
	m := map[string]bool{}
	err = c.call(ctx, "POST", "users/"+strconv.Itoa(userID)+"/permissioncheck", body, func(res *Response) error {
		if unmarshalMap(trimBOM(res.Body), &m) != nil {
			return errors.New("the answer is JSON but not a list of permissions")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Trigger is an event a webhook can be told about.
type Trigger struct {
	Label       string `json:"label"`
	Description string `json:"description"`
}

// Triggers lists the events for webhooks by their key
// ("mautic.lead_post_save_new"). It needs a webhook permission.
func (c *Client) Triggers(ctx context.Context) (map[string]Trigger, error) {
	m := map[string]Trigger{}
	err := c.call(ctx, "GET", "hooks/triggers", nil, func(res *Response) error {
		var w struct {
			Triggers json.RawMessage `json:"triggers"`
		}
		if json.Unmarshal(trimBOM(res.Body), &w) != nil || w.Triggers == nil || unmarshalMap(w.Triggers, &m) != nil {
			return errors.New("the answer is JSON but not a list of triggers")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Page is the beginning of a list. Items are in Mautic's order.
type Page struct {
	// Total is how many there are in all. Mautic counts only what the role
	// may see: 0 can also mean "only your own, and you have none".
	Total int
	// Key is the name the items came under, which is not always the
	// resource's ("segments" come as "lists"); empty for a bare list.
	Key   string
	Items []json.RawMessage
	// MauticVersion is the Mautic-Version of the answer.
	MauticVersion string
}

// List asks for the first limit items of resource ("contacts", "segments",
// "hooks", …). limit 0 leaves the number to Mautic (30).
func (c *Client) List(ctx context.Context, resource string, limit int) (*Page, error) {
	path := resource
	if limit > 0 {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		path += sep + "limit=" + strconv.Itoa(limit)
	}
	var p *Page
	err := c.call(ctx, "GET", path, nil, func(res *Response) (err error) {
		p, err = parsePage(res)
		return err
	})
	return p, err
}

func parsePage(res *Response) (*Page, error) {
	p := &Page{MauticVersion: clean(res.Header.Get("Mautic-Version"), 50)}
	body := trimBOM(res.Body)
	keys, values, err := members(body)
	if err != nil {
		return nil, errors.New("the answer is JSON but not a list")
	}
	total := -1
	list := body
	for i, k := range keys {
		var n looseInt
		switch {
		case k == "total" && json.Unmarshal(values[i], &n) == nil:
			total = int(n)
		case k != "" && k != "total" && p.Key == "" && strings.Trim(k, "0123456789") != "" && isJSON(values[i]):
			p.Key, list = k, values[i]
		}
	}
	if p.Key == "" && total >= 0 {
		return nil, errors.New("the answer names a total but holds no list")
	}
	if _, p.Items, err = members(list); err != nil {
		return nil, errors.New("the answer is JSON but not a list")
	}
	if p.Total = total; total < 0 {
		p.Total = len(p.Items)
	}
	return p, nil
}
