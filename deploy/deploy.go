// Package deploy holds the example portal, so that the documentation shows the
// files that run and no copies of them.
package deploy

import "embed"

// Portal is the example portal's folder.
//
//go:embed portal-example
var Portal embed.FS
