package doctor

import (
	"context"
	"errors"
	"time"

	"mautic-connect/mautic"
)

// reply is what one request brought back: a response or an error, never both.
type reply struct {
	_        incomparable
	request  *mautic.Request
	with     string
	response *mautic.Response
	err      error
	took     time.Duration
}

// What Evidence.With says.
const (
	withMadeUp = "made-up login"
	withBasic  = "basic"
	withBearer = "bearer"
	withClient = "client"
)

// madeUpUser is a user name that an administrator recognises in a log; its
// password is random. One is sent a run, so that no lock-out counts two.
const madeUpUser = "mautic-connect-check"

// probe sends a GET without any credential, or with the one that authorize adds.
func probe(ctx context.Context, t mautic.Transport, url, with string, authorize func(mautic.Header) error) *reply {
	request := &mautic.Request{Method: "GET", URL: url, Header: mautic.Header{"Accept": "application/json"}}
	if authorize != nil {
		if err := authorize(request.Header); err != nil {
			return &reply{request: request, with: with, err: err}
		}
	}
	return ask(ctx, t, request, with)
}

func ask(ctx context.Context, t mautic.Transport, request *mautic.Request, with string) *reply {
	a := &reply{request: request, with: with}
	begun := time.Now()
	a.response, a.err = t.RoundTrip(ctx, request)
	a.took = time.Since(begun)
	switch {
	case a.err != nil:
		a.response = nil
	case a.response == nil:
		a.err = &mautic.TransportError{Kind: mautic.KindOther, Detail: "the transport returned nothing"}
	}
	return a
}

// tap is a transport that keeps the reply to the one request it is used for, so
// that a call of package mautic leaves evidence.
type tap struct {
	_         incomparable
	transport mautic.Transport
	with      string
	reply     *reply
}

// RoundTrip implements mautic.Transport.
func (t *tap) RoundTrip(ctx context.Context, request *mautic.Request) (*mautic.Response, error) {
	t.reply = ask(ctx, t.transport, request, t.with)
	return t.reply.response, t.reply.err
}

// kept returns the reply, or why there was no request.
func (t *tap) kept(err error) *reply {
	if t.reply == nil {
		return &reply{err: err, with: t.with}
	}
	return t.reply
}

// status is the reply's status, or 0 when there is none.
func (a *reply) status() int {
	if a.response == nil {
		return 0
	}
	return a.response.Status
}

// redirectHidden reports whether the reply was a redirect that a browser hides.
func (a *reply) redirectHidden() bool { return mautic.KindOf(a.err) == mautic.KindRedirectHidden }

// certificate is the server's, where the transport knows it.
func (a *reply) certificate() *mautic.Certificate {
	if a.response == nil {
		return nil
	}
	return a.response.Certificate
}

func (a *reply) header(name string) string {
	if a.response == nil {
		return ""
	}
	return a.response.Header.Get(name)
}

// decoded is the reply as an error of Mautic, or nil when it is a good one.
func (a *reply) decoded() *mautic.Error {
	if a.response == nil {
		return nil
	}
	e := mautic.DecodeError(a.response)
	if e != nil {
		e.Request = a.request.Line()
	}
	return e
}

// problem is the reply as an error, of whatever kind; nil when it is good.
func (a *reply) problem() error {
	if a.err != nil {
		return a.err
	}
	if e := a.decoded(); e != nil {
		return e
	}
	return nil
}

// shape tells who wrote the reply; "" when there is none or it is good.
func (a *reply) shape() mautic.Shape {
	if e := a.decoded(); e != nil {
		return e.Shape
	}
	return ""
}

// same reports whether two answers are the same to the byte.
func (a *reply) same(b *reply) bool {
	return a.response != nil && b.response != nil && a.response.Status == b.response.Status &&
		string(a.response.Body) == string(b.response.Body)
}

// challenged reports whether a firewall says that it stopped the request.
func (a *reply) challenged() bool { return a.header("cf-mitigated") != "" }

// evidence describes the reply; hide takes secrets out of a text.
func (a *reply) evidence(hide func(string) string) Evidence {
	e := Evidence{With: a.with}
	if a.request != nil {
		e.Request = a.request.Line().String()
	}
	if a.response == nil {
		without := EvidenceOf(a.err)
		e.Failure, e.Detail = without.Failure, hide(without.Detail)
		return e
	}
	e.Status = a.response.Status
	e.ContentType = hide(a.header("Content-Type"))
	e.MauticVersion = hide(a.header("Mautic-Version"))
	if a.header("X-RateLimit-Limit") != "" {
		e.RateLimit = hide(a.header("X-RateLimit-Remaining") + " of " + a.header("X-RateLimit-Limit"))
	}
	if c := a.response.Certificate; c != nil {
		e.CertificateIssuer, e.CertificateEnds = c.Issuer, c.Ends
	}
	bad := a.decoded()
	if bad == nil {
		return e
	}
	e.Shape, e.Type = bad.Shape, hide(bad.Type)
	// Secrets go out before texts are cut to length: half a secret is one, too.
	clean := mautic.Response{Status: a.response.Status, Header: mautic.Header{}, Body: []byte(hide(string(a.response.Body)))}
	for name, value := range a.response.Header {
		clean.Header.Set(name, hide(value))
	}
	if bad = mautic.DecodeError(&clean); bad == nil {
		return e
	}
	e.ContentType, e.MauticVersion = bad.ContentType, bad.Version
	e.Excerpt, e.Location, e.WWWAuthenticate = bad.Excerpt, bad.Location, bad.WWWAuthenticate
	return e
}

// EvidenceOf describes an error of package mautic, whose texts hold no secret:
// the answer that came, or why none did.
func EvidenceOf(err error) Evidence {
	if bad, ok := errors.AsType[*mautic.Error](err); ok {
		return Evidence{
			Request: bad.Request.String(), Status: bad.Status, Shape: bad.Shape, Type: bad.Type,
			ContentType: bad.ContentType, MauticVersion: bad.Version,
			Excerpt: bad.Excerpt, Location: bad.Location, WWWAuthenticate: bad.WWWAuthenticate,
		}
	}
	if transport, ok := errors.AsType[*mautic.TransportError](err); ok {
		return Evidence{Failure: string(transport.Kind), Detail: transport.Detail}
	}
	switch kind := mautic.KindOf(err); {
	case err == nil:
		return Evidence{}
	case kind != "":
		return Evidence{Failure: string(kind)}
	default:
		return Evidence{Detail: err.Error()}
	}
}
