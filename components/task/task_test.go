package task_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/export"
)

func baseURL(t testing.TB, address string) mautic.BaseURL {
	t.Helper()
	base, _, err := mautic.ParseBaseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// throughJSON sends v the way messages go.
func throughJSON[T any](t testing.TB, v T) T {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out T
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return out
}

func TestCredentialsArriveUnchanged(t *testing.T) {
	t.Parallel()
	issued := time.Date(2026, 3, 4, 5, 6, 7, 89, time.FixedZone("", -5*3600))
	for _, v := range []string{
		"plain", "", " leading and trailing ", "\"quotes\" 'single' \\back\\slash", "$HOME ${x} `id`", "line\nbreak\ttab\r", "\x00\x01\x1b\x7f",
		"<b>&amp;</script>", "ünïcödé 🔑 👩‍👩‍👧 e\u0301", "\u2028\u2029\ufeff\u200b\ufffd\uffff", "null", "{{x}}", `{"method":"basic"}`, "=1+1", `\ud800`,
		strings.Repeat("long '\"\\ ", 9000),
	} {
		for _, address := range []string{"https://mautic.example.com", "http://[::1]:8080/a/b%20c", "https://mäutic.example/crm", "http://localhost"} {
			base, secret := baseURL(t, address), mautic.NewSecret(v)
			client := mautic.OAuthClient{Base: base, ID: v, Secret: secret, RedirectURI: v}
			for name, c := range map[string]mautic.Credential{
				"basic":               mautic.Basic{Base: base, UserName: v, Password: secret},
				"code, no token":      mautic.AuthorizationCode{Client: client},
				"code":                mautic.AuthorizationCode{Client: client, Token: mautic.Token{Access: secret, Refresh: secret, Issued: issued, Expires: issued.Add(time.Hour)}},
				"code, refresh alone": mautic.AuthorizationCode{Client: client, Token: mautic.Token{Refresh: secret}},
				"client credentials":  mautic.ClientCredentials{Client: client, Token: mautic.Token{Access: secret, Expires: issued}},
			} {
				got, err := throughJSON(t, task.Pack(c)).Unpack()
				if err != nil {
					t.Errorf("%s, %.40q at %s: %v", name, v, address, err)
					continue
				}
				if diff := cmp.Diff(c, got); diff != "" { // types, and every field of them
					t.Errorf("%s, %.40q at %s: %s", name, v, address, diff)
				}
			}
		}
	}
}

func TestWhatIsNoCredentialIsRefused(t *testing.T) {
	t.Parallel()
	const canary = "c4n4ry"
	const address = "https://mautic.example.com"
	for name, tt := range map[string]struct {
		c    task.Credential
		says string
	}{
		"nothing":                {task.Credential{}, "no usable address"},
		"no address":             {task.Credential{Method: mautic.MethodBasic, UserName: "a", Password: canary}, "no usable address"},
		"an address with a user": {task.Credential{Method: mautic.MethodBasic, Base: "https://me:" + canary + "@mautic.example.com"}, "no usable address"},
		"no method":              {task.Credential{Base: address, Password: canary}, "method"},
		"an unknown method":      {task.Credential{Base: address, Method: "kerberos", ClientSecret: canary}, "kerberos"},
	} {
		got, err := tt.c.Unpack()
		if err == nil || got != nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v, %v; want an error with %q", name, got, err, tt.says)
		}
	}
	_, err := task.Credential{Base: " "}.Unpack()
	if e, ok := errors.AsType[*mautic.BaseURLError](err); !ok || e.Reason != mautic.BaseURLEmpty {
		t.Errorf("%v does not tell why", err)
	}
}

// canary is every secret of fullJob and fullAnswer.
const canary = "c4n4ry-s3cret"

