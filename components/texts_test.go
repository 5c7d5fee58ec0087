package components

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// textNames are the fields and methods that hold what a person reads.
func textNames() []string {
	return []string{
		"Label", "Hint", "Explain", "Problem", "Note", "NoteAction", "Good", "Title", "Legend", "Summary", "Text", "Placeholder", "Description", "Alt",
	}
}

// textAttributes are the attributes that a person reads or hears. Aria takes
// their names without "aria-".
func textAttributes() []string {
	return []string{"label", "aria-label", "description", "aria-description", "roledescription", "aria-roledescription", "valuetext", "aria-valuetext", "title", "alt", "placeholder"}
}

// scan is what is found in one file.
type scan struct {
	// Untranslated are texts that do not go through i18n.T.
	Untranslated []string
	// Variable are keys that are no constant; the rest are Keys.
	Variable, Keys []string
	// Verbs are keys whose verbs and arguments differ in number.
	Verbs []string
}

func scanFile(name, source string) (scan, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, 0)
	if err != nil {
		return scan{}, fmt.Errorf("parsing a component: %w", err)
	}
	var out scan
	at := func(n ast.Node, text string) string {
		return fmt.Sprintf("%s:%d: %s", name, files.Position(n.Pos()).Line, text)
	}
	found := map[token.Pos]bool{}
	report := func(n *ast.BasicLit) {
		if !found[n.Pos()] {
			found[n.Pos()] = true
			out.Untranslated = append(out.Untranslated, at(n, n.Value))
		}
	}
	literals := func(in ast.Node, wrong func(string) bool) {
		ast.Inspect(in, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if isT(n) {
					return false
				}
			case *ast.ImportSpec, *ast.FuncLit:
				return in == n
			case *ast.Field:
				return false
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && wrong(text) {
					report(n)
				}
			}
			return true
		})
	}
	for _, declaration := range file.Decls {
		ast.Inspect(declaration, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if isT(n) {
					out.key(n, at)
					return true
				}
				if function, ok := n.Fun.(*ast.SelectorExpr); ok && function.Sel.Name == "Errorf" {
					return false // for whoever builds the pages
				}
				for _, text := range textArguments(n) {
					literals(text, isText)
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(textNames(), key.Name) {
					literals(n.Value, isText)
				}
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if field, ok := left.(*ast.SelectorExpr); ok && slices.Contains(textNames(), field.Sel.Name) && len(n.Rhs) == len(n.Lhs) {
						literals(n.Rhs[i], isText)
					}
				}
			case *ast.ImportSpec:
				return false
			case *ast.BasicLit:
				// Anywhere else, only what looks like words.
				if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && isSentence(text) && !found[n.Pos()] && !inT(file, n) {
					report(n)
				}
			}
			return true
		})
	}
	return out, nil
}

// key looks at one call of i18n.T.
func (s *scan) key(call *ast.CallExpr, at func(ast.Node, string) string) {
	literal, ok := call.Args[0].(*ast.BasicLit)
	if !ok {
		var source bytes.Buffer
		if err := printer.Fprint(&source, token.NewFileSet(), call.Args[0]); err != nil {
			source.WriteString(err.Error())
		}
		s.Variable = append(s.Variable, source.String())
		return
	}
	key, err := strconv.Unquote(literal.Value)
	if err != nil {
		s.Variable = append(s.Variable, literal.Value)
		return
	}
	s.Keys = append(s.Keys, key)
	verbs := len(regexp.MustCompile(`%[^%]`).FindAllString(strings.ReplaceAll(key, "%%", ""), -1))
	if args := len(call.Args) - 1; args > 0 && verbs != args || args == 0 && regexp.MustCompile(`%[a-z]`).MatchString(key) {
		s.Verbs = append(s.Verbs, at(literal, key))
	}
}

// isT reports whether a call is i18n.T.
func isT(call *ast.CallExpr) bool {
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || function.Sel.Name != "T" {
		return false
	}
	of, ok := function.X.(*ast.Ident)
	return ok && of.Name == "i18n"
}

// inT reports whether a literal is somewhere inside a call of i18n.T.
func inT(file *ast.File, literal *ast.BasicLit) bool {
	inside := false
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && isT(call) && call.Pos() <= literal.Pos() && literal.End() <= call.End() {
			inside = true
		}
		return !inside
	})
	return inside
}

// textArguments are the arguments of a call that a person reads.
func textArguments(call *ast.CallExpr) []ast.Expr {
	name := ""
	switch function := call.Fun.(type) {
	case *ast.Ident:
		name = function.Name
	case *ast.SelectorExpr:
		name = function.Sel.Name
	}
	switch {
	case len(call.Args) == 1 && (name == "hidden" || name == "heading" || slices.Contains(textNames(), name)):
		return call.Args
	case name == "Text" && len(call.Args) == 3:
		return call.Args[2:]
	case name == "Notice" && len(call.Args) > 2:
		return call.Args[2:3]
	case (name == "Link" || name == "LinkOut") && len(call.Args) == 2:
		return call.Args[1:]
	case (name == "Attr" || name == "Aria") && len(call.Args) == 2:
		attribute, ok := call.Args[0].(*ast.BasicLit)
		if !ok {
			return nil
		}
		if text, err := strconv.Unquote(attribute.Value); err == nil && slices.Contains(textAttributes(), text) {
			return call.Args[1:]
		}
	}
	return nil
}

// isText reports whether a text has to be translated: it has a letter and is
// neither the project's name nor an address.
func isText(text string) bool {
	return text != "Mautic Connect" && !strings.HasPrefix(text, "https://") && strings.ContainsFunc(text, unicode.IsLetter)
}

