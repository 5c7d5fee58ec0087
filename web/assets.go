package web

import (
	"embed"
	"fmt"
	"io/fs"

	"mautic-connect/web/site"
)

// dist always holds at least its .gitignore, so the package compiles on a fresh
// clone, before the browser files are generated.
//
//go:embed all:dist
var dist embed.FS

// EmbeddedSite returns the browser files this binary was built with. The error
// is site.ErrNotBuilt when it was built without them.
func EmbeddedSite() (*site.Tree, error) {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("opening the embedded browser files: %w", err)
	}
	return site.ReadFS(sub)
}
