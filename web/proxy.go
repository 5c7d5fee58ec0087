package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/mautic/n8n"
)

const relayedMethods = "GET, POST, PUT, PATCH, DELETE"

// proxy relays a browser's calls to a Mautic, and to the credentials of an n8n:
//
//	{METHOD} {base}proxy/{http|https}/{host[:port]}/{path}?{query}
//
// A relayed answer is always 200, with the upstream's status in Upstream-Status,
// its allowed headers prefixed "Upstream-" and its body untouched. So a browser
// neither follows an upstream redirect nor opens its password dialog. A failure
// to relay is application/problem+json (RFC 9457) with a kind of package mautic.
type proxy struct {
	egress    *egress
	admission admission
	slots     chan struct{} // one taken by each relay in flight
	timeout   time.Duration
	buffers   sync.Pool // of *[]byte, answerBuffer long
}

// answerBuffer is how much of an answer is held back until its end or this much
// is there: a failure that early still becomes a problem answer with a kind.
const answerBuffer = 32 << 10

func newProxy(e *egress, a admission, maxRelays int, timeout time.Duration) *proxy {
	return &proxy{egress: e, admission: a, timeout: timeout,
		slots: make(chan struct{}, maxRelays),
		buffers: sync.Pool{New: func() any {
			b := make([]byte, answerBuffer)
			return &b
		}}}
}

// serve relays r; escaped is its path after "proxy/".
func (p *proxy) serve(w http.ResponseWriter, r *http.Request, escaped string) {
	rec := record(r)
	rec.route = "proxy"
	setRelayHeaders(w.Header())
	if f := p.relay(w, r, rec, escaped); f != nil {
		rec.kind = f.kind
		f.write(w)
	}
}

func (p *proxy) relay(w http.ResponseWriter, r *http.Request, rec *logRecord, escaped string) *refusal {
	if f := p.admission.check(r, relayedMethods); f != nil {
		return f
	}
	if r.Header.Get("Upgrade") != "" {
		return badTarget("A relay carries single requests; it does not switch protocols.")
	}
	t, err := parseTarget(r.Method, escaped, r.URL.RawQuery)
	if err != nil {
		return asRefusal(err)
	}
	rec.host, rec.rule = t.host, t.rule

	ctx, cancel := context.WithTimeout(r.Context(), p.timeout)
	defer cancel()
	body, f := readRequest(w, r, p.timeout)
	if f != nil {
		return f
	}
	req, err := outgoing(ctx, r, t, body)
	if err != nil {
		return badTarget("The address to relay to is not one.")
	}
	return p.forward(ctx, w, rec, t, req)
}

// enter takes the place of a relay in flight. It returns how to give it back, or
// a refusal when all are taken.
func (p *proxy) enter() (leave func(), f *refusal) {
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots }, nil
	default:
		return nil, &refusal{status: http.StatusServiceUnavailable, kind: mautic.KindBusy, retryAfter: 1,
			title:  "The server is busy",
			detail: "This server relays as many requests as it may at the moment. Try again in a second."}
	}
}

// forward sends a request to t and passes the answer on.
func (p *proxy) forward(ctx context.Context, w http.ResponseWriter, rec *logRecord, t target, req *http.Request) *refusal {
	leave, f := p.enter()
	if f != nil {
		return f
	}
	defer leave()
	res, err := p.egress.roundTrip(req)
	if err != nil {
		return p.failed(ctx, t, err)
	}
	defer func() { _ = res.Body.Close() }()
	return p.answer(ctx, w, rec, t, res)
}

// answer passes res on. It returns a refusal while nothing has been sent, and
// cuts the connection when the answer fails later.
func (p *proxy) answer(ctx context.Context, w http.ResponseWriter, rec *logRecord, t target, res *http.Response) *refusal {
	pooled := p.buffers.Get().(*[]byte)
	buf, used := *pooled, 0
	defer func() {
		clear(buf[:used]) // it may have held a token
		p.buffers.Put(pooled)
	}()
	n, err := fill(res.Body, buf)
	used = n
	if err != nil && !errors.Is(err, io.EOF) {
		return p.failed(ctx, t, err)
	}

	h := w.Header()
	relayHeader(h, res.Header)
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Upstream-Status", strconv.Itoa(res.StatusCode))
	rec.upstream = res.StatusCode
	switch {
	case err != nil: // the whole answer is in buf
		h.Set("Content-Length", strconv.Itoa(n))
	case res.ContentLength >= 0 && !res.Uncompressed:
		h.Set("Content-Length", strconv.FormatInt(res.ContentLength, 10))
	}
	// A client that reads slowly must not hold a relay for ever.
	control := http.NewResponseController(w)
	if control.SetWriteDeadline(time.Now().Add(p.timeout)) == nil {
		defer func() { _ = control.SetWriteDeadline(time.Time{}) }()
	}
	w.WriteHeader(http.StatusOK)
	for {
		if _, writeErr := w.Write(buf[:n]); writeErr != nil {
			rec.kind = mautic.KindCanceled
			panic(http.ErrAbortHandler)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			rec.kind = kindAfter(ctx, err)
			panic(http.ErrAbortHandler) // the client must not take a part for the whole
		}
		n, err = res.Body.Read(buf)
		used = max(used, n)
	}
}

