package export

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Bruno reads .env as the npm package dotenv does: a value may be in one of
// three quotes, which end at the next of their kind; \n and \r mean line breaks
// in double quotes only.
func readDotenv(content string) map[string]string {
	line := regexp.MustCompile("(?m)^\\s*([\\w.-]+)\\s*=\\s*('(?:\\\\'|[^'])*'|\"(?:\\\\\"|[^\"])*\"|`(?:\\\\`|[^`])*`)\\s*$")
	out := map[string]string{}
	for _, m := range line.FindAllStringSubmatch(strings.ReplaceAll(strings.ReplaceAll(content, "\r\n", "\n"), "\r", "\n"), -1) {
		value := m[2][1 : len(m[2])-1]
		if m[2][0] == '"' {
			value = strings.ReplaceAll(strings.ReplaceAll(value, `\n`, "\n"), `\r`, "\r")
		}
		out[m[1]] = value
	}
	return out
}

func TestDotenvRulesReadBrunosFileBack(t *testing.T) {
	t.Parallel()
	cannot := func(v string) bool {
		quotes := strings.Contains(v, "'") && strings.Contains(v, "`") && (strings.Contains(v, `"`) || strings.Contains(v, `\n`) || strings.Contains(v, `\r`))
		return quotes || strings.Contains(v, "\r") || strings.HasSuffix(v, `\`) || strings.Contains(v, "{{")
	}
	check := func(rt rapid.TB, v string) {
		files, refused := written(t, Bruno, basicCredential(t, userName(v), v))
		if expectRefusal(t, refused, cannot(v) || cannot(userName(v)), v) {
			got := readDotenv(files["mautic-bruno/.env"])
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

// block is a dictionary of Bruno's file format: name { key: value … }.
var block = regexp.MustCompile(`(?ms)^([a-z0-9:]+) \{\n(.*?)\n\}$`)

func TestBrunoFilesAreInItsGrammar(t *testing.T) {
	t.Parallel()
	for method, c := range plain(t) {
		files, _ := written(t, Bruno, c)
		for name, content := range files {
			if !strings.HasSuffix(name, ".bru") {
				continue
			}
			got := map[string]map[string]string{}
			for _, m := range block.FindAllStringSubmatch(content, -1) {
				pairs := map[string]string{}
				for line := range strings.SplitSeq(m[2], "\n") {
					key, value, ok := strings.Cut(line, ":")
					if !ok || !strings.HasPrefix(key, "  ") {
						t.Errorf("%s: the line %q", name, line)
					}
					pairs[strings.TrimSpace(key)] = strings.TrimSpace(value)
				}
				got[m[1]] = pairs
			}
			if rest := strings.TrimSpace(block.ReplaceAllString(content, "")); rest != "" {
				t.Errorf("%s has text outside of blocks: %q", name, rest)
			}
			if name != "mautic-bruno/collection.bru" {
				continue
			}
			switch mode := got["auth"]["mode"]; {
			case method == "basic" && (mode != "basic" || got["auth:basic"]["password"] != "{{process.env.MAUTIC_PASSWORD}}"),
				method != "basic" && (mode != "oauth2" || got["auth:oauth2"]["client_secret"] != "{{process.env.MAUTIC_CLIENT_SECRET}}" || got["auth:oauth2"]["credentials_placement"] != "body"):
				t.Errorf("%s: %v", method, got)
			}
		}
	}
}
