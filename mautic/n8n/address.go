package n8n

import (
	"errors"
	"fmt"
	"strings"

	"mautic-connect/mautic"
)

// Address is where an n8n is reached: scheme, host and, with N8N_PATH, a
// path. It is canonical, so two values of one n8n are equal with ==. The zero
// value is none.
type Address struct{ base mautic.BaseURL }

// String returns "https://n8n.example.com", never with a trailing slash, or
// "" for the zero value. ParseAddress gives the same value back.
func (a Address) String() string { return a.base.String() }

// IsZero reports whether a is none.
func (a Address) IsZero() bool { return a.base.IsZero() }

// Host returns the host, with the port if it is not the scheme's own.
func (a Address) Host() string { return a.base.Host() }

// Private reports whether the address can only mean something inside one
// network or machine, see [mautic.BaseURL.Private]. A relay elsewhere cannot
// reach such an n8n; its import file and its own editor still work.
func (a Address) Private() bool { return a.base.Private() }

// Page returns the address of a page of n8n's editor:
// Page("home/credentials"). It is "" for the zero value.
func (a Address) Page(path string) string { return a.base.Page(path) }

// API returns the address of a call of the public API, version 1:
// API("credentials") is {n8n}/api/v1/credentials.
func (a Address) API(path string) string {
	return a.base.Page("api/v1/" + strings.TrimLeft(path, "/"))
}

// CallbackURL returns the redirect URI that n8n uses for every OAuth2
// credential: {n8n}/rest/oauth2-credential/callback. It is "" for the zero
// value. n8n shows the address it is configured with (WEBHOOK_URL,
// N8N_EDITOR_BASE_URL), which a person may reach under another name: compare
// it with the OAuth Redirect URL in n8n's form.
func (a Address) CallbackURL() string { return a.base.Page("rest/oauth2-credential/callback") }

// CloudDashboard is the reason for refusing app.n8n.cloud.
const CloudDashboard mautic.BaseURLReason = "n8n-cloud-dashboard"

// AddressError reports that no address of an n8n can be made of what was
// pasted. Input is the beginning of it, or "" when it may hold a password.
type AddressError struct {
	Reason mautic.BaseURLReason
	Input  string
}

// Error says in one sentence what is wrong and what to do.
func (e *AddressError) Error() string {
	const like = "such as https://n8n.example.com"
	in := "the address"
	if e.Input != "" {
		in = "“" + e.Input + "”"
	}
	switch e.Reason {
	case CloudDashboard:
		return "app.n8n.cloud lists your instances and is none itself; open yours and copy its address, such as https://yourname.app.n8n.cloud"
	case mautic.BaseURLEmpty:
		return "there is no address; enter the address of your n8n, " + like
	case mautic.BaseURLNotAURL:
		return in + " is not a web address; enter the address of your n8n, " + like
	case mautic.BaseURLTooLong:
		return "the address is longer than 2048 characters; enter only the address of your n8n, " + like
	case mautic.BaseURLScheme:
		return in + " begins with another scheme than http:// or https://; enter the address of your n8n, " + like
	case mautic.BaseURLUserInfo:
		return "the address holds an @ with a user name or password in front of it; enter the address alone, " + like
	}
	return (&mautic.BaseURLError{Reason: e.Reason, Input: e.Input}).Error()
}

// Correction is one thing ParseAddress put right.
type Correction struct{ mautic.Correction }

// String says in one English sentence what was corrected and why.
func (c Correction) String() string {
	format, args := c.Message()
	return fmt.Sprintf(format, args...)
}

// Message returns the sentence as a format, which serves as the key of its
// translations, and what to put into it.
func (c Correction) Message() (format string, args []any) {
	switch c.Kind {
	case mautic.PathRemoved, mautic.APIPathRemoved, mautic.IndexPHPRemoved:
		return "%s was removed, because it is a page inside n8n and not its address.", []any{c.Was}
	}
	return c.Correction.Message()
}

// ParseAddress makes the canonical address of an n8n of what a person pasted,
// and tells what it corrected. The error is an *AddressError. Parsing the
// String of a result gives the same result and no corrections.
//
// It corrects what [mautic.ParseBaseURL] corrects, and cuts n8n's own paths
// with what follows them: /workflow/…, /home/…, /credentials/…, /settings/…,
// /rest/…, /api/…, /webhook/… and so on. Any other path is kept: it is what
// N8N_PATH names.
func ParseAddress(pasted string) (Address, []Correction, error) {
	base, found, err := mautic.ParseBaseURL(pasted)
	if err != nil {
		return Address{}, nil, addressError(err)
	}
	var corrections []Correction
	for _, c := range found {
		corrections = append(corrections, Correction{c})
	}
	if kept, cut := cutOwnPath(base.Path()); cut != "" {
		base, _, err = mautic.ParseBaseURL(base.Origin() + kept)
		if err != nil {
			return Address{}, nil, addressError(err)
		}
		corrections = cutPath(corrections, cut)
	}
	if base.Host() == "app.n8n.cloud" {
		return Address{}, nil, &AddressError{Reason: CloudDashboard}
	}
	return Address{base}, corrections, nil
}

// cutPath notes the removal of a path as one correction with what ParseBaseURL
// may have cut behind it: /settings/api is one page.
func cutPath(corrections []Correction, cut string) []Correction {
	for i, c := range corrections {
		switch c.Kind {
		case mautic.PathRemoved, mautic.APIPathRemoved, mautic.IndexPHPRemoved:
			corrections[i] = Correction{mautic.Correction{Kind: mautic.PathRemoved, Was: cut + c.Was}}
			return corrections
		}
	}
	return append(corrections, Correction{mautic.Correction{Kind: mautic.PathRemoved, Was: cut}})
}

func addressError(err error) error {
	if e, ok := errors.AsType[*mautic.BaseURLError](err); ok {
		return &AddressError{Reason: e.Reason, Input: e.Input}
	}
	return fmt.Errorf("the address of your n8n cannot be read: %w", err)
}

// cutOwnPath splits a path where n8n's own part begins.
func cutOwnPath(path string) (kept, cut string) {
	at := 0
	for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		if ownPath(segment) {
			return path[:at], path[at:]
		}
		at += 1 + len(segment)
	}
	return path, ""
}

// ownPath reports whether a path of n8n begins with segment: pages of its
// editor, and the prefixes of its servers.
func ownPath(segment string) bool {
	// One text, and no switch over strings: that weighs ten times as much in the
	// browser's program.
	const own = " workflow workflows home credentials projects personal shared executions execution settings signin signup signout setup " +
		"forgot-password change-password mfa templates collections variables insights rest api webhook webhook-test webhook-waiting form form-test form-waiting mcp mcp-test oauth saml healthz metrics "
	return segment != "" && !strings.Contains(segment, " ") && strings.Contains(own, " "+segment+" ")
}
