package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// dockerRefuses are the values that an env-file has no way to write.
func dockerRefuses(v string) bool { return hasLineBreak(v) || len(v) > 65_000 }

// The rules of docker run --env-file: lines of up to 64 KiB; # at the start of
// a line is a comment; the name ends at the first =; the value is the rest.
func readDockerEnv(t rapid.TB, content string) map[string]string {
	out := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(content))
	for lines.Scan() {
		line := strings.TrimLeft(lines.Text(), " \t\n\v\f\r\u0085\u00a0")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok || strings.ContainsAny(name, " \t") || !utf8.ValidString(line) {
			t.Fatalf("docker refuses the line %q", line)
		}
		out[name] = value
	}
	if lines.Err() != nil {
		t.Fatalf("docker refuses the file: %v", lines.Err())
	}
	return out
}

func TestDockerRulesReadTheEnvFileBack(t *testing.T) {
	t.Parallel()
	check := func(rt rapid.TB, v string) {
		files, refused := written(t, DockerEnv, basicCredential(t, userName(v), v))
		if expectRefusal(t, refused, dockerRefuses(v), v) {
			got := readDockerEnv(rt, files["mautic-docker.env"])
			if diff := cmp.Diff(pair{userName(v), v}, pair{got["MAUTIC_USERNAME"], got["MAUTIC_PASSWORD"]}); diff != "" {
				rt.Fatalf("%s", diff)
			}
		}
	}
	for _, v := range nasty() {
		check(t, v)
	}
	rapid.Check(t, func(rt *rapid.T) { check(rt, text().Draw(rt, "value")) })
}

// The real docker reads the files and asks a daemon, which is this test, for a
// container with what it read.
func TestDockerItselfReadsTheEnvFileBack(t *testing.T) {
	t.Parallel()
	docker, dir := tool(t, "docker"), t.TempDir()
	var all strings.Builder
	want := map[string]string{}
	for i, v := range values() {
		if dockerRefuses(v) {
			continue
		}
		files, _ := written(t, DockerEnv, basicCredential(t, userName(v), v))
		name := fmt.Sprintf("MAUTIC_PASSWORD_%d", i)
		all.WriteString(strings.Replace(files["mautic-docker.env"], "\nMAUTIC_PASSWORD=", "\n"+name+"=", 1))
		want[name] = v
	}
	saveText(t, filepath.Join(dir, "all.env"), all.String())
	got := map[string]string{}
	var mu sync.Mutex
	daemon := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.41")
		w.Header().Set("Content-Type", "application/json")
		if !strings.HasSuffix(r.URL.Path, "/containers/create") {
			return
		}
		var body struct{ Env []string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, line := range body.Env {
			if name, value, _ := strings.Cut(line, "="); strings.HasPrefix(name, "MAUTIC_PASSWORD_") {
				got[name] = value
			}
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"Id":"1","Warnings":[]}`)
	}))
	defer daemon.Close()
	run(t, dir, "", docker, "--config", dir, "-H", "tcp://"+daemon.Listener.Addr().String(), "create", "--env-file", "all.env", "image")
	mu.Lock()
	defer mu.Unlock()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestComposeReadsValuesAndFilesBack(t *testing.T) {
	t.Parallel()
	for _, v := range values() {
		files, refused := written(t, DockerSecrets, basicCredential(t, userName(v), v))
		expectRefusal(t, refused, false, v)
		var got struct {
			Services struct {
				App struct {
					Environment map[string]string
					Secrets     []string
				}
			}
			Secrets map[string]struct{ File string }
		}
		if err := yaml.Unmarshal([]byte(files["compose.yaml"]), &got); err != nil {
			t.Fatal(err)
		}
		// Compose's rule: $$ is a dollar, any other $ a variable.
		user := strings.ReplaceAll(got.Services.App.Environment["MAUTIC_USERNAME"], "$$", "\x00")
		if strings.Contains(user, "$") {
			t.Errorf("%q has a variable for Compose", user)
		}
		user = strings.ReplaceAll(user, "\x00", "$")
		name := strings.TrimPrefix(got.Services.App.Environment["MAUTIC_PASSWORD_FILE"], "/run/secrets/")
		secret := files[strings.TrimPrefix(got.Secrets[name].File, "./")]
		if diff := cmp.Diff(pair{userName(v), v}, pair{user, secret}); diff != "" {
			t.Error(diff)
		}
		if strings.Contains(files["compose.yaml"], "PASSWORD: ") {
			t.Error("the password is in the compose file")
		}
	}
}
