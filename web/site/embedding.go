package site

import (
	"fmt"
	"html"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
	"mautic-connect/components/guide"
	"mautic-connect/deploy"
	"mautic-connect/static"
)

// embeddingPath is the path of the documentation for whoever shows the app inside
// another page.
const embeddingPath = guide.EmbeddingPath

// include is where the documentation shows a file of the example portal.
var include = regexp.MustCompile(`\{\{portal ([a-z.-]+)\}\}`)

// embedding makes the documentation: a template, the files of the example portal,
// and this site's own address where it is known.
func (g *generator) embedding() error {
	page, err := fs.ReadFile(static.Files, "embedding.html")
	if err != nil {
		return fmt.Errorf("reading the documentation of embedding: %w", err)
	}
	at, origin, canonical := "https://connect.example.com/", "https://connect.example.com", ""
	if g.public != "" {
		at, origin = g.absolute("/"), g.public
		canonical = fmt.Sprintf("\n<link rel=\"canonical\" href=%q>\n<meta property=\"og:url\" content=%q>", g.absolute(embeddingPath), g.absolute(embeddingPath))
		for _, m := range g.preview() {
			canonical += fmt.Sprintf("\n<meta %s=%q content=%q>", m.key, m.name, m.content)
		}
	}
	var missing error
	out := include.ReplaceAllStringFunc(string(page), func(mark string) string {
		body, err := fs.ReadFile(deploy.Portal, path.Join("portal-example", include.FindStringSubmatch(mark)[1]))
		if err != nil {
			missing = fmt.Errorf("reading a file of the example portal: %w", err)
		}
		return html.EscapeString(string(body))
	})
	if missing != nil {
		return missing
	}
	listed, _ := g.guide.Lookup(embeddingPath)
	var parts []string
	for mark, drawn := range map[string]app.UI{
		"{{header}}": guide.Header("/guide-index.json"), "{{navigation}}": g.guide.Navigation(listed),
		"{{crumbs}}": g.guide.Crumbs(listed), "{{pager}}": g.guide.Pager(listed), "{{results}}": guide.Results(), "{{foot}}": components.Foot(""),
	} {
		part, err := g.part(drawn)
		if err != nil {
			return fmt.Errorf("drawing the guide around the documentation of embedding: %w", err)
		}
		parts = append(parts, mark, part)
	}
	out = strings.NewReplacer(append(parts,
		"{{base}}app.css", g.placed["/app.css"], "{{base}}guide.css", g.placed["/guide.css"], "{{base}}guide.js", g.placed["/guide.js"],
		"{{base}}", g.base, "{{at}}", at, "{{origin}}", origin, "{{canonical}}", canonical,
	)...).Replace(out)
	return g.add("embedding/index.html", embeddingPath, contentType("embedding.html"), []byte(out))
}
