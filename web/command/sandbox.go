package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"mautic-connect/web"
)

type sandboxCommand struct {
	Listen      string   `default:"localhost:8001" env:"MAUTIC_CONNECT_SANDBOX_LISTEN" placeholder:"HOST:PORT" help:"Address to listen on (${default})."`
	Version     string   `default:"5.1.1" name:"mautic-version" enum:"4.4.13,5.1.1,6.0.8,7.0.2" env:"MAUTIC_CONNECT_SANDBOX_VERSION" placeholder:"VERSION" help:"Mautic to play: ${enum} (${default}). Its page changes it while it runs."`
	RedirectURI []string `default:"http://localhost:8000/callback" name:"redirect-uri" placeholder:"URI" help:"Redirect URI of the sandbox's OAuth2 client; repeatable (${default})."`
}

// Run serves the sandbox until ctx ends.
func (c *sandboxCommand) Run(ctx context.Context, p Program) error {
	s, err := listenSandbox(ctx, c.Listen, "--listen", c.Version, c.RedirectURI...)
	if err != nil {
		return err
	}
	s.announce(p.Stdout)
	_, _ = fmt.Fprintln(p.Stdout, "\n  Stop with Ctrl-C.")
	return web.Serve(ctx, s.listener, s.handler, nil, newLog(p.Stderr, "text", "info"))
}

// announce prints where the sandbox is and what gets one in. Its passwords and
// client secret are public, made up for it.
func (s *runningSandbox) announce(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(cells ...string) { _, _ = fmt.Fprintln(t, "  "+strings.Join(cells, "\t")) }
	_, _ = fmt.Fprintf(w, "  Sandbox Mautic  http://%s/\n", reachable(s.listen, s.listener))
	_, _ = fmt.Fprintf(w, "  Plays           Mautic %s\n\n", s.version)
	roles := map[int]string{}
	for _, r := range s.seed.Roles {
		roles[r.ID] = r.Name
	}
	row("User name", "Password", "Role")
	for _, u := range s.seed.Users {
		note := ""
		if u.Unpublished {
			note = " (unpublished: cannot log in)"
		}
		row(u.Username, u.Password, roles[u.RoleID]+note)
	}
	_ = t.Flush()
	// The first is the one to use; the sandbox's page lists the others.
	for _, client := range s.seed.Clients[:min(1, len(s.seed.Clients))] {
		_, _ = fmt.Fprintln(w)
		row("OAuth2 client", client.Name)
		row("Client ID", client.PublicID())
		row("Client secret", client.Secret)
		row("Redirect URI", strings.Join(client.RedirectURIs, ", "))
	}
	_ = t.Flush()
}
