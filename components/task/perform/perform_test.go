package perform_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
)

func TestJobsThatCannotBeDone(t *testing.T) {
	t.Parallel()
	lost, foreign := basic(t), basic(t)
	lost.Base, foreign.Method = "https://me:s3cret@mautic.example.com", "kerberos"
	for name, tt := range map[string]struct {
		job  task.Job
		says string
	}{
		"an unknown kind":                 {task.Job{Kind: "dance", Credential: basic(t)}, "The worker does not know this job; reload the page."},
		"no kind":                         {task.Job{Credential: basic(t)}, "The worker does not know this job; reload the page."},
		"no credential":                   {task.Job{Kind: task.KindExport, In: "env"}, "The credential has no usable address"},
		"an address that is none":         {task.Job{Kind: task.KindRights, Credential: lost}, "The credential has no usable address"},
		"an unknown method":               {task.Job{Kind: task.KindSend, Credential: foreign}, `The credential's method "kerberos" is not known; connect again.`},
		"a report of nothing":             {task.Job{Kind: task.KindReport}, "Nothing has been checked yet; check the address first."},
		"a report of no address":          {task.Job{Kind: task.KindReport, Checked: &task.Checked{Base: "https://me:s3cret@mautic.example.com"}}, "The report has no usable address"},
		"checking without a credential":   {task.Job{Kind: task.KindCheck}, "The credential has no usable address"},
		"rights of nobody":                {task.Job{Kind: task.KindRights, Credential: basic(t)}, "Nobody has been identified yet; connect again."},
		"sending nowhere":                 {task.Job{Kind: task.KindSend, Credential: basic(t)}, "The address of your n8n is missing."},
		"proving without a marker":        {task.Job{Kind: task.KindProveHooks, Credential: basic(t)}, "marker"},
		"removing a webhook of no number": {task.Job{Kind: task.KindRemoveHooks, Credential: basic(t), Hooks: []task.Hook{{Name: "x"}}}, "has no number"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := doOver(t, t.Context(), mautic.TransportFunc(func(context.Context, *mautic.Request) (*mautic.Response, error) {
				return nil, &mautic.TransportError{Kind: mautic.KindOffline}
			}), tt.job)
			if answer.Problem == nil || !strings.Contains(answer.Problem.Text, tt.says) || strings.Contains(answer.Problem.Text, "s3cret") {
				t.Errorf("%v, want %q", answer.Problem, tt.says)
			}
			if len(answer.Files) != 0 || answer.Sent != nil || len(answer.Rights) != 0 || answer.Recipe != "" {
				t.Errorf("it is done all the same: %+v", answer)
			}
		})
	}
}

func TestARecipeNeedsNoCredential(t *testing.T) {
	t.Parallel()
	answer := do(t, task.Job{Kind: task.KindRecipe, Operations: []string{"contact.create", "trigger"}, Version: "5.1.1"})
	if answer.Problem != nil {
		t.Fatal(answer.Problem)
	}
	for _, part := range []string{"Create a role with exactly these permissions.", "Contacts", "Webhooks", "Contact > Create"} {
		if !strings.Contains(answer.Recipe, part) {
			t.Errorf("%q is not in\n%s", part, answer.Recipe)
		}
	}
	if strings.Contains(answer.Recipe, "Company") {
		t.Errorf("it is for more than was asked\n%s", answer.Recipe)
	}
}

// everyAsking are the jobs that send requests, each with all it needs.
func everyAsking(c task.Credential, n8n string) map[task.Kind]task.Job {
	return map[task.Kind]task.Job{
		task.KindSend:        {Kind: task.KindSend, Credential: c, Name: "Mautic", To: &task.N8N{Address: n8n, Key: "a key for n8n"}},
		task.KindRights:      {Kind: task.KindRights, Credential: c, User: &mautic.User{ID: 5, UserName: "n8n", MauticVersion: "5.1.1"}},
		task.KindProveHooks:  {Kind: task.KindProveHooks, Credential: c, Marker: "m1"},
		task.KindRemoveHooks: {Kind: task.KindRemoveHooks, Credential: c, Hooks: []task.Hook{{ID: 1, Name: "Mautic Connect check m1"}}},
	}
}

