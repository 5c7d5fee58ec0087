package guide

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/doctor/catalogue"
)

func made(t *testing.T) *Guide {
	t.Helper()
	g, err := New(components.Connect, components.Doctor, components.Vault)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestEveryDiagnosisHasAPage(t *testing.T) {
	t.Parallel()
	g := made(t)
	for _, d := range catalogue.All() {
		page, ok := g.Lookup("/guide/" + string(d.ID))
		if !ok {
			t.Errorf("%s has no page", d.ID)
			continue
		}
		shown := app.HTMLString(ui.El("div", "", page.content()...))
		for _, fix := range d.Fixes {
			for _, step := range fix.Steps {
				if !strings.Contains(unescaped(shown), step.Text) {
					t.Errorf("the page of %s does not say %q", d.ID, step.Text)
				}
			}
		}
		for _, text := range slices.Concat([]string{d.Cause, d.Proof}, d.Symptoms) {
			if !strings.Contains(unescaped(shown), text) {
				t.Errorf("the page of %s does not say %q", d.ID, text)
			}
		}
		if strings.Contains(shown, "{base}") || strings.Contains(shown, "{redirect_uri}") {
			t.Errorf("the page of %s has a hole", d.ID)
		}
	}
}

// unescaped undoes what go-app does to texts.
func unescaped(markup string) string {
	return strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(markup)
}

func TestWhatLooksAlikeIsRelatedBothWays(t *testing.T) {
	t.Parallel()
	g := made(t)
	seen := map[doctor.ID]bool{}
	for _, set := range confused() {
		for _, id := range set {
			seen[id] = true
			if _, ok := g.Lookup(diagnosisPath(id)); !ok || len(set) < 2 {
				t.Errorf("%v names what there is not, or is alone", set)
			}
			for _, other := range set {
				if other != id && !slices.Contains(g.related(id), diagnosisPath(other)) {
					t.Errorf("%s does not lead to %s", id, other)
				}
			}
		}
	}
	for _, d := range catalogue.All() {
		if !seen[d.ID] {
			t.Errorf("%s is related to nothing", d.ID)
		}
	}
}

func TestPagesLeadToWhatThereIs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, problem string }{
		{"a page of the guide", "[](cache)", ""},
		{"a section", "[x](cache#the-command)", ""},
		{"a part of the app", "[x](app:doctor)", ""},
		{"a part that there is not", "[x](app:moon)", "which there is not"},
		{"a page that there is not", "[x](cash)", "/guide/cash, which there is not"},
		{"a section that there is not", "[x](cache#no)", "no such section"},
		{"the title of a page that there is not", "[](cash)", "which there is not"},
		{"a diagnosis that there is not", "{{fix no-such}}", "no diagnosis"},
		{"a setup that there is not", "{{fix cache-stale windows}}", "no fix for"},
		{"a picture that there is not", "{{picture no-such}}", "no picture"},
		{"a directive that there is not", "{{nothing}}", "stands for"},
		{"a recipe that is none", "{{recipe curl}}", "no recipe"},
		{"an operation that there is not", "{{role 7.0.2 contact.fly}}", "no operation"},
		{"markup", "<b>x</b>", "how to draw"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := made(t)
			page := Page{Path: "/guide/x"}
			err := g.write(&page, source{text: test.text})
			if err == nil {
				g.pages = append(g.pages, page)
				err = g.check([]string{components.Connect, components.Doctor, components.Vault})
			}
			if test.problem == "" && err != nil || test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem)) {
				t.Errorf("got %v, want %q", err, test.problem)
			}
		})
	}
}

func TestSourcesSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	for raw, problem := range map[string]string{
		"# x": "does not begin",
		"---\ntitle: a\ndescription: b\ngroup: choose\n---\nx":           "is missing",
		"---\ntitle: a\ndescription: b\ngroup: c\norder: one\n---\nx":    "no number",
		"---\ntitle: a\ncolour: b\n---\nx":                               "colour",
		"---\ntitle: a\ndescription: b\ngroup: choose\norder: 1\n---\nx": "",
	} {
		_, err := parseSource("x", raw)
		if problem == "" && err != nil || problem != "" && (err == nil || !strings.Contains(err.Error(), problem)) {
			t.Errorf("%q: %v, want %q", raw, err, problem)
		}
	}
}

