package vault

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The package is in the worker's program: nothing in it opens a connection, and
// what it brings is age and no more.
func TestPackageBuildsForTheBrowserAndBringsLittle(t *testing.T) {
	t.Parallel()
	list := func(args ...string) []string {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
		return strings.Fields(string(out))
	}
	list("build", "-o", os.DevNull, ".")
	for _, dep := range list("list", "-f", `{{join .Imports "\n"}}`, ".") {
		if slices.Contains([]string{"net/http", "net", "syscall/js", "os", "reflect"}, dep) {
			t.Errorf("the package imports %s", dep)
		}
		if strings.Contains(dep, ".") && !slices.Contains([]string{"filippo.io/age", "filippo.io/age/armor"}, dep) {
			t.Errorf("the package imports %s", dep)
		}
	}
}
