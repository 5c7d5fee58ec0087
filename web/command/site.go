package command

import "fmt"

type siteCommand struct {
	Out       string    `required:"" placeholder:"DIR" help:"Directory to write to; it is made when it is not there."`
	BasePath  basePath  `default:"/" env:"MAUTIC_CONNECT_BASE_PATH" placeholder:"/PATH/" help:"Path the site will live under (${default})."`
	PublicURL publicURL `name:"public-url" env:"MAUTIC_CONNECT_PUBLIC_URL" placeholder:"URL" help:"Address the site will be reached at, such as https://connect.example.com."`
}

// Run writes the very files that serve sends.
func (c *siteCommand) Run(p Program) error {
	tree, err := p.Site()
	if err != nil {
		return err
	}
	if tree, err = tree.Relocate(string(c.BasePath), c.PublicURL.String()); err != nil {
		return fmt.Errorf("preparing the browser files for %s: %w", c.BasePath, err)
	}
	if err := tree.Write(c.Out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.Stdout, "Wrote %d files to %s.\n", len(tree.Files), c.Out)
	return err
}
