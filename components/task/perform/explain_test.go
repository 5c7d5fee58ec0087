package perform_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/doctor/catalogue"
)

// needsNothing does a job that has no business to send a request.
func needsNothing(t *testing.T, job task.Job) task.Answer {
	t.Helper()
	return doOver(t, t.Context(), mautic.TransportFunc(func(_ context.Context, r *mautic.Request) (*mautic.Response, error) {
		t.Errorf("%s asks for %s", job.Kind, r.URL)
		return nil, &mautic.TransportError{Kind: mautic.KindOffline}
	}), job)
}

func TestAReportIsWrittenWithAndWithoutTheHost(t *testing.T) {
	t.Parallel()
	checked := &task.Checked{
		Base: "https://crm.acme.test/sub",
		Checks: []doctor.Check{
			{ID: doctor.CheckReach, Status: doctor.Pass},
			{ID: doctor.CheckAPI, Status: doctor.Fail, Diagnosis: doctor.APIDisabled, Evidence: []doctor.Evidence{
				{Request: "GET https://crm.acme.test/sub/api/users/self", Status: 403, Type: "api_disabled", Detail: "as crm.acme.test says"},
			}},
		},
		Diagnosis: catalogue.Book().Lookup(doctor.APIDisabled),
	}
	answer := needsNothing(t, task.Job{Kind: task.KindReport, Checked: checked})
	if answer.Problem != nil {
		t.Fatal(answer.Problem)
	}
	written := doctor.Report{Base: baseURL(t, checked.Base), Checks: checked.Checks}
	for name, diff := range map[string]string{
		"report":           cmp.Diff(written.Markdown(catalogue.Book(), doctor.ReportOptions{}), answer.Report),
		"without the host": cmp.Diff(written.Markdown(catalogue.Book(), doctor.ReportOptions{HideHost: true}), answer.Hidden),
	} {
		if diff != "" {
			t.Errorf("%s (-doctor +worker)\n%s", name, diff)
		}
	}
	for _, part := range []string{checked.Diagnosis.Title, "api_disabled"} {
		if !strings.Contains(answer.Report, part) || !strings.Contains(answer.Hidden, part) {
			t.Errorf("%q is not in both texts", part)
		}
	}
	if !strings.Contains(answer.Report, "crm.acme.test") || strings.Contains(answer.Hidden, "acme") {
		t.Errorf("the host is hidden in the wrong one:\n%s", answer.Hidden)
	}
}

// The page's catalogue may not have arrived.
func TestAReportWithoutACatalogueNamesTheFinding(t *testing.T) {
	t.Parallel()
	answer := needsNothing(t, task.Job{Kind: task.KindReport, Checked: &task.Checked{
		Base:      "https://crm.acme.test",
		Checks:    []doctor.Check{{ID: doctor.CheckAPI, Status: doctor.Fail, Diagnosis: doctor.APIDisabled}},
		Diagnosis: doctor.Book{}.Lookup(doctor.APIDisabled),
	}})
	if !strings.Contains(answer.Report, "**api-disabled**") {
		t.Errorf("the verdict is not named in\n%s", answer.Report)
	}
}

func TestAWindowsTextIsRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]doctor.ID{
		`{"errors":[{"message":"API disabled","code":403,"type":"api_disabled"}]}`: doctor.APIDisabled,
		"{\"error\":\"redirect_uri_mismatch\"}":                                    doctor.RedirectURIMismatch,
		"a text of no meaning":                                                     doctor.Unknown,
	} {
		if answer := needsNothing(t, task.Job{Kind: task.KindWindow, Text: text}); answer.Reading != want || answer.Problem != nil {
			t.Errorf("%s: %q, %v; want %q", text, answer.Reading, answer.Problem, want)
		}
	}
}

func TestRedirectURIsAreCompared(t *testing.T) {
	t.Parallel()
	const sent = "https://connect.example.com/callback"
	for registered, want := range map[string]task.Comparison{
		sent: {Matches: true, Register: sent},
		"http://connect.example.com:81/callback": {
			Register: "http://connect.example.com:81/callback," + sent,
			Differences: []task.Sentence{
				{Text: "Registered is %s, sent is %s.", Gaps: []any{"http://", "https://"}},
				{Text: "Registered is port %s, sent is none.", Gaps: []any{"81"}},
			},
		},
		"https://connect.example.com/../callback;" + sent: {
			Register:    "https://connect.example.com/../callback," + sent,
			Differences: []task.Sentence{{Text: "The field holds several addresses that are not separated by commas, so Mautic takes them for a single one.", Gaps: []any{}}},
		},
	} {
		answer := needsNothing(t, task.Job{Kind: task.KindRedirects, Text: registered, Sent: sent})
		if answer.Comparison == nil {
			t.Fatalf("%s: nothing is compared, %v", registered, answer.Problem)
		}
		if diff := cmp.Diff(want, *answer.Comparison); diff != "" {
			t.Errorf("%s (-want +got)\n%s", registered, diff)
		}
	}
}