func fullJob() task.Job {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	return task.Job{
		Kind: task.KindSend,
		Credential: task.Credential{
			Method: mautic.MethodBasic, Base: "https://mautic.example.com", UserName: "n8n", Password: canary, ClientID: "1_id", ClientSecret: canary,
			RedirectURI: "https://connect.example.com/callback", Access: canary, Refresh: canary, Issued: at, Expires: at.Add(time.Hour),
		},
		Name: "Mautic", WithTokens: true, In: export.Age, Sealing: canary,
		To: &task.N8N{Address: "https://n8n.example.com", Key: canary, Update: "id", Duplicate: true, Known: []task.Stored{{ID: "1", Name: "Mautic", Type: "mauticApi"}}},
		User: &mautic.User{ID: 5, UserName: "n8n", FirstName: "N", LastName: "8n", Email: "n8n@example.com", MauticVersion: "5.1.1",
			Role: mautic.Role{ID: 5, Name: "API", IsAdmin: true, RawPermissions: map[string][]string{"lead:leads": {"viewown", "create"}}}},
		Operations: []string{"contact.create"}, Version: "5.1.1", Marker: "m1", Hooks: []task.Hook{{ID: 7, Name: "Mautic Connect check m1"}},
		Renew: true, Text: canary, Sent: "https://connect.example.com/callback",
		Checked: &task.Checked{
			Base: "https://mautic.example.com",
			Checks: []doctor.Check{{ID: doctor.CheckAPI, Status: doctor.Fail, Diagnosis: doctor.APIDisabled, Because: doctor.CheckReach, Took: time.Second,
				Evidence: []doctor.Evidence{fullEvidence()}}},
			Diagnosis: doctor.Diagnosis{ID: doctor.APIDisabled, Group: doctor.Settings, Severity: doctor.Problem, Title: "The API is off.", Cause: "Off.", Proof: "403.",
				Symptoms: []string{"api_disabled"}, Fixes: []doctor.Fix{{For: doctor.Docker, Steps: []doctor.Step{{Text: "Do.", Command: "x", Page: "s/config/edit", Picture: doctor.PictureAPISettings, Alt: "a page"}}}},
				Who: doctor.Admin, Sources: []string{"observed"}},
		},
	}
}

func fullEvidence() doctor.Evidence {
	return doctor.Evidence{
		Request: "GET https://mautic.example.com/api/users/self", With: "basic", Status: 403, Shape: mautic.ShapeA, Type: "api_disabled",
		ContentType: "application/json", Excerpt: "{}", Location: "https://a.example", WWWAuthenticate: "Basic", MauticVersion: "5.1.1", Failure: "timeout",
		Detail: "It ended.", RateLimit: "97 of 100", CertificateIssuer: "CA", CertificateEnds: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
	}
}

func fullAnswer() task.Answer {
	renewed := fullJob().Credential
	return task.Answer{
		Problem: &task.Problem{Diagnosis: "n8n-broken", Text: "It broke.", Request: "POST https://n8n.example.com", Status: 500, MayHaveLeft: true},
		Files:   []task.File{{Name: "mautic.env", MediaType: "text/plain", Content: canary, Binary: []byte("PK\x00\xff" + canary)}},
		Sent: &task.Sent{Outcome: task.Exists, Stored: task.Stored{ID: "1", Name: "Mautic", Type: "mauticApi"}, Existing: []task.Stored{{ID: "2", Name: "M", Type: "t"}},
			CanUpdate: true, MayDuplicate: true, TokensSent: true},
		Rights:  []task.Right{{ID: "contact.create", Resource: "Contact", Name: "Create", Answer: "refused", Text: "No.", Missing: []string{"Contacts: Create"}}},
		Recipe:  "Create a role.",
		Hooks:   &task.Hooks{Steps: []task.HookStep{{Text: "Create a webhook", Failed: "Refused."}}, Left: []task.Hook{{ID: 7, Name: "Mautic Connect check m1"}}},
		Renewed: &renewed, Report: "# Mautic Connect report", Hidden: "# Mautic Connect report", Reading: doctor.APIDisabled,
		Comparison: &task.Comparison{Matches: true, Register: "https://a.example", Differences: []task.Sentence{{Text: "Registered is %s.", Gaps: []any{"https"}}}},
	}
}

