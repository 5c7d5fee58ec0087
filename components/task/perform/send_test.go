package perform_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/n8n"
	"mautic-connect/mautic/n8n/n8ntest"
)

func startN8N(t testing.TB, o n8ntest.Options) *n8ntest.Server {
	t.Helper()
	s := n8ntest.NewServer(o)
	t.Cleanup(s.Close)
	return s
}

// sending is a job that sends c to an n8n under the name Mautic.
func sending(c task.Credential, address string) task.Job {
	return task.Job{Kind: task.KindSend, Credential: c, Name: "Mautic", To: &task.N8N{Address: address, Key: n8ntest.TestKey}}
}

func TestSendCreatesInBothVersions(t *testing.T) {
	t.Parallel()
	for version, v2 := range map[n8ntest.Version]bool{n8ntest.V1: false, n8ntest.V2: true} {
		for method, c := range credentials(t) {
			for _, tokens := range []bool{false, true} {
				s := startN8N(t, n8ntest.Options{Version: version})
				job := sending(task.Pack(c), s.URL+"/home/credentials") // what people copy
				job.WithTokens = tokens
				answer := do(t, job)
				kind := map[mautic.Method]n8n.Type{mautic.MethodBasic: n8n.TypeBasic, mautic.MethodAuthorizationCode: n8n.TypeOAuth2, mautic.MethodClientCredentials: n8n.TypeGenericOAuth2}[method]
				connected := tokens && method == mautic.MethodAuthorizationCode
				wanted := task.Answer{Sent: &task.Sent{
					Outcome: task.Created, Stored: task.Stored{ID: "n8nCredential001", Name: "Mautic", Type: string(kind)},
					CanUpdate: v2, MayDuplicate: !v2, TokensSent: connected,
				}}
				if diff := cmp.Diff(wanted, answer); diff != "" {
					t.Errorf("%s, %s, tokens %v (-want +got)\n%s", version, method, tokens, diff)
					continue
				}
				data := s.Credentials()[0].Data
				secret := map[mautic.Method]any{mautic.MethodBasic: password}[method]
				if method != mautic.MethodBasic {
					secret = clientSecret
				}
				if data["password"] != secret && data["clientSecret"] != secret {
					t.Errorf("%s, %s: stored is %v", version, method, data)
				}
				if stored := data["oauthTokenData"] != nil; stored != connected {
					t.Errorf("%s, %s: tokens are stored: %v", version, method, stored)
				}
			}
		}
	}
}

func TestSendOverwritesNothingUnasked(t *testing.T) {
	t.Parallel()
	s := startN8N(t, n8ntest.Options{})
	job := sending(basic(t), s.URL)
	first := do(t, job)
	if first.Sent == nil {
		t.Fatal(first.Problem)
	}
	job.Credential.Password = "another one"
	answer := do(t, job)
	wanted := task.Answer{Sent: &task.Sent{Outcome: task.Exists, Existing: []task.Stored{first.Sent.Stored}, CanUpdate: true}}
	if diff := cmp.Diff(wanted, answer); diff != "" || s.Credentials()[0].Data["password"] != password {
		t.Errorf("the second time (-want +got)\n%s", diff)
	}

	updating := job
	updating.To = &task.N8N{Address: s.URL, Key: n8ntest.TestKey, Update: first.Sent.Stored.ID}
	answer = do(t, updating)
	wanted.Sent.Outcome, wanted.Sent.Stored = task.Updated, first.Sent.Stored
	if diff := cmp.Diff(wanted, answer); diff != "" || len(s.Credentials()) != 1 || s.Credentials()[0].Data["password"] != "another one" {
		t.Errorf("updating (-want +got)\n%s", diff)
	}

	again := job
	again.To = &task.N8N{Address: s.URL, Key: n8ntest.TestKey, Duplicate: true}
	if answer = do(t, again); answer.Sent == nil || answer.Sent.Outcome != task.Created || len(s.Credentials()) != 2 {
		t.Errorf("one more: %+v, %d stored", answer.Sent, len(s.Credentials()))
	}
}

