package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"slices"
	"time"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/doctor/catalogue"
	"mautic-connect/web"
	"mautic-connect/web/secretfile"
)

// errDiagnosed ends the program with code 1 when everything has been said.
var errDiagnosed = errors.New("a diagnosis was found")

type doctorCommand struct {
	URL string `arg:"" help:"Address of the Mautic to check, as it was pasted."`

	User             string `placeholder:"NAME" help:"User name or e-mail address to sign in with; needs --password-file."`
	PasswordFile     string `placeholder:"FILE" help:"File with the password; - is standard input. A line end at the end does not count."`
	ClientID         string `name:"client-id" placeholder:"ID" help:"OAuth2 client ID (Public Key) to check; needs --client-secret-file."`
	ClientSecretFile string `placeholder:"FILE" help:"File with the client secret (Secret Key); - is standard input."`
	AccessTokenFile  string `placeholder:"FILE" help:"File with an OAuth2 access token to use; - is standard input."`
	Grant            string `enum:",client-credentials" default:"" placeholder:"GRANT" help:"Get a token for the client itself and use it: client-credentials."`

	Cloud    bool `help:"The credential is for a tool in the cloud: warn when the address is private."`
	Webhooks bool `help:"The tool needs webhooks (n8n's Mautic Trigger): a missing permission is then a failure."`

	AllowPrivate []addressRange `placeholder:"CIDR" help:"Further range of addresses to reach; repeatable. Private and loopback addresses are open anyway: this is your own machine. Link-local and metadata addresses stay closed."`
	AllowHost    []string       `placeholder:"NAME" help:"Host name[:port] that may lead to any address but those that stay closed; repeatable."`
	Timeout      time.Duration  `default:"30s" placeholder:"D" help:"Stop after this long (${default})."`

	JSON     bool `name:"json" xor:"form" help:"Print the report as JSON and nothing else."`
	Report   bool `xor:"form" help:"Print the report as Markdown, for a forum or an issue, and nothing else."`
	HideHost bool `help:"Leave host names out of the report."`
}

// Help is what kong prints below the usage.
func (*doctorCommand) Help() string {
	return "Checks an address, and a credential if one is given, and says what is wrong, why, and what to do.\n\n" +
		"It sends one made-up login (user name mautic-connect-check), asks under /api, /oauth and /mtc.js only, and follows no redirect. " +
		"Secrets are read from files or standard input, never from the command line, and are in no output.\n\n" +
		"Exit codes: 0 no problem was found (there may be warnings), 1 a diagnosis was found, 2 a value cannot be used."
}

// Run checks once.
func (c *doctorCommand) Run(ctx context.Context, p Program) error {
	target, err := c.target(p.Stdin)
	if err != nil {
		return err
	}
	transport, err := c.transport(p)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	options := doctor.ReportOptions{HideHost: c.HideHost}
	var report doctor.Report
	switch {
	case c.JSON:
		report = doctor.Run(ctx, target, transport, nil)
		_, err = p.Stdout.Write(report.JSON(options))
	case c.Report:
		report = doctor.Run(ctx, target, transport, nil)
		_, err = io.WriteString(p.Stdout, report.Markdown(catalogue.Book(), options))
	default:
		list := newCheckList(p.Stdout, isTerminal(p.Stdout), os.Getenv)
		list.begin()
		report = doctor.Run(ctx, target, transport, list.show)
		list.end()
		_, err = io.WriteString(p.Stdout, conclusion(report))
	}
	if err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	if report.Verdict() != "" {
		return errDiagnosed
	}
	return nil
}

// target reads what the flags name. A secret is taken as it stands, for the
// doctor to judge.
func (c *doctorCommand) target(stdin io.Reader) (doctor.Target, error) {
	if err := c.check(); err != nil {
		return doctor.Target{}, err
	}
	base, corrections, invalid := mautic.ParseBaseURL(c.URL)
	target := doctor.Target{Base: base, Corrections: corrections, Invalid: invalid, NeedsWebhooks: c.Webhooks, Remote: c.Cloud}
	if stdin == nil {
		stdin = os.Stdin
	}
	password, err := readSecret("--password-file", c.PasswordFile, stdin)
	if err != nil {
		return target, err
	}
	secret, err := readSecret("--client-secret-file", c.ClientSecretFile, stdin)
	if err != nil {
		return target, err
	}
	access, err := readSecret("--access-token-file", c.AccessTokenFile, stdin)
	if err != nil {
		return target, err
	}
	if c.ClientID != "" {
		target.Client = mautic.OAuthClient{Base: base, ID: c.ClientID, Secret: secret}
		target.Grant = c.Grant != ""
		target.Method = mautic.MethodAuthorizationCode
	}
	switch {
	case c.User != "":
		target.Credential = mautic.Basic{Base: base, UserName: c.User, Password: password}
	case c.AccessTokenFile != "":
		target.Credential = mautic.AuthorizationCode{Client: mautic.OAuthClient{Base: base}, Token: mautic.Token{Access: access}}
	}
	return target, nil
}

// check refuses flags that do not go together.
func (c *doctorCommand) check() error {
	stdin := 0
	for _, file := range []string{c.PasswordFile, c.ClientSecretFile, c.AccessTokenFile} {
		if file == "-" {
			stdin++
		}
	}
	switch {
	case (c.User == "") != (c.PasswordFile == ""):
		return usage("--user and --password-file only work together; give both")
	case (c.ClientID == "") != (c.ClientSecretFile == ""):
		return usage("--client-id and --client-secret-file only work together; give both")
	case c.Grant != "" && c.ClientID == "":
		return usage("--grant needs --client-id and --client-secret-file")
	case c.User != "" && (c.Grant != "" || c.AccessTokenFile != ""), c.Grant != "" && c.AccessTokenFile != "":
		return usage("--user, --grant and --access-token-file are three credentials; give one of them")
	case stdin > 1:
		return usage("standard input can hold one secret only; put the others into files")
	case c.Timeout <= 0:
		return usage("--timeout: %s is no time to check anything; give a duration such as 30s", c.Timeout)
	case c.HideHost && !c.JSON && !c.Report:
		return usage("--hide-host is for a report; give --json or --report as well")
	}
	return nil
}

// readSecret reads a file, or stdin for "-", without the line end at its end. An
// empty name gives no secret.
func readSecret(flag, name string, stdin io.Reader) (mautic.Secret, error) {
	if name == "" {
		return mautic.Secret{}, nil
	}
	in, called := stdin, "standard input"
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return mautic.Secret{}, usage("%s: the file cannot be read: %w", flag, err)
		}
		defer func() { _ = file.Close() }()
		in, called = file, name
	}
	secret, err := secretfile.Read(in)
	if err != nil {
		return mautic.Secret{}, usage("%s: %s %w", flag, called, err)
	}
	return secret, nil
}

// transport reaches what the person who runs the program may reach anyway:
// public, private and loopback addresses.
func (c *doctorCommand) transport(p Program) (mautic.Transport, error) {
	ranges := prefixes(c.AllowPrivate)
	for _, own := range []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7"} {
		ranges = append(ranges, netip.MustParsePrefix(own))
	}
	if i := slices.IndexFunc(ranges, func(r netip.Prefix) bool { return r.Addr().Is4In6() }); i >= 0 {
		return nil, usage("--allow-private: the range %s is IPv4 written as IPv6; write it like 10.0.0.0/8", ranges[i])
	}
	policy, err := web.NewPolicy(ranges, c.AllowHost)
	if err != nil {
		return nil, usage("--allow-host: %w", err)
	}
	return web.NewTransport(policy, p.version()), nil
}
