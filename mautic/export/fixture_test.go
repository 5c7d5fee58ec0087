package export

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mautic-connect/mautic"
)

const testAddress = "https://mautic.example.com/crm"

func testBase(t testing.TB, address string) mautic.BaseURL {
	t.Helper()
	base, _, err := mautic.ParseBaseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func basicCredential(t testing.TB, user, password string) mautic.Basic {
	return mautic.Basic{Base: testBase(t, testAddress), UserName: user, Password: mautic.NewSecret(password)}
}

func testClient(t testing.TB, id, secret string) mautic.OAuthClient {
	return mautic.OAuthClient{Base: testBase(t, testAddress), ID: id, Secret: mautic.NewSecret(secret)}
}

func codeCredential(t testing.TB, id, secret string) mautic.AuthorizationCode {
	c := testClient(t, id, secret)
	c.RedirectURI = "https://connect.example.com/callback"
	issued := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	return mautic.AuthorizationCode{Client: c, Token: mautic.Token{
		Access: mautic.NewSecret("AT-NjY0ZTc5"), Refresh: mautic.NewSecret("RT-MTBmYzA0"), Issued: issued, Expires: issued.Add(90 * time.Minute),
	}}
}

func clientCredential(t testing.TB, id, secret string) mautic.ClientCredentials {
	return mautic.ClientCredentials{Client: testClient(t, id, secret)}
}

// plain are unremarkable credentials, one of each method.
func plain(t testing.TB) map[mautic.Method]mautic.Credential {
	return map[mautic.Method]mautic.Credential{
		mautic.MethodBasic:             basicCredential(t, "n8n@example.com", "correct horse"),
		mautic.MethodAuthorizationCode: codeCredential(t, "1_3aa8xt41vgw0", "4kmgk2d6ivk0"),
		mautic.MethodClientCredentials: clientCredential(t, "1_3aa8xt41vgw0", "4kmgk2d6ivk0"),
	}
}

// nasty are values that some format somewhere gives a meaning.
func nasty() []string {
	list := []string{
		"a", " ", "  leading", "trailing  ", "\ttab\t", "a\tb", "line\nbreak", "\nleading break", "trailing break\n", "carriage\rreturn", "both\r\nends\r\n",
		"'", "''", "it's", `"`, `"quoted"`, "`", "`id`", `'"` + "`", `\`, `\\`, `ends with \`, `\n`, `\u0041`, `\x41\101`, `'\''`, `\'`, `\"`,
		"$", "$HOME", "${HOME}", "$(id)", "$$", "!history!", "#", "# comment", "a # b", "a#b", ":", "a: b", ": b", "%", "%s%d%n", "100%25", "%{x}",
		"{{x}}", "{{ 7*7 }}", "{% raw %}", "{# x #}", "{% endraw %}", "{", "=", "=1+1", "==", "={{ 1 }}", "@file", "<file", "-flag", "--", "~", "~/x", "*", "?", "[a]", "a;b", "a&b", "a|b", "<b>&amp;", "<?php ?>", "</script>",
		"null", "true", "no", "0123", "1e3", "0x1f", "~null", "- x", "? x", "| x", "> x", "&a", "*a", "!!str", "---", "...", "---\nx: 1", "'''", `"""`, "EOF", "\n}\n", "}", "];",
		"ü", "ÅÄÖ", "日本語", "🔑", "👩‍👩‍👧", "e\u0301", "\u00a0nbsp\u00a0", "\u2028line separator\u2029", "\ufeffbom", "\u0085next line", "\u200bzero width", "\ufffe", "\uffff", "\x01\x1b[31m\x7f", "\v\f", "\u202ertl",
		strings.Repeat("long '\"$\\ ", 1500), strings.Repeat("x", 70_000),
	}
	return list
}

// values are the nasty ones and a few hundred made up from their characters.
func values() []string {
	out := nasty()
	made := text()
	for seed := range 150 {
		out = append(out, made.Example(seed))
	}
	return out
}

// text makes texts that any credential may hold: not empty, UTF-8, no NUL.
func text() *rapid.Generator[string] {
	special := []rune("'\"`\\$#:%{}=@&<>|;!?*~-+,()[] \t\n\r\v\x01\x1b\x7f\u0085\u00a0\u2028\ufeffaZ0_ü日🔑")
	return rapid.Custom(func(t *rapid.T) string {
		runes := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(special), rapid.Rune().Filter(func(r rune) bool { return r != 0 })), 1, 30).Draw(t, "runes")
		return string(runes)
	})
}

// userName makes a user name of v that HTTP Basic can carry.
func userName(v string) string {
	if v = strings.ReplaceAll(v, ":", ""); v == "" {
		return "user"
	}
	return v
}

// written is an export, or the *ValueError that refused it.
func written(t testing.TB, id ID, c mautic.Credential) (map[string]string, *ValueError) {
	t.Helper()
	files, err := Write(id, c, Options{WithTokens: true})
	var refused *ValueError
	if errors.As(err, &refused) {
		return nil, refused
	}
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Name] = string(f.Content)
	}
	return out, nil
}

// expectRefusal reports whether the value goes on to a parser, and fails when
// the format refuses another value than it should, or tells it.
func expectRefusal(t testing.TB, refused *ValueError, should bool, v string) bool {
	t.Helper()
	if (refused != nil) != should {
		t.Errorf("%.60q: refused is %v, want %v", v, refused, should)
	}
	if refused != nil && len(v) > 12 && strings.Contains(refused.Error(), v) {
		t.Errorf("the error holds the value %q", v)
	}
	return refused == nil
}

// tool is the path of a program that reads a format, or skips the test.
func tool(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("%s is not installed, so this format is not read by its own program here", names[0])
	return ""
}

// run runs a program and returns what it prints.
func run(t testing.TB, dir, stdin string, name string, args ...string) string {
	t.Helper()
	out, err := try(t, dir, stdin, name, args...)
	if err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(name), err, out)
	}
	return out
}

func try(t testing.TB, dir, stdin string, name string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "NO_PROXY=*", "no_proxy=*", "OAUTHLIB_INSECURE_TRANSPORT=1", "LC_ALL=C.UTF-8")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String() + errs.String(), err
	}
	return out.String(), nil
}

// save writes an export below dir, as its files say.
func save(t testing.TB, dir string, files []File) {
	t.Helper()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Content, f.Mode); err != nil {
			t.Fatal(err)
		}
	}
}

// saveText writes one file.
func saveText(t testing.TB, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
