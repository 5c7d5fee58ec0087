package n8n_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/n8n"
)

func baseURL(t testing.TB, s string) mautic.BaseURL {
	t.Helper()
	b, _, err := mautic.ParseBaseURL(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The values of the recordings.
func recorded(t testing.TB) (mautic.Basic, mautic.AuthorizationCode) {
	t.Helper()
	base := baseURL(t, "http://127.0.0.1:8099")
	issued := time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)
	return mautic.Basic{Base: base, UserName: "admin", Password: mautic.NewSecret("s3cret-pw")},
		mautic.AuthorizationCode{
			Client: mautic.OAuthClient{Base: base, ID: "1_client", Secret: mautic.NewSecret("clientsecret")},
			Token:  mautic.Token{Access: mautic.NewSecret("AT-valid"), Refresh: mautic.NewSecret("RT-valid"), Issued: issued, Expires: issued.Add(time.Hour)},
		}
}

func credential(t testing.TB, name string, c mautic.Credential, withTokens bool) n8n.Credential {
	t.Helper()
	out, err := n8n.NewCredential(name, c, withTokens)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func decode(t testing.TB, b []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	return v
}

func recording(t testing.TB, name string) any {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, b)
}

func TestFilesAndBodiesAreThoseN8NAccepted(t *testing.T) {
	t.Parallel()
	basic, grant := recorded(t)
	for _, tt := range []struct {
		file, name string
		c          mautic.Credential
		tokens     bool
	}{
		{"import/basic.json", "Mautic (basic)", basic, false},
		{"import/basic.json", "Mautic (basic)", basic, true},
		{"import/oauth2-unconnected.json", "Mautic (OAuth2, not connected)", grant, false},
		{"import/oauth2-connected.json", "Mautic (OAuth2, connected)", grant, true},
		{"create/basic.json", "Mautic Basic API", basic, false},
		{"create/oauth2-portable.json", "Mautic OAuth2 API", grant, false},
		{"create/oauth2-portable-connected.json", "Mautic OAuth2 API (connected)", grant, true},
	} {
		cred := credential(t, tt.name, tt.c, tt.tokens)
		want := recording(t, tt.file)
		write := cred.CreateBody
		if strings.HasPrefix(tt.file, "import/") {
			write = cred.ImportJSON
			want.([]any)[0].(map[string]any)["id"] = cred.ID // ours is derived
		}
		b, err := write()
		if err != nil {
			t.Errorf("%s: %v", tt.file, err)
			continue
		}
		if diff := cmp.Diff(want, decode(t, b)); diff != "" {
			t.Errorf("%s (-accepted +ours)\n%s", tt.file, diff)
		}
	}
}

func TestClientCredentialsBecomeTheGenericOAuth2Credential(t *testing.T) {
	t.Parallel()
	cred := credential(t, "Mautic robot", mautic.ClientCredentials{
		Client: mautic.OAuthClient{Base: baseURL(t, "https://example.com/mautic/"), ID: "1_id", Secret: mautic.NewSecret("sec")},
		Token:  mautic.Token{Access: mautic.NewSecret("never handed over")},
	}, true)
	if cred.Type != n8n.TypeGenericOAuth2 || cred.Type.MauticNode() || cred.Connected() {
		t.Errorf("got type %s, for the Mautic node %v, connected %v", cred.Type, cred.Type.MauticNode(), cred.Connected())
	}
	b, err := cred.ImportJSON()
	if err != nil {
		t.Fatal(err)
	}
	want := []any{map[string]any{"id": cred.ID, "name": "Mautic robot", "type": "oAuth2Api", "data": map[string]any{
		"grantType": "clientCredentials", "accessTokenUrl": "https://example.com/mautic/oauth/v2/token",
		"clientId": "1_id", "clientSecret": "sec", "scope": "", "authentication": "body",
	}}}
	if diff := cmp.Diff(want, decode(t, b)); diff != "" {
		t.Errorf("import file (-want +got)\n%s", diff)
	}
}

func TestTokensAreWrittenTheWayN8NReadsThem(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	secret := mautic.NewSecret
	for _, tt := range []struct {
		name  string
		token mautic.Token
		want  map[string]any
	}{
		{"all known", mautic.Token{Access: secret("a"), Refresh: secret("r"), Issued: now, Expires: now.Add(time.Hour)},
			map[string]any{"access_token": "a", "token_type": "bearer", "expires_in": 3600.0, "refresh_token": "r", "scope": nil}},
		{"no life time", mautic.Token{Access: secret("a"), Refresh: secret("r")},
			map[string]any{"access_token": "a", "token_type": "bearer", "refresh_token": "r", "scope": nil}},
		{"no refresh token", mautic.Token{Access: secret("a"), Issued: now, Expires: now.Add(time.Minute)},
			map[string]any{"access_token": "a", "token_type": "bearer", "expires_in": 60.0, "scope": nil}},
		{"a refresh token alone", mautic.Token{Refresh: secret("r"), Issued: now, Expires: now.Add(time.Hour)},
			map[string]any{"access_token": "pending", "token_type": "bearer", "refresh_token": "r", "scope": nil}},
	} {
		_, grant := recorded(t)
		grant.Token = tt.token
		cred := credential(t, "Mautic", grant, true)
		b, err := cred.CreateBody()
		if err != nil {
			t.Fatal(err)
		}
		got := decode(t, b).(map[string]any)["data"].(map[string]any)["oauthTokenData"]
		if diff := cmp.Diff(any(tt.want), got); diff != "" || !cred.Connected() {
			t.Errorf("%s (connected %v, -want +got)\n%s", tt.name, cred.Connected(), diff)
		}
	}
}

func TestImportIDIsStableAndLooksLikeN8Ns(t *testing.T) {
	t.Parallel()
	basic, grant := recorded(t)
	other := basic
	other.Base = baseURL(t, "http://127.0.0.1:8099/mautic")
	changed := basic
	changed.UserName, changed.Password = "someone", mautic.NewSecret("else")
	first := credential(t, "Mautic", basic, false)
	if again := credential(t, " Mautic ", changed, false); again.ID != first.ID {
		t.Errorf("the same base URL, type and name give %s and %s", first.ID, again.ID)
	}
	seen := map[string]string{}
	for name, c := range map[string]n8n.Credential{
		"first": first, "other name": credential(t, "Mautic 2", basic, false),
		"other type": credential(t, "Mautic", grant, false), "other base": credential(t, "Mautic", other, false),
	} {
		if len(c.ID) != 16 || strings.Trim(c.ID, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%s: the ID is %q", name, c.ID)
		}
		if before, taken := seen[c.ID]; taken {
			t.Errorf("%s and %s share an ID", name, before)
		}
		seen[c.ID] = name
	}
	if first.ID != "YXWLRybNKpr56QVf" { // a change duplicates what people imported before
		t.Errorf("the ID changed to %s", first.ID)
	}
}

func TestHostileValuesArriveUnchanged(t *testing.T) {
	t.Parallel()
	for _, v := range []string{
		`"quotes" 'single' \back\slash`, "$HOME ${x} $(id) `id`", "line\nbreak\ttab\r", "#:%&?;|<>", " leading and trailing ",
		"ünïcödé 🔑 \u2028\u2029\u0000\u007f", "a={{ 1 + 1 }}", "-", "null", "__proto__", "{{$secrets.x}}",
	} {
		basic, grant := recorded(t)
		basic.Password, grant.Client.Secret = mautic.NewSecret(v), mautic.NewSecret(v)
		for member, c := range map[string]mautic.Credential{"password": basic, "clientSecret": grant} {
			cred := credential(t, "Mautic", c, false)
			imported, err := cred.ImportJSON()
			if err != nil {
				t.Fatal(err)
			}
			body, err := cred.CreateBody()
			if err != nil {
				t.Fatal(err)
			}
			for how, got := range map[string]any{"import": decode(t, imported).([]any)[0], "create": decode(t, body)} {
				if got := got.(map[string]any)["data"].(map[string]any)[member]; got != v {
					t.Errorf("%s, %s: got %q, want %q", how, member, got, v)
				}
			}
		}
	}
}

// People compare the file by eye, and search it.
func TestFilesShowMarkupAsItIs(t *testing.T) {
	t.Parallel()
	basic, _ := recorded(t)
	basic.Password = mautic.NewSecret("a<b>&c")
	b, err := credential(t, "Mautic", basic, false).ImportJSON()
	if err != nil || !strings.Contains(string(b), `"password": "a<b>&c"`) || !strings.HasSuffix(string(b), "]\n") {
		t.Errorf("got %s, %v", b, err)
	}
}

func TestValuesN8NWouldNotUseAreRefused(t *testing.T) {
	t.Parallel()
	const canary = "c4n4ry"
	basic, grant := recorded(t)
	with := func(change func(*mautic.Basic, *mautic.AuthorizationCode)) (mautic.Basic, mautic.AuthorizationCode) {
		b, g := basic, grant
		change(&b, &g)
		return b, g
	}
	secret := mautic.NewSecret
	pw, _ := with(func(b *mautic.Basic, _ *mautic.AuthorizationCode) { b.Password = secret("=" + canary) })
	user, _ := with(func(b *mautic.Basic, _ *mautic.AuthorizationCode) { b.UserName = "=" + canary })
	colon, _ := with(func(b *mautic.Basic, _ *mautic.AuthorizationCode) { b.UserName = "a:b" })
	none, _ := with(func(b *mautic.Basic, _ *mautic.AuthorizationCode) { b.Password = secret("") })
	bytes, _ := with(func(b *mautic.Basic, _ *mautic.AuthorizationCode) { b.Password = secret(canary + "\xff") })
	nowhere, _ := with(func(b *mautic.Basic, _ *mautic.AuthorizationCode) { b.Base = mautic.BaseURL{} })
	_, noID := with(func(_ *mautic.Basic, g *mautic.AuthorizationCode) { g.Client.ID = "" })
	_, noToken := with(func(_ *mautic.Basic, g *mautic.AuthorizationCode) { g.Token = mautic.Token{} })
	_, badAccess := with(func(_ *mautic.Basic, g *mautic.AuthorizationCode) { g.Token.Access = secret("=" + canary) })
	_, badToken := with(func(_ *mautic.Basic, g *mautic.AuthorizationCode) { g.Token.Refresh = secret("=" + canary) })
	for _, tt := range []struct {
		name string
		c    mautic.Credential
		want error
	}{
		{"password like an expression", pw, &n8n.ValueError{Field: "Password", Reason: n8n.ValueExpression}},
		{"user name like an expression", user, &n8n.ValueError{Field: "Username", Reason: n8n.ValueExpression}},
		{"access token like an expression", badAccess, &n8n.ValueError{Field: "Access Token", Reason: n8n.ValueExpression}},
		{"refresh token like an expression", badToken, &n8n.ValueError{Field: "Refresh Token", Reason: n8n.ValueExpression}},
		{"user name with a colon", colon, &mautic.CredentialError{Reason: mautic.UserNameHasColon}},
		{"no password", none, &n8n.ValueError{Field: "Password", Reason: n8n.ValueEmpty}},
		{"password not UTF-8", bytes, &n8n.ValueError{Field: "Password", Reason: n8n.ValueNotText}},
		{"no base URL", nowhere, &n8n.ValueError{Field: "URL", Reason: n8n.ValueEmpty}},
		{"no client ID", noID, &n8n.ValueError{Field: "Client ID", Reason: n8n.ValueEmpty}},
		{"no token to hand over", noToken, &mautic.CredentialError{Reason: mautic.TokenMissing}},
		{"nothing", nil, nil},
	} {
		_, err := n8n.NewCredential("Mautic", tt.c, true)
		if err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: got the error %v", tt.name, err)
			continue
		}
		var got error
		if e, ok := errors.AsType[*n8n.ValueError](err); ok {
			got = e
		} else if e, ok := errors.AsType[*mautic.CredentialError](err); ok {
			got = e
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, diff)
		}
	}
	if _, err := n8n.NewCredential("Mautic", noToken, false); err != nil {
		t.Errorf("without tokens, none are needed: %v", err)
	}
}

