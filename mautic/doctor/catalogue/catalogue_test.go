package catalogue

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// wantIDs are the ids that links, reports and translations rely on, by group.
var wantIDs = []struct {
	group doctor.Group
	ids   string
}{
	{doctor.Own, "unknown proxy-unreachable proxy-rate-limited offline canceled preset-unknown needs-server"},
	{doctor.Reaching, `url-invalid url-corrected dns-not-found connection-refused connection-timeout connection-reset
		connection-failed tls-untrusted tls-expired tls-wrong-host tls-not-tls tls-ends-soon blocked-by-policy not-public
		redirect-to-https redirect-to-other-host redirect-loop-untrusted-proxy redirect-hidden not-mautic wrong-path
		subdirectory-forbidden rewrite-off password-in-front blocked-by-firewall not-installed site-offline
		php-down rate-limited rate-limit-near response-too-large response-not-json cors-blocked`},
	{doctor.Settings, "api-disabled basic-auth-disabled cache-stale authorization-header-stripped"},
	{doctor.Basic, "bad-credentials credentials-untrimmed username-has-colon"},
	{doctor.Client, `client-id-malformed client-pair-wrong client-body-lost client-auth-in-header client-not-found
		grant-not-allowed client-without-role`},
	{doctor.Window, `user-denied redirect-uri-mismatch redirect-uri-missing scope-not-supported response-type-missing
		user-without-api-access login-lost popup-blocked window-closed no-answer state-mismatch
		callback-replayed callback-expired callback-incomplete issuer-mismatch record-lost`},
	{doctor.Tokens, `code-expired code-invalid token-redirect-mismatch refresh-invalid refresh-expired token-expired
		token-invalid token-sent-twice refresh-clock api-v2-bearer user-unpublished`},
	{doctor.Permissions, "permission-missing view-own-only no-role client-acts-as-application webhook-permission-missing"},
	{doctor.HandOver, `n8n-key-refused n8n-scope-missing n8n-type-unknown n8n-field-refused n8n-project-unknown n8n-credential-gone
		n8n-not-found n8n-name-length n8n-media-type n8n-unsupported n8n-redirected n8n-in-front n8n-broken n8n-private n8n-unreachable
		n8n-value-expression delivery-refused delivery-failed`},
}

func TestTheCatalogueHoldsEveryDiagnosisOnceInItsGroup(t *testing.T) {
	t.Parallel()
	got := map[doctor.Group][]string{}
	var groups []doctor.Group
	for _, d := range All() {
		if len(groups) == 0 || groups[len(groups)-1] != d.Group {
			groups = append(groups, d.Group)
		}
		got[d.Group] = append(got[d.Group], string(d.ID))
	}
	var wantGroups []doctor.Group
	for _, want := range wantIDs {
		wantGroups = append(wantGroups, want.group)
		ids := strings.Fields(want.ids)
		slices.Sort(ids)
		slices.Sort(got[want.group])
		if diff := cmp.Diff(ids, got[want.group]); diff != "" {
			t.Errorf("group %s (-want +got):\n%s", want.group, diff)
		}
	}
	if diff := cmp.Diff(wantGroups, groups); diff != "" {
		t.Errorf("order of groups (-want +got):\n%s", diff)
	}
}

func TestEveryConstantIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../diagnosis.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var constants []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "ID" {
			return true
		}
		for _, v := range spec.Values {
			id, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			constants = append(constants, id)
		}
		return true
	})
	var entries []string
	for _, d := range All() {
		entries = append(entries, string(d.ID))
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(string(d.ID)) {
			t.Errorf("%q cannot be a part of an address", d.ID)
		}
	}
	slices.Sort(constants)
	slices.Sort(entries)
	if diff := cmp.Diff(constants, entries); diff != "" {
		t.Errorf("constants and entries differ (-constants +entries):\n%s", diff)
	}
}

func TestLookupFindsEveryDiagnosisAndUnknownForTheRest(t *testing.T) {
	t.Parallel()
	book := Book()
	for _, want := range All() {
		if got := book.Lookup(want.ID); got.ID != want.ID || got.Title != want.Title {
			t.Errorf("Lookup(%q) = %q", want.ID, got.ID)
		}
	}
	for _, id := range []doctor.ID{"", "no-such-diagnosis", "API-DISABLED"} {
		if got := book.Lookup(id).ID; got != doctor.Unknown {
			t.Errorf("Lookup(%q) = %q, want %q", id, got, doctor.Unknown)
		}
	}
}

