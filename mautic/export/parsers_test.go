package export

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// pair is what a round trip has to bring back.
type pair struct{ User, Secret string }

func TestShellReadsTheEnvFileBack(t *testing.T) {
	t.Parallel()
	sh, dir := tool(t, "sh"), t.TempDir()
	var want []pair
	for i, v := range values() {
		files, refused := written(t, Env, basicCredential(t, userName(v), v))
		if expectRefusal(t, refused, false, v) {
			saveText(t, filepath.Join(dir, fmt.Sprintf("%05d.env", i)), files["mautic.env"])
			want = append(want, pair{userName(v), v})
		}
	}
	out := run(t, dir, "", sh, "-c", `for f in ./*.env; do . "$f"; printf '%s\0%s\0' "$MAUTIC_USERNAME" "$MAUTIC_PASSWORD"; done`)
	if diff := cmp.Diff(want, pairs(t, out)); diff != "" {
		t.Error(diff)
	}
}

func TestShellExportsEveryVariable(t *testing.T) {
	t.Parallel()
	sh, dir := tool(t, "sh"), t.TempDir()
	files, _ := written(t, Env, codeCredential(t, "1_id", "it's"))
	saveText(t, filepath.Join(dir, "mautic.env"), files["mautic.env"])
	out := run(t, dir, "", sh, "-c", "set -a; . ./mautic.env; set +a; env | grep ^MAUTIC_ | sort")
	const want = `MAUTIC_ACCESS_TOKEN=AT-NjY0ZTc5
MAUTIC_AUTH=authorization-code
MAUTIC_BASE_URL=https://mautic.example.com/crm
MAUTIC_CLIENT_ID=1_id
MAUTIC_CLIENT_SECRET=it's
MAUTIC_REDIRECT_URI=https://connect.example.com/callback
MAUTIC_REFRESH_TOKEN=RT-MTBmYzA0
MAUTIC_TOKEN_EXPIRES_AT=2026-03-04T06:36:07Z
`
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
}

// pairs splits what a program printed as user NUL secret NUL.
func pairs(t testing.TB, out string) []pair {
	t.Helper()
	parts := strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")
	if len(parts)%2 != 0 {
		t.Fatalf("%d values came back", len(parts))
	}
	var got []pair
	for i := 0; i < len(parts); i += 2 {
		got = append(got, pair{parts[i], parts[i+1]})
	}
	return got
}

func TestYAMLReadsTheKubernetesSecretBack(t *testing.T) {
	t.Parallel()
	check := func(rt rapid.TB, v string) {
		files, refused := written(t, Kubernetes, basicCredential(t, userName(v), v))
		expectRefusal(t, refused, false, v)
		var got struct {
			APIVersion, Kind, Type string
			Metadata               struct{ Name string }
			StringData             map[string]string `yaml:"stringData"`
		}
		if err := yaml.Unmarshal([]byte(files["mautic-secret.yaml"]), &got); err != nil {
			rt.Fatalf("%v", err)
		}
		want := map[string]string{"MAUTIC_BASE_URL": testAddress, "MAUTIC_AUTH": "basic", "MAUTIC_USERNAME": userName(v), "MAUTIC_PASSWORD": v}
		if diff := cmp.Diff(want, got.StringData); diff != "" || got.Kind != "Secret" || got.Metadata.Name != "mautic-mautic-example-com-crm" {
			rt.Fatalf("%s", diff)
		}
	}
	for _, v := range nasty() {
		check(t, v)
	}
	rapid.Check(t, func(rt *rapid.T) { check(rt, text().Draw(rt, "value")) })
}

func TestPHPReadsTheSettingsBack(t *testing.T) {
	t.Parallel()
	php, dir := tool(t, "php"), t.TempDir()
	var want []pair
	for i, v := range values() {
		// The library trims both, so neither may need it.
		trims := func(v string) bool { return strings.Trim(v, " \t\n\r\v") != v }
		files, refused := written(t, PHP, basicCredential(t, userName(v), v))
		if !expectRefusal(t, refused, trims(v) || trims(userName(v)), v) {
			continue
		}
		saveText(t, filepath.Join(dir, fmt.Sprintf("%05d.php", i)), files["mautic-settings.php"])
		want = append(want, pair{userName(v), v})
	}
	out := run(t, dir, `<?php foreach (glob('*.php') as $f) { $s = require $f; echo $s['userName'], "\0", $s['password'], "\0"; }`, php)
	if diff := cmp.Diff(want, pairs(t, out)); diff != "" {
		t.Error(diff)
	}
	files, _ := written(t, PHP, codeCredential(t, "1_id", `it's \ "$x"`))
	saveText(t, filepath.Join(dir, "mautic-settings.php"), files["mautic-settings.php"])
	var got map[string]any
	if err := json.Unmarshal([]byte(run(t, dir, `<?php echo json_encode(require 'mautic-settings.php');`, php)), &got); err != nil {
		t.Fatal(err)
	}
	settings := map[string]any{
		"baseUrl": testAddress, "version": "OAuth2", "clientKey": "1_id", "clientSecret": `it's \ "$x"`, "callback": "https://connect.example.com/callback",
		"accessToken": "AT-NjY0ZTc5", "refreshToken": "RT-MTBmYzA0", "accessTokenExpires": 1772606167.0,
	}
	if diff := cmp.Diff(settings, got); diff != "" {
		t.Error(diff)
	}
	for _, method := range []string{"basic", "authorization-code"} {
		run(t, "programs", "", php, "-l", method+".php")
	}
}

