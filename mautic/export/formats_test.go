package export

import (
	"errors"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
)

func TestFormatsDescribeThemselves(t *testing.T) {
	t.Parallel()
	seen := map[ID]bool{}
	for _, f := range Formats() {
		switch {
		case seen[f.ID]:
			t.Errorf("%s is there twice", f.ID)
		case f.Title == "" || len(f.Methods) == 0 || f.Kind == "" || f.Tokens == "":
			t.Errorf("%s is not described: %+v", f.ID, f)
		case !strings.HasSuffix(f.Summary, ".") || strings.ContainsAny(f.Summary, "\"\\\n"):
			t.Errorf("%s: the summary %q", f.ID, f.Summary)
		}
		seen[f.ID] = true
		if got, ok := Lookup(f.ID); !ok || got.ID != f.ID {
			t.Errorf("Lookup(%s) is %v, %v", f.ID, got, ok)
		}
	}
	if _, ok := Lookup("nope"); ok {
		t.Error("nope is a format")
	}
	changed := Formats()
	changed[0].Title, changed[0].Methods[0] = "x", "y"
	if fresh := Formats(); fresh[0].Title == "x" || fresh[0].Methods[0] == "y" {
		t.Error("the list is shared")
	}
}

func TestFilesKeepWhatTheirFormatPromises(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t-v4lue"
	for _, f := range Formats() {
		if f.Sealed {
			continue
		}
		for _, c := range []mautic.Credential{basicCredential(t, "user", secret), codeCredential(t, "1_id", secret), clientCredential(t, "1_id", secret)} {
			if !f.Takes(c.Method()) {
				continue
			}
			files, err := Write(f.ID, c, Options{WithTokens: true})
			if err != nil {
				t.Fatal(err)
			}
			somewhere := false
			for _, file := range files {
				content := string(file.Content)
				holds := strings.Contains(content, secret) || strings.Contains(content, "AT-NjY0ZTc5") || strings.Contains(content, "RT-MTBmYzA0")
				somewhere = somewhere || holds
				if holds && file.Mode != 0o600 {
					t.Errorf("%s: %s holds secrets and has the mode %v", f.ID, file.Name, file.Mode)
				}
				if file.MediaType == "" || file.Name != path.Clean(file.Name) || path.IsAbs(file.Name) || strings.HasPrefix(file.Name, "..") {
					t.Errorf("%s: the file %q of type %q", f.ID, file.Name, file.MediaType)
				}
			}
			if somewhere != f.Secrets {
				t.Errorf("%s, %s: holds secrets is %v", f.ID, c.Method(), somewhere)
			}
		}
	}
}

func TestTokensGoOutOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	c := codeCredential(t, "1_id", "secret")
	for _, f := range Formats() {
		if f.Sealed || !f.Takes(mautic.MethodAuthorizationCode) {
			continue
		}
		for _, asked := range []bool{false, true} {
			files, err := Write(f.ID, c, Options{WithTokens: asked})
			var need *TokensError
			if errors.As(err, &need) != (f.Tokens == TokensNeeded && !asked) {
				t.Errorf("%s, %v: %v", f.ID, asked, err)
			}
			out := false
			for _, file := range files {
				out = out || strings.Contains(string(file.Content), "RT-MTBmYzA0")
			}
			if out != (asked && f.Tokens != TokensNever) {
				t.Errorf("%s, asked %v: the refresh token went out is %v", f.ID, asked, out)
			}
		}
	}
	c.Token = mautic.Token{}
	if _, err := Write(Curl, c, Options{WithTokens: true}); err == nil || !strings.Contains(err.Error(), "holds none; authorize the client first") {
		t.Errorf("without tokens: %v", err)
	}
}

func TestAccessTokenAloneIsEnough(t *testing.T) {
	t.Parallel()
	c := codeCredential(t, "1_id", "secret")
	c.Token = mautic.Token{Access: c.Token.Access}
	for _, f := range Formats() {
		if f.Sealed || !f.Takes(mautic.MethodAuthorizationCode) {
			continue
		}
		files, err := Write(f.ID, c, Options{WithTokens: true})
		if err != nil {
			t.Errorf("%s: %v", f.ID, err)
		}
		for _, file := range files {
			if strings.Contains(file.Name, "refresh") {
				t.Errorf("%s: %s without a refresh token", f.ID, file.Name)
			}
		}
	}
}

func TestWriteSaysWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	noBase := basicCredential(t, "a", "b")
	noBase.Base = mautic.BaseURL{}
	badToken := codeCredential(t, "1_id", "secret")
	badToken.Token.Access = mautic.NewSecret("to ken")
	badURI := codeCredential(t, "1_id", "secret")
	badURI.Client.RedirectURI = "https://x/\n"
	badAccess, badRefresh, noToken := codeCredential(t, "a", "b"), codeCredential(t, "a", "b"), codeCredential(t, "a", "b")
	badAccess.Token.Access, badRefresh.Token.Refresh = mautic.NewSecret("=x"), mautic.NewSecret("=x")
	noToken.Token = mautic.Token{}
	for _, tt := range []struct {
		id   ID
		c    mautic.Credential
		want string
	}{
		{"nope", noBase, `there is no format "nope"; see the list of formats`},
		{PHP, clientCredential(t, "a", "b"), "the format php carries no client-credentials credential, only basic and authorization-code; choose another format"},
		{Activepieces, codeCredential(t, "a", "b"), "the format activepieces carries no authorization-code credential, only basic; choose another format"},
		{Go, codeCredential(t, "a", "b"), "the format go needs the tokens of the grant; say that they may go out, and delete every other copy of them"},
		{Age, basicCredential(t, "a", "b"), "the format age encrypts; this program cannot, use the command line: mautic-connect export --format age"},
		{Env, noBase, "the base url is missing; enter the address of the Mautic"},
		{Env, basicCredential(t, "", "b"), "the user name is empty; enter the name or e-mail address you sign in to Mautic with"},
		{Env, basicCredential(t, "a:b", "b"), "the user name holds a colon, which HTTP Basic cannot carry; sign in with the e-mail address or use OAuth2"},
		{Env, basicCredential(t, "a", ""), "the password is missing; enter it first"},
		{Env, basicCredential(t, "a", "x\x00y"), "the password holds a NUL character; copy it again from where you got it"},
		{Env, basicCredential(t, "a", "x\xffy"), "the password is no text (it is not UTF-8); copy it again from where you got it"},
		{Env, clientCredential(t, "", "y"), "the client id is missing; enter it first"},
		{Env, clientCredential(t, "x", ""), "the client secret is missing; enter it first"},
		{Env, badToken, "the access token holds a character that no token has; authorize the client again"},
		{Env, badURI, "the redirect uri holds a control character; copy it again from Mautic"},
		{DockerEnv, basicCredential(t, "a", "x\ny"), "the format docker-env cannot carry this credential: the password holds a line break, which Docker's env-file has no way to write; use the format docker-secrets"},
		{PHP, basicCredential(t, "a", "x "), "the format php cannot carry this credential: the password starts or ends with a space, which mautic/api-library removes; change it in Mautic"},
		{N8N, basicCredential(t, "a", "=b"), "the format n8n cannot carry this credential: the password begins with =, which n8n takes for an expression; change it in Mautic to one that begins with another character"},
		{N8N, basicCredential(t, "=a", "b"), "the format n8n cannot carry this credential: the username begins with =, which n8n takes for an expression; change it in Mautic to one that begins with another character"},
		{N8N, codeCredential(t, "=a", "b"), "the format n8n cannot carry this credential: the client id begins with =, which n8n takes for an expression; change it in Mautic to one that begins with another character"},
		{N8N, clientCredential(t, "a", "={{ 1 }}"), "the format n8n cannot carry this credential: the client secret begins with =, which n8n takes for an expression; change it in Mautic to one that begins with another character"},
		{N8N, badAccess, "the format n8n cannot carry this credential: the access token begins with =, which n8n takes for an expression; change it in Mautic to one that begins with another character"},
		{N8N, badRefresh, "the format n8n cannot carry this credential: the refresh token begins with =, which n8n takes for an expression; change it in Mautic to one that begins with another character"},
		{N8NWorkflow, basicCredential(t, "a", "=b"), "the format n8n-workflow cannot carry this credential: the password begins with =, which n8n takes for an expression; change it in Mautic to one that begins with another character"},
		{N8N, noToken, "the credential cannot be connected: there is no access token yet; authorize the client first"},
	} {
		files, err := Write(tt.id, tt.c, Options{WithTokens: tt.id != Go})
		if err == nil || files != nil {
			t.Errorf("%s: written, want %q", tt.id, tt.want)
			continue
		}
		if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
			t.Errorf("%s: %s", tt.id, diff)
		}
	}
}

func TestSlugsAreNamesThatToolsAllow(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://mautic.example.com":                           "mautic-mautic-example-com",
		"https://x.example/a_b":                                "mautic-x-example-a-b",
		"http://[::1]:8080":                                    "mautic-1-8080",
		"https://" + strings.Repeat("a.", 60) + "example.com/": "mautic-" + strings.TrimSuffix(strings.Repeat("a-", 28), "-"),
	} {
		s := sheet{base: testBase(t, address)}
		if got := s.slug(); got != want || len(got) > 63 {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func TestOpenAPIHoldsNoValue(t *testing.T) {
	t.Parallel()
	for method, c := range plain(t) {
		files, _ := written(t, OpenAPI, c)
		doc := files["mautic-openapi.json"]
		schemes := find(t, doc, "components", "securitySchemes").(map[string]any)
		for name := range schemes {
			if find(t, doc, "security", 0, name) == nil {
				t.Errorf("%s: nothing uses the scheme %s", method, name)
			}
		}
		for _, secret := range []string{"4kmgk2d6ivk0", "correct horse", "n8n@example.com", "1_3aa8xt41vgw0"} {
			if strings.Contains(doc, secret) {
				t.Errorf("%s: %q is in it", method, secret)
			}
		}
	}
}