func TestTheBookSurvivesBeingSent(t *testing.T) {
	t.Parallel()
	raw, err := Book().JSON()
	if err != nil {
		t.Fatal(err)
	}
	pauses := 0
	book, err := doctor.ParseBook(raw, func() { pauses++ })
	if err != nil {
		t.Fatal(err)
	}
	if pauses != len(All()) {
		t.Errorf("paused %d times while %d diagnoses were read", pauses, len(All()))
	}
	for _, want := range All() {
		want.Symptoms, want.Sources = nil, nil
		if diff := cmp.Diff(want, book.Lookup(want.ID)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.ID, diff)
		}
	}
}

func TestEveryReasonForNoAnswerIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	book := Book()
	for _, kind := range []mautic.Kind{
		mautic.KindDNS, mautic.KindRefused, mautic.KindTimeout, mautic.KindReset, mautic.KindTLSUntrusted, mautic.KindTLSExpired,
		mautic.KindTLSWrongHost, mautic.KindTLSNotTLS, mautic.KindBlocked, mautic.KindTooLarge, mautic.KindRateLimited, mautic.KindBusy,
		mautic.KindProxy, mautic.KindOffline, mautic.KindCORS, mautic.KindCanceled, mautic.KindBadRequest, mautic.KindOther,
		mautic.KindDeliveryRefused, mautic.KindDeliveryFailed, mautic.KindRedirectHidden, mautic.KindNeedsServer,
	} {
		if id := doctor.Explain(&mautic.TransportError{Kind: kind}); book.Lookup(id).ID != id || id == doctor.Unknown {
			t.Errorf("%s is explained by %q, which is not in the catalogue", kind, id)
		}
	}
	for _, reason := range []mautic.CallbackReason{
		mautic.CallbackStateMismatch, mautic.CallbackReplayed, mautic.CallbackExpired, mautic.CallbackIssuerMismatch,
		mautic.CallbackIncomplete, mautic.CallbackDenied, mautic.CallbackScope,
	} {
		if id := doctor.Explain(&mautic.CallbackError{Reason: reason}); book.Lookup(id).ID != id || id == doctor.Unknown {
			t.Errorf("%s is explained by %q, which is not in the catalogue", reason, id)
		}
	}
}

func TestEveryDiagnosisIsTold(t *testing.T) {
	t.Parallel()
	titles := map[string]doctor.ID{}
	for _, d := range All() {
		if other, taken := titles[d.Title]; taken {
			t.Errorf("%s and %s share a title", d.ID, other)
		}
		titles[d.Title] = d.ID
		if strings.Count(d.Title, ". ") > 0 || len(d.Title) > 80 {
			t.Errorf("%s: title is not one short sentence: %q", d.ID, d.Title)
		}
		for name, text := range map[string]string{"title": d.Title, "cause": d.Cause, "proof": d.Proof} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s does not end with a full stop: %q", d.ID, name, text)
			}
			checkWords(t, d.ID, text)
		}
		if n := strings.Count(d.Proof, ". "); n > 2 {
			t.Errorf("%s: proof has %d sentences", d.ID, n+1)
		}
		if !slices.Contains([]doctor.Who{doctor.You, doctor.Admin, doctor.Host, doctor.Operator}, d.Who) {
			t.Errorf("%s: who is %q", d.ID, d.Who)
		}
		if !slices.Contains([]doctor.Severity{doctor.Problem, doctor.Warning}, d.Severity) {
			t.Errorf("%s: severity is %q", d.ID, d.Severity)
		}
		if len(d.Sources) == 0 || slices.Contains(d.Sources, "") {
			t.Errorf("%s: sources are %q", d.ID, d.Sources)
		}
		if slices.Contains(d.Symptoms, "") {
			t.Errorf("%s: a symptom is empty", d.ID)
		}
	}
}

func TestEveryFixCanBeFollowed(t *testing.T) {
	t.Parallel()
	variants := []doctor.Variant{doctor.Everyone, doctor.Apache, doctor.Nginx, doctor.Docker, doctor.CPanel, doctor.Cloudflare, doctor.Mautic2, doctor.NoShell, doctor.N8N}
	pages := []string{"", pageSettings, pageCredentials, pageNewCredential, pageUsers, pageRoles, pageSystemInfo, pageAccount}
	for _, d := range All() {
		if len(d.Fixes) == 0 || d.Fixes[0].For != doctor.Everyone {
			t.Errorf("%s: the first fix is not for everyone", d.ID)
		}
		seen := map[doctor.Variant]bool{}
		for _, fix := range d.Fixes {
			if seen[fix.For] || !slices.Contains(variants, fix.For) {
				t.Errorf("%s: fix for %q is there twice, or for nobody known", d.ID, fix.For)
			}
			seen[fix.For] = true
			if len(fix.Steps) == 0 {
				t.Errorf("%s: fix for %q has no steps", d.ID, fix.For)
			}
			for _, step := range fix.Steps {
				checkStep(t, d.ID, step)
				if !slices.Contains(pages, step.Page) {
					t.Errorf("%s: page %q is none of Mautic's known pages", d.ID, step.Page)
				}
				if strings.ContainsAny(step.Alt, "\"\\&") {
					t.Errorf("%s: %q cannot be an attribute as it stands", d.ID, step.Alt)
				}
				if step.Alt != PictureText(step.Picture) || (step.Alt == "") != (step.Picture == doctor.NoPicture) {
					t.Errorf("%s: picture %q is said to show %q", d.ID, step.Picture, step.Alt)
				}
			}
		}
	}
}

