package export

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// The package may be in the browser's download, so it brings nothing heavy.
func TestPackageBuildsForTheBrowserAndBringsLittle(t *testing.T) {
	t.Parallel()
	golang := tool(t, "go")
	list := func(args ...string) []string {
		return strings.Fields(run(t, "", "", "env", append([]string{"GOOS=js", "GOARCH=wasm", golang}, args...)...))
	}
	list("build", "-o", os.DevNull, ".")
	allowed := []string{"mautic-connect/mautic", "mautic-connect/mautic/export", "mautic-connect/mautic/n8n", "golang.org/x/oauth2", "golang.org/x/oauth2/internal"}
	for _, dep := range list("list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".") {
		if !slices.Contains(allowed, dep) {
			t.Errorf("the package depends on %s", dep)
		}
	}
	for _, dep := range list("list", "-f", `{{join .Imports "\n"}}`, ".") {
		if slices.Contains([]string{"net/http", "net", "syscall/js", "text/template", "html/template", "regexp", "reflect", "os", "archive/zip"}, dep) {
			t.Errorf("the package imports %s", dep)
		}
	}
}