func TestPagesDescribeThemselvesInOneOrTwoSentences(t *testing.T) {
	t.Parallel()
	g := made(t)
	titles, descriptions := map[string]string{}, map[string]string{}
	for _, page := range g.pages {
		if titles[page.Title] != "" || descriptions[page.Description] != "" {
			t.Errorf("%s is called or described like another page: %q", page.Path, page.Title)
		}
		titles[page.Title], descriptions[page.Description] = page.Path, page.Path
		if size := len(page.Description); size < 50 || size > 170 || strings.ContainsAny(page.Description, "\"\n") && page.Diagnosis == "" {
			t.Errorf("%s is described as %q", page.Path, page.Description)
		}
		if len(page.Title) > 80 || strings.HasSuffix(page.Title, ".") {
			t.Errorf("%s is called %q", page.Path, page.Title)
		}
	}
}

// longSentence is how many words a sentence has that is written in one place only.
const longSentence = 8

func sentences(text string) []string {
	var out []string
	for _, sentence := range regexp.MustCompile(`[.:!?]\s|\n\n|\n[-|0-9]|\|`).Split(text, -1) {
		words := regexp.MustCompile(`[\pL\pN]+`).FindAllString(strings.ToLower(sentence), -1)
		if len(words) >= longSentence {
			out = append(out, strings.Join(words, " "))
		}
	}
	return out
}

func TestNothingIsWrittenTwice(t *testing.T) {
	t.Parallel()
	written := map[string]string{}
	for _, d := range catalogue.All() {
		for _, text := range []string{d.Title, d.Cause, d.Proof} {
			for _, s := range sentences(text + " ") {
				written[s] = "the catalogue, " + string(d.ID)
			}
		}
		for _, fix := range d.Fixes {
			for _, step := range fix.Steps {
				for _, s := range sentences(step.Text + " ") {
					written[s] = "the catalogue, " + string(d.ID)
				}
			}
		}
	}
	if len(written) < 300 {
		t.Fatalf("only %d sentences of the catalogue were found", len(written))
	}
	own := 0
	names, err := fs.Glob(pages, "pages/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(pages, name)
		if err != nil {
			t.Fatal(err)
		}
		prose := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(string(raw), "")
		for _, s := range sentences(prose) {
			own++
			if at, twice := written[s]; twice {
				t.Errorf("%s says %q, and so does %s", name, s, at)
			}
			written[s] = name
		}
	}
	if own < 200 {
		t.Errorf("only %d sentences of the guide's own were found", own)
	}
}

func TestWordsAreInTheWordsOfTheHouse(t *testing.T) {
	t.Parallel()
	never := regexp.MustCompile(`(?i)\b(please|oops|simply|just|sorry|easy|easily|invalid input)\b|!\s|  \S`)
	sources, err := readSources()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sources {
		prose := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(s.text, "")
		for line := range strings.Lines(prose) {
			if m := never.FindString(strings.TrimSpace(line)); m != "" {
				t.Errorf("%s has %q in %q", s.name, m, line)
			}
		}
	}
}

func TestDrawingAPageTwiceGivesTheSame(t *testing.T) {
	t.Parallel()
	g := made(t)
	for _, page := range g.Pages() {
		// go-app writes attributes in any order, so what is compared is the length.
		if first, second := len(app.HTMLString(g.Body(page, "/i.json"))), len(app.HTMLString(g.Body(page, "/i.json"))); first != second {
			t.Errorf("%s has %d bytes and then %d", page.Path, first, second)
		}
	}
}

func TestASpaceAtTheBeginningOfATextSurvives(t *testing.T) {
	t.Parallel()
	g := made(t)
	page := Page{Path: "/guide/x"}
	if err := g.write(&page, source{text: "Take `a` or [Cache](cache) now."}); err != nil {
		t.Fatal(err)
	}
	markup := app.HTMLString(ui.El("div", "", page.content()...))
	for _, want := range []string{Space + "or ", Space + "now."} {
		if !strings.Contains(markup, want) {
			t.Errorf("%q is not in %s", want, markup)
		}
	}
}
