package mautic

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

func TestPackageBuildsForTheBrowser(t *testing.T) {
	goTool(t, "build", "-o", filepath.Join(t.TempDir(), "out.a"), ".")
}

// The package is below everything else in this module, and brings nothing
// into the wasm download that is not listed here.
func TestPackageDependsOnLittle(t *testing.T) {
	allowed := []string{"mautic-connect/mautic", "golang.org/x/oauth2", "golang.org/x/oauth2/internal"}
	for dep := range strings.FieldsSeq(goTool(t, "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".")) {
		if !slices.Contains(allowed, dep) {
			t.Errorf("the package depends on %s", dep)
		}
	}
	direct := strings.Fields(goTool(t, "list", "-f", `{{join .Imports "\n"}}`, "."))
	for _, heavy := range []string{"net/http", "net", "syscall/js", "text/template", "html/template", "net/textproto", "log/slog", "regexp", "html", "reflect", "crypto/tls"} {
		if slices.Contains(direct, heavy) {
			t.Errorf("the package imports %s", heavy)
		}
	}
}

// x/oauth2 imports net/http; the linker drops it as long as only these names
// are used.
func TestOnlyTheLightPartsOfOAuth2AreUsed(t *testing.T) {
	light := []string{"Config", "Endpoint", "S256ChallengeOption", "GenerateVerifier", "Token"}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`\boauth2\.(\w+)`)
	found := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if strings.HasPrefix(strings.TrimSpace(line), "//") {
				continue
			}
			for _, m := range name.FindAllStringSubmatch(line, -1) {
				found++
				if !slices.Contains(light, m[1]) {
					t.Errorf("%s uses oauth2.%s", f, m[1])
				}
			}
		}
	}
	if found == 0 {
		t.Error("the test found no use at all")
	}
}