// n8n 1.x can neither list nor update, so what this page remembers counts.
func TestSendAsksBeforeItRepeatsItselfOn1x(t *testing.T) {
	t.Parallel()
	s := startN8N(t, n8ntest.Options{Version: n8ntest.V1})
	job := sending(basic(t), s.URL)
	first := do(t, job)
	if first.Sent == nil {
		t.Fatal(first.Problem)
	}
	job.To.Known = []task.Stored{first.Sent.Stored, {ID: "x", Name: "Mautic", Type: string(n8n.TypeOAuth2)}}
	answer := do(t, job)
	wanted := task.Answer{Sent: &task.Sent{Outcome: task.Exists, Existing: []task.Stored{first.Sent.Stored}}}
	if diff := cmp.Diff(wanted, answer); diff != "" || len(s.Credentials()) != 1 {
		t.Errorf("the second time, %d stored (-want +got)\n%s", len(s.Credentials()), diff)
	}
	job.To.Duplicate = true
	if answer = do(t, job); answer.Sent == nil || answer.Sent.Outcome != task.Created || len(s.Credentials()) != 2 {
		t.Errorf("one more: %+v, %d stored", answer.Sent, len(s.Credentials()))
	}
	job.To.Update = first.Sent.Stored.ID
	want(t, do(t, job), "n8n-unsupported", "n8n cannot do this over its API")
}

func TestSendSaysWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	scopes := func(s ...string) n8ntest.Options {
		return n8ntest.Options{Keys: []n8ntest.Key{{Value: n8ntest.TestKey, Scopes: s}}}
	}
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html><title>Welcome</title>")
	}))
	t.Cleanup(page.Close)
	// A port that was free a moment ago may be another test's by now.
	const nobody = "http://127.0.0.1:1"
	const noScope = "create one with the scope credential:create"
	for name, tt := range map[string]struct {
		n8n             n8ntest.Options
		change          func(*task.Job)
		diagnosis, says string
		status          int
	}{
		"a wrong key":                 {n8ntest.Options{}, func(j *task.Job) { j.To.Key = "n8n_api_wrong" }, "n8n-key-refused", "n8n does not accept the API key", 401},
		"a wrong key on 1.x":          {n8ntest.Options{Version: n8ntest.V1}, func(j *task.Job) { j.To.Key = "n8n_api_wrong" }, "n8n-key-refused", "n8n does not accept the API key", 401},
		"no key":                      {n8ntest.Options{}, func(j *task.Job) { j.To.Key = "" }, "n8n-key-refused", "n8n does not accept the API key", 401},
		"a key of two lines":          {n8ntest.Options{}, func(j *task.Job) { j.To.Key = "n8n_api\nn8n_key" }, "n8n-unreachable", "", 0},
		"the scope is missing":        {scopes(n8n.ScopeList), nil, "n8n-scope-missing", noScope, 403},
		"the scope is missing on 1.x": {n8ntest.Options{Version: n8ntest.V1, Keys: scopes(n8n.ScopeList).Keys}, nil, "n8n-scope-missing", noScope, 403},
		"no Mautic node":              {n8ntest.Options{NoMautic: true}, nil, "n8n-type-unknown", "This n8n has no Mautic node", 404},
		"a web page":                  {n8ntest.Options{}, func(j *task.Job) { j.To.Address = page.URL }, "n8n-not-found", "No n8n API answers at this address", 200},
		"outside of its path":         {n8ntest.Options{Path: "/n8n"}, func(j *task.Job) { j.To.Address = strings.TrimSuffix(j.To.Address, "/n8n") }, "n8n-not-found", "check the address of your n8n and its path", 404},
		"nobody there":                {n8ntest.Options{}, func(j *task.Job) { j.To.Address = nobody }, "n8n-unreachable", "n8n's host refuses connections on this port", 0},
		"gone since":                  {n8ntest.Options{}, func(j *task.Job) { j.To.Update = "nope" }, "n8n-credential-gone", "create it anew", 404},
		"no address":                  {n8ntest.Options{}, func(j *task.Job) { j.To.Address = " " }, "", "There is no address; enter the address of your n8n", 0},
		"an address that is none":     {n8ntest.Options{}, func(j *task.Job) { j.To.Address = "mailto:me" }, "", "“mailto:me” ", 0},
		"the cloud's list":            {n8ntest.Options{}, func(j *task.Job) { j.To.Address = "https://app.n8n.cloud/manage" }, "", "app.n8n.cloud lists your instances", 0},
		"a name too short":            {n8ntest.Options{}, func(j *task.Job) { j.Name = "ab" }, "", "The name has 2 characters and n8n wants at least 3; enter a longer one.", 0},
		"a name too long":             {n8ntest.Options{}, func(j *task.Job) { j.Name = strings.Repeat("ü", 129) }, "", "The name has 129 characters and n8n takes at most 128", 0},
		"an expression":               {n8ntest.Options{}, func(j *task.Job) { j.Credential.Password = "=" + password }, "n8n-value-expression", "The field Password begins with =", 0},
		"no password":                 {n8ntest.Options{}, func(j *task.Job) { j.Credential.Password = "" }, "", "The field Password is empty", 0},
		"a user name with a colon":    {n8ntest.Options{}, func(j *task.Job) { j.Credential.UserName = "a:b" }, "", "n8n cannot send this credential: the user name holds a colon", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startN8N(t, tt.n8n)
			job := sending(basic(t), s.URL)
			if tt.change != nil {
				tt.change(&job)
			}
			answer := do(t, job)
			want(t, answer, tt.diagnosis, tt.says)
			p := answer.Problem
			if p == nil || p.Status != tt.status || p.MayHaveLeft || answer.Sent != nil || len(s.Credentials()) != 0 {
				t.Errorf("%+v, sent %v, %d stored", p, answer.Sent, len(s.Credentials()))
			}
			if p != nil && (p.Request != "") != strings.HasPrefix(tt.diagnosis, "n8n-") && tt.diagnosis != "n8n-value-expression" {
				t.Errorf("the request is %q", p.Request)
			}
		})
	}
}

