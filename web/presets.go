package web

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"mautic-connect/mautic"
	"mautic-connect/web/preset"
)

// presets does what needs the secrets of a preset:
//
//	POST {base}presets/{name}/token    a token request without client; the client is added
//	POST {base}presets/{name}/deliver  hands a finished connection to the operator's portal
//
// The first is answered as the relay answers, the second with JSON or a problem.
type presets struct {
	byName    map[string]preset.Preset
	admission admission // no other origin may use a preset
	proxy     *proxy
	courier   *courier
	callback  ownCallback
	log       *slog.Logger
}

const (
	actionToken   = "token"
	actionDeliver = "deliver"
)

// cutPreset splits "presets/{name}/{action}"; it is false for every other path.
func cutPreset(path string) (name, action string, ok bool) {
	path, ok = strings.CutPrefix(path, "presets/")
	name, action, _ = strings.Cut(path, "/")
	return name, action, ok && (action == actionToken || action == actionDeliver)
}

func (p *presets) serve(w http.ResponseWriter, r *http.Request, name, action string) {
	rec := record(r)
	rec.route = "preset-" + action
	setRelayHeaders(w.Header())
	if f := p.answer(w, r, rec, name, action); f != nil {
		rec.kind = f.kind
		f.write(w)
	}
}

func (p *presets) answer(w http.ResponseWriter, r *http.Request, rec *logRecord, name, action string) *refusal {
	if f := p.admission.check(r, http.MethodPost); f != nil {
		return f
	}
	chosen, ok := p.byName[name]
	if !ok {
		return unknownPreset()
	}
	rec.preset = chosen.Name
	if action == actionToken {
		return p.token(w, r, rec, chosen)
	}
	return p.deliver(w, r, rec, chosen)
}

// token adds the preset's client to a token request and relays it.
func (p *presets) token(w http.ResponseWriter, r *http.Request, rec *logRecord, chosen preset.Preset) *refusal {
	ctx, cancel := context.WithTimeout(r.Context(), p.proxy.timeout)
	defer cancel()
	if !hasMediaType(r, "application/x-www-form-urlencoded") {
		return badPresetRequest(http.StatusUnsupportedMediaType, "A token request is a form (application/x-www-form-urlencoded).")
	}
	body, f := readRequest(w, r, p.proxy.timeout)
	if f != nil {
		return f
	}
	form, f := readGrant(body, chosen.Client.ID, func(uri string) bool { return p.callback.is(uri, r) })
	if f != nil {
		return f
	}
	// In the body: an Authorization header is refused by a Mautic whose API
	// takes no passwords.
	form.Set("client_id", chosen.Client.ID)
	form.Set("client_secret", chosen.Client.Secret.Reveal())
	base := chosen.Client.Base
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base.TokenURL(), bytes.NewReader([]byte(form.Encode())))
	if err != nil {
		return badTarget("The address of this preset's Mautic is not one.")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.proxy.forward(ctx, w, rec, target{scheme: base.Scheme(), host: base.Host(), rule: ruleToken}, req)
}

// deliver hands a connection to the portal. It goes on when the page has gone:
// the portal would otherwise miss what the person sees as done.
func (p *presets) deliver(w http.ResponseWriter, r *http.Request, rec *logRecord, chosen preset.Preset) *refusal {
	if chosen.Delivery == nil {
		return badPresetRequest(http.StatusNotFound, "This preset delivers nothing.")
	}
	if !hasMediaType(r, "application/json") {
		return badPresetRequest(http.StatusUnsupportedMediaType, "A connection to deliver is JSON.")
	}
	body, f := readRequest(w, r, p.proxy.timeout)
	if f != nil {
		return f
	}
	c, f := readConnection(body, func(uri string) bool { return p.callback.is(uri, r) })
	if f != nil {
		return f
	}
	leave, f := p.proxy.enter()
	if f != nil {
		return f
	}
	defer leave()

	ctx := context.WithoutCancel(r.Context())
	user, f := p.owner(ctx, chosen, c)
	if f != nil {
		return f
	}
	event, err := json.Marshal(newEvent(chosen, c, user, p.courier.now()))
	if err != nil { // texts, numbers and times always marshal
		panic(err)
	}
	receipt := p.courier.deliver(ctx, *chosen.Delivery, "msg_"+c.ID, event)
	rec.upstream = receipt.status
	if receipt.blocked {
		p.log.WarnContext(ctx, "the egress policy forbids the address that a preset delivers to", slog.String("preset", chosen.Name))
	}
	if receipt.kind != "" {
		return receipt.refusal(chosen.Delivery.Origin)
	}
	sendJSON(w, struct {
		Attempts int    `json:"attempts"`
		UserName string `json:"user_name"`
	}{receipt.attempts, user.UserName})
	return nil
}

// owner asks the preset's Mautic whose the access token is, so that the portal
// learns it from this server and not from the page.
func (p *presets) owner(ctx context.Context, chosen preset.Preset, c connection) (*mautic.User, *refusal) {
	ctx, cancel := context.WithTimeout(ctx, p.proxy.timeout)
	defer cancel()
	credential := mautic.AuthorizationCode{Client: chosen.Client, Token: mautic.Token{Access: mautic.NewSecret(c.AccessToken)}}
	user, err := mautic.NewClient(&transport{egress: p.proxy.egress}, credential).Self(ctx)
	if kind := mautic.KindOf(err); kind != "" {
		return nil, failure(kind, chosen.Client.Base.Host())
	}
	if err != nil {
		return nil, badPresetRequest(http.StatusForbidden, "The Mautic did not say whose this access token is, so nothing was delivered.")
	}
	if user.IsApplication() {
		return nil, badPresetRequest(http.StatusForbidden, "This access token is a client's own and no person's, so nothing was delivered.")
	}
	return user, nil
}

// ownCallback knows the address that a Mautic sends people back to.
type ownCallback struct {
	public *url.URL // nil when the server's name is not known
	base   string
}

// is tells whether an address is this server's callback, under the name that r
// came to.
func (c ownCallback) is(address string, r *http.Request) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || address != u.Scheme+"://"+u.Host+c.base+strings.TrimPrefix(callbackPath, "/") {
		return false
	}
	scheme, host := u.Scheme, r.Host
	if c.public != nil {
		scheme, host = c.public.Scheme, c.public.Host
	}
	return u.Scheme == scheme && strings.EqualFold(withoutDefaultPort(scheme, u.Host), withoutDefaultPort(scheme, host))
}

func unknownPreset() *refusal {
	f := badPresetRequest(http.StatusNotFound, "This server has no preset of that name. Compare it with the name in the address.")
	f.title = "There is no such preset"
	return f
}

func badPresetRequest(status int, detail string) *refusal {
	return &refusal{status: status, kind: mautic.KindBadRequest, title: "This is not done for a preset", detail: detail}
}

// sendJSON answers with a value that always marshals.
func sendJSON(w http.ResponseWriter, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the client is gone; nobody is left to tell
}