func TestARefusedValueIsExplained(t *testing.T) {
	t.Parallel()
	for reason, want := range map[n8n.ValueReason]string{
		n8n.ValueEmpty:      "the field Password is empty; enter it before you hand the credential to n8n",
		n8n.ValueExpression: "the field Password begins with =, which n8n takes for an expression; change it in Mautic to one that begins with another character",
		n8n.ValueNotText:    "the field Password holds bytes that are not text; enter it again",
	} {
		if got := (&n8n.ValueError{Field: "Password", Reason: reason}).Error(); got != want {
			t.Errorf("%s: %s", reason, got)
		}
	}
}

func TestPrintingACredentialShowsNoSecret(t *testing.T) {
	t.Parallel()
	basic, grant := recorded(t)
	for _, c := range []mautic.Credential{basic, grant} {
		cred := credential(t, "Mautic", c, true)
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
			out := fmt.Sprintf(format, cred)
			for _, s := range []string{"s3cret-pw", "clientsecret", "AT-valid", "RT-valid", fmt.Sprintf("%x", "s3cret-pw")} {
				if strings.Contains(out, s) {
					t.Errorf("%s of a credential shows %s: %s", format, s, out)
				}
			}
		}
		b, err := json.Marshal(cred)
		if err != nil || strings.Contains(string(b), "s3cret-pw") || strings.Contains(string(b), "clientsecret") {
			t.Errorf("as JSON: %s, %v", b, err)
		}
	}
}

