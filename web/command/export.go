package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
	"mautic-connect/mautic/export/sealed"
)

type exportCommand struct {
	List bool `help:"List the formats and what they carry."`
	JSON bool `name:"json" help:"With --list: print the list as JSON."`

	Format     string `placeholder:"FORMAT" help:"Format to write; see --list."`
	In         string `placeholder:"FILE" help:"Credential file to read (JSON); - is standard input."`
	Name       string `placeholder:"NAME" help:"What the other tool calls the credential; otherwise the name in the file, or \"Mautic\" and the host."`
	WithTokens bool   `help:"Put the tokens of an authorization code grant in. Whoever imports them owns the grant then."`
	Out        string `placeholder:"DIR" help:"Directory to write to; - is standard output, the default when the format is one file."`
	Force      bool   `help:"Overwrite files that are there."`

	Recipient      []string `placeholder:"KEY" sep:"none" help:"Whom to encrypt to (age, sops): age1… or an SSH public key; repeatable."`
	PassphraseFile string   `placeholder:"FILE" help:"File with the passphrase to encrypt with (age); - is standard input. A line end at the end does not count."`
}

// Help is what kong prints below the usage.
func (*exportCommand) Help() string {
	return "The credential file is JSON: version (1), name, base_url, method (basic, authorization-code or client-credentials), and " +
		"username and password, or client_id, client_secret and, for an authorization code, redirect_uri, access_token, refresh_token and expires_at. " +
		"Secrets are read from files or standard input, never from the command line; files with secrets are readable by you alone.\n\n" +
		"Exit codes: 0 it was written, 1 the format cannot carry this credential or the files cannot be written, 2 a value cannot be used."
}

// Run writes one export, or the list of formats.
func (c *exportCommand) Run(p Program) error {
	if c.List {
		return c.list(p.Stdout)
	}
	format, err := c.check()
	if err != nil {
		return err
	}
	stdin := p.Stdin
	if stdin == nil {
		stdin = os.Stdin
	}
	credential, name, err := readCredential(c.In, stdin)
	if err != nil {
		return err
	}
	passphrase, err := readSecret("--passphrase-file", c.PassphraseFile, stdin)
	if err != nil {
		return err
	}
	if c.Name != "" {
		name = c.Name
	}
	files, err := sealed.Write(format.ID, credential, export.Options{
		Name: name, WithTokens: c.WithTokens, Recipients: c.Recipient, Passphrase: passphrase,
	})
	if err != nil {
		return explain(err)
	}
	if err := c.write(p.Stdout, files); err != nil {
		return err
	}
	c.tell(p.Stderr, format, credential)
	return nil
}

// check refuses flags that do not go together.
func (c *exportCommand) check() (export.Format, error) {
	format, known := export.Lookup(export.ID(c.Format))
	switch {
	case c.JSON:
		return format, usage("--json is for the list of formats; give --list as well")
	case c.Format == "":
		return format, usage("say which format to write with --format; --list shows them")
	case !known:
		return format, usage("--format: there is no format %q; --list shows the ones there are", c.Format)
	case c.In == "":
		return format, usage("say which credential file to read with --in; - is standard input")
	case c.In == "-" && c.PassphraseFile == "-":
		return format, usage("standard input can hold the credential or the passphrase, not both; put one into a file")
	case !format.Sealed && (len(c.Recipient) > 0 || c.PassphraseFile != ""):
		return format, usage("--recipient and --passphrase-file are for formats that encrypt: age and sops")
	}
	return format, nil
}

// readCredential reads a credential file, or stdin for "-".
func readCredential(name string, stdin io.Reader) (mautic.Credential, string, error) {
	in, called := stdin, "standard input"
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, "", usage("--in: the file cannot be read: %w", err)
		}
		defer func() { _ = file.Close() }()
		in, called = file, name
	}
	data, err := io.ReadAll(io.LimitReader(in, export.MaxDocument+1))
	if err != nil {
		return nil, "", usage("--in: %s cannot be read: %w", called, err)
	}
	credential, title, err := export.Decode(data)
	if err != nil {
		return nil, "", usage("--in: %s: %w", called, err)
	}
	return credential, title, nil
}

