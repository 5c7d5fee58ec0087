package doctor_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/doctor/catalogue"
	"mautic-connect/mautic/mautictest"
)

// The canaries look like no secret that is cut by its form: they are short, or
// hold what has to be escaped somewhere.
const (
	canaryPassword = `pä/ss"w&rd<1>`
	canarySecret   = "kanarie"
	canaryAccess   = "vogel one"
	canaryRefresh  = "käfig"
)

// parrot is a Mautic until it is given a credential, and then repeats what it
// was sent, in every spelling, in an answer of a status and form.
func parrot(t testing.TB, status int, form string) mautic.BaseURL {
	t.Helper()
	sandbox := mautictest.New(mautictest.Options{Version: mautictest.V7_0_2})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, _, _ := r.BasicAuth()
		if r.Method == "GET" && (r.Header.Get("Authorization") == "" || user == "mautic-connect-check") {
			sandbox.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		_, password, _ := r.BasicAuth()
		var said []string
		var sent []string
		for _, secret := range []string{canaryPassword, canarySecret, canaryAccess, canaryRefresh} {
			if secret != password && !strings.Contains(string(body)+r.Header.Get("Authorization"), url.QueryEscape(secret)) && !strings.HasSuffix(r.Header.Get("Authorization"), secret) {
				continue
			}
			sent = append(sent, secret)
			quoted, _ := json.Marshal(secret)
			said = append(said, secret, strings.Trim(string(quoted), `"`), url.QueryEscape(secret), html.EscapeString(secret))
		}
		if password != "" {
			said = append(said, `p\u00e4\/ss\"w&rd<1>`)
		}
		said = append(said, r.Header.Get("Authorization"), string(body))
		// The limit of an excerpt falls into the middle of one.
		text := strings.Repeat("x ", 140) + strings.Join(said, " ") + " "
		text += strings.Join(said, " ")
		header := w.Header()
		header.Set("Location", "https://elsewhere.example/?"+url.QueryEscape(strings.Join(sent, "&"))+"&"+strings.Join(sent, "&"))
		header.Set("WWW-Authenticate", "Basic realm=\""+strings.Join(sent, " ")+"\"")
		header.Set("Mautic-Version", strings.Join(sent, " "))
		header.Set("X-RateLimit-Limit", strings.Join(sent, " "))
		header.Set("X-RateLimit-Remaining", strings.Join(sent, " "))
		switch form {
		case "A", "B":
			header.Set("Content-Type", "application/json")
			answer := map[string]any{"message": text, "code": status, "type": strings.Join(sent, " ")}
			if form == "B" {
				answer = map[string]any{"message": text, "code": status, "details": []any{}}
			}
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{answer}})
		case "html":
			header.Set("Content-Type", "text/html; "+strings.Join(sent, " "))
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<html><head><title>"+strings.Join(sent, " ")+"</title></head><body>"+html.EscapeString(text)+"</body></html>")
		default:
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		}
	}))
	t.Cleanup(server.Close)
	return parse(t, server.URL)
}

func TestNoSecretGetsIntoAReport(t *testing.T) {
	t.Parallel()
	needles := []string{canarySecret, canaryAccess, canaryRefresh, "vogel+one", "k%C3%A4fig", "kanar", "ss\"w", "w&rd", "ss%22w", `ss\"w`, "ss&quot;w", "ss&#34;w",
		base64.StdEncoding.EncodeToString([]byte("anna:" + canaryPassword))}
	for _, status := range []int{200, 302, 400, 401, 403, 404, 429, 500, 503} {
		for _, form := range []string{"A", "B", "html", "text"} {
			t.Run(fmt.Sprint(status, " ", form), func(t *testing.T) {
				t.Parallel()
				base := parrot(t, status, form)
				c := mautic.OAuthClient{Base: base, ID: "1_a", Secret: mautic.NewSecret(canarySecret)}
				for name, target := range map[string]doctor.Target{
					"basic": {Base: base, Client: c, Credential: mautic.Basic{Base: base, UserName: "anna", Password: mautic.NewSecret(canaryPassword)}},
					"code": {Base: base, Client: c, Refresh: true, Credential: mautic.AuthorizationCode{Client: c, Token: mautic.Token{
						Access: mautic.NewSecret(canaryAccess), Refresh: mautic.NewSecret(canaryRefresh),
					}}},
					"grant": {Base: base, Client: c, Grant: true},
				} {
					var told strings.Builder
					report := doctor.Run(t.Context(), target, direct(t), func(c doctor.Check) { fmt.Fprintf(&told, "%+v", c) })
					all := map[string]string{
						"what is told": told.String(), "checks": fmt.Sprintf("%+v", report.Checks),
						"JSON": string(report.JSON(doctor.ReportOptions{})), "Markdown": report.Markdown(catalogue.Book(), doctor.ReportOptions{}),
						"JSON without host": string(report.JSON(doctor.ReportOptions{HideHost: true})), "Markdown without host": report.Markdown(catalogue.Book(), doctor.ReportOptions{HideHost: true}),
					}
					for where, text := range all {
						for _, needle := range needles {
							if strings.Contains(text, needle) {
								t.Errorf("%s, %s: %q is in %s", name, where, needle, text)
								break
							}
						}
					}
				}
			})
		}
	}
}

