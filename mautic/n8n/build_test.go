package n8n_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goTool runs the go command for js/wasm.
func goTool(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func TestPackageBuildsForTheBrowserAndBringsLittle(t *testing.T) {
	t.Parallel()
	goTool(t, "build", "-o", filepath.Join(t.TempDir(), "out.a"), ".")
	allowed := []string{"mautic-connect/mautic/n8n", "mautic-connect/mautic", "golang.org/x/oauth2", "golang.org/x/oauth2/internal"}
	for dep := range strings.FieldsSeq(goTool(t, "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".")) {
		if !slices.Contains(allowed, dep) {
			t.Errorf("the package depends on %s", dep)
		}
	}
	direct := strings.Fields(goTool(t, "list", "-f", `{{join .Imports "\n"}}`, "."))
	for _, heavy := range []string{"net/http", "net", "syscall/js", "text/template", "html/template", "log/slog", "regexp", "html", "reflect"} {
		if slices.Contains(direct, heavy) {
			t.Errorf("the package imports %s", heavy)
		}
	}
}
