package command

import "fmt"

type siteCommand struct {
	Out       string    `required:"" placeholder:"DIR" help:"Directory to write to; it is made when it is not there."`
	BasePath  basePath  `default:"/" env:"MAUTIC_CONNECT_BASE_PATH" placeholder:"/PATH/" help:"Path the site will live under (${default})."`
	Proxy     proxyURL  `placeholder:"URL" help:"Address of a mautic-connect serve that relays for it (with --allow-origin, unless it has the same origin). Without it the page reaches Mautic directly, where Mautic's CORS settings allow that."`
	PublicURL publicURL `name:"public-url" env:"MAUTIC_CONNECT_PUBLIC_URL" placeholder:"URL" help:"Address the site will be reached at, such as https://connect.example.com."`
}

// Run writes the browser's files as serve has them, for a host without it.
func (c *siteCommand) Run(p Program) error {
	tree, err := p.Site()
	if err != nil {
		return err
	}
	if tree, err = tree.ForStaticHost(string(c.BasePath), c.PublicURL.String(), string(c.Proxy)); err != nil {
		return fmt.Errorf("preparing the browser files for %s: %w", c.BasePath, err)
	}
	if err := tree.Write(c.Out); err != nil {
		return err
	}
	others, err := tree.Others(c.Out)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.Stdout, "Wrote %d files to %s.\n", len(tree.Files), c.Out)
	if len(others) > 0 && err == nil {
		_, err = fmt.Fprintf(p.Stdout, "%d other files were there and are left alone, such as %s. Those of an older build in assets/ serve browsers that still show its pages.\n", len(others), others[0])
	}
	return err
}
