package browser

import (
	"context"
	"encoding/json"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/mautic"
)

// Transport sends requests to Mautic the way this page reaches it, see
// transport.js: through a server that relays them past CORS, or directly.
type Transport struct {
	// Preset is the name of a Mautic that the server knows, and TokenURL where that
	// one issues tokens: requests to it go to the server, which adds the secret of
	// its client. Both are empty where there is none.
	Preset, TokenURL string
	// Rehearsal asks nobody: every answer is the same refusal.
	Rehearsal bool
}

// rehearsed is a refusal as transport.js tells of one.
const rehearsed = `{"response":{"status":401,"header":{"Content-Type":"application/json"},"body":"eyJlcnJvciI6ImFjY2Vzc19kZW5pZWQifQ=="}}`

// RoundTrip implements mautic.Transport. A redirect is an answer like any
// other; it is never followed.
func (t Transport) RoundTrip(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
	Breathe()
	request, err := json.Marshal(r)
	if err != nil {
		return nil, &mautic.TransportError{Kind: mautic.KindBadRequest, Err: err}
	}
	var reply struct {
		Response *struct {
			Status int
			Header mautic.Header
			Body   []byte
			Direct bool
		}
		Kind   mautic.Kind
		Detail string
	}
	text, err := t.send(ctx, string(request))
	switch {
	case err != nil:
		return nil, err
	case json.Unmarshal([]byte(text), &reply) != nil:
		return nil, &mautic.TransportError{Kind: mautic.KindOther}
	case reply.Response == nil:
		return nil, &mautic.TransportError{Kind: reply.Kind, Detail: reply.Detail}
	}
	Breathe()
	got := reply.Response
	return &mautic.Response{Status: got.Status, Header: got.Header, Body: got.Body, Direct: got.Direct}, nil
}

// send sends a request in JSON and returns the reply in JSON, as the worker has
// them.
func (t Transport) send(ctx context.Context, request string) (reply string, err error) {
	if t.Rehearsal {
		Breathe()
		return rehearsed, nil
	}
	got, err := call(ctx, "send", request, t.Preset, t.TokenURL)
	if err != nil {
		return "", err
	}
	return got.String(), nil
}

// answer is what the server itself answered.
type answer struct {
	status int
	body   string
}

// ask asks the server itself, or for a file of this site by its whole path. The
// error, a *mautic.TransportError, is beside the status of a refusal.
func ask(ctx context.Context, path, method, contentType, body string) (answer, error) {
	args := []any{path, method}
	if body != "" {
		args = append(args, contentType, body)
	}
	got, err := call(ctx, "ask", args...)
	if err != nil {
		return answer{}, err
	}
	if kind := got.Get("kind"); kind.Truthy() {
		err = &mautic.TransportError{Kind: mautic.Kind(kind.String()), Detail: got.Get("detail").String()}
	}
	return answer{got.Get("status").Int(), got.Get("body").String()}, err
}

// call calls a function of transport.js and waits for what it comes to, or for
// the context to end.
func call(ctx context.Context, function string, args ...any) (app.Value, error) {
	if err := ctx.Err(); err != nil {
		return nil, canceled(err)
	}
	abort := app.Window().Get("AbortController").New()
	done := make(chan app.Value, 1)
	settled := func(got app.Value) { done <- got }
	settle(app.Window().Get("mauticConnectTransport").Call(function, append([]any{abort.Get("signal")}, args...)...), settled, settled)
	select {
	case <-ctx.Done():
		abort.Call("abort")
		return nil, canceled(ctx.Err())
	case got := <-done:
		return got, nil
	}
}

func canceled(err error) error { return &mautic.TransportError{Kind: mautic.KindCanceled, Err: err} }
