package preset

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/web/origin"
)

// canary stands in every place a secret can be in.
const canary = "canary4711"

// signing is a secret of 32 bytes with the canary in its text.
const signing = "whsec_canary4711AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

const minimal = `presets:
  acme:
    title: Acme's Mautic
    base_url: https://mautic.acme.example
    client_id: 1_3aa8
    client_secret: canary4711
`

func origins(t *testing.T, list ...string) []origin.Origin {
	t.Helper()
	var out []origin.Origin
	for _, s := range list {
		o, err := origin.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, o)
	}
	return out
}

// load writes a presets file with secrets beside it and loads it.
func load(t *testing.T, content string) (map[string]Preset, error) {
	t.Helper()
	dir := t.TempDir()
	for name, body := range map[string]string{
		"presets.yaml": content, "secret.txt": canary + "\n", "whsec.txt": signing + "\r\n", "empty.txt": "\n", "long.txt": strings.Repeat(canary, 7000),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := map[string]string{"ACME_SECRET": canary, "ACME_WHSEC": signing, "ACME_BAD": canary}
	return Load(filepath.Join(dir, "presets.yaml"), origins(t, "https://portal.example", "http://localhost:9000"), func(name string) string { return env[name] })
}

// shown makes what a preset holds comparable, secrets included.
func shown(p Preset) map[string]string {
	out := map[string]string{
		"name": p.Name, "title": p.Title, "base": p.Client.Base.String(), "id": p.Client.ID, "secret": p.Client.Secret.Reveal(),
	}
	for _, o := range p.Origins {
		out["origins"] += o.String() + " "
	}
	if p.Delivery != nil {
		out["origin"], out["address"], out["signing"] = p.Delivery.Origin.String(), p.Delivery.Address.Reveal(), p.Delivery.Signing.Reveal()
	}
	return out
}

func TestLoadReadsPresets(t *testing.T) {
	t.Parallel()
	const both = "https://portal.example http://localhost:9000 "
	base := map[string]string{"name": "acme", "title": "Acme's Mautic", "base": "https://mautic.acme.example", "id": "1_3aa8", "secret": canary, "origins": both}
	with := func(pairs ...string) map[string]string {
		out := map[string]string{}
		for k, v := range base {
			out[k] = v
		}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i]] = pairs[i+1]
		}
		return out
	}
	for _, tt := range []struct {
		name, content string
		want          map[string]string
	}{
		{"the value itself", minimal, base},
		{"a secret in a file", strings.Replace(minimal, "canary4711", "{file: secret.txt}", 1), base},
		{"a secret in the environment", strings.Replace(minimal, "canary4711", "{env: ACME_SECRET}", 1), base},
		{"a secret that looks like a number", strings.Replace(minimal, "canary4711", "0123_456", 1), with("secret", "0123_456")},
		{"a slash at the end of the Mautic", strings.Replace(minimal, "acme.example", "acme.example/", 1), base},
		{"a Mautic in a directory", strings.Replace(minimal, "acme.example", "acme.example/m", 1), with("base", "https://mautic.acme.example/m")},
		{"fewer origins", minimal + "    embed_origins: [\"https://PORTAL.example:443\", 'https://portal.example']\n", with("origins", "https://portal.example ")},
		{
			"a delivery", minimal + "    deliver:\n      url: https://Portal.example:443/hooks/mautic?key=a%2Fb\n      signing_secret: {env: ACME_WHSEC}\n",
			with("origin", "https://portal.example", "address", "https://portal.example/hooks/mautic?key=a%2Fb", "signing", signing),
		},
		{
			"a delivery within one network", minimal + "    deliver: {url: 'http://portal:8080', signing_secret: {file: whsec.txt}}\n",
			with("origin", "http://portal:8080", "address", "http://portal:8080/", "signing", signing),
		},
		{"an alias", strings.Replace(strings.Replace(minimal, "1_3aa8", "&id 1_3aa8", 1), "canary4711", "*id", 1), with("secret", "1_3aa8")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := load(t, tt.content)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, shown(got["acme"])); diff != "" || len(got) != 1 {
				t.Errorf("%d presets (-want +got)\n%s", len(got), diff)
			}
		})
	}
}

