package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/mautic"
)

// ProxyTransport sends requests to Mautic through the server that served this
// page, which relays them past CORS.
type ProxyTransport struct {
	// Base is the address of the server with a slash at its end; empty means
	// the page's own.
	Base string
	// Preset is the name of a Mautic that the server knows, and TokenURL where that
	// one issues tokens: requests to it go to the server, which adds the secret of
	// its client. Both are empty where there is none.
	Preset, TokenURL string
}

// RoundTrip implements mautic.Transport. A redirect is an answer like any
// other; it is never followed.
func (t ProxyTransport) RoundTrip(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
	address, err := t.address(r)
	if err != nil {
		return nil, err
	}
	header := map[string]any{"X-Mautic-Connect": "1"}
	for name, value := range r.Header {
		header[name] = value
	}
	options := map[string]any{
		"method":         r.Method,
		"headers":        header,
		"cache":          "no-store",
		"credentials":    "same-origin",
		"redirect":       "error",
		"referrerPolicy": "no-referrer",
	}
	if r.Body != nil {
		body := app.Window().Get("Uint8Array").New(len(r.Body))
		app.CopyBytesToJS(body, r.Body)
		options["body"] = body
	}
	answer, err := fetch(ctx, address, options)
	if err != nil {
		return nil, err
	}
	return answer.relayed()
}

func (t ProxyTransport) address(r *mautic.Request) (string, error) {
	u, err := url.Parse(r.URL)
	if err != nil || u.Host == "" {
		return "", &mautic.TransportError{Kind: mautic.KindBadRequest, Detail: "the address of a request has no host"}
	}
	base := t.Base
	if base == "" {
		base = BasePath()
	}
	if t.Preset != "" && r.URL == t.TokenURL && r.Method == "POST" { // a check only looks whether it is there
		return base + "presets/" + t.Preset + "/token", nil
	}
	relayed := base + "proxy/" + u.Scheme + "/" + u.Host + u.EscapedPath()
	if u.RawQuery != "" {
		relayed += "?" + u.RawQuery
	}
	return relayed, nil
}

// answer is what fetch brought back.
type answer struct {
	status int
	header app.Value
	body   []byte
}

func (a answer) get(name string) string {
	value := a.header.Call("get", name)
	if value.IsNull() || value.IsUndefined() {
		return ""
	}
	return value.String()
}

// relayed turns the proxy's answer into Mautic's, or into the reason why there
// is none.
func (a answer) relayed() (*mautic.Response, error) {
	if a.status != 200 {
		return nil, a.problem()
	}
	status, err := strconv.Atoi(a.get("Upstream-Status"))
	if err != nil {
		return nil, &mautic.TransportError{
			Kind:   mautic.KindProxy,
			Detail: "the server of this page does not relay requests: something else answered",
		}
	}
	response := &mautic.Response{Status: status, Header: mautic.Header{}, Body: a.body}
	for _, name := range relayedHeaders() {
		if value := a.get("Upstream-" + name); value != "" {
			response.Header.Set(name, value)
		}
	}
	return response, nil
}

func relayedHeaders() []string {
	return []string{
		"Content-Type", "Location", "WWW-Authenticate", "Mautic-Version", "Retry-After", "cf-mitigated",
		"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
	}
}

// problem reads the proxy's RFC 9457 answer.
func (a answer) problem() error {
	var problem struct {
		Kind   mautic.Kind `json:"kind"`
		Detail string      `json:"detail"`
	}
	isProblem := strings.HasPrefix(a.get("Content-Type"), "application/problem+json") &&
		json.Unmarshal(a.body, &problem) == nil && problem.Kind != ""
	if !isProblem {
		return &mautic.TransportError{
			Kind:   mautic.KindProxy,
			Detail: fmt.Sprintf("the server of this page answered with status %d instead of relaying", a.status),
		}
	}
	return &mautic.TransportError{Kind: problem.Kind, Detail: problem.Detail}
}

// fetch waits for an answer and its whole body, or for the context to end.
func fetch(ctx context.Context, address string, options map[string]any) (answer, error) {
	if err := ctx.Err(); err != nil {
		return answer{}, canceled(err)
	}
	abort := app.Window().Get("AbortController").New()
	options["signal"] = abort.Get("signal")
	type outcome struct {
		answer answer
		err    error
	}
	done := make(chan outcome, 1)
	failed := func(app.Value) { done <- outcome{err: unreachable()} }
	settle(app.Window().Call("fetch", address, options), func(response app.Value) {
		settle(response.Call("arrayBuffer"), func(buffer app.Value) {
			raw := app.Window().Get("Uint8Array").New(buffer)
			body := make([]byte, raw.Length())
			app.CopyBytesToGo(body, raw)
			done <- outcome{answer: answer{status: response.Get("status").Int(), header: response.Get("headers"), body: body}}
		}, failed)
	}, failed)
	select {
	case <-ctx.Done():
		abort.Call("abort")
		return answer{}, canceled(ctx.Err())
	case got := <-done:
		return got.answer, got.err
	}
}

func canceled(err error) error { return &mautic.TransportError{Kind: mautic.KindCanceled, Err: err} }

// unreachable says why fetch failed, as far as a page can know.
func unreachable() error {
	if online := app.Window().Get("navigator").Get("onLine"); online.Type() == app.TypeBoolean && !online.Bool() {
		return &mautic.TransportError{Kind: mautic.KindOffline, Detail: "this browser is offline"}
	}
	return &mautic.TransportError{Kind: mautic.KindProxy, Detail: "the server of this page did not answer"}
}