// verbs are the words that steps begin with.
var verbs = strings.Fields(`Add Allow Ask Begin Check Choose Clear Close Compare Connect Copy Correct Create Cut Delete
	Finish Give Go Have Keep Leave Let Look Make Open Point Press Put Raise Read Reload Remove Repeat Replace Restart
	Restore See Send Set Show Sign Start Switch Tell Tick Try Update Use Wait`)

func checkStep(t *testing.T, id doctor.ID, step doctor.Step) {
	t.Helper()
	checkWords(t, id, step.Text)
	first, _, _ := strings.Cut(step.Text, " ")
	if first = strings.TrimRight(first, ":."); !slices.Contains(verbs, first) {
		t.Errorf("%s: step does not begin with a verb: %q", id, step.Text)
	}
	end := "."
	if step.Command != "" {
		end = ":"
	}
	if !strings.HasSuffix(step.Text, end) {
		t.Errorf("%s: step does not end with %q: %q", id, end, step.Text)
	}
	if strings.TrimSpace(step.Command) != step.Command {
		t.Errorf("%s: command has space around it: %q", id, step.Command)
	}
	if left := placeholderIn(step.Command); left != "" {
		t.Errorf("%s: command holds the placeholder %s: %q", id, left, step.Command)
	}
}

var (
	placeholder = regexp.MustCompile(`\{[a-z][a-z_-]*\}|\[[a-z][a-z _-]*\]|<[a-z][a-z _-]*>|\b(?:YOUR|MY|X{3})[A-Z_-]*\b|\.\.\.|…`)
	banned      = regexp.MustCompile(`(?i)\b(please|oops|simply|invalid input)\b`)
)

// placeholderIn returns the first placeholder that nobody fills.
func placeholderIn(command string) string {
	command = strings.NewReplacer("{base}", "", "{redirect_uri}", "", "{origin}", "").Replace(command)
	return placeholder.FindString(command)
}

func TestPlaceholdersAreRecognised(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		"curl {base}/api/users/self":            "",
		"docker compose restart SERVICE":        "",
		"location / {\n    try_files $uri;\n}":  "",
		"RewriteCond %{REQUEST_URI}":            "",
		"curl {host}/api":                       "{host}",
		"ssh <user>@host":                       "<user>",
		"Authorization: Bearer YOUR_TOKEN":      "YOUR_TOKEN",
		"Authorization: Bearer ...":             "...",
		"curl [the address]":                    "[the address]",
		"curl -u {user_name}:x {base}/api/self": "{user_name}",
	} {
		if got := placeholderIn(command); got != want {
			t.Errorf("placeholderIn(%q) = %q, want %q", command, got, want)
		}
	}
}

// checkWords holds a text to the words and characters that may be shown.
func checkWords(t *testing.T, id doctor.ID, text string) {
	t.Helper()
	if strings.TrimSpace(text) == "" {
		t.Errorf("%s: a text is empty", id)
		return
	}
	if word := banned.FindString(text); word != "" {
		t.Errorf("%s: %q in %q", id, word, text)
	}
	if strings.ContainsAny(text, "\"\\\n{}") || strings.Contains(text, "  ") {
		t.Errorf("%s: a character that may not be shown in %q", id, text)
	}
	if first := text[:1]; first != strings.ToUpper(first) {
		t.Errorf("%s: no capital letter at the beginning of %q", id, text)
	}
}

// Every browser downloads the catalogue beside the program, without symptoms and
// sources.
func TestTheCatalogueStaysSmall(t *testing.T) {
	t.Parallel()
	distinct := map[string]bool{}
	for _, d := range All() {
		for _, text := range []string{d.Title, d.Cause, d.Proof} {
			distinct[text] = true
		}
		for _, fix := range d.Fixes {
			for _, step := range fix.Steps {
				distinct[step.Text], distinct[step.Command], distinct[step.Alt] = true, true, true
			}
		}
	}
	size := 0
	for text := range distinct {
		size += len(text)
	}
	t.Logf("%d bytes in %d texts", size, len(distinct))
	if size > 50_000 {
		t.Errorf("the catalogue's texts take %d bytes, more than 50,000", size)
	}
}

