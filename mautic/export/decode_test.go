package export

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mautic-connect/mautic"
)

func TestDecodeReadsWhatEncodeWrites(t *testing.T) {
	t.Parallel()
	check := func(rt rapid.TB, v string) {
		for _, c := range []mautic.Credential{basicCredential(t, userName(v), v), codeCredential(t, v, v), clientCredential(t, v, v)} {
			data, err := Encode(c, Options{Name: "A “name”", WithTokens: true})
			if err != nil {
				rt.Fatalf("%v", err)
			}
			got, name, err := Decode(data)
			if err != nil {
				rt.Fatalf("%v", err)
			}
			if a, ok := c.(mautic.AuthorizationCode); ok {
				a.Token.Issued = got.(mautic.AuthorizationCode).Token.Issued // not in the file
				c = a
			}
			if got != c || name != "A “name”" {
				rt.Fatalf("%q came back as %q: %v", v, name, got)
			}
		}
	}
	for _, v := range nasty() {
		check(t, v)
	}
	rapid.Check(t, func(rt *rapid.T) { check(rt, text().Draw(rt, "value")) })
}

const basicDocument = `{"version": 1, "base_url": "https://m.example.com", "method": "basic", "username": "u", "password": "top-secret"}`

func TestDecodeIsStrict(t *testing.T) {
	t.Parallel()
	code := `{"version":1,"base_url":"https://m.example.com","method":"authorization-code","client_id":"1_a","client_secret":"top-secret"`
	for _, tt := range []struct{ name, doc, want string }{
		{"empty", " \n", "the credential file is empty"},
		{"not JSON", "top-secret", "the credential file is not JSON, or is cut off"},
		{"cut off", basicDocument[:60], "the credential file is not JSON, or is cut off"},
		{"cut off at a name", `{"version": 1, "base`, "the credential file is not JSON, or is cut off"},
		{"an array", "[" + basicDocument + "]", "the credential file is not a JSON object: it must start with { and hold one credential"},
		{"bytes", "{\"name\": \"\xff\"}", "the credential file is not UTF-8 text"},
		{"large", strings.Repeat(" ", MaxDocument+1), "the credential file is larger than 1 MiB"},
		{"trailing data", basicDocument + " top-secret", "the credential file has something after its end"},
		{"second document", basicDocument + basicDocument, "the credential file has something after its end"},
		{"unknown member", strings.Replace(basicDocument, "username", "top-secret", 1), "the credential file has a member that does not exist (it is not one of version, name, base_url, method, username, password, client_id, client_secret, redirect_uri, access_token, refresh_token, expires_at)"},
		{"other case", strings.Replace(basicDocument, `"password"`, `"Password"`, 1), "the credential file has a member that does not exist (it is not one of version, name, base_url, method, username, password, client_id, client_secret, redirect_uri, access_token, refresh_token, expires_at)"},
		{"twice", strings.Replace(basicDocument, "{", `{"password": "x", `, 1), "the credential file: password is there twice"},
		{"wrong type", strings.Replace(basicDocument, `"top-secret"`, `12345`, 1), "the credential file: password must be text in double quotes"},
		{"null", strings.Replace(basicDocument, `"top-secret"`, `null`, 1), "the credential file: password must be text in double quotes"},
		{"object", strings.Replace(basicDocument, `"top-secret"`, `{"top-secret": 1}`, 1), "the credential file: password must be text in double quotes"},
		{"bad escape", strings.Replace(basicDocument, `top-secret`, `top\-secret`, 1), "the credential file is not JSON, or is cut off"},
		{"half a character", strings.Replace(basicDocument, `top-secret`, `top\ud800secret`, 1), `the credential file: password holds half a character (a \ud800 to \udfff on its own)`},
		{"NUL", strings.Replace(basicDocument, `top-secret`, `top\u0000secret`, 1), "the credential file: password holds a NUL character"},
		{"another version", strings.Replace(basicDocument, "1,", "2,", 1), "the credential file: version must be the number 1, the only version there is"},
		{"version as text", strings.Replace(basicDocument, "1,", `"1",`, 1), "the credential file: version must be the number 1, the only version there is"},
		{"no version", strings.Replace(basicDocument, `"version": 1, `, "", 1), "the credential file: version is missing"},
		{"no method", strings.Replace(basicDocument, `"method": "basic", `, "", 1), "the credential file: method is missing"},
		{"another method", strings.Replace(basicDocument, `"basic"`, `"top-secret"`, 1), `the credential file: method is none of "basic", "authorization-code" and "client-credentials"`},
		{"no address", strings.Replace(basicDocument, `"base_url": "https://m.example.com", `, "", 1), "the credential file: base_url is missing"},
		{"no password", strings.Replace(basicDocument, `, "password": "top-secret"`, "", 1), "the credential file: password is missing"},
		{"empty password", strings.Replace(basicDocument, `"top-secret"`, `""`, 1), "the credential file: password is empty; remove it or fill it in"},
		{"member of another method", strings.Replace(basicDocument, "{", `{"client_secret": "top-secret", `, 1), "the credential file: client_secret does not belong to the method basic; remove it"},
		{"colon", strings.Replace(basicDocument, `"u"`, `"u:top-secret"`, 1), "the user name holds a colon, which HTTP Basic cannot carry; sign in with the e-mail address or use OAuth2"},
		{"no address at all", strings.Replace(basicDocument, "https://m.example.com", "ftp://top-secret@x", 1), "the credential file: base_url is not the address of a Mautic; write it like https://mautic.example.com"},
		{"a page", strings.Replace(basicDocument, "m.example.com", "m.example.com/s/dashboard", 1), "the credential file: base_url is not the address of the Mautic itself; write https://m.example.com"},
		{"a password in the address", strings.Replace(basicDocument, "m.example.com", "u:top-secret@m.example.com", 1), "the credential file: base_url is not the address of a Mautic; write it like https://mautic.example.com"},
		{"no client secret", strings.Replace(code, `,"client_secret":"top-secret"`, "", 1) + "}", "the credential file: client_secret is missing"},
		{"not a time", code + `,"access_token":"a","expires_at":"top-secret"}`, "the credential file: expires_at is not a time like 2026-01-31T12:00:00Z (RFC 3339)"},
		{"refresh token alone", code + `,"refresh_token":"top-secret"}`, "the credential file: access_token is missing, and the other token members are of no use without it"},
		{"refresh token of a client", strings.Replace(code, "authorization-code", "client-credentials", 1) + `,"refresh_token":"top-secret"}`, "the credential file: refresh_token does not belong to the method client-credentials; remove it"},
	} {
		c, _, err := Decode([]byte(tt.doc))
		if err == nil {
			t.Errorf("%s: read as %v", tt.name, c)
			continue
		}
		if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	for _, doc := range []string{
		basicDocument + "\r\n",
		strings.Replace(basicDocument, "m.example.com", "m.example.com/", 1),
		strings.Replace(basicDocument, "top-secret", `\ud83d\udd11`, 1),
		code + "}",
		code + `,"access_token":"a","expires_at":"2026-03-04T05:06:07.25+01:00"}`,
		strings.Replace(code, "authorization-code", "client-credentials", 1) + `,"access_token":"a"}`,
	} {
		if _, _, err := Decode([]byte(doc)); err != nil {
			t.Errorf("%s: %v", doc, err)
		}
	}
}

// Whatever Decode reads, Encode writes and Decode reads back; whatever it
// refuses, it names no value of.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(basicDocument))
	f.Add([]byte(`{"version":1,"name":"","base_url":"http://localhost/","method":"authorization-code","client_id":"\ud83d\udd11","client_secret":"b","redirect_uri":"c","access_token":"d","refresh_token":"e","expires_at":"2026-03-04T05:06:07+01:00"}`))
	f.Add([]byte(`{"password":"\u`))
	f.Add([]byte(`{"password":"\\ud800\ud800"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, name, err := Decode(data)
		if err != nil {
			return
		}
		again, err := Encode(c, Options{Name: name, WithTokens: true})
		if err != nil {
			return // text that Encode refuses, such as a token with a space
		}
		if _, _, err := Decode(again); err != nil {
			t.Errorf("%s became %s: %v", data, again, err)
		}
	})
}