func TestMessagesGoThroughJSONUnchanged(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	job, answer := fullJob(), fullAnswer()
	reply := task.Reply{
		Response: &mautic.Response{Status: 200, Header: mautic.Header{"Content-Type": "application/json"}, Body: []byte("\x00\xff{}"), Received: at, Direct: true,
			Certificate: &mautic.Certificate{Issuer: "CA", Ends: at}},
		Kind: mautic.KindOther, Detail: "mautic.example.com",
	}
	request := mautic.Request{Method: "POST", URL: "https://mautic.example.com/api/x?a=b&c", Header: mautic.Header{"Authorization": "Basic " + canary}, Body: []byte("\x00\xff")}
	for _, v := range []any{job, answer, reply, request} {
		if empty := emptyField(reflect.ValueOf(v)); empty != "" {
			t.Errorf("the test leaves %T%s empty, so it proves nothing of it", v, empty)
		}
	}
	for name, diff := range map[string]string{
		"job": cmp.Diff(job, throughJSON(t, job)), "answer": cmp.Diff(answer, throughJSON(t, answer)),
		"reply": cmp.Diff(reply, throughJSON(t, reply)), "request": cmp.Diff(request, throughJSON(t, request)),
		"no job": cmp.Diff(task.Job{}, throughJSON(t, task.Job{})), "no answer": cmp.Diff(task.Answer{}, throughJSON(t, task.Answer{})),
		"no reply": cmp.Diff(task.Reply{}, throughJSON(t, task.Reply{})),
	} {
		if diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// emptyField returns the way to a field of v that is zero, or "".
func emptyField(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return emptyField(v.Elem())
		}
	case reflect.Slice:
		if v.Len() > 0 && v.Type().Elem().Kind() == reflect.Struct {
			return emptyField(v.Index(0))
		}
	case reflect.Struct:
		if _, isTime := v.Interface().(time.Time); isTime {
			break
		}
		for i := range v.NumField() {
			if v.Type().Field(i).Name == "_" {
				continue // nothing is in it
			}
			if way := emptyField(v.Field(i)); way != "" {
				return "." + v.Type().Field(i).Name + strings.TrimSuffix(way, ".")
			}
		}
		return ""
	}
	if v.IsZero() {
		return "."
	}
	return ""
}

func TestPrintingShowsNoSecret(t *testing.T) {
	t.Parallel()
	job, answer := fullJob(), fullAnswer()
	for name, tt := range map[string]struct {
		v     any
		shows string
	}{
		"a job":                     {job, "job send"},
		"a pointer to a job":        {&job, "job send"},
		"jobs":                      {[]task.Job{job}, "job send"},
		"a job in a struct":         {struct{ Job task.Job }{job}, "job send"},
		"an answer":                 {answer, "1 files"},
		"a pointer to an answer":    {&answer, "1 files"},
		"a credential":              {job.Credential, "https://mautic.example.com"},
		"a pointer to a credential": {&job.Credential, "https://mautic.example.com"},
		"a file":                    {answer.Files[0], "mautic.env"},
		"files":                     {answer.Files, "mautic.env"},
		"an n8n":                    {*job.To, "https://n8n.example.com"},
		"a pointer to an n8n":       {job.To, "https://n8n.example.com"},
		"n8ns":                      {map[string]task.N8N{"a": *job.To}, "https://n8n.example.com"},
	} {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			out := fmt.Sprintf(format, tt.v)
			for _, secret := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), fmt.Sprint([]byte(canary))[1:20]} {
				if strings.Contains(out, secret) {
					t.Errorf("%s with %s shows a secret: %s", name, format, out)
				}
			}
			if !strings.Contains(out, tt.shows) {
				t.Errorf("%s with %s is %q, without %q", name, format, out, tt.shows)
			}
		}
		if err := fmt.Errorf("doing %v", tt.v); strings.Contains(err.Error(), canary) {
			t.Errorf("%s in an error: %v", name, err)
		}
	}
}

func TestAllowedMeansEveryRecord(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]bool{"allowed": true, "own-only": false, "others-only": false, "refused": false, "unknown": false, "": false} {
		if got := (task.Right{Answer: answer}).Allowed(); got != want {
			t.Errorf("%q: %v", answer, got)
		}
	}
}
