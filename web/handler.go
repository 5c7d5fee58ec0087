package web

import (
	"cmp"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/web/origin"
	"mautic-connect/web/preset"
	"mautic-connect/web/site"
)

// Options are what the handler needs. Only Site has no default.
type Options struct {
	// Site holds the browser files. The handler is mounted at Site.BasePath.
	Site *site.Tree
	// PublicURL is where people reach the server. When it is set, only its host
	// is answered; when it is https, HSTS is sent.
	PublicURL *url.URL
	// TLS says that the server itself speaks TLS, so HSTS is sent.
	TLS bool
	// Policy is the egress policy of the relay. Nil allows public addresses only.
	Policy *Policy
	// Version goes into the User-Agent of relayed requests.
	Version string
	// RateLimit is how many relays a client may start in a minute. 0 is no limit.
	RateLimit int
	// MaxRelays is how many relays may be in flight at once. 0 is 64.
	MaxRelays int
	// TrustedProxies are the peers whose X-Forwarded-For counts.
	TrustedProxies []netip.Prefix
	// Log gets one line a request. Nil logs nothing.
	Log *slog.Logger
	// ConnectTimeout bounds TCP and TLS set-up of a relay each; 0 is 5 s.
	ConnectTimeout time.Duration
	// RelayTimeout bounds a whole relay; 0 is 30 s.
	RelayTimeout time.Duration
	// Redis keeps the mailbox's answers where several replicas serve one name.
	// Nil keeps them in this process's memory.
	Redis *Redis
	// Stopping is closed when the server stops, so that requests to the mailbox
	// that wait end at once. Nil lets them wait for up to 25 s.
	Stopping <-chan struct{}
	// EmbedOrigins are the origins whose pages may show the app. With none nobody
	// may.
	EmbedOrigins []origin.Origin
	// EmbedReleaseSecrets says that a page which shows the app may be given the
	// credential itself, if the person agrees.
	EmbedReleaseSecrets bool
	// Presets are the Mautics that people need no client of their own for, by name.
	Presets map[string]preset.Preset
	// AllowOrigins are the other origins whose pages may use the relay and the
	// mailbox. With none only this server's own may.
	AllowOrigins []origin.Origin
	// Resolver looks up the names that relays go to. Nil is the system's.
	Resolver *net.Resolver
}

// NewHandler returns the server's handler. It answers the files of the site, the
// relay ({base}proxy/…), the mailbox ({base}mailbox), the configuration
// ({base}configuration), the presets ({base}presets/…), /healthz and /readyz, and
// nothing else.
func NewHandler(o Options) (http.Handler, error) {
	if o.Site == nil || len(o.Site.Files) == 0 {
		return nil, site.ErrNotBuilt
	}
	base := o.Site.BasePath
	if !strings.HasPrefix(base, "/") || !strings.HasSuffix(base, "/") {
		return nil, errors.New("the browser files were generated for a base path that does not start and end with a slash; run make build")
	}
	policy := cmp.Or(o.Policy, &Policy{})
	log := cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	e := newEgress(policy, cmp.Or(o.Version, "unknown"), cmp.Or(o.ConnectTimeout, connectTimeout), o.Resolver)
	others := crossOrigin(o.AllowOrigins)
	limiter := newRateLimiter(o.RateLimit, time.Now)
	own, admitted := admission{newCallerCheck(), limiter}, admission{newCallerCheck(others...), limiter}
	deliveries, err := newCourier(o)
	if err != nil {
		return nil, err
	}
	files, relay := newFiles(o.Site), newProxy(e, admitted, cmp.Or(o.MaxRelays, 64), cmp.Or(o.RelayTimeout, relayTimeout))
	h := &handler{
		base:       base,
		files:      files,
		proxy:      relay,
		embedding:  newEmbedding(o, files, own),
		presets:    &presets{byName: o.Presets, admission: own, proxy: relay, courier: deliveries, callback: ownCallback{o.PublicURL, base}, log: log},
		mailbox:    newMailbox(o.Redis, admitted, log, o.Stopping),
		others:     others,
		hosts:      newHostCheck(o.PublicURL),
		hsts:       o.TLS || o.PublicURL != nil && o.PublicURL.Scheme == "https",
		guardRelay: o.PublicURL == nil && policy.HasExceptions(),
	}
	return logRequests(log, o.TrustedProxies, h), nil
}