// Each language's own JSON reader, on the file that the programs read.
func TestLanguagesReadTheCredentialFileBack(t *testing.T) {
	t.Parallel()
	for name, read := range map[string][]string{
		"python3": {"-c", `import glob, json, sys
for name in sorted(glob.glob("*.json")):
    c = json.load(open(name, encoding="utf-8"))
    sys.stdout.buffer.write((c["username"] + "\0" + c["password"] + "\0").encode())`},
		"node": {"-e", `const fs = require("fs");
let out = "";
for (const name of fs.readdirSync(".").sort()) { const c = JSON.parse(fs.readFileSync(name, "utf8")); out += c.username + "\0" + c.password + "\0"; }
fs.writeFileSync(1, out);`},
		"php": {"-r", `foreach (glob('*.json') as $f) { $c = json_decode(file_get_contents($f), true); echo $c['username'], "\0", $c['password'], "\0"; }`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program, dir := tool(t, name), t.TempDir()
			var want []pair
			for i, v := range values() {
				files, refused := written(t, Document, basicCredential(t, userName(v), v))
				expectRefusal(t, refused, false, v)
				saveText(t, filepath.Join(dir, fmt.Sprintf("%05d.json", i)), files["mautic.json"])
				want = append(want, pair{userName(v), v})
			}
			if diff := cmp.Diff(want, pairs(t, run(t, dir, "", program, read...))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCurlSendsTheExactLogin(t *testing.T) {
	t.Parallel()
	curl, dir := tool(t, "curl"), t.TempDir()
	var mu sync.Mutex
	var got []pair
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if r.Method == http.MethodPost {
			user, password = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
		}
		mu.Lock()
		defer mu.Unlock()
		got = append(got, pair{user, password})
	}))
	defer server.Close()
	var want []pair
	// One process for all: --next starts anew after each.
	var config strings.Builder
	for _, v := range values() {
		files, refused := written(t, Curl, basicCredential(t, userName(v), v))
		if expectRefusal(t, refused, 2*len(v) > 100_000, v) {
			config.WriteString(files["mautic.curlrc"] + "url = " + server.URL + "\nnext\n")
			want = append(want, pair{userName(v), v})
		}
		files, refused = written(t, Curl, clientCredential(t, v, v))
		expectRefusal(t, refused, false, v)
		config.WriteString(files["mautic-token.curlrc"] + "url = " + server.URL + "\nnext\n")
		want = append(want, pair{v, v})
	}
	saveText(t, filepath.Join(dir, "all"), strings.TrimSuffix(config.String(), "next\n"))
	run(t, dir, "", curl, "-K", "all")
	mu.Lock()
	defer mu.Unlock()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHTTPieSendsTheExactLogin(t *testing.T) {
	t.Parallel()
	_ = tool(t, "http")
	dir := t.TempDir()
	var mu sync.Mutex
	var got []pair
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if r.Method == http.MethodPost {
			user, password = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
			_, _ = io.WriteString(w, `{"access_token":"a\/b+c=","token_type":"bearer"}`)
		}
		if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			user, password = "bearer", bearer
		}
		mu.Lock()
		defer mu.Unlock()
		got = append(got, pair{user, password})
	}))
	defer server.Close()
	// Each call starts Python, so all short values go together.
	var together strings.Builder
	for _, v := range nasty() {
		if len(v) < 100 && !hasLineBreak(v) {
			together.WriteString(v)
		}
	}
	v := together.String() + "\nü\\:@ "
	b := basicCredential(t, userName(v), v)
	b.Base = testBase(t, server.URL)
	c := clientCredential(t, v, v)
	c.Client.Base = b.Base
	files, err := Write(HTTPie, b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	save(t, dir, files)
	run(t, dir, "", "./mautic-httpie.sh")
	files, err = Write(HTTPie, c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	save(t, dir, files)
	run(t, dir, "", "./mautic-httpie.sh")
	mu.Lock()
	defer mu.Unlock()
	if diff := cmp.Diff([]pair{{userName(v), v}, {v, v}, {"bearer", "a/b+c="}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRecipesShowTheExactValues(t *testing.T) {
	t.Parallel()
	for _, v := range values() {
		for _, id := range []ID{Make, WooCommerce, Odoo} {
			files, refused := written(t, id, codeCredential(t, "1_id", v))
			if expectRefusal(t, refused, hasLineBreak(v), v) {
				checkRecipe(t, files, "Client Secret (Secret Key)", v)
			}
		}
		files, refused := written(t, Zapier, basicCredential(t, userName(v), v))
		if expectRefusal(t, refused, hasLineBreak(v), v) {
			checkRecipe(t, files, "Password", v)
			checkRecipe(t, files, "Username", userName(v))
		}
	}
}

func checkRecipe(t *testing.T, files map[string]string, field, want string) {
	t.Helper()
	for _, content := range files {
		lines := strings.Split(content, "\n")
		for i, line := range lines {
			if strings.HasPrefix(line, "   "+field) && lines[i+1] == "       "+want {
				if spaced := strings.TrimSpace(want) != want; spaced != strings.Contains(line, "with the space") {
					t.Errorf("%q for %q", line, want)
				}
				return
			}
		}
		t.Errorf("%s %q is not in\n%s", field, want, content)
	}
}
