package permission

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestPackageIsSmallInTheBrowser(t *testing.T) {
	t.Parallel()
	tool := func(args ...string) string {
		cmd := exec.Command("go", args...)
		cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	tool("build", "-o", filepath.Join(t.TempDir(), "out.a"), ".")
	direct := strings.Fields(tool("list", "-f", `{{join .Imports "\n"}}`, "."))
	for _, heavy := range []string{"net/http", "net", "regexp", "text/template", "html/template", "reflect", "slices", "sort", "syscall/js"} {
		if slices.Contains(direct, heavy) {
			t.Errorf("the package imports %s", heavy)
		}
	}
	if !slices.Contains(direct, "mautic-connect/mautic") {
		t.Errorf("the list of imports is %v", direct)
	}
}