// handler routes by hand: http.ServeMux cleans paths and redirects, and the
// relay must see a path exactly as it came.
type handler struct {
	base      string // "/" or "/x/"
	files     *files
	proxy     *proxy
	mailbox   *mailbox
	embedding *embedding
	presets   *presets
	others    crossOrigin
	hosts     hostCheck
	hsts      bool
	// guardRelay: private addresses can be reached and no public URL says under
	// which name the server is known, so the relay answers only to names that
	// nobody can point at it.
	guardRelay bool
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setSecurityHeaders(w.Header(), h.hsts)
	path := r.URL.EscapedPath()
	if h.isHealth(path) {
		h.serveHealth(w, r)
		return
	}
	if !h.hosts.allows(r.Host) {
		record(r).route = "wrong-host"
		http.Error(w, "This server does not answer under that name. Use the address its operator gave you.", http.StatusMisdirectedRequest)
		return
	}
	if path+"/" == h.base {
		record(r).route = "base"
		to := h.base
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		http.Redirect(w, r, to, http.StatusPermanentRedirect)
		return
	}
	rest, inside := strings.CutPrefix(path, h.base)
	if !inside {
		record(r).route = "not-found"
		http.Error(w, "There is nothing at this address.", http.StatusNotFound)
		return
	}
	if escaped, ok := strings.CutPrefix(rest, "proxy/"); ok {
		if !h.others.admit(w, r, relayedMethods) && h.knowsItsName(w, r, "proxy") {
			h.proxy.serve(w, r, escaped)
		}
		return
	}
	if after, ok := strings.CutPrefix(rest, "mailbox"); ok && (after == "" || after[0] == '/') {
		if !h.others.admit(w, r, mailboxMethods) {
			h.mailbox.serve(w, r, after)
		}
		return
	}
	if name, action, ok := cutPreset(rest); ok {
		if h.knowsItsName(w, r, "preset-"+action) {
			h.presets.serve(w, r, name, action)
		}
		return
	}
	if rest == "configuration" {
		h.embedding.serveConfiguration(w, r)
		return
	}
	page := "/" + strings.TrimPrefix(r.URL.Path, h.base)
	if page == embedPath {
		h.embedding.servePage(w, r)
		return
	}
	h.files.serve(w, r, page)
}

// knowsItsName refuses a request that is to lead elsewhere, and comes under a
// name that a stranger may have pointed at this server.
func (h *handler) knowsItsName(w http.ResponseWriter, r *http.Request, route string) bool {
	if !h.guardRelay || notRebindable(r.Host) {
		return true
	}
	f := &refusal{status: http.StatusMisdirectedRequest, kind: mautic.KindBadRequest,
		title: "This server does not know this name",
		detail: "This server may connect to private addresses, so it has to know its own name. " +
			"Whoever runs it can set it with --public-url."}
	record(r).route, record(r).kind = route, f.kind
	setRelayHeaders(w.Header())
	f.write(w)
	return false
}

// isHealth accepts the two paths under the base path, where a reverse proxy finds
// them, and at the root, where a probe of the process itself expects them.
func (h *handler) isHealth(path string) bool {
	switch path {
	case "/healthz", "/readyz", h.base + "healthz", h.base + "readyz":
		return true
	}
	return false
}

// serveHealth says that the process is up (/healthz) and that it has its files
// (/readyz); without them there is no handler at all, so both are the same here.
// Probes come to an address, not to the public name.
func (h *handler) serveHealth(w http.ResponseWriter, r *http.Request) {
	record(r).route = "health"
	if !h.hosts.allows(r.Host) && !notRebindable(r.Host) {
		http.Error(w, "This server does not answer under that name.", http.StatusMisdirectedRequest)
		return
	}
	if !readOnly(w, r) {
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	send(w, r, http.StatusOK, []byte("ok\n"))
}
