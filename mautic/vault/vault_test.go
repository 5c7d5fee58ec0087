package vault

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mautic-connect/mautic"
	"mautic-connect/mautic/export"
)

func TestNamesAreUniqueAndOfOneLine(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", maxName)
	var v Vault
	var e Entry
	for _, tt := range []struct{ given, want string }{
		{"Shop", "Shop"}, {" Shop\n", "Shop 2"}, {"Shop", "Shop 3"}, {"Shop 2", "Shop 2 2"},
		{"", "Mautic mautic.example.com"}, {"\t\u2028", "Mautic mautic.example.com 2"},
		{"a\x00b\u202ec\xff", "a bc"}, {long + "more", long}, {long, strings.Repeat("ü", maxName-2) + " 2"},
	} {
		if v, e = add(t, v, tt.given, basic(t)); e.Name != tt.want {
			t.Errorf("%q is called %q, not %q", tt.given, e.Name, tt.want)
		}
	}
	first := v.Entries()[0]
	for _, tt := range []struct{ given, want string }{{"Shop", "Shop"}, {"Shop 3", "Shop 3 2"}, {"Other", "Other"}} {
		next, err := v.Rename(first.ID, tt.given)
		if err != nil || next.Entries()[0].Name != tt.want || v.Entries()[0].Name != "Shop" {
			t.Errorf("%q renames to %q, not %q: %v", tt.given, next.Entries()[0].Name, tt.want, err)
		}
	}
	_, err := v.Rename(first.ID, " ")
	failed[*NameError](t, err)
}

func TestOperationsLeaveTheVaultTheyAreGivenAlone(t *testing.T) {
	t.Parallel()
	v, e := add(t, Vault{}, "Shop", grant(t, "1"))
	v, _ = add(t, v, "Other", basic(t))
	before := seal(t, v)
	for name, change := range map[string]func() (Vault, error){
		"rename":    func() (Vault, error) { return v.Rename(e.ID, "x") },
		"remove":    func() (Vault, error) { return v.Remove(e.ID) },
		"hand over": func() (Vault, error) { return v.HandOver(e.ID) },
		"renewed":   func() (Vault, error) { return v.Renewed(e.ID, token("2", noon.Add(time.Hour)), noon) },
		"add": func() (Vault, error) {
			next, _, err := v.Add("y", basic(t), noon)
			return next, err
		},
	} {
		next, err := change()
		if err != nil || diff(v, next) == "" {
			t.Errorf("%s changes nothing: %v", name, err)
		}
		if d := diff(open(t, before), v); d != "" {
			t.Errorf("%s changes its vault\n%s", name, d)
		}
	}
}

func TestOperationsNameWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	v, password := add(t, Vault{}, "Password", basic(t))
	v, shop := add(t, v, "Shop", grant(t, "1"))
	v, given := add(t, v, "Given", grant(t, "2"))
	v, err := v.HandOver(given.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Rename("nobody", "x")
	failed[*UnknownError](t, err, "another tab")
	_, err = v.Remove("nobody")
	failed[*UnknownError](t, err)
	_, err = v.HandOver("nobody")
	failed[*UnknownError](t, err)
	_, err = v.Renewed("nobody", token("x", noon), noon)
	failed[*UnknownError](t, err)
	_, err = v.HandOver(password.ID)
	failed[*NoGrantError](t, err, "Password")
	_, err = v.Renewed(password.ID, token("x", noon), noon)
	failed[*NoGrantError](t, err, "connect again")
	_, err = v.Renewed(given.ID, token("x", noon), noon)
	failed[*HandedOverError](t, err, "Given", "connect again")
	_, err = v.Renewed(shop.ID, mautic.Token{Access: mautic.NewSecret("two words")}, noon)
	failed[*export.ValueError](t, err, "cannot be kept")
	_, _, err = v.Add("Again", grant(t, "1"), noon)
	failed[*HeldError](t, err, "Shop")
	_, _, err = v.Add("Empty", mautic.Basic{Base: testBase(t), UserName: "a:b", Password: mautic.NewSecret(testPassword)}, noon)
	failed[*mautic.CredentialError](t, err, "cannot be kept")
	if _, _, err = v.Add("None", nil, noon); err == nil {
		t.Error("nothing can be added")
	}
}