// explain adds the flag that helps, and tells values that cannot be used from
// credentials that the format cannot carry.
func explain(err error) error {
	var tokens *export.TokensError
	if errors.As(err, &tokens) && !tokens.Missing {
		return fmt.Errorf("%w: add --with-tokens", err)
	}
	if key := (*sealed.KeyError)(nil); errors.As(err, &key) {
		return usage("%w (--recipient, --passphrase-file)", err)
	}
	return err
}

// tell says where the tokens are now: two holders of a grant kill each other.
func (c *exportCommand) tell(stderr io.Writer, format export.Format, credential mautic.Credential) {
	grant, ok := credential.(mautic.AuthorizationCode)
	if !ok || grant.Token.IsZero() || format.Tokens == export.TokensNever {
		return
	}
	if c.WithTokens {
		_, _ = fmt.Fprintln(stderr, "The tokens of this grant are in the output. Whoever imports them owns the grant now: delete every other copy, the credential file too.")
		return
	}
	_, _ = fmt.Fprintln(stderr, "The output holds no tokens, so it is not connected yet. --with-tokens puts them in.")
}

// write puts one file on standard output, or all into a directory.
func (c *exportCommand) write(stdout io.Writer, files []export.File) error {
	if c.Out == "" || c.Out == "-" {
		if len(files) > 1 {
			names := make([]string, len(files))
			for i, f := range files {
				names[i] = f.Name
			}
			return usage("the format %s is %d files (%s); give a directory for them with --out", c.Format, len(files), strings.Join(names, ", "))
		}
		if _, err := stdout.Write(files[0].Content); err != nil {
			return fmt.Errorf("writing the export: %w", err)
		}
		return nil
	}
	if !c.Force {
		for _, f := range files {
			name := filepath.Join(c.Out, filepath.FromSlash(f.Name))
			if _, err := os.Lstat(name); err == nil {
				return fmt.Errorf("%s is there already, so nothing was written; move it away or overwrite it with --force", name)
			}
		}
	}
	for _, f := range files {
		if err := c.writeFile(f); err != nil {
			return err
		}
		_, _ = fmt.Fprintln(stdout, filepath.Join(c.Out, filepath.FromSlash(f.Name)))
	}
	return nil
}

// writeFile writes a file whole or not at all. Its mode is its own from the
// start, also where it takes the place of another file.
func (c *exportCommand) writeFile(f export.File) error {
	name := filepath.Join(c.Out, filepath.FromSlash(f.Name))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("the directory for %s cannot be made: %w", name, err)
	}
	target := name
	if c.Force {
		target = name + ".new"
		if err := os.Remove(target); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is in the way: %w", target, err)
		}
	}
	out, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.Mode)
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", name, err)
	}
	_, err = io.Copy(out, bytes.NewReader(f.Content))
	if err = errors.Join(err, out.Close()); err == nil && c.Force {
		err = os.Rename(target, name)
	}
	if err != nil {
		_ = os.Remove(target)
		return fmt.Errorf("%s cannot be written: %w", name, err)
	}
	return nil
}

// listed is a format in the list as JSON.
type listed struct {
	ID      export.ID       `json:"id"`
	Title   string          `json:"title"`
	Summary string          `json:"summary"`
	Kind    export.Kind     `json:"kind"`
	Methods []mautic.Method `json:"methods"`
	Tokens  export.Tokens   `json:"tokens"`
	Secrets bool            `json:"secrets"`
	Sealed  bool            `json:"sealed"`
}

func (c *exportCommand) list(stdout io.Writer) error {
	formats := export.Formats()
	if c.JSON {
		out := make([]listed, len(formats))
		for i, f := range formats {
			out[i] = listed(f)
		}
		encoder := json.NewEncoder(stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(out); err != nil {
			return fmt.Errorf("writing the list: %w", err)
		}
		return nil
	}
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "FORMAT\tWHAT IT IS\tCARRIES")
	for _, f := range formats {
		carries := make([]string, len(f.Methods))
		for i, m := range f.Methods {
			carries[i] = string(m)
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", f.ID, f.Title, strings.Join(carries, ", "))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("writing the list: %w", err)
	}
	return nil
}
