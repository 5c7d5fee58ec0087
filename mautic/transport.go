package mautic

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Header holds the header fields of a Request or a Response, one value a
// name, under canonical names ("Content-Type").
//
// Printing a Header shows the names only: Authorization and Cookie hold
// secrets, and a header that may be printed by accident must not.
type Header map[string]string

// Get returns the value of name, compared without regard to case, or "".
func (h Header) Get(name string) string {
	if v, ok := h[canonicalName(name)]; ok {
		return v
	}
	for k, v := range h { // a map literal may hold names that are not canonical
		if strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}

// Set stores value under the canonical form of name, replacing what any
// spelling of that name held. h must not be nil.
func (h Header) Set(name, value string) {
	h.Del(name)
	h[canonicalName(name)] = value
}

// Del removes every spelling of name.
func (h Header) Del(name string) {
	for k := range h {
		if strings.EqualFold(k, name) {
			delete(h, k)
		}
	}
}

// Format prints how many fields h has, never a value.
func (h Header) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "Header(%d fields)", len(h)) }

// canonicalName upper-cases the first letter of each word of a header name.
// "WWW-Authenticate" is the one name Mautic sends that does not follow.
func canonicalName(name string) string {
	if strings.EqualFold(name, "WWW-Authenticate") {
		return "WWW-Authenticate"
	}
	b := []byte(name)
	upper := true
	for i, c := range b {
		switch {
		case upper && 'a' <= c && c <= 'z':
			b[i] = c - 'a' + 'A'
		case !upper && 'A' <= c && c <= 'Z':
			b[i] = c - 'A' + 'a'
		}
		upper = c == '-'
	}
	return string(b)
}

// Request is one HTTP request to a Mautic. URL is absolute, without a
// fragment. Printing a Request shows method and URL without the query.
type Request struct {
	Method string
	URL    string
	Header Header
	Body   []byte
}

// Line returns the part of r that may be shown and logged.
func (r *Request) Line() RequestLine {
	u, _, _ := strings.Cut(r.URL, "?")
	return RequestLine{Method: r.Method, URL: cutSecrets(u)}
}

// Format prints the request line, never a header, a query or the body.
func (r Request) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.Line().String()) }

// RequestLine names a request without its query, header and body.
type RequestLine struct {
	Method string
	URL    string
}

// String returns "GET https://example.com/api/users/self", or "" for the zero value.
func (l RequestLine) String() string { return strings.TrimSpace(l.Method + " " + l.URL) }

// Response is the answer to a Request. Printing a Response shows status and
// size: the body of a token answer is a secret.
type Response struct {
	Status int
	Header Header
	Body   []byte
	// Received is when the answer arrived. A Transport may leave it zero;
	// whoever needs the time then takes the time of reading.
	Received time.Time
	// Certificate is the server's. It is nil for plain HTTP and where the
	// transport does not know it: a browser does not show it.
	Certificate *Certificate
	// Direct says that a browser asked without a server in between: it hides where
	// redirects lead and most header fields.
	Direct bool
}

// Certificate is what a person wants to know of a TLS certificate.
type Certificate struct {
	Issuer string    // the common name or organization of who signed it
	Ends   time.Time // when it stops being valid
}

// Format prints status, content type and size, never the body.
func (r Response) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%d %s (%d bytes)", r.Status, r.Header.Get("Content-Type"), len(r.Body))
}

func (r *Response) received() time.Time {
	if r.Received.IsZero() {
		return time.Now()
	}
	return r.Received
}

// Transport sends one request and returns the answer as it came, whatever its
// status. It never follows a redirect, adds no credential and keeps no cookie.
// A failure to get an answer is a *TransportError. A Transport does not change
// r and may be used from several goroutines.
type Transport interface {
	RoundTrip(ctx context.Context, r *Request) (*Response, error)
}

// TransportFunc makes a Transport of a function.
type TransportFunc func(context.Context, *Request) (*Response, error)

// RoundTrip calls f.
func (f TransportFunc) RoundTrip(ctx context.Context, r *Request) (*Response, error) {
	return f(ctx, r)
}

// send checks what every caller in this package needs of a transport: an
// answer or an error, never neither.
func send(ctx context.Context, t Transport, r *Request) (*Response, error) {
	if t == nil {
		return nil, fmt.Errorf("%s was not sent: %w", r.Line(), &TransportError{Kind: KindOther, Detail: "there is no transport"})
	}
	res, err := t.RoundTrip(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("%s got no answer: %w", r.Line(), err)
	}
	if res == nil {
		return nil, fmt.Errorf("%s got no answer: %w", r.Line(), &TransportError{Kind: KindOther, Detail: "the transport returned nothing"})
	}
	return res, nil
}

