// Package command is the command line of Mautic Connect: it reads flags and
// MAUTIC_CONNECT_* variables, turns them into the options of package web, and
// says in one sentence what does not work. It decides nothing about requests.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"mautic-connect/web"
	"mautic-connect/web/site"
)

// Exit codes of the program.
const (
	exitOK     = 0
	exitFailed = 1 // it ran into something, or doctor found something
	exitUsage  = 2 // it was asked for something it cannot do
)

// Program is what the commands run with.
type Program struct {
	// Version is what the linker was told, or "".
	Version string
	// Stdout gets what people asked for, Stderr the log and errors.
	Stdout, Stderr io.Writer
	// Stdin is where a secret may come from. Nil means the system's.
	Stdin io.Reader
	// Site returns the browser files the program was built with. Nil means the
	// embedded ones.
	Site func() (*site.Tree, error)
}

type commands struct {
	Serve       serveCommand       `cmd:"" default:"withargs" help:"Serve Mautic Connect (the default command)."`
	Site        siteCommand        `cmd:"" help:"Write the browser files to a directory, for any static host."`
	Doctor      doctorCommand      `cmd:"" help:"Check a Mautic, and a credential for it, and say what is wrong and what to do."`
	Export      exportCommand      `cmd:"" help:"Write a credential for another tool: n8n, curl, Postman, Kubernetes, your own program and more."`
	Sandbox     sandboxCommand     `cmd:"" help:"Run a sandbox Mautic to try things on."`
	Healthcheck healthcheckCommand `cmd:"" help:"Ask a running server whether it is well; for containers."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}

// usageError is a value that cannot be used; it ends the program with code 2.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// Run runs the command that args (without the program's name) ask for and
// returns the exit code. It ends early when ctx does, and on SIGINT and SIGTERM.
func (p Program) Run(ctx context.Context, args []string) int {
	if p.Site == nil {
		p.Site = web.EmbeddedSite
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	// A second Ctrl-C ends the program at once.
	defer context.AfterFunc(ctx, stop)()

	exited := -1
	parser, err := kong.New(new(commands), kong.Name("mautic-connect"),
		kong.Description("Get a working, proven Mautic API credential."),
		kong.Writers(p.Stdout, p.Stderr),
		kong.Exit(func(code int) {
			exited = code
			panic(helpShown{})
		}))
	if err != nil {
		return p.fail(err)
	}
	parsed, err := p.parse(parser, args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		return p.fail(usageError{err})
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(p); err != nil {
		return p.fail(err)
	}
	return exitOK
}

// helpShown unwinds out of the parser once it has printed help: kong expects
// that its exit function does not return.
type helpShown struct{}

func (p Program) parse(parser *kong.Kong, args []string) (parsed *kong.Context, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			if _, ok := reason.(helpShown); !ok {
				panic(reason)
			}
		}
	}()
	return parser.Parse(args)
}

func (p Program) fail(err error) int {
	if errors.Is(err, errDiagnosed) {
		return exitFailed
	}
	_, _ = fmt.Fprintln(p.Stderr, sentence(err.Error())) // nowhere else to say it
	if u := (usageError{}); errors.As(err, &u) {
		return exitUsage
	}
	return exitFailed
}
