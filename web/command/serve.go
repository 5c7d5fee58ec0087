package command

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"

	"golang.org/x/sync/errgroup"

	"mautic-connect/mautic/mautictest"
	"mautic-connect/web"
	"mautic-connect/web/origin"
	"mautic-connect/web/preset"
)

type serveCommand struct {
	Listen         string         `default:"localhost:8000" env:"MAUTIC_CONNECT_LISTEN" placeholder:"HOST:PORT" help:"Address to listen on (${default})."`
	BasePath       basePath       `default:"/" env:"MAUTIC_CONNECT_BASE_PATH" placeholder:"/PATH/" help:"Path the app lives under (${default})."`
	PublicURL      publicURL      `name:"public-url" env:"MAUTIC_CONNECT_PUBLIC_URL" placeholder:"URL" help:"Address people reach the app at, such as https://connect.example.com. When set, the server answers to that name only."`
	TLSCert        string         `name:"tls-cert" env:"MAUTIC_CONNECT_TLS_CERT" placeholder:"FILE" help:"Certificate chain (PEM); with it the server speaks HTTPS."`
	TLSKey         string         `name:"tls-key" env:"MAUTIC_CONNECT_TLS_KEY" placeholder:"FILE" help:"Private key of the certificate (PEM)."`
	AllowPrivate   []addressRange `env:"MAUTIC_CONNECT_ALLOW_PRIVATE" placeholder:"CIDR" help:"Range of private addresses the relay may reach; repeatable. Link-local and metadata addresses stay forbidden."`
	AllowHost      []string       `env:"MAUTIC_CONNECT_ALLOW_HOST" placeholder:"NAME" help:"Host name[:port] that may lead to private addresses; repeatable."`
	RateLimit      count          `default:"120" env:"MAUTIC_CONNECT_RATE_LIMIT" placeholder:"N" help:"Relayed requests a client may make in a minute; 0 is no limit (${default})."`
	MaxRelays      count          `default:"64" env:"MAUTIC_CONNECT_MAX_RELAYS" placeholder:"N" help:"Relayed requests in flight at once (${default})."`
	TrustedProxy   []addressRange `env:"MAUTIC_CONNECT_TRUSTED_PROXY" placeholder:"CIDR" help:"Range of reverse proxies whose X-Forwarded-For counts; repeatable."`
	RedisURL       string         `name:"redis-url" env:"MAUTIC_CONNECT_REDIS_URL" placeholder:"URL" help:"Redis or Valkey that keeps callbacks on their way, such as redis://:password@redis:6379/0, where several servers answer to one name; the variable hides its password from the list of processes."`
	LogFormat      string         `default:"text" enum:"text,json" env:"MAUTIC_CONNECT_LOG_FORMAT" help:"Log as text or json (${default})."`
	LogLevel       string         `default:"info" enum:"debug,info,warn,error" env:"MAUTIC_CONNECT_LOG_LEVEL" help:"Least level to log: debug, info, warn or error (${default})."`
	Sandbox        bool           `env:"MAUTIC_CONNECT_SANDBOX" help:"Run a sandbox Mautic beside the app, to try things on."`
	SandboxVersion string         `default:"5.1.1" enum:"4.4.13,5.1.1,6.0.8,7.0.2" env:"MAUTIC_CONNECT_SANDBOX_VERSION" placeholder:"VERSION" help:"Mautic the sandbox plays: ${enum} (${default})."`
	SandboxListen  string         `default:"localhost:8001" env:"MAUTIC_CONNECT_SANDBOX_LISTEN" placeholder:"HOST:PORT" help:"Address the sandbox listens on (${default})."`

	AllowOrigin         []origin.Origin `env:"MAUTIC_CONNECT_ALLOW_ORIGIN" placeholder:"URL" help:"Other origin, such as https://me.github.io, whose pages may use the relay and the mailbox; repeatable."`
	EmbedOrigin         []origin.Origin `env:"MAUTIC_CONNECT_EMBED_ORIGIN" placeholder:"URL" help:"Origin whose pages may show the app, such as https://portal.example; repeatable."`
	EmbedReleaseSecrets bool            `env:"MAUTIC_CONNECT_EMBED_RELEASE_SECRETS" help:"Let a page that shows the app have the credential itself, if the person agrees."`
	Presets             string          `env:"MAUTIC_CONNECT_PRESETS" placeholder:"FILE" help:"File (YAML) with Mautics that people need no client of their own for, and where connections are delivered to."`
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, p Program) error {
	tlsConfig, err := c.check()
	if err != nil {
		return err
	}
	presets, err := c.presets()
	if err != nil {
		return err
	}
	log := newLog(p.Stderr, c.LogFormat, c.LogLevel)
	tree, err := p.Site()
	if err != nil {
		return err
	}
	if tree, err = tree.Relocate(string(c.BasePath), c.PublicURL.String()); err != nil {
		return fmt.Errorf("preparing the browser files for %s: %w", c.BasePath, err)
	}
	redis, err := c.redis(ctx)
	if err != nil {
		return err
	}
	if redis != nil {
		defer func() { _ = redis.Close() }()
	}
	ln, err := web.Listen(ctx, c.Listen, "--listen")
	if err != nil {
		return err
	}
	defer func() { _ = ln.Close() }()
	address := c.address(ln)

	group, ctx := errgroup.WithContext(ctx)
	hosts := c.AllowHost
	var sandbox *runningSandbox
	if c.Sandbox {
		if sandbox, err = listenSandbox(ctx, c.SandboxListen, "--sandbox-listen", c.SandboxVersion, address+"callback"); err != nil {
			return err
		}
		defer func() { _ = sandbox.listener.Close() }()
		hosts = append(hosts[:len(hosts):len(hosts)], sandbox.hosts()...)
	}
	policy, err := web.NewPolicy(prefixes(c.AllowPrivate), hosts)
	if err != nil {
		return err
	}
	handler, err := web.NewHandler(web.Options{
		Site: tree, PublicURL: c.PublicURL.url, TLS: tlsConfig != nil, Policy: policy, Version: p.version(),
		RateLimit: int(c.RateLimit), MaxRelays: int(c.MaxRelays), TrustedProxies: prefixes(c.TrustedProxy), Log: log,
		Redis: redis, Stopping: ctx.Done(), AllowOrigins: c.AllowOrigin,
		EmbedOrigins: c.EmbedOrigin, EmbedReleaseSecrets: c.EmbedReleaseSecrets, Presets: presets,
	})
	if err != nil {
		return err
	}
	c.announce(p.Stdout, address, sandbox)
	if c.PublicURL.url == nil && !loopback(ln.Addr()) {
		log.Warn("the server answers under any name; set --public-url to the address people use")
	}
	if redis != nil {
		group.Go(func() error { redis.Listen(ctx, log); return nil })
	}
	group.Go(func() error { return web.Serve(ctx, ln, handler, tlsConfig, log) })
	if sandbox != nil {
		group.Go(func() error { return web.Serve(ctx, sandbox.listener, sandbox.handler, nil, log) })
	}
	return group.Wait()
}