// A token that Mautic issues during a run is as secret as one that was given.
func TestAnIssuedTokenStaysOutOfTheReport(t *testing.T) {
	t.Parallel()
	sandbox, base := play(t, mautictest.V7_0_2, "")
	report := doctor.Run(t.Context(), application(0)(t, sandbox, base), direct(t), nil)
	token := report.Token.Access.Reveal()
	if token == "" {
		t.Fatal("no token was issued")
	}
	for _, text := range []string{string(report.JSON(doctor.ReportOptions{})), report.Markdown(catalogue.Book(), doctor.ReportOptions{}), fmt.Sprintf("%+v %#v", report, report)} {
		if strings.Contains(text, token) {
			t.Errorf("the token is in %s", text)
		}
	}
}

func TestTheReportAsJSONIsStable(t *testing.T) {
	t.Parallel()
	report := doctor.Report{Base: parse(t, "https://mautic.acme.test/crm"), User: &mautic.User{UserName: "anna", MauticVersion: "5.1.1"}, Checks: []doctor.Check{
		{ID: doctor.CheckReach, Status: doctor.Warn, Diagnosis: doctor.TLSEndsSoon, Took: 12345 * time.Microsecond, Evidence: []doctor.Evidence{{
			Request: "GET https://mautic.acme.test/crm/api/users/self", Status: 401, Shape: mautic.ShapeA, Type: "access_denied",
			CertificateIssuer: "R3", CertificateEnds: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
		}}},
		{ID: doctor.CheckMautic, Status: doctor.Fail, Diagnosis: doctor.NotMautic},
		{ID: doctor.CheckAPI, Status: doctor.Skip, Because: doctor.CheckMautic},
	}}
	const want = `{
  "base_url": "https://mautic.acme.test/crm",
  "mautic_version": "5.1.1",
  "verdict": "not-mautic",
  "checks": [
    {
      "id": "reach",
      "status": "warn",
      "diagnosis": "tls-ends-soon",
      "because": "",
      "evidence": [
        {
          "request": "GET https://mautic.acme.test/crm/api/users/self",
          "status": 401,
          "shape": "A",
          "type": "access_denied",
          "certificate_issuer": "R3",
          "certificate_ends": "2026-12-01T00:00:00Z"
        }
      ],
      "ms": 12
    },
    {
      "id": "mautic",
      "status": "fail",
      "diagnosis": "not-mautic",
      "because": "",
      "evidence": [],
      "ms": 0
    },
    {
      "id": "api",
      "status": "skip",
      "diagnosis": "",
      "because": "mautic",
      "evidence": [],
      "ms": 0
    }
  ]
}
`
	if diff := cmp.Diff(want, string(report.JSON(doctor.ReportOptions{}))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := string(doctor.Report{}.JSON(doctor.ReportOptions{})); !strings.Contains(got, `"verdict": "ok"`) || !strings.Contains(got, `"checks": []`) {
		t.Errorf("an empty report is %s", got)
	}
}

func TestTheReportForAForumIsMarkdown(t *testing.T) {
	t.Parallel()
	report := doctor.Report{Base: parse(t, "https://mautic.acme.test"), Checks: []doctor.Check{
		{ID: doctor.CheckMautic, Status: doctor.Fail, Diagnosis: doctor.BlockedByFirewall, Took: 7 * time.Millisecond, Evidence: []doctor.Evidence{{
			Request: "GET https://mautic.acme.test/api/users/self", With: "basic", Status: 403, Shape: mautic.ShapeD,
			Excerpt: "a `tick` | ``two`` <b>bold</b>\n# no heading",
		}}},
		{ID: doctor.CheckAPI, Status: doctor.Skip, Because: doctor.CheckMautic},
	}}
	d := catalogue.Book().Lookup(doctor.BlockedByFirewall)
	want := "# Mautic Connect report\n\n- Mautic: `https://mautic.acme.test`\n- Version: not named\n" +
		"- Verdict: **" + d.Title + "** (`blocked-by-firewall`)\n\n" + d.Cause + "\n\nHow this is known: " + d.Proof + "\n\n" +
		"| check | outcome | diagnosis | ms |\n|---|---|---|---|\n| mautic | fail | blocked-by-firewall | 7 |\n| api | skip | because of mautic | 0 |\n\n" +
		"## Evidence\n\n### mautic\n\n- `GET https://mautic.acme.test/api/users/self`, with: basic\n  - `status: 403`\n  - `shape: D`\n" +
		"  - ```body: a `tick` | ``two`` <b>bold</b> # no heading```\n"
	if diff := cmp.Diff(want, report.Markdown(catalogue.Book(), doctor.ReportOptions{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAReportWithoutItsHostNamesItNowhere(t *testing.T) {
	t.Parallel()
	report := func(address string, e doctor.Evidence) doctor.Report {
		return doctor.Report{Base: parse(t, address), Checks: []doctor.Check{
			{ID: doctor.CheckAddress, Status: doctor.Warn, Evidence: []doctor.Evidence{{Detail: "ACME.example was written in lower case."}}},
			{ID: doctor.CheckReach, Status: doctor.Fail, Diagnosis: doctor.RedirectElsewhere, Evidence: []doctor.Evidence{e}},
		}}
	}
	for _, tt := range []struct {
		address string
		e       doctor.Evidence
		never   []string
		want    string
	}{
		{"https://mautic.acme.test:8443/crm", doctor.Evidence{Request: "GET https://mautic.acme.test:8443/crm/api/users/self", Location: "https://www.MAUTIC.acme.test/crm", Detail: "mautic.acme.test:8443", Excerpt: "see https://acme-login.test/?a=https://mautic.acme.test"},
			[]string{"acme", "8443", "ACME"}, "https://www.mautic.example/crm"},
		{"https://www.acme.test", doctor.Evidence{Location: "https://acme.test/api/users/self"}, []string{"acme"}, "https://mautic.example/api/users/self"},
		{"http://crm", doctor.Evidence{Request: "GET http://crm/api/users/self", Detail: "crm"}, []string{"//crm"}, "http://mautic.example/api/users/self"},
		{"http://[2001:db8::1]:8080", doctor.Evidence{Request: "GET http://[2001:db8::1]:8080/api/users/self", Detail: "[2001:db8::1]:8080"}, []string{"2001"}, "http://mautic.example/api/users/self"},
		{"https://acme.test", doctor.Evidence{Shape: mautic.ShapeD, Excerpt: "Welcome to ACME Ltd"}, []string{"ACME"}, "(left out)"},
	} {
		r := report(tt.address, tt.e)
		for _, text := range []string{string(r.JSON(doctor.ReportOptions{HideHost: true})), r.Markdown(catalogue.Book(), doctor.ReportOptions{HideHost: true})} {
			for _, never := range tt.never {
				if strings.Contains(text, never) {
					t.Errorf("%s: %q is in %s", tt.address, never, text)
				}
			}
			if !strings.Contains(text, tt.want) {
				t.Errorf("%s: %q is not in %s", tt.address, tt.want, text)
			}
		}
		if r.Checks[1].Evidence[0].Location != tt.e.Location {
			t.Errorf("%s: the report itself was changed", tt.address)
		}
	}
}
