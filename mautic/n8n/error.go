package n8n

import (
	"fmt"
	"strings"

	"mautic-connect/mautic"
)

// Problem says why a call of n8n's public API failed. The values are the ids
// of diagnoses. A request that failed on this side of n8n (this device is
// offline, the relay is busy, the request was canceled, …) has its
// [mautic.Kind] as Problem; mautic.KindOf tells the kind of every request
// without an answer.
type Problem string

// The problems, apart from those kinds.
const (
	// KeyRefused: the API key is missing or wrong, or the public API is
	// switched off. n8n answers all three alike.
	KeyRefused Problem = "n8n-key-refused"
	// ScopeMissing: the key is right and may not do this.
	ScopeMissing Problem = "n8n-scope-missing"
	// TypeUnknown: this n8n has no such type of credential.
	TypeUnknown Problem = "n8n-type-unknown"
	// FieldRefused: this n8n wants other fields than were sent.
	FieldRefused Problem = "n8n-field-refused"
	// ProjectUnknown: there is no such project.
	ProjectUnknown Problem = "n8n-project-unknown"
	// CredentialGone: the credential to update or test is not there any more.
	CredentialGone Problem = "n8n-credential-gone"
	// NotFound: no public API of n8n answers at this address.
	NotFound Problem = "n8n-not-found"
	// NameLength: n8n wants another length of name than CleanName allows.
	NameLength Problem = "n8n-name-length"
	// MediaType: the body did not arrive as JSON.
	MediaType Problem = "n8n-media-type"
	// Unsupported: this n8n's API has no such call; 1.x can only create.
	Unsupported Problem = "n8n-unsupported"
	// Redirected: the address leads elsewhere. It was not followed.
	Redirected Problem = "n8n-redirected"
	// InFront: something in front of n8n refuses, such as a password prompt
	// or a firewall.
	InFront Problem = "n8n-in-front"
	// Broken: n8n, or the gateway in front of it, failed.
	Broken Problem = "n8n-broken"
	// Private: the egress policy of the relay does not allow n8n's address.
	Private Problem = "n8n-private"
	// Unreachable: n8n's host gave no answer, or none that can be trusted.
	Unreachable Problem = "n8n-unreachable"
)

// problemOf names the problem of a request without an answer.
func problemOf(k mautic.Kind) Problem {
	switch k {
	case mautic.KindBlocked:
		return Private
	case mautic.KindProxy, mautic.KindRateLimited, mautic.KindBusy, mautic.KindBadRequest, mautic.KindOffline, mautic.KindCanceled, mautic.KindNeedsServer:
		return Problem(k)
	}
	return Unreachable
}

// Error reports a failed call of n8n's public API. It holds neither the API
// key nor any part of the credential.
type Error struct {
	Problem Problem
	Status  int // of the answer; 0 without one
	// Message is n8n's own, cleaned and bounded, or the title of a page.
	Message string
	// Field is the member of data that n8n refused or missed, if it said so.
	Field string
	// Scope is what the API key lacks, such as "credential:create".
	Scope string
	// Location is where a redirect leads, without its query.
	Location string
	Request  mautic.RequestLine
	// Uncertain: the credential was sent, and n8n may have stored it although
	// it did not say so. Tokens that went along may be n8n's by now.
	Uncertain bool
	// Err is the *mautic.TransportError of a request without an answer.
	Err error

	own bool // n8n's shape of an error, though others have it too
}

// Unwrap returns the cause, or nil.
func (e *Error) Unwrap() error { return e.Err }

// Error says in one sentence what happened and what to do.
func (e *Error) Error() string {
	text := e.sentence()
	if e.Message != "" {
		text += fmt.Sprintf(" (the answer says %q)", e.Message)
	}
	if e.Uncertain {
		text += "; the credential may have arrived, look for it in n8n before you send it again"
	}
	return text
}

func (e *Error) sentence() string {
	switch e.Problem {
	case KeyRefused:
		return "n8n does not accept the API key; copy it again, or create a new one under Settings > n8n API"
	case ScopeMissing:
		return "the API key may not do this; create one with the scope " + e.Scope
	case TypeUnknown:
		return "this n8n has no Mautic node; have it installed, or use the HTTP Request node"
	case FieldRefused:
		if e.Field != "" {
			return "this version of n8n does not accept the field " + e.Field + " as it was sent; import the credentials file instead"
		}
		return "this version of n8n does not accept the credential; import the credentials file instead"
	case ProjectUnknown:
		return "n8n has no such project, or your key has no access to it; leave the project empty or copy its ID again"
	case CredentialGone:
		return "n8n has no such credential any more; create it anew"
	case NotFound:
		return "no n8n API answers at this address; check the address of your n8n and its path"
	case NameLength:
		return "n8n does not accept a name of this length; choose another"
	case MediaType:
		return "the request did not arrive in n8n as JSON; check what stands in front of n8n"
	case Unsupported:
		return "this version of n8n cannot do this over its API; do it in n8n itself or update n8n"
	case Redirected:
		if e.Location != "" {
			return "n8n's address leads to " + e.Location + ", which was not followed; enter the address n8n really has"
		}
		return "n8n's address leads elsewhere, which was not followed; enter the address n8n really has"
	case InFront:
		return fmt.Sprintf("something in front of n8n refuses the request with status %d; let requests to /api/v1/credentials through", e.Status)
	case Broken:
		return fmt.Sprintf("n8n answered with status %d, an error of its own; look into its log and try again", e.Status)
	}
	switch mautic.KindOf(e.Err) {
	case mautic.KindRefused:
		return "n8n's host refuses connections on this port; check that n8n runs and the port is right"
	case mautic.KindTooLarge:
		return "the answer is larger than allowed; check that the address is an n8n"
	case mautic.KindBlocked:
		return "the egress policy of this server does not allow n8n's address; import the credentials file, or ask the server's operator"
	case mautic.KindCORS:
		return "n8n lets no other page read its API; send the request through this page's server"
	}
	if e.Err != nil {
		return "n8n gave no answer: " + e.Err.Error()
	}
	return "n8n gave no answer"
}

// fieldIn returns the property name that n8n's message quotes.
func fieldIn(message string) string {
	for _, before := range [...]string{`additional property "`, `requires property "`, `required property '`} {
		if _, after, found := strings.Cut(message, before); found {
			if end := strings.IndexAny(after, `"'`); end > 0 {
				return after[:end]
			}
		}
	}
	return ""
}
