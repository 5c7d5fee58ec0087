package mautic

import (
	"strings"
	"testing"
)

const (
	goodID     = "1_1nwlsgf7w4is40s8wggw4o4kck8ooo4w8ko08osooc8ko0c4s8"
	goodSecret = "36t32pm2dq0wgsk8wk0gwk0c4koos408cc4g8wcokg0g0sg8ok"
)

func TestTrimPastedCutsOnlyAround(t *testing.T) {
	for _, tt := range []struct {
		in, want string
	}{
		{"abc", "abc"}, {" abc ", "abc"}, {"abc\r\n", "abc"}, {"\ufeffabc\u200b", "abc"}, {"\u00a0a b\u202f", "a b"},
		{`"abc"`, `"abc"`}, {"a\u200bb", "a\u200bb"}, {" \t", ""}, {"", ""}, {"\x00a", "a"},
	} {
		got, changed := TrimPasted(tt.in)
		if got != tt.want || changed != (tt.in != tt.want) {
			t.Errorf("TrimPasted(%q) = %q, %v", tt.in, got, changed)
		}
	}
}

func TestClientIDVerdicts(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want ClientIDVerdict
	}{
		{goodID, ClientIDOK},
		{"123_" + strings.Repeat("a", 40), ClientIDOK},
		{"", ClientIDEmpty}, {" \n", ClientIDEmpty},
		{goodID + "\n", ClientIDUntrimmed}, {"\u200b" + goodID, ClientIDUntrimmed},
		{goodSecret, ClientIDLooksLikeSecret}, {goodID[2:], ClientIDLooksLikeSecret},
		{goodID[:30], ClientIDLooksIncomplete}, {"1_", ClientIDLooksIncomplete}, {"10_norolerandom", ClientIDLooksIncomplete},
		{goodID + "\n" + goodSecret, ClientIDLooksLikePair},
		{"1", ClientIDMalformed}, {strings.ToUpper(goodID), ClientIDMalformed}, {"_" + goodSecret, ClientIDMalformed},
		{"https://example.com", ClientIDMalformed}, {"1 _" + goodSecret, ClientIDMalformed}, {"x_" + goodSecret, ClientIDMalformed},
	} {
		if got := CheckClientID(tt.in); got != tt.want {
			t.Errorf("CheckClientID(%q) = %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestClientSecretVerdicts(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want ClientSecretVerdict
	}{
		{goodSecret, ClientSecretOK}, {"", ClientSecretEmpty}, {goodSecret + " ", ClientSecretUntrimmed},
		{goodID, ClientSecretLooksLikeID}, {goodSecret[:20], ClientSecretUnusual}, {"norolesecret", ClientSecretUnusual},
	} {
		if got := CheckClientSecret(tt.in); got != tt.want {
			t.Errorf("CheckClientSecret(%q) = %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestClientsOfTheRecordingsAreWellFormed(t *testing.T) {
	seen := 0
	for _, id := range []string{"token-ac-happy", "token-cc-happy", "cc-nonadmin-client", "refresh-client-deleted", "token-ac-other-client"} {
		if v := CheckClientID(recordedForm(t, id, "client_id")); v != ClientIDOK {
			t.Errorf("the client id of %s is %s", id, v)
		}
		if v := CheckClientSecret(recordedForm(t, id, "client_secret")); v != ClientSecretOK {
			t.Errorf("the client secret of %s is %s", id, v)
		}
		seen++
	}
	if seen == 0 {
		t.Error("no client was checked")
	}
}

func TestSplitClientPair(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		ok       bool
	}{
		{"two lines", goodID + "\n" + goodSecret, true},
		{"the other way round", goodSecret + "\r\n" + goodID, true},
		{"as on Mautic's page", "Public Key\n" + goodID + "\nSecret Key\n" + goodSecret + "\n", true},
		{"labels in one line", "Public key: " + goodID + " Secret key: " + goodSecret, true},
		{"tab", goodID + "\t" + goodSecret, true},
		{"comma", goodID + "," + goodSecret, true},
		{"JSON", `{"clientId":"` + goodID + `","clientSecret":"` + goodSecret + `"}`, true},
		{"query", "client_id=" + goodID + "&client_secret=" + goodSecret, true},
		{"environment", "MAUTIC_CLIENT_ID=" + goodID + "\nMAUTIC_CLIENT_SECRET='" + goodSecret + "'", true},
		{"zero-width spaces", "\u200b" + goodID + "\u200b\n" + goodSecret, true},
		{"the same pair twice", goodID + " " + goodSecret + " " + goodID + " " + goodSecret, true},
		{"only the id", goodID, false},
		{"only the secret", goodSecret, false},
		{"two ids", goodID + " 2" + goodID[1:] + " " + goodSecret, false},
		{"two secrets", goodID + " " + goodSecret + " " + goodSecret + "x", false},
		{"glued", goodID + goodSecret, false},
		{"nothing", "", false},
	} {
		id, secret, ok := SplitClientPair(tt.in)
		if ok != tt.ok {
			t.Errorf("%s: ok = %v", tt.name, ok)
		}
		if ok && (id != goodID || secret != goodSecret) || !ok && (id != "" || secret != "") {
			t.Errorf("%s: got %q and %q", tt.name, id, secret)
		}
	}
}
