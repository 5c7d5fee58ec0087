package mautic

import (
	"crypto/subtle"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// PendingLife is how long an authorization request may wait for its callback.
const PendingLife = 10 * time.Minute

// maxCallback bounds a callback query in bytes; Mautic's is about 150.
const maxCallback = 8 << 10

// Pending is one authorization request on its way: single use, ten minutes,
// bound to the base URL, client id and redirect URI in Client. The token
// endpoint to use is Client's, never anything the callback says (RFC 9700,
// mix-up).
type Pending struct {
	State    string
	Verifier string
	Client   OAuthClient
	Started  time.Time
	// Used is set by the first Accept whose state matched. Keep it with the
	// record wherever that is stored.
	Used bool
}

// Format prints the client's id and address, never state or verifier.
func (p Pending) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "authorization of client %s at %s", p.Client.ID, p.Client.Base)
}

// NewPending returns a request with a new state and verifier.
func NewPending(c OAuthClient, now time.Time) *Pending {
	return &Pending{State: NewState(), Verifier: NewVerifier(), Client: c, Started: now}
}

// URL returns the address to send the person to.
func (p *Pending) URL() string { return p.Client.AuthCodeURL(p.State, p.Verifier) }

// CallbackReason says why a callback was refused. Where a diagnosis of the
// same name exists, the values are equal.
type CallbackReason string

// The reasons Accept gives.
const (
	CallbackStateMismatch  CallbackReason = "state-mismatch"
	CallbackReplayed       CallbackReason = "callback-replayed"
	CallbackExpired        CallbackReason = "callback-expired"
	CallbackIssuerMismatch CallbackReason = "issuer-mismatch"
	CallbackIncomplete     CallbackReason = "callback-incomplete" // missing, doubled or unreadable parameters
	CallbackDenied         CallbackReason = "user-denied"         // error=access_denied
	CallbackScope          CallbackReason = "scope-not-supported" // error=invalid_scope
	CallbackFailed         CallbackReason = "callback-error"      // any other error=
)

// CallbackError reports a refused callback. Err is an *Error when Mautic
// itself returned an error, else nil. It never holds state or code.
type CallbackError struct {
	Reason CallbackReason
	Err    error
}

// Error says in one sentence what happened and what to do.
func (e *CallbackError) Error() string {
	if text := textOf(string(e.Reason), []wording{
		{string(CallbackStateMismatch), "the answer does not belong to the request made here and was thrown away; start the authorization again from this window"},
		{string(CallbackReplayed), "this answer was used before and was thrown away; start the authorization again"},
		{string(CallbackExpired), "the answer came more than ten minutes after the request and was thrown away; start the authorization again"},
		{string(CallbackIssuerMismatch), "the answer came from another server than the one asked and was thrown away; check the address of your Mautic"},
		{string(CallbackIncomplete), "the answer lacks its state or code, or holds one twice, and was thrown away; start the authorization again"},
		{string(CallbackDenied), "the authorization was denied in Mautic; start again and choose Accept"},
		{string(CallbackScope), "Mautic refused the requested scope; it supports none, so leave the scope empty"},
	}); text != "" {
		return text
	}
	if e.Err != nil {
		return "Mautic returned an error instead of a code: " + e.Err.Error()
	}
	return "the answer was refused: " + string(e.Reason)
}

// Unwrap returns the *Error Mautic returned, or nil.
func (e *CallbackError) Unwrap() error { return e.Err }

// Accept takes the query of the callback (with or without "?") and returns the
// authorization code, or a *CallbackError.
//
// It refuses a missing or doubled state, code, error or iss, a state that is
// not this request's (compared in constant time), a second use, a callback ten
// minutes or more after Started, and an iss that is not the base URL (RFC
// 9207). A callback with the wrong state does not use up the request, so a
// stranger cannot cancel it; one with the right state does, whatever it holds.
func (p *Pending) Accept(callbackQuery string, now time.Time) (code string, err error) {
	refuse := func(r CallbackReason) (string, error) { return "", &CallbackError{Reason: r} }

	q := strings.TrimPrefix(callbackQuery, "?")
	if len(q) > maxCallback {
		return refuse(CallbackIncomplete)
	}
	v, perr := url.ParseQuery(q)
	if perr != nil {
		return refuse(CallbackIncomplete)
	}
	for _, name := range []string{"state", "code", "error", "error_description", "iss"} {
		if len(v[name]) > 1 {
			return refuse(CallbackIncomplete)
		}
	}
	state := v.Get("state")
	if state == "" {
		return refuse(CallbackIncomplete)
	}
	if p.State == "" || subtle.ConstantTimeCompare([]byte(state), []byte(p.State)) != 1 {
		return refuse(CallbackStateMismatch)
	}
	if p.Used {
		return refuse(CallbackReplayed)
	}
	p.Used = true

	// A clock that ran backwards by more than a minute says nothing about age.
	if age := now.Sub(p.Started); age >= PendingLife || age < -time.Minute {
		return refuse(CallbackExpired)
	}
	if v.Has("iss") && v.Get("iss") != p.Client.Base.String() {
		return refuse(CallbackIssuerMismatch)
	}
	code, hasError := v.Get("code"), v.Has("error")
	switch {
	case hasError && code != "", !hasError && code == "", hasError && v.Get("error") == "":
		return refuse(CallbackIncomplete)
	case hasError:
		return "", callbackFailure(v.Get("error"), v.Get("error_description"), p.Client.Base)
	}
	return code, nil
}

func callbackFailure(typ, description string, base BaseURL) error {
	e := &CallbackError{Reason: CallbackFailed, Err: &Error{
		Shape:   ShapeC,
		Type:    limit(cutSecrets(typ), 100),
		Message: limit(cutSecrets(description), 300),
		Request: RequestLine{Method: "GET", URL: base.AuthorizeURL()},
	}}
	switch typ {
	case "access_denied":
		e.Reason = CallbackDenied
	case "invalid_scope":
		e.Reason = CallbackScope
	}
	return e
}