func TestLoadReadsSeveralPresets(t *testing.T) {
	t.Parallel()
	second := strings.NewReplacer("presets:\n", "", "acme:", "other-1:").Replace(minimal)
	got, err := load(t, minimal+second)
	if err != nil || len(got) != 2 || got["other-1"].Name != "other-1" || got["acme"].Client == (mautic.OAuthClient{}) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestLoadSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	change := func(old, replacement string) string {
		if !strings.Contains(minimal, old) {
			t.Fatalf("%q is not in the file", old)
		}
		return strings.Replace(minimal, old, replacement, 1)
	}
	deliver := func(text string) string { return minimal + "    deliver: " + text + "\n" }
	for _, tt := range []struct{ name, content, want string }{
		{"empty", "", "presets.yaml: the file is empty"},
		{"a comment only", "# " + canary, "presets.yaml: the file is empty"},
		{"no mapping", "- " + canary, "presets.yaml: it has to hold presets"},
		{"no presets", "presets:\n", "presets.yaml: presets: it has to hold a preset"},
		{"presets that are a text", "presets: " + canary, "presets.yaml: presets: it has to hold a preset"},
		{"another key at the top", minimal + "preset: {}\n", `presets.yaml: "preset" is no key here; known are presets`},
		{"no YAML", minimal + "\t" + canary, "presets.yaml: it is not YAML; look near its line"},
		{"a secret that is an alias", change(canary, "*"+canary), "presets.yaml: it is not YAML"},
		{"two documents", minimal + "---\na: b\n", "presets.yaml: it holds more than one YAML document"},
		{"too large", minimal + "#" + strings.Repeat(canary, 110_000), "presets.yaml: the file is larger than 1 MiB"},
		{"a name with a capital", change("acme:", "Acme:"), `presets.yaml: preset "Acme": a name has`},
		{"a long name", change("acme:", strings.Repeat("a", 65)+":"), `a name has 1 to 64`},
		{"a name twice", minimal + strings.TrimPrefix(minimal, "presets:\n"), "presets.yaml: preset acme: it is there twice"},
		{"a preset that is a text", "presets:\n  acme: " + canary, "preset acme: it has to hold title, base_url"},
		{"an unknown key", minimal + "    secret: " + canary + "\n", `preset acme: "secret" is no key here; known are title, base_url`},
		{"a key twice", minimal + "    title: " + canary + "\n", "preset acme: title: it is there twice"},
		{"no title", change("    title: Acme's Mautic\n", ""), "preset acme: title: it is missing"},
		{"an empty title", change("Acme's Mautic", "''"), "preset acme: title: it is empty"},
		{"no secret", change("    client_secret: canary4711\n", ""), "preset acme: client_secret: it is missing"},
		{"an empty secret", change(canary, ""), "preset acme: client_secret: it is empty"},
		{"a secret of spaces", change(canary, "'  '"), "preset acme: client_secret: it is empty"},
		{"a secret of two lines", change(canary, "|\n      "+canary+"\n      "+canary), "preset acme: client_secret: it has to be one line"},
		{"a secret in binary", change(canary, "!!binary "+canary), "preset acme: client_secret: it has to be a text"},
		{"a secret that is a list", change(canary, "["+canary+"]"), "preset acme: client_secret: it has to be {file: NAME}, {env: NAME} or the value itself"},
		{"a secret in braces", change(canary, "{"+canary+"}"), "preset acme: client_secret: it has to be {file: NAME}"},
		{"a secret from elsewhere", change(canary, "{vault: "+canary+"}"), "preset acme: client_secret: it has to be {file: NAME}"},
		{"a secret from two places", change(canary, "{file: secret.txt, env: ACME_SECRET}"), "preset acme: client_secret: it has to be {file: NAME}"},
		{"a file that is not there", change(canary, "{file: none.txt}"), "preset acme: client_secret: the file cannot be read: open "},
		{"a directory", change(canary, "{file: .}"), "preset acme: client_secret: the file "},
		{"an empty file", change(canary, "{file: empty.txt}"), "empty.txt is empty"},
		{"a long file", change(canary, "{file: long.txt}"), "long.txt is longer than any secret"},
		{"a variable that is not set", change(canary, "{env: NOPE}"), "preset acme: client_secret: the environment variable NOPE is not set or empty"},
		{"a secret instead of a variable", change(canary, "{env: canary4711-x}"), "preset acme: client_secret: what stands behind env is no name"},
		{"no address", change("https://mautic.acme.example", "https://"), "preset acme: base_url: "},
		{"an address with a password", change("https://mautic.acme.example", "https://u:canary4711@mautic.acme.example"), "preset acme: base_url: "},
		{"an address with a page", change("acme.example", "acme.example/s/login?a="+canary), "preset acme: base_url: write it as https://mautic.acme.example"},
		{"an address without a scheme", change("https://", ""), "preset acme: base_url: write it as https://mautic.acme.example"},
		{"origins that are a text", minimal + "    embed_origins: https://portal.example\n", "preset acme: embed_origins: it has to be a list"},
		{"no origins", minimal + "    embed_origins: []\n", "preset acme: embed_origins: it has to be a list"},
		{"an empty origin", minimal + "    embed_origins: ['']\n", "preset acme: embed_origins: it is empty"},
		{"an origin with a path", minimal + "    embed_origins: [https://portal.example/x]\n", "preset acme: embed_origins: \"https://portal.example/x\" is not an origin"},
		{"an origin that is not allowed", minimal + "    embed_origins: [https://other.example]\n", "preset acme: embed_origins: https://other.example is none of the origins given with --embed-origin"},
		{"a delivery that is a text", deliver(canary), "preset acme: deliver: it has to hold url, signing_secret"},
		{"a delivery to nowhere", deliver("{signing_secret: {env: ACME_WHSEC}}"), "preset acme: deliver: url: it is missing"},
		{"a delivery without a signature", deliver("{url: https://portal.example/}"), "preset acme: deliver: signing_secret: it is missing"},
		{"a delivery with a key of its own", deliver("{url: https://portal.example/, method: PUT}"), `preset acme: deliver: "method" is no key here`},
		{"a delivery over plain http", deliver("{url: 'http://portal.example/canary4711', signing_secret: {env: ACME_WHSEC}}"), "preset acme: deliver: url: it has to begin with https://"},
		{"a delivery with a password", deliver("{url: 'https://u:canary4711@portal.example/', signing_secret: {env: ACME_WHSEC}}"), "preset acme: deliver: url: it has to be an address"},
		{"a delivery to a fragment", deliver("{url: 'https://portal.example/#canary4711', signing_secret: {env: ACME_WHSEC}}"), "preset acme: deliver: url: it has to be an address"},
		{"a delivery to no address", deliver("{url: 'canary4711', signing_secret: {env: ACME_WHSEC}}"), "preset acme: deliver: url: it has to be an address"},
		{"a delivery to a broken address", deliver("{url: 'https://portal.example/%zz-canary4711', signing_secret: {env: ACME_WHSEC}}"), "preset acme: deliver: url: it has to be an address"},
		{"a delivery by another protocol", deliver("{url: 'ftp://portal.example/canary4711', signing_secret: {env: ACME_WHSEC}}"), "preset acme: deliver: url: it has to be an address"},
		{"a signing secret without its mark", deliver("{url: https://portal.example/, signing_secret: {env: ACME_BAD}}"), "preset acme: deliver: signing_secret: it has to be whsec_"},
		{"a short signing secret", deliver("{url: https://portal.example/, signing_secret: whsec_canary4711AA}"), "preset acme: deliver: signing_secret: it has to be whsec_"},
		{"a signing secret that is no base64", deliver("{url: https://portal.example/, signing_secret: whsec_canary4711!AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA}"), "preset acme: deliver: signing_secret: it has to be whsec_"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := load(t, tt.content)
			if err == nil || got != nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "presets.yaml: ") {
				t.Fatalf("got %v, %v, want an error with %q", got, err, tt.want)
			}
			if strings.Contains(err.Error(), canary) {
				t.Errorf("the error holds a secret: %v", err)
			}
		})
	}
}

func TestLoadSaysThatTheFileIsNotThere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "none.yaml")
	if _, err := Load(file, nil, os.Getenv); err == nil || !strings.Contains(err.Error(), file+": the file cannot be read") {
		t.Errorf("got %v", err)
	}
	if _, err := Load(t.TempDir(), nil, os.Getenv); err == nil || !strings.Contains(err.Error(), "the file cannot be read") {
		t.Errorf("a directory: got %v", err)
	}
}