func TestAHandedOverGrantLeavesTheClientOnly(t *testing.T) {
	t.Parallel()
	v, e := add(t, Vault{}, "Shop", grant(t, "1"))
	v, err := v.HandOver(e.ID)
	if err != nil {
		t.Fatal(err)
	}
	again, err := v.HandOver(e.ID)
	if err != nil || diff(v, again) != "" {
		t.Errorf("handing over twice: %v %s", err, diff(v, again))
	}
	got, err := open(t, seal(t, v)).Entry(e.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := grant(t, "1").Client
	if c, ok := got.Credential.(mautic.AuthorizationCode); !ok || !got.HandedOver || c.Client != want || c.Token != (mautic.Token{}) {
		t.Errorf("left is %#v", got.Credential)
	}
	raw, err := encode(v)
	if err != nil || strings.Contains(string(raw), testRefresh) || strings.Contains(string(raw), testAccess) {
		t.Errorf("the file still holds a token: %v", err)
	}
}

func TestANewGrantTakesThePlaceAndTheName(t *testing.T) {
	t.Parallel()
	v, shop := add(t, Vault{}, "Shop", grant(t, "1"))
	v, other := add(t, v, "Other", basic(t))
	next, e, err := v.Replace(shop.ID, grant(t, "2"), noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	list := next.Entries()
	if len(list) != 2 || list[0] != e || list[1] != other || e.Name != "Shop" || e.ID == shop.ID || e.Token().Refresh.Reveal() != testRefresh+"2" {
		t.Errorf("after replacing: %v", list)
	}
	if v.Entries()[0] != shop {
		t.Error("the vault of before has changed")
	}
	_, _, err = v.Replace("nobody", grant(t, "3"), noon)
	failed[*UnknownError](t, err)
	_, _, err = next.Replace(other.ID, grant(t, "2"), noon)
	failed[*HeldError](t, err, "Shop")
}

func TestARenewedGrantKeepsWhatMauticDidNotReplace(t *testing.T) {
	t.Parallel()
	v, e := add(t, Vault{}, "Shop", grant(t, "1"))
	later := noon.Add(48*time.Hour + 123*time.Nanosecond)
	v, err := v.Renewed(e.ID, mautic.Token{Access: mautic.NewSecret("AT-2")}, later)
	if err != nil {
		t.Fatal(err)
	}
	got, err := open(t, seal(t, v)).Entry(e.ID)
	if err != nil {
		t.Fatal(err)
	}
	if tok := got.Token(); tok.Access.Reveal() != "AT-2" || tok.Refresh.Reveal() != testRefresh+"1" || !got.RenewedAt.Equal(later) || !tok.Expires.IsZero() {
		t.Errorf("renewed to %v at %s", tok.Expires, got.RenewedAt)
	}
}

func TestPrintingShowsNoSecret(t *testing.T) {
	t.Parallel()
	v, e := add(t, Vault{}, "Shop", grant(t, "1"))
	v, _ = add(t, v, "Password", basic(t))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		tells(t, fmt.Sprintf(verb, v)+fmt.Sprintf(verb, e)+fmt.Sprintf(verb, struct{ E []Entry }{v.Entries()}))
	}
}

func TestHostileValuesComeBackUnchanged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`"}]`, `\ud800`, "\u2028<script>", "{{x}}", "null", "\x1b[31m", "🔑\ufffd", " "})).
			Filter(func(s string) bool { return s != "" && !strings.ContainsRune(s, 0) })
		ascii := rapid.StringMatching(`[!-~]{1,40}`)
		var v Vault
		var want []mautic.Credential
		for range rapid.IntRange(0, 4).Draw(t, "credentials") {
			client := mautic.OAuthClient{Base: testBase(t), ID: value.Draw(t, "id"), Secret: mautic.NewSecret(value.Draw(t, "secret"))}
			var c mautic.Credential
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				c = mautic.Basic{Base: testBase(t), UserName: value.Filter(func(s string) bool { return !strings.Contains(s, ":") }).Draw(t, "user"), Password: mautic.NewSecret(value.Draw(t, "password"))}
			case 1:
				expires := time.Unix(rapid.Int64Range(0, 1<<34).Draw(t, "expires"), 0).UTC()
				c = mautic.AuthorizationCode{Client: client, Token: mautic.Token{Access: mautic.NewSecret(ascii.Draw(t, "access")), Refresh: mautic.NewSecret(fmt.Sprint(len(want)) + ascii.Draw(t, "refresh")), Expires: expires}}
			default:
				c = mautic.ClientCredentials{Client: client}
			}
			next, _, err := v.Add(rapid.String().Draw(t, "name"), c, time.Unix(0, rapid.Int64().Draw(t, "now")))
			if err != nil {
				t.Fatal(err)
			}
			v, want = next, append(want, c)
		}
		got := open(t, seal(t, v))
		if d := diff(v, got); d != "" {
			t.Fatal(d)
		}
		for i, e := range got.Entries() {
			if e.Credential != want[i] {
				t.Fatalf("credential %d is another one", i)
			}
		}
	})
}
