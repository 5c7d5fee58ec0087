package n8n_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/n8n"
)

func TestParseAddressReadsWhatPeoplePaste(t *testing.T) {
	t.Parallel()
	const home = "https://n8n.example.com"
	for _, tt := range []struct {
		in, want string
		kinds    []mautic.CorrectionKind
	}{
		{home, home, nil},
		{home + "/", home, []mautic.CorrectionKind{mautic.SlashesRemoved}},
		{"n8n.example.com", home, []mautic.CorrectionKind{mautic.SchemeAdded}},
		{"localhost:5678", "http://localhost:5678", []mautic.CorrectionKind{mautic.SchemeAdded}},
		{home + "/workflow/aBc123", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/workflow/new?projectId=x", home, []mautic.CorrectionKind{mautic.QueryRemoved, mautic.PathRemoved}},
		{home + "/workflows", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/home/credentials", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/credentials/x1", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/projects/x/credentials", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/executions", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/settings/api", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/signin?redirect=%2F", home, []mautic.CorrectionKind{mautic.QueryRemoved, mautic.PathRemoved}},
		{home + "/setup", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/rest/oauth2-credential/callback", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/api/v1/docs", home, []mautic.CorrectionKind{mautic.APIPathRemoved}},
		{home + "/webhook/abc", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/webhook-test/abc", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/form/9f0c", home, []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/n8n", home + "/n8n", nil},
		{home + "/tools/n8n/workflow/abc/executions/12", home + "/tools/n8n", []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/n8n/rest/oauth2-credential/callback", home + "/n8n", []mautic.CorrectionKind{mautic.PathRemoved}},
		{home + "/homepage", home + "/homepage", nil},
		{"https://team.app.n8n.cloud/home/workflows", "https://team.app.n8n.cloud", []mautic.CorrectionKind{mautic.PathRemoved}},
		{" <HTTPS://N8N.Example.com:443/> ", home, []mautic.CorrectionKind{mautic.SpacesRemoved, mautic.QuotesRemoved, mautic.LowerCased, mautic.LowerCased, mautic.DefaultPortRemoved, mautic.SlashesRemoved}},
		{"http://192.168.1.5:5678/signin", "http://192.168.1.5:5678", []mautic.CorrectionKind{mautic.PathRemoved}},
	} {
		got, corrections, err := n8n.ParseAddress(tt.in)
		if err != nil || got.String() != tt.want {
			t.Errorf("ParseAddress(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
			continue
		}
		var kinds []mautic.CorrectionKind
		for _, c := range corrections {
			kinds = append(kinds, c.Kind)
			if s := c.String(); s == "" || strings.Contains(s, "Mautic") || strings.Contains(s, "%!") {
				t.Errorf("ParseAddress(%q) corrected: %s", tt.in, s)
			}
		}
		less := func(a, b mautic.CorrectionKind) bool { return a < b }
		if diff := cmp.Diff(tt.kinds, kinds, sortedBy(less)); diff != "" {
			t.Errorf("ParseAddress(%q) corrections (-want +got)\n%s", tt.in, diff)
		}
	}
}

func TestParseAddressRefuses(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]mautic.BaseURLReason{
		"":                                  mautic.BaseURLEmpty,
		"my n8n":                            mautic.BaseURLNotAURL,
		"ftp://n8n.example.com":             mautic.BaseURLScheme,
		"https://me:s3cr3t@n8n.example.com": mautic.BaseURLUserInfo,
		"https://n8n.example.com:99999":     mautic.BaseURLPort,
		"https://app.n8n.cloud/dashboard":   n8n.CloudDashboard,
		"app.n8n.cloud":                     n8n.CloudDashboard,
		"https://x.com/" + strings.Repeat("a", 2048): mautic.BaseURLTooLong,
	} {
		a, _, err := n8n.ParseAddress(in)
		e, ok := errors.AsType[*n8n.AddressError](err)
		if !ok || e.Reason != want {
			t.Errorf("ParseAddress(%q) = %q, %v; want the reason %s", in, a, err, want)
			continue
		}
		if s := e.Error(); strings.Contains(s, "Mautic") || strings.Contains(s, "s3cr3t") {
			t.Errorf("ParseAddress(%q): %s", in, s)
		}
	}
}

func TestAddressesOfAnN8N(t *testing.T) {
	t.Parallel()
	a, _, err := n8n.ParseAddress("https://example.com/n8n")
	if err != nil {
		t.Fatal(err)
	}
	got := []string{a.CallbackURL(), a.API("credentials"), a.Page("home/credentials"), a.Host(), n8n.Address{}.CallbackURL(), n8n.Address{}.API("x"), n8n.Address{}.String()}
	want := []string{"https://example.com/n8n/rest/oauth2-credential/callback", "https://example.com/n8n/api/v1/credentials", "https://example.com/n8n/home/credentials", "example.com", "", "", ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("addresses (-want +got)\n%s", diff)
	}
	if local, _, _ := n8n.ParseAddress("n8n:5678"); !local.Private() || a.Private() {
		t.Errorf("private: %s %v, %s %v", local, local.Private(), a, a.Private())
	}
}

// FuzzParseAddress holds the parser to what the rest relies on: a result is
// canonical, keeps no path of n8n's own, and parsing it again changes nothing.
func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{
		"https://n8n.example.com/workflow/abc", "localhost:5678", "https://x/n8n/rest/oauth2-credential/callback", "app.n8n.cloud",
		"https://x//home/../credentials", "https://[::1]:5678/settings/api#x", "x/%68ome/y", "https://u:p@x/api", "https://x/%2fapi",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		a, _, err := n8n.ParseAddress(in)
		if err != nil {
			if _, ok := errors.AsType[*n8n.AddressError](err); !ok || err.Error() == "" {
				t.Fatalf("ParseAddress(%q): %v", in, err)
			}
			return
		}
		again, corrections, err := n8n.ParseAddress(a.String())
		if err != nil || again != a || len(corrections) > 0 {
			t.Fatalf("ParseAddress(%q) = %q, and again %q with %v, %v", in, a, again, corrections, err)
		}
		for _, own := range []string{"/workflow/", "/home/", "/rest/", "/api/", "/webhook/"} {
			if strings.Contains(a.Page("")[len("https://"):], own) {
				t.Fatalf("ParseAddress(%q) = %q keeps %s", in, a, own)
			}
		}
	})
}
