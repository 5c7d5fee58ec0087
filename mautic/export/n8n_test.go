package export

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/mautic"
	"mautic-connect/mautic/n8n"
)

// What n8n accepts is proven in package n8n; here it is the same bytes.
func TestN8NFileIsTheOneOfPackageN8N(t *testing.T) {
	t.Parallel()
	for method, c := range plain(t) {
		for _, tokens := range []bool{false, true} {
			made, err := n8n.NewCredential("Shop", c, tokens)
			if err != nil {
				t.Fatal(err)
			}
			want, err := made.ImportJSON()
			if err != nil {
				t.Fatal(err)
			}
			files, err := Write(N8N, c, Options{Name: "Shop", WithTokens: tokens})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(files[0].Content)); diff != "" {
				t.Errorf("%s, tokens %v: %s", method, tokens, diff)
			}
		}
	}
}

func TestN8NRefusalsKeepTheirReason(t *testing.T) {
	t.Parallel()
	_, err := Write(N8N, basicCredential(t, "a", "=b"), Options{})
	if e, ok := errors.AsType[*n8n.ValueError](err); !ok || e.Reason != n8n.ValueExpression {
		t.Errorf("%v does not tell the reason", err)
	}
	grant := codeCredential(t, "a", "b")
	grant.Token = mautic.Token{}
	_, err = Write(N8N, grant, Options{WithTokens: true})
	if e, ok := errors.AsType[*mautic.CredentialError](err); !ok || e.Reason != mautic.TokenMissing {
		t.Errorf("%v does not tell that the token is missing", err)
	}
}

func TestN8NNamesKeepToItsLimits(t *testing.T) {
	t.Parallel()
	const selector = "\ufe0f" // newer versions of n8n do not count it
	for name, want := range map[string]string{
		"":                                   "Mautic mautic.example.com",
		"ab":                                 "Mautic ab",
		"abc":                                "abc",
		"a\nb\tc":                            "a b c",
		"a  \u200b  b":                       "a b",
		"a\u200b\u200b":                      "Mautic a",
		"a" + selector + selector:            "Mautic a" + selector + selector,
		strings.Repeat("ü", 128):             strings.Repeat("ü", 128),
		strings.Repeat("ü", 200):             strings.Repeat("ü", 128),
		strings.Repeat(selector, 200):        "Mautic " + strings.Repeat(selector, 121),
		strings.Repeat("\u200b", 200) + "ab": "Mautic",
	} {
		for id, path := range map[ID][]any{N8N: {0, "name"}, N8NWorkflow: {"nodes", 1, "credentials", "mauticApi", "name"}} {
			files, err := Write(id, basicCredential(t, "a", "b"), Options{Name: name})
			if err != nil {
				t.Errorf("%s, %q: %v", id, name, err)
				continue
			}
			if got := find(t, string(files[0].Content), path...); got != want {
				t.Errorf("%s: %q became %q, want %q", id, name, got, want)
			}
		}
	}
}

func TestN8NWorkflowUsesTheImportedCredential(t *testing.T) {
	t.Parallel()
	for method, c := range plain(t) {
		credentials, _ := written(t, N8N, c)
		workflow, _ := written(t, N8NWorkflow, c)
		file := credentials["mautic-n8n-credentials.json"]
		kind := find(t, file, 0, "type").(string)
		used := find(t, workflow["mautic-n8n-workflow.json"], "nodes", 1, "credentials", kind)
		want := map[string]any{"id": find(t, file, 0, "id"), "name": find(t, file, 0, "name")}
		if diff := cmp.Diff(any(want), used); diff != "" {
			t.Errorf("%s: %s", method, diff)
		}
		from := find(t, workflow["mautic-n8n-workflow.json"], "nodes", 0, "name").(string)
		to := find(t, workflow["mautic-n8n-workflow.json"], "connections", from, "main", 0, 0, "node")
		if to != find(t, workflow["mautic-n8n-workflow.json"], "nodes", 1, "name") {
			t.Errorf("%s: the trigger leads to %v", method, to)
		}
	}
}