func TestEveryMessageTellsWhatIsWrongAndWhatToDo(t *testing.T) {
	t.Parallel()
	const base = "https://mautic.example.org/m"
	for _, d := range All() {
		got := d.Message(base)
		for _, want := range []string{d.Title, d.Cause, d.Proof, base, "1. " + d.Fixes[0].Steps[0].Text} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: message lacks %q:\n%s", d.ID, want, got)
			}
		}
		for _, fix := range d.Fixes {
			for _, step := range fix.Steps {
				if !strings.Contains(got, step.Text) {
					t.Errorf("%s: message lacks the step %q", d.ID, step.Text)
				}
			}
		}
		if left := regexp.MustCompile(`\{(base|redirect_uri|origin)\}`).FindString(got); left != "" {
			t.Errorf("%s: message still holds %s", d.ID, left)
		}
		if strings.Contains(d.Message(""), base) {
			t.Errorf("%s: message without an address names one", d.ID)
		}
	}
}

func TestMessageReadsAsAWhole(t *testing.T) {
	t.Parallel()
	d := doctor.Diagnosis{
		Title: "Mautic is closed.", Cause: "It sleeps.", Proof: "It says so.",
		Fixes: []doctor.Fix{
			{Steps: []doctor.Step{{Text: "Open Users.", Page: "s/users"}, {Text: "Look at both:", Command: "curl {base}/a\ncurl {redirect_uri}"}}},
			{For: doctor.Docker, Steps: []doctor.Step{{Text: "Open Users.", Page: "s/users"}, {Text: "Wait."}}},
			{For: doctor.NoShell, Steps: []doctor.Step{{Text: "Ask."}}},
		},
	}
	const steps = `
It sleeps.

How this is known: It says so.

What to do:
1. Open Users.
`
	for _, test := range []struct{ name, got, want string }{
		{
			"with an address", d.Message("https://m.example.com"),
			"Mautic is closed.\nMautic: https://m.example.com\n" + steps +
				"   https://m.example.com/s/users\n2. Look at both:\n   curl https://m.example.com/a\n   curl (the redirect URI of the tool that connects)\n\nWhat to do (Docker):\n1. As above.\n2. Wait.\n\nWhat to do (Without a shell):\n1. Ask.\n",
		},
		{
			"without an address, with a redirect URI", d.Filled("", "https://n8n.example.com/cb").Message(""),
			"Mautic is closed.\n" + steps +
				"2. Look at both:\n   curl https://mautic.example.com/a\n   curl https://n8n.example.com/cb\n\nWhat to do (Docker):\n1. As above.\n2. Wait.\n\nWhat to do (Without a shell):\n1. Ask.\n",
		},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestMessageTellsSharedStepsOnce(t *testing.T) {
	t.Parallel()
	got := Book().Lookup(doctor.APIDisabled).Message("")
	if n := strings.Count(got, "Set API enabled? to Yes."); n != 1 {
		t.Errorf("the message tells a shared step %d times:\n%s", n, got)
	}
	if !strings.Contains(got, "1 to 5. As above.\n6. ") {
		t.Errorf("the message does not refer to the shared steps:\n%s", got)
	}
}

func TestFillingLeavesTheCatalogueAsItIs(t *testing.T) {
	t.Parallel()
	command := func(d doctor.Diagnosis) string {
		var all strings.Builder
		for _, step := range d.Fixes[0].Steps {
			all.WriteString(step.Command)
		}
		return all.String()
	}
	book := Book()
	before := command(book.Lookup(doctor.RedirectURIMismatch))
	filled := command(book.Lookup(doctor.RedirectURIMismatch).Filled("https://m.example.com", "https://n8n.example.com/cb"))
	if filled != "https://n8n.example.com/cb" {
		t.Errorf("filled command is %q", filled)
	}
	if after := command(book.Lookup(doctor.RedirectURIMismatch)); after != before {
		t.Errorf("the catalogue's command became %q", after)
	}
}

func TestWarningsAreThoseThatLeaveTheCredentialWorking(t *testing.T) {
	t.Parallel()
	var got []doctor.ID
	for _, d := range All() {
		if d.Severity == doctor.Warning {
			got = append(got, d.ID)
		}
	}
	want := []doctor.ID{
		doctor.Canceled, doctor.URLCorrected, doctor.NotPublic, doctor.TLSEndsSoon, doctor.RateLimitNear, doctor.CredentialsUntrimmed, doctor.WindowClosed, doctor.RefreshClock, doctor.APIV2Bearer,
		doctor.ViewOwnOnly, doctor.NoRole, doctor.ClientActsAsApplication, doctor.WebhookPermissionMissing,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

func BenchmarkLookup(b *testing.B) {
	book := Book()
	for b.Loop() {
		if book.Lookup(doctor.WebhookPermissionMissing).ID == doctor.Unknown {
			b.Fatal("not found")
		}
	}
}