var (
	twoWords    = regexp.MustCompile(`\pL{2,},? \pL{2,}`)
	capitalised = regexp.MustCompile(`^\p{Lu}\p{Ll}{2,}`)
)

// isSentence reports whether a text looks like one for people.
func isSentence(text string) bool {
	return isText(text) && text != "noopener noreferrer" && (twoWords.MatchString(text) || capitalised.MatchString(text))
}

// scanAll scans the components that show something.
func scanAll(t *testing.T) scan {
	t.Helper()
	var all scan
	count := 0
	for _, pattern := range []string{"*.go", "ui/*.go", "fix/*.go", "guide/*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			count++
			one, err := scanFile(name, readSource(t, name))
			if err != nil {
				t.Fatal(err)
			}
			all.Untranslated = append(all.Untranslated, one.Untranslated...)
			all.Variable = append(all.Variable, one.Variable...)
			all.Keys = append(all.Keys, one.Keys...)
			all.Verbs = append(all.Verbs, one.Verbs...)
		}
	}
	if count < 25 || len(all.Keys) < 80 {
		t.Fatalf("only %d files with %d texts were found", count, len(all.Keys))
	}
	return all
}

func TestEveryTextGoesThroughI18N(t *testing.T) {
	t.Parallel()
	all := scanAll(t)
	for _, text := range all.Untranslated {
		t.Errorf("%s does not go through i18n.T", text)
	}
}

func TestKeysAreConstantsOrComeFromACatalogue(t *testing.T) {
	t.Parallel()
	// Diagnoses are written once, in mautic/doctor/catalogue, and corrections in mautic.
	catalogue := []string{"d.Title", "d.Cause", "d.Proof", "step.Text", "pictured.Alt", "diagnosis.Title", "string(variant)", "title", "doctor.RedirectRule", "key", "difference.Text",
		// What the tools, the formats and the rights say of themselves.
		"tool.Why", "f.Title", "chosen.Summary", "right.Text"}
	all := scanAll(t)
	for _, source := range all.Variable {
		if !slices.Contains(catalogue, source) {
			t.Errorf("i18n.T(%s): the key is no constant and no field of a catalogue, so nobody can list it", source)
		}
	}
	for _, text := range all.Verbs {
		t.Errorf("%s: its verbs are not as many as its arguments", text)
	}
}

func TestTextsAreInPlainWords(t *testing.T) {
	t.Parallel()
	never := regexp.MustCompile(`(?i)\b(please|oops|simply|sorry|invalid|error occurred|something went wrong)\b|!|  |\.\.\.`)
	for _, key := range scanAll(t).Keys {
		if m := never.FindString(key); m != "" || key == "" {
			t.Errorf("%q has %q in it", key, m)
		}
	}
}

func TestTheScanFindsWhatItLooksFor(t *testing.T) {
	t.Parallel()
	wrap := func(body string) string { return "package p\nimport \"a b c\"\nfunc f() any {\n" + body + "\n}" }
	for _, test := range []struct {
		name, body string
		want       scan
	}{
		{"a text", `return app.Text("copied")`, scan{Untranslated: []string{`p.go:4: "copied"`}}},
		{"a text with another", `return app.Text(i18n.T("Back") + " or not")`, scan{Untranslated: []string{`p.go:4: " or not"`}, Keys: []string{"Back"}}},
		{"an element's text", `return ui.Text("p", "hint", "gone")`, scan{Untranslated: []string{`p.go:4: "gone"`}}},
		{"a method's text", `return app.Elem("p").Class("a b").Text("gone")`, scan{Untranslated: []string{`p.go:4: "gone"`}}},
		{"a notice's title", `return ui.Notice(ui.ToneBad, "left", "gone")`, scan{Untranslated: []string{`p.go:4: "gone"`}}},
		{"a link's label", `return ui.LinkOut(base+"s/webhooks", "hooks")`, scan{Untranslated: []string{`p.go:4: "hooks"`}}},
		{"a field", `return &ui.Button{ID: "x", Label: "go"}`, scan{Untranslated: []string{`p.go:4: "go"`}}},
		{"a field set later", `b.Label = "go"; return b`, scan{Untranslated: []string{`p.go:4: "go"`}}},
		{"an aria attribute", `return e.Aria("label", "steps").Aria("current", "step")`, scan{Untranslated: []string{`p.go:4: "steps"`}}},
		{"an attribute", `return e.Attr("aria-label", "steps").Attr("title", "x").Attr("id", "y")`, scan{Untranslated: []string{`p.go:4: "x"`, `p.go:4: "steps"`}}},
		{"a row of facts", `return []fact{{"Role", x}}`, scan{Untranslated: []string{`p.go:4: "Role"`}}},
		{"a sentence anywhere", `return "Go to the start"`, scan{Untranslated: []string{`p.go:4: "Go to the start"`}}},
		{"an argument of a key", `return i18n.T("%s copied", "the value here")`, scan{Keys: []string{"%s copied"}}},
		{"names, addresses, symbols and classes", `return ui.Text("p", "sr-only", "Mautic Connect"+" · "+"https://x.example")`, scan{}},
		{"a variable key", `return i18n.T(texts[i])`, scan{Variable: []string{"texts[i]"}}},
		{"a key put together", `return i18n.T("a" + b)`, scan{Variable: []string{`"a" + b`}}},
		{"too few arguments", `return i18n.T("%s and %s", a)`, scan{Keys: []string{"%s and %s"}, Verbs: []string{"p.go:4: %s and %s"}}},
		{"no arguments for a verb", `return i18n.T("%d minutes")`, scan{Keys: []string{"%d minutes"}, Verbs: []string{"p.go:4: %d minutes"}}},
		{"a percent sign", `return i18n.T("100 % done")`, scan{Keys: []string{"100 % done"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := scanFile("p.go", wrap(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func readSource(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