// check finds values that do not work before anything starts.
func (c *serveCommand) check() (*tls.Config, error) {
	if _, err := web.NewPolicy(prefixes(c.AllowPrivate), nil); err != nil {
		return nil, usage("--allow-private: %w", err)
	}
	if _, err := web.NewPolicy(nil, c.AllowHost); err != nil {
		return nil, usage("--allow-host: %w", err)
	}
	switch {
	case c.RateLimit < 0:
		return nil, usage("--rate-limit: %d is below 0; 0 is no limit", c.RateLimit)
	case c.MaxRelays < 1:
		return nil, usage("--max-relays: %d is below 1, so nothing could be relayed", c.MaxRelays)
	case c.EmbedReleaseSecrets && len(c.EmbedOrigin) == 0:
		return nil, usage("--embed-release-secrets needs --embed-origin, since otherwise no page may show the app")
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return nil, usage("--tls-cert and --tls-key only work together; give both")
	case c.TLSCert == "":
		return nil, nil
	}
	config, err := web.LoadTLS(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, usageError{err}
	}
	return config, nil
}

// presets reads the file of --presets; without one there are none.
func (c *serveCommand) presets() (map[string]preset.Preset, error) {
	if c.Presets == "" {
		return nil, nil
	}
	presets, err := preset.Load(c.Presets, c.EmbedOrigin, os.Getenv)
	if err != nil {
		return nil, usage("--presets: %w", err)
	}
	return presets, nil
}

// redis connects to the server of --redis-url, or returns nil without one.
func (c *serveCommand) redis(ctx context.Context) (*web.Redis, error) {
	if c.RedisURL == "" {
		return nil, nil
	}
	redis, err := web.NewRedis(c.RedisURL)
	if err != nil {
		return nil, usage("--redis-url: %w", err)
	}
	if err := redis.Check(ctx); err != nil {
		_ = redis.Close()
		return nil, err
	}
	return redis, nil
}

// address is where people reach the app, with a slash at its end.
func (c *serveCommand) address(ln net.Listener) string {
	if c.PublicURL.url != nil {
		return c.PublicURL.String() + string(c.BasePath)
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	return scheme + "://" + reachable(c.Listen, ln) + string(c.BasePath)
}

func (c *serveCommand) announce(w io.Writer, address string, sandbox *runningSandbox) {
	_, _ = fmt.Fprintf(w, "\n  Mautic Connect  %s\n", address) // without a terminal the log still tells
	if sandbox != nil {
		sandbox.announce(w)
	}
	_, _ = fmt.Fprintln(w, "\n  Stop with Ctrl-C.")
}

// reachable is the host and port to open in a browser for a listener at address.
func reachable(address string, ln net.Listener) string {
	host, _, err := net.SplitHostPort(address)
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	if ip, ipErr := netip.ParseAddr(host); err != nil || host == "" || ipErr == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

func loopback(addr net.Addr) bool {
	ap, err := netip.ParseAddrPort(addr.String())
	return err == nil && ap.Addr().IsLoopback()
}

func newLog(w io.Writer, format, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil { // kong checked it
		l = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: l}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// runningSandbox is a sandbox Mautic and the address it listens on.
type runningSandbox struct {
	listen   string
	listener net.Listener
	handler  http.Handler
	seed     mautictest.Seed
	version  mautictest.Version
}

func listenSandbox(ctx context.Context, address, flag, version string, redirectURIs ...string) (*runningSandbox, error) {
	ln, err := web.Listen(ctx, address, flag)
	if err != nil {
		return nil, err
	}
	seed := mautictest.Demo(redirectURIs...)
	sandbox := mautictest.New(mautictest.Options{Seed: &seed, Version: mautictest.Version(version)}) // kong checked it
	return &runningSandbox{listen: address, listener: ln, seed: seed, version: sandbox.Version(), handler: sandbox}, nil
}

// hosts are the names under which the egress policy lets the relay reach this
// very sandbox, and nothing else on the machine.
func (s *runningSandbox) hosts() []string {
	host, port, err := net.SplitHostPort(reachable(s.listen, s.listener))
	if err != nil {
		return nil
	}
	if host == "localhost" || loopback(s.listener.Addr()) {
		return []string{"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port}
	}
	return []string{net.JoinHostPort(host, port)}
}
