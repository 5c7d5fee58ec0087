package doctor

import (
	"time"

	"mautic-connect/mautic"
)

// CheckID names one thing that is checked. It is stable: reports and the
// command line's JSON use it.
type CheckID string

// The checks, in the order they are shown and told.
const (
	CheckAddress     CheckID = "address"
	CheckReach       CheckID = "reach"
	CheckRedirects   CheckID = "redirects"
	CheckMautic      CheckID = "mautic"
	CheckAPI         CheckID = "api"
	CheckHeader      CheckID = "authorization-header"
	CheckBasic       CheckID = "basic-auth"
	CheckOAuth       CheckID = "oauth2"
	CheckTyped       CheckID = "typed"
	CheckPair        CheckID = "client-pair"
	CheckGrant       CheckID = "client-credentials"
	CheckRefresh     CheckID = "refresh"
	CheckIdentity    CheckID = "identity"
	CheckToken       CheckID = "token"
	CheckContacts    CheckID = "contacts"
	CheckWebhooks    CheckID = "webhooks"
	CheckV2          CheckID = "api-v2"
	CheckLimit       CheckID = "rate-limit"
	CheckDestination CheckID = "destination"
)

// Title says in a few English words what is true when the check passes. It
// serves as the key of its translations. An ID there is not gives "".
func (id CheckID) Title() string {
	for _, check := range []struct {
		id    CheckID
		title string
	}{
		{CheckAddress, "The address is complete"},
		{CheckReach, "The server answers"},
		{CheckRedirects, "The address leads nowhere else"},
		{CheckMautic, "It is a Mautic"},
		{CheckAPI, "The API is switched on"},
		{CheckHeader, "Logins arrive at Mautic"},
		{CheckBasic, "User names and passwords are accepted"},
		{CheckOAuth, "OAuth2 is there"},
		{CheckTyped, "What you typed can be sent as it is"},
		{CheckPair, "Client ID and secret belong together"},
		{CheckGrant, "Mautic issues a client credentials token"},
		{CheckRefresh, "Mautic renews the token"},
		{CheckIdentity, "Mautic says whose credential it is"},
		{CheckToken, "The token lasts"},
		{CheckContacts, "Contacts can be read"},
		{CheckWebhooks, "Webhooks can be created"},
		{CheckV2, "The second API takes the token"},
		{CheckLimit, "Requests are left"},
		{CheckDestination, "Your tool can reach the address"},
	} {
		if check.id == id {
			return check.title
		}
	}
	return ""
}

// Status is where a check stands.
type Status string

// The states of a check. A warning does not keep the credential from working.
const (
	Running Status = "running"
	Pass    Status = "pass"
	Warn    Status = "warn"
	Fail    Status = "fail"
	Skip    Status = "skip"
)

// Check is the state of one check.
type Check struct {
	ID     CheckID
	Status Status
	// Diagnosis is what is wrong; empty unless Status is Warn or Fail.
	Diagnosis ID
	// Because names the check whose outcome made this one pointless, when
	// Status is Skip.
	Because CheckID
	// Evidence is what the status rests on: the telling request first.
	Evidence []Evidence
	// Took is how long the telling request took.
	Took time.Duration
}

// Evidence is one request and what came back, with every secret left out; or,
// when Request is empty, a fact that needed no request, in Detail.
type Evidence struct {
	_ incomparable
	// Request is "GET https://mautic.example.com/api/users/self", without query.
	Request string
	// With says which credential was sent: "", "made-up login", "basic",
	// "bearer" or "client".
	With string
	// Status and the rest describe the answer; Status is 0 when none came.
	Status                         int
	Shape                          mautic.Shape
	Type, ContentType, Excerpt     string
	Location, WWWAuthenticate      string
	MauticVersion, Failure, Detail string
	// RateLimit is what is left of a limit of requests, "97 of 100", where the
	// answer names it.
	RateLimit string
	// CertificateIssuer and CertificateEnds describe the TLS certificate, where
	// the transport knows it: a browser does not show it.
	CertificateIssuer string
	CertificateEnds   time.Time
}

// incomparable keeps a struct from being compared with ==, which nobody does:
// the compiler would bring a function for it into the browser's program.
type incomparable [0]func()

// Report is the outcome of a run.
type Report struct {
	Base mautic.BaseURL
	// Checks are in the order of their constants; none is Running.
	Checks []Check
	// User is whose the credential is, once CheckIdentity passed.
	User *mautic.User
	// Token is the token that was obtained or refreshed on request.
	Token mautic.Token
}

// Verdict is the diagnosis of the first check that failed, or "" when none did.
func (r Report) Verdict() ID {
	for _, check := range r.Checks {
		if check.Status == Fail {
			return check.Diagnosis
		}
	}
	return ""
}

// Warnings are the diagnoses of the checks that warn.
func (r Report) Warnings() []ID {
	var out []ID
	for _, check := range r.Checks {
		if check.Status == Warn {
			out = append(out, check.Diagnosis)
		}
	}
	return out
}

// Check returns a check by its id; ok is false when it was not part of the run.
func (r Report) Check(id CheckID) (c Check, ok bool) {
	for _, check := range r.Checks {
		if check.ID == id {
			return check, true
		}
	}
	return Check{}, false
}

// MauticVersion is the version that Mautic named, "5.1.1", or "" when it named
// none: it does so only once it has accepted a login.
func (r Report) MauticVersion() string {
	if r.User != nil && r.User.MauticVersion != "" {
		return r.User.MauticVersion
	}
	for _, check := range r.Checks {
		for _, e := range check.Evidence {
			if e.MauticVersion != "" {
				return e.MauticVersion
			}
		}
	}
	return ""
}