// Kind says why a request got no answer. Where a diagnosis of the same name
// exists, the values are equal.
type Kind string

// The kinds of failure a Transport reports.
const (
	KindDNS          Kind = "dns-not-found"
	KindRefused      Kind = "connection-refused"
	KindTimeout      Kind = "connection-timeout"
	KindReset        Kind = "connection-reset"
	KindTLSUntrusted Kind = "tls-untrusted"
	KindTLSExpired   Kind = "tls-expired"
	KindTLSWrongHost Kind = "tls-wrong-host"
	KindTLSNotTLS    Kind = "tls-not-tls"
	KindBlocked      Kind = "blocked-by-policy"
	KindTooLarge     Kind = "response-too-large"
	KindRateLimited  Kind = "proxy-rate-limited"
	KindBusy         Kind = "proxy-busy"
	KindProxy        Kind = "proxy-unreachable" // our own server did not answer, or refused
	KindOffline      Kind = "offline"
	KindCORS         Kind = "cors-blocked"
	KindCanceled     Kind = "canceled"
	KindBadRequest   Kind = "proxy-bad-request"
	// A browser asked directly, without a server in between.
	KindRedirectHidden Kind = "redirect-hidden" // the answer is a redirect; where to, it does not tell
	KindNeedsServer    Kind = "needs-server"    // only a server could have asked
	KindOther          Kind = "connection-failed"

	// The two ways in which a portal does not take a finished credential that
	// this server delivers to it.
	KindDeliveryRefused Kind = "delivery-refused" // it answered that it will not
	KindDeliveryFailed  Kind = "delivery-failed"  // it was not reached, or kept failing
)

// sentence says what happened and what to do, for Error.
func (k Kind) sentence() string {
	return cmp.Or(textOf(string(k), []wording{
		{string(KindDNS), "the host name is not known to DNS; check its spelling"},
		{string(KindRefused), "the host refuses connections on this port; check that Mautic runs and the port is right"},
		{string(KindTimeout), "the host did not answer in time; check that it is up and a firewall lets the request through"},
		{string(KindReset), "the host closed the connection before it answered; try again, then ask your host"},
		{string(KindTLSUntrusted), "the certificate is not signed by a trusted authority; install a complete, trusted certificate chain"},
		{string(KindTLSExpired), "the certificate has expired or is not valid yet; renew it"},
		{string(KindTLSWrongHost), "the certificate is for another host name; use the name it was issued for or issue a new one"},
		{string(KindTLSNotTLS), "the port answers without TLS; use http:// or the TLS port"},
		{string(KindBlocked), "the egress policy of this server does not allow that address; ask its operator"},
		{string(KindTooLarge), "the answer is larger than allowed; check that the address is a Mautic"},
		{string(KindRateLimited), "this server limits how often you may ask; wait a minute and try again"},
		{string(KindBusy), "this server relays too many requests at the moment; try again in a moment"},
		{string(KindProxy), "the server of this page did not relay the request; reload the page or ask its operator"},
		{string(KindOffline), "this device is offline; connect it to the network and try again"},
		{string(KindCORS), "the browser may not read the answer; add this page's origin to the CORS settings of Mautic"},
		{string(KindCanceled), "the request was canceled"},
		{string(KindBadRequest), "this server refuses to relay such a request"},
		{string(KindRedirectHidden), "the address leads to another one, and the browser hides which; enter the address Mautic really has"},
		{string(KindNeedsServer), "this page works without a server, which that needs; have it reach Mautic through one"},
		{string(KindDeliveryRefused), "the portal does not take the connection; ask whoever runs it"},
		{string(KindDeliveryFailed), "the portal did not answer as it should; try again in a moment"},
	}), "the connection failed")
}

// TransportError reports that a request got no answer, and why. Detail adds
// facts for a person (an address, a certificate's date) and holds no secret.
type TransportError struct {
	Kind   Kind
	Detail string
	Err    error
}

// Error says in one sentence what happened and what to do.
func (e *TransportError) Error() string {
	if e.Detail == "" {
		return e.Kind.sentence()
	}
	return e.Kind.sentence() + " (" + e.Detail + ")"
}

// Unwrap returns the cause, or nil. Error does not print it: the text of a
// lower layer may hold a URL with its query.
func (e *TransportError) Unwrap() error { return e.Err }

// KindOf returns the Kind of the *TransportError in err's chain, KindCanceled
// or KindTimeout for a bare context error, and "" for anything else.
func KindOf(err error) Kind {
	if te, ok := errors.AsType[*TransportError](err); ok {
		return te.Kind
	}
	switch {
	case errors.Is(err, context.Canceled):
		return KindCanceled
	case errors.Is(err, context.DeadlineExceeded):
		return KindTimeout
	}
	return ""
}