// A key that may create and not list leaves duplicates unknown, no more.
func TestSendNeedsOneScopeOnly(t *testing.T) {
	t.Parallel()
	s := startN8N(t, n8ntest.Options{Keys: []n8ntest.Key{{Value: n8ntest.TestKey, Scopes: []string{n8n.ScopeCreate}}}})
	answer := do(t, sending(basic(t), s.URL))
	if answer.Sent == nil || answer.Sent.Outcome != task.Created || !answer.Sent.MayDuplicate {
		t.Errorf("%+v, %v", answer.Sent, answer.Problem)
	}
}

// The answer to creating is lost: tokens that went along may be n8n's.
func TestSendTellsWhenTokensMayHaveLeft(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		method mautic.Method
		tokens bool
		want   bool
	}{
		"tokens went along":      {mautic.MethodAuthorizationCode, true, true},
		"none went along":        {mautic.MethodAuthorizationCode, false, false},
		"a password has nothing": {mautic.MethodBasic, true, false},
	} {
		s := startN8N(t, n8ntest.Options{})
		job := sending(task.Pack(credentials(t)[tt.method]), s.URL)
		job.WithTokens = tt.tokens
		answer := doOver(t, t.Context(), mautic.TransportFunc(func(ctx context.Context, r *mautic.Request) (*mautic.Response, error) {
			res, err := overHTTP(ctx, r)
			if r.Method == "POST" {
				return nil, &mautic.TransportError{Kind: mautic.KindReset}
			}
			return res, err
		}), job)
		want(t, answer, "n8n-unreachable", "look for it in n8n before you send it again")
		if answer.Problem.MayHaveLeft != tt.want || len(s.Credentials()) != 1 {
			t.Errorf("%s: tokens may have left: %v, %d stored", name, answer.Problem.MayHaveLeft, len(s.Credentials()))
		}
	}
}

// What fails on this side of n8n has the diagnosis it has everywhere.
func TestEveryKindOfNoAnswerHasADiagnosis(t *testing.T) {
	t.Parallel()
	for kind, diagnosis := range map[mautic.Kind]string{
		mautic.KindDNS: "n8n-unreachable", mautic.KindRefused: "n8n-unreachable", mautic.KindTimeout: "n8n-unreachable", mautic.KindReset: "n8n-unreachable",
		mautic.KindTLSUntrusted: "n8n-unreachable", mautic.KindTLSExpired: "n8n-unreachable", mautic.KindTLSWrongHost: "n8n-unreachable",
		mautic.KindTLSNotTLS: "n8n-unreachable", mautic.KindTooLarge: "n8n-unreachable", mautic.KindCORS: "n8n-unreachable", mautic.KindOther: "n8n-unreachable",
		mautic.KindBlocked: "n8n-private", mautic.KindRateLimited: "proxy-rate-limited", mautic.KindBusy: "proxy-rate-limited",
		mautic.KindProxy: "proxy-unreachable", mautic.KindBadRequest: "proxy-unreachable", mautic.KindOffline: "offline", mautic.KindCanceled: "canceled", mautic.KindNeedsServer: "needs-server",
	} {
		answer := doOver(t, t.Context(), mautic.TransportFunc(func(context.Context, *mautic.Request) (*mautic.Response, error) {
			return nil, &mautic.TransportError{Kind: kind, Detail: "n8n.example.com"}
		}), sending(basic(t), "https://n8n.example.com"))
		want(t, answer, diagnosis)
	}
}