func (p *proxy) failed(ctx context.Context, t target, err error) *refusal {
	return failure(kindAfter(ctx, err), t.host)
}

// readRequest reads the whole request body, so that the transport can send it
// again when a kept connection turns out to be closed. It is not pooled: it may
// hold a password, and the transport may read it after the relay has ended.
func readRequest(w http.ResponseWriter, r *http.Request, timeout time.Duration) ([]byte, *refusal) {
	if r.ContentLength == 0 || r.Body == nil {
		return nil, nil
	}
	tooLarge := &refusal{status: http.StatusRequestEntityTooLarge, kind: mautic.KindBadRequest,
		title: "The request is too large", detail: "A relayed request holds at most 64 KiB."}
	if r.ContentLength > maxRequest {
		w.Header().Set("Connection", "close")
		return nil, tooLarge
	}
	control := http.NewResponseController(w)
	if control.SetReadDeadline(time.Now().Add(timeout)) == nil {
		defer func() { _ = control.SetReadDeadline(time.Time{}) }()
	}
	buf := bytes.NewBuffer(make([]byte, 0, max(r.ContentLength, 0)+bytes.MinRead))
	if _, err := buf.ReadFrom(http.MaxBytesReader(w, r.Body, maxRequest)); err != nil {
		if e := (*http.MaxBytesError)(nil); errors.As(err, &e) {
			return nil, tooLarge
		}
		return nil, badTarget("The body of the request did not arrive in full.")
	}
	return buf.Bytes(), nil
}

// outgoing builds the request to the Mautic from what may pass.
func outgoing(ctx context.Context, r *http.Request, t target, body []byte) (*http.Request, error) {
	u, err := t.url()
	if err != nil {
		return nil, err
	}
	req := (&http.Request{Method: r.Method, URL: u, Host: u.Host, Header: make(http.Header, 8),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}).WithContext(ctx)
	for _, name := range passedHeaders(t.rule) {
		if values := r.Header[name]; len(values) > 0 {
			req.Header[name] = values[:1:1]
		}
	}
	if len(body) > 0 {
		req.ContentLength = int64(len(body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
	}
	return req, nil
}

// passedHeaders names what of a request's header goes on. Each side gets its
// own credential only: a Mautic never sees an n8n's API key, nor an n8n a
// Mautic's login.
func passedHeaders(r rule) []string {
	if r == ruleN8N {
		return []string{"Accept", "Accept-Language", "Content-Type", http.CanonicalHeaderKey(n8n.KeyHeader)}
	}
	return []string{"Accept", "Accept-Language", "Authorization", "Content-Type", "X-Requested-With"}
}

// relayedFields names what of an answer's header goes back.
func relayedFields() []string {
	return []string{
		"Content-Type", "Location", "Www-Authenticate", "Mautic-Version", "Retry-After", "Cf-Mitigated",
		"X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset",
	}
}

// relayHeader copies the allowed answer headers under the prefix "Upstream-".
func relayHeader(to, from http.Header) {
	for _, name := range relayedFields() {
		if values := from[name]; len(values) > 0 {
			to.Set("Upstream-"+name, strings.Join(values, ", "))
		}
	}
}

// fill reads until buf is full (nil error), the body ends (io.EOF) or fails.
func fill(body io.Reader, buf []byte) (int, error) {
	n := 0
	for n < len(buf) {
		m, err := body.Read(buf[n:])
		n += m
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func relayedMethod(m string) bool {
	switch m {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return true
	}
	return false
}

func asRefusal(err error) *refusal {
	var f *refusal
	if errors.As(err, &f) {
		return f
	}
	return badTarget("The address to relay to is not one.")
}
