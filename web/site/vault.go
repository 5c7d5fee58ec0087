package site

import (
	"fmt"
	"io/fs"
	"strings"

	"mautic-connect/components"
	"mautic-connect/components/i18n"
	"mautic-connect/static"
)

// vault makes the page of the vault. It is no page of go-app's: the vault is the
// worker's, and the page only shows what the worker says of it.
func (g *generator) vault() error {
	page, err := fs.ReadFile(static.Files, "vault.html")
	if err != nil {
		return fmt.Errorf("reading the page of the vault: %w", err)
	}
	foot, err := g.part(components.Foot(i18n.T("Nothing of the vault leaves this browser, except what Mautic is asked and what you hand over. The file is an ordinary age file, which age -d opens without this page.")))
	if err != nil {
		return fmt.Errorf("drawing the foot of the vault's page: %w", err)
	}
	out := strings.NewReplacer(
		"{{base}}app.css", g.placed["/app.css"], "{{base}}shim.js", g.placed["/shim.js"], "{{base}}vault.js", g.placed["/vault.js"],
		"{{tasks}}", g.placed["/tasks.js"], "{{catalogue}}", g.placed["/catalogue.json"], "{{foot}}", foot, "{{base}}", g.base,
	).Replace(string(page))
	return g.add("vault/index.html", components.Vault, contentType("vault.html"), []byte(out))
}