func TestTheZeroCredentialIsNotWritten(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func() ([]byte, error){
		"ImportJSON": n8n.Credential{}.ImportJSON, "CreateBody": n8n.Credential{}.CreateBody, "UpdateBody": n8n.Credential{}.UpdateBody,
	} {
		if b, err := write(); err == nil {
			t.Errorf("%s gives %s", name, b)
		}
	}
}

func TestUpdateKeepsWhatItDoesNotBring(t *testing.T) {
	t.Parallel()
	basic, grant := recorded(t)
	for _, tt := range []struct {
		name    string
		c       mautic.Credential
		tokens  bool
		partial any
		members []string
	}{
		{"user name and password", basic, false, true, []string{"password", "url", "username"}},
		{"client without tokens", grant, false, true, []string{"clientId", "clientSecret", "url"}},
		{"client with tokens", grant, true, nil, []string{"additionalBodyProperties", "clientId", "clientSecret", "oauthTokenData", "sendAdditionalBodyProperties", "serverUrl", "url"}},
	} {
		b, err := credential(t, "Mautic", tt.c, tt.tokens).UpdateBody()
		if err != nil {
			t.Fatal(err)
		}
		body := decode(t, b).(map[string]any)
		var members []string
		for m := range body["data"].(map[string]any) {
			members = append(members, m)
		}
		if diff := cmp.Diff(tt.members, members, sorted); diff != "" || body["isPartialData"] != tt.partial {
			t.Errorf("%s: isPartialData is %v, want %v; members (-want +got)\n%s", tt.name, body["isPartialData"], tt.partial, diff)
		}
	}
}
