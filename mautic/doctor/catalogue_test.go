package doctor

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// constants are the values of all constants of a type in diagnosis.go.
func constants(t *testing.T, typ string) map[string]bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "diagnosis.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typ {
			return true
		}
		for _, v := range spec.Values {
			value, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			if values[value] {
				t.Errorf("two constants are %q", value)
			}
			values[value] = true
		}
		return true
	})
	if len(values) == 0 {
		t.Fatalf("found no constant of type %s", typ)
	}
	return values
}

func TestEveryIDHasOneEntry(t *testing.T) {
	t.Parallel()
	ids := constants(t, "ID")
	entries := map[string]int{}
	for _, d := range Catalogue() {
		entries[string(d.ID)]++
		if !ids[string(d.ID)] {
			t.Errorf("%q is in the catalogue and no constant", d.ID)
		}
		if got := Lookup(d.ID); got.Title != d.Title {
			t.Errorf("Lookup(%q) gives %q", d.ID, got.Title)
		}
	}
	for id := range ids {
		if entries[id] != 1 {
			t.Errorf("%q has %d entries", id, entries[id])
		}
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(id) {
			t.Errorf("%q cannot be a part of an address", id)
		}
	}
	if Catalogue()[0].ID != Unknown || Lookup("no-such-diagnosis").ID != Unknown {
		t.Error("what is not known is not Unknown")
	}
}

func TestEveryEntrySaysWhatWhyAndWhatToDo(t *testing.T) {
	t.Parallel()
	who := constants(t, "Who")
	titles := map[string]ID{}
	for _, d := range Catalogue() {
		if d.Title == "" || d.Cause == "" || len(d.Steps) == 0 || !who[string(d.Who)] {
			t.Errorf("%s is not complete: %+v", d.ID, d)
		}
		if !strings.HasSuffix(d.Title, ".") || len(d.Title) > 90 {
			t.Errorf("%s: the title is no short sentence: %q", d.ID, d.Title)
		}
		if other, taken := titles[d.Title]; taken {
			t.Errorf("%s and %s have the same title", d.ID, other)
		}
		titles[d.Title] = d.ID
		if d.Page != "" && !regexp.MustCompile(`^s/[a-z/]+$`).MatchString(d.Page) {
			t.Errorf("%s: %q is no page of Mautic", d.ID, d.Page)
		}
		for _, text := range append([]string{d.Title, d.Cause}, d.Steps...) {
			// Pages made ahead of time hold these texts as they are.
			if i := strings.IndexAny(text, "\"\\<>“”„«»`\n\t"); i >= 0 {
				t.Errorf("%s: %q holds %q", d.ID, text, text[i:i+1])
			}
			if text != strings.TrimSpace(text) || strings.Contains(text, "  ") {
				t.Errorf("%s: spaces in %q", d.ID, text)
			}
			if w := banned.FindString(text); w != "" {
				t.Errorf("%s: %q in %q", d.ID, w, text)
			}
			if !regexp.MustCompile(`^[A-Z]`).MatchString(text) || !regexp.MustCompile(`[.?]$|php bin/console cache:clear$`).MatchString(text) {
				t.Errorf("%s: no sentence: %q", d.ID, text)
			}
		}
	}
}

var banned = regexp.MustCompile(`(?i)\b(please|oops|simply|invalid input|just|obviously|sorry)\b`)