func TestAJobThatIsGivenUpSaysSo(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // until then the server does not see that the client has gone
		asked <- r.URL.Path
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	c := task.Pack(mautic.Basic{Base: baseURL(t, server.URL), UserName: "n8n", Password: mautic.NewSecret(password)})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for kind, job := range everyAsking(c, server.URL) {
		want(t, doOver(t, ended, mautic.TransportFunc(overHTTP), job), "canceled")
		if len(asked) != 0 {
			t.Errorf("%s: given up before, it asks for %s", kind, <-asked)
		}
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			<-asked
			cancel()
		}()
		want(t, doOver(t, ctx, mautic.TransportFunc(overHTTP), job), "canceled")
		<-stopped
		cancel()
	}
}

// A server that repeats what it was sent puts no secret into a text.
func TestEchoedSecretsAreCut(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		login, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.Header.Get("Authorization"), "Basic "))
		body, _ := io.ReadAll(r.Body)
		said := "You sent " + string(login) + " and " + password + " and " + r.Header.Get("X-N8N-API-KEY") + " and " + string(body)
		like := map[string]any{"errors": []any{map[string]any{"code": 400, "message": said, "type": nil}}}
		if strings.HasPrefix(r.URL.Path, "/api/v1/") { // n8n's
			like = map[string]any{"message": said}
		}
		answer, _ := json.Marshal(like)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write(answer)
	}))
	t.Cleanup(server.Close)
	c := task.Pack(mautic.Basic{Base: baseURL(t, server.URL), UserName: "n8n", Password: mautic.NewSecret(password)})
	for kind, job := range everyAsking(c, server.URL) {
		answer := do(t, job) // looks for the secrets
		if answer.Problem == nil || !strings.Contains(answer.Problem.Text, "You sent") || !strings.Contains(answer.Problem.Text, "[cut]") {
			t.Errorf("%s: %v, so it proves nothing", kind, answer.Problem)
		}
		if answer.Hooks != nil && len(answer.Hooks.Steps) > 0 && !strings.Contains(answer.Hooks.Steps[0].Failed, "[cut]") {
			t.Errorf("%s: the step says %q", kind, answer.Hooks.Steps[0].Failed)
		}
	}
	// White space is folded before a person sees it, so the secret has another form.
	c.Password = "two  spaces\tand a tab"
	job := everyAsking(c, server.URL)[task.KindRights]
	if answer := do(t, job); strings.Contains(answer.Problem.Text, "two spaces and a tab") {
		t.Errorf("%s", answer.Problem.Text)
	}
}

// The worker's program opens no connection and draws nothing, so what does
// either stays out of it.
func TestPackageBuildsForTheBrowser(t *testing.T) {
	t.Parallel()
	tool := func(args ...string) []string {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return strings.Fields(string(out))
	}
	tool("build", "-o", os.DevNull, ".", "..")
	for _, dep := range tool("list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".") {
		if strings.Contains(dep, "go-app") || strings.HasPrefix(dep, "mautic-connect/web") || strings.HasPrefix(dep, "mautic-connect/components/") && !strings.HasPrefix(dep, "mautic-connect/components/task") {
			t.Errorf("the package depends on %s", dep)
		}
	}
	direct := tool("list", "-f", `{{join .Imports "\n"}}`, ".", "..")
	for _, heavy := range []string{"net/http", "net", "syscall/js", "os", "regexp", "text/template", "mautic-connect/mautic/doctor/catalogue"} {
		if slices.Contains(direct, heavy) {
			t.Errorf("the package imports %s", heavy)
		}
	}
	if !slices.Contains(direct, "mautic-connect/mautic/permission") {
		t.Errorf("the list of imports is %v", direct)
	}
}
