package n8n_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mautic-connect/mautic/n8n"
)

var sorted = sortedBy(func(a, b string) bool { return a < b })

func sortedBy[T any](less func(a, b T) bool) cmp.Option { return cmpopts.SortSlices(less) }

// matches reports whether path is pattern with its braces filled in.
func matches(pattern, path string) bool {
	p, s := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(p) != len(s) {
		return false
	}
	for i := range p {
		if p[i] != s[i] && (!strings.HasPrefix(p[i], "{") || s[i] == "") {
			return false
		}
	}
	return true
}

// nodeOperation is the name a recorded operation has in n8n.
func nodeOperation(id string) string {
	for _, r := range [][2]string{{"contact.dnc", "contact.editDoNotContactList"}, {"contact.points", "contact.editContactPoint"}} {
		if strings.HasPrefix(id, r[0]) {
			return r[1]
		}
	}
	return id
}

func TestOperationsAreTheRecordedRequests(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/node-operations.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	lines := 0
	for line := range strings.Lines(string(b)) {
		operation, request, found := strings.Cut(strings.TrimSpace(line), ": success  -> ")
		fields := strings.Fields(request)
		if !found || len(fields) < 2 {
			t.Fatalf("the recording holds %q", line)
		}
		lines++
		method := fields[0]
		path, _, _ := strings.Cut(fields[1], "?")
		var hits []string
		for _, o := range n8n.Operations() {
			if !o.Trigger() && o.Method == method && matches(o.Path, path) && nodeOperation(o.ID) == operation {
				hits = append(hits, o.ID)
				seen[o.ID] = true
			}
		}
		if len(hits) != 1 {
			t.Errorf("%s %s of %s is %v, want one operation", method, path, operation, hits)
		}
	}
	count := 0
	for _, o := range n8n.Operations() {
		if o.Trigger() {
			continue
		}
		count++
		if !seen[o.ID] {
			t.Errorf("%s was never recorded", o.ID)
		}
	}
	if lines != 24 || count != 22 {
		t.Errorf("%d recorded requests and %d operations, want 24 and 22", lines, count)
	}
}

func TestOperationsAreWellFormed(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	var labels []string
	for _, o := range n8n.Operations() {
		if ids[o.ID] || o.ID == "" || o.Name == "" || !strings.HasPrefix(o.Path, "/api/") {
			t.Errorf("%+v is a duplicate or incomplete", o)
		}
		ids[o.ID] = true
		if o.Trigger() {
			labels = append(labels, o.Method+" "+o.Path)
		} else if o.Resource == "" || !strings.HasPrefix(o.Label(), o.Resource+" > ") {
			t.Errorf("%s is shown as %q", o.ID, o.Label())
		}
	}
	want := []string{"GET /api/hooks/triggers", "POST /api/hooks/new", "DELETE /api/hooks/{hookId}/delete"}
	if diff := cmp.Diff(want, labels); diff != "" {
		t.Errorf("requests of Mautic Trigger (-want +got)\n%s", diff)
	}
}
