package site

import (
	"bytes"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"mautic-connect/components"
)

func TestPagesHoldNothingThatAStrictPolicyBlocks(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		for _, page := range pages(t, tree) {
			for _, n := range elements(parse(t, page.Body)) {
				switch {
				case n.Data == "style", n.Data == "iframe", n.Data == "object", n.Data == "embed", n.Data == "base":
					t.Errorf("%s holds <%s>", page.Name, n.Data)
				case n.Data == "script" && (!has(n, "src") || n.FirstChild != nil):
					t.Errorf("%s holds an inline script", page.Name)
				case strings.EqualFold(attribute(n, "http-equiv"), "refresh"):
					t.Errorf("%s reloads by itself", page.Name)
				}
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
						t.Errorf("%s: <%s> has the attribute %s", page.Name, n.Data, a.Key)
					}
					if strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
						t.Errorf("%s: <%s %s=%q>", page.Name, n.Data, a.Key, a.Val)
					}
				}
			}
		}
	})
}

func TestPagesDescribeThemselves(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		titles := map[string]string{}
		for _, page := range pages(t, tree) {
			document := parse(t, page.Body)
			root := document
			count := map[string]int{}
			meta := map[string]string{}
			title := ""
			for _, n := range elements(document) {
				count[n.Data]++
				switch n.Data {
				case "html":
					root = n
				case "title":
					title = textOf(n)
				case "meta":
					key := attribute(n, "name") + attribute(n, "property")
					if has(n, "charset") {
						key = "charset"
					}
					if _, twice := meta[key]; twice && key != "theme-color" {
						t.Errorf("%s has the meta element %s twice", page.Name, key)
					}
					meta[key] = attribute(n, "content") + attribute(n, "charset")
				}
			}
			for _, name := range []string{"h1", "main", "title", "noscript"} {
				if name == "noscript" && page.Path == framedPath {
					continue // it has no script
				}
				if count[name] != 1 {
					t.Errorf("%s has %d <%s>, want 1", page.Name, count[name], name)
				}
			}
			if lang := attribute(root, "lang"); lang != "en" {
				t.Errorf("%s is in the language %q", page.Name, lang)
			}
			if base := attribute(root, "data-base"); base != tree.BasePath {
				t.Errorf("%s says its base is %q, want %q", page.Name, base, tree.BasePath)
			}
			if !strings.HasSuffix(title, " · Mautic Connect") || titles[title] != "" {
				t.Errorf("%s has the title %q, also of %q", page.Name, title, titles[title])
			}
			titles[title] = page.Name
			if !strings.EqualFold(meta["charset"], "utf-8") || !strings.HasPrefix(meta["viewport"], "width=device-width, initial-scale=1") {
				t.Errorf("%s: charset %q, viewport %q", page.Name, meta["charset"], meta["viewport"])
			}
			if strings.Contains(meta["viewport"], "maximum-scale") || strings.Contains(meta["viewport"], "user-scalable") {
				t.Errorf("%s keeps people from zooming: %s", page.Name, meta["viewport"])
			}
			if meta["referrer"] != "no-referrer" {
				t.Errorf("%s: referrer %q", page.Name, meta["referrer"])
			}
			indexed := isIndexed(page)
			if (meta["robots"] == "noindex") == indexed {
				t.Errorf("%s: robots %q", page.Name, meta["robots"])
			}
			if indexed && len(meta["description"]) < 50 {
				t.Errorf("%s: description %q", page.Name, meta["description"])
			}
		}
	})
}

// isIndexed reports whether search engines are to show a page.
func isIndexed(page File) bool {
	return page.Path == components.Landing || page.Path == components.Connect || page.Path == components.Doctor || page.Path == embeddingPath || page.Path == components.Guide || strings.HasPrefix(page.Path, components.Guide+"/")
}

func TestPagesNameTheirAddressOnlyWhereItIsKnown(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		for _, page := range pages(t, tree) {
			var got []string
			for _, n := range elements(parse(t, page.Body)) {
				if attribute(n, "rel") == "canonical" {
					got = append(got, attribute(n, "href"))
				}
				if attribute(n, "property") == "og:url" {
					got = append(got, attribute(n, "content"))
				}
			}
			var want []string
			if address := tree.PublicURL + tree.BasePath; tree.PublicURL != "" && isIndexed(page) {
				address += strings.TrimPrefix(page.Path, "/")
				want = []string{address, address}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s names its address (-want +got)\n%s", page.Name, diff)
			}
		}
	})
}

func TestALinkToAPageHasAPictureWhereItsAddressIsKnown(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		for _, page := range pages(t, tree) {
			got, described := map[string]string{}, false
			for _, n := range elements(parse(t, page.Body)) {
				name := attribute(n, "property") + attribute(n, "name")
				if n.Data == "meta" && (strings.HasPrefix(name, "og:image") || strings.HasPrefix(name, "twitter:")) {
					got[name] = attribute(n, "content")
				}
				described = described || attribute(n, "rel") == "canonical"
			}
			if !described {
				if len(got) > 0 {
					t.Errorf("%s has %v", page.Name, got)
				}
				continue
			}
			file, problem := resolve(tree, page, got["og:image"])
			if problem != "" || !strings.HasPrefix(got["og:image"], tree.PublicURL+tree.BasePath) {
				t.Fatalf("%s: the picture %s: %s", page.Name, got["og:image"], problem)
			}
			config, err := png.DecodeConfig(bytes.NewReader(file.Body))
			if err != nil || config.Width != 1200 || config.Height != 630 || len(file.Body) > 60_000 ||
				got["og:image:width"] != "1200" || got["og:image:height"] != "630" || len(got["og:image:alt"]) < 20 || got["twitter:card"] != "summary_large_image" {
				t.Errorf("%s: the picture is %d x %d (%v) and %d bytes, and it says %v", page.Name, config.Width, config.Height, err, len(file.Body), got)
			}
		}
	})
}

func TestTheHeadLoadsWhatTakesLongestFirst(t *testing.T) {
	t.Parallel()
	tree := generate(t, Options{BasePath: "/x/"})
	var order []string
	for _, n := range elements(parse(t, fileNamed(t, tree, "index.html").Body)) {
		switch {
		case has(n, "charset"):
			order = append(order, "charset")
		case attribute(n, "name") == "viewport":
			order = append(order, "viewport")
		case attribute(n, "rel") == "preload":
			order = append(order, "preload")
		case attribute(n, "rel") == "stylesheet":
			order = append(order, "stylesheet")
		case n.Data == "script":
			name := strings.TrimPrefix(attribute(n, "src"), "/x/assets/")
			name, _, _ = strings.Cut(name, ".")
			if has(n, "defer") {
				name += " deferred"
			}
			order = append(order, name)
		}
	}
	want := []string{"charset", "viewport", "preload", "preload", "shim", "stylesheet", "keep deferred", "pwa deferred", "wasm_exec deferred", "app deferred"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestThePreloadsAreOfTheProgramAndOfWhatItLoads(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		program, catalogue := "", ""
		for _, f := range tree.Files {
			switch {
			case strings.HasPrefix(f.Name, "assets/app.") && f.Type == "application/wasm":
				program = tree.BasePath + f.Name
			case strings.HasPrefix(f.Name, "assets/catalogue."):
				catalogue = tree.BasePath + f.Name
			}
		}
		var preloads []string
		for _, n := range elements(parse(t, fileNamed(t, tree, "index.html").Body)) {
			if n.Data == "html" && attribute(n, "data-catalogue") != catalogue {
				t.Errorf("the page names %q as its catalogue, not %q", attribute(n, "data-catalogue"), catalogue)
			}
			if attribute(n, "rel") == "preload" {
				preloads = append(preloads, attribute(n, "href"))
				// Only a preload of the same mode and credentials is used by fetch.
				if attribute(n, "as") != "fetch" || !has(n, "crossorigin") || attribute(n, "crossorigin") != "" {
					t.Errorf("the preload has as=%q and crossorigin=%q", attribute(n, "as"), attribute(n, "crossorigin"))
				}
			}
		}
		if diff := cmp.Diff([]string{program, catalogue}, preloads); diff != "" {
			t.Errorf("preloads (-want +got)\n%s", diff)
		}
		for _, f := range tree.Files {
			if strings.HasPrefix(f.Name, "assets/app.") && strings.HasSuffix(f.Name, ".js") && !bytes.Contains(f.Body, []byte(`fetchWithProgress("`+program+`"`)) {
				t.Errorf("%s does not load %s", f.Name, program)
			}
		}
	})
}

func TestPagesSurviveAParserUnchanged(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		for _, page := range pages(t, tree) {
			var once, twice bytes.Buffer
			// The line end at the file's end is moved into the body by a parser.
			if err := html.Render(&once, parse(t, bytes.TrimSuffix(page.Body, []byte("\n")))); err != nil {
				t.Fatal(err)
			}
			if err := html.Render(&twice, parse(t, once.Bytes())); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(once.String(), twice.String()); diff != "" {
				t.Errorf("%s is another page after parsing (-once +twice)\n%s", page.Name, diff)
			}
			if !strings.HasPrefix(strings.ToLower(once.String()), "<!doctype html>") {
				t.Errorf("%s has no doctype", page.Name)
			}
			if page.Path == "/callback" || page.Path == "/refused" || page.Path == framedPath || page.Path == embeddingPath || page.Path == components.Vault {
				continue // written by hand, with line ends
			}
			if diff := cmp.Diff(string(page.Body), once.String()+"\n"); diff != "" {
				t.Errorf("%s is repaired by a parser (-file +parsed)\n%s", page.Name, diff)
			}
		}
	})
}

func TestPagesWrittenByHandCloseWhatTheyOpen(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"callback/index.html", "refused/index.html", "embedding/index.html"} {
		if left := leftOpen(t, fileNamed(t, generate(t, Options{}), name).Body); len(left) > 0 {
			t.Errorf("%s leaves open: %v", name, left)
		}
	}
}

// leftOpen lists the elements of a page that nothing closes.
func leftOpen(t *testing.T, page []byte) []string {
	t.Helper()
	// Void elements have no end tag; every other start tag needs one.
	void := []string{"meta", "link", "br", "img", "input", "hr"}
	var open []string
	tokens := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return open
		}
		name := tokens.Token().Data
		switch kind {
		case html.StartTagToken:
			if !slices.Contains(void, name) {
				open = append(open, name)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != name {
				t.Fatalf("</%s> closes what is open: %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func TestIDsAreUniqueAndReferencesToThemResolve(t *testing.T) {
	t.Parallel()
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		references := 0
		for _, page := range pages(t, tree) {
			all := elements(parse(t, page.Body))
			ids := map[string]bool{}
			for _, n := range all {
				if id := attribute(n, "id"); has(n, "id") {
					if id == "" || ids[id] || strings.ContainsAny(id, " \t\n") {
						t.Errorf("%s: the id %q of <%s> is empty, has a space or is there twice", page.Name, id, n.Data)
					}
					ids[id] = true
				}
			}
			for _, n := range all {
				for _, key := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "aria-errormessage", "list", "form"} {
					for _, id := range strings.Fields(attribute(n, key)) {
						references++
						if !ids[id] {
							t.Errorf("%s: <%s %s=%q> refers to no element", page.Name, n.Data, key, attribute(n, key))
						}
					}
				}
				if n.Data == "input" && attribute(n, "type") != "hidden" && !slices.ContainsFunc(all, func(l *html.Node) bool {
					return l.Data == "label" && attribute(l, "for") == attribute(n, "id")
				}) {
					t.Errorf("%s: the input %q has no label", page.Name, attribute(n, "id"))
				}
			}
		}
		if references < 3 {
			t.Errorf("only %d references were found to check", references)
		}
	})
}

func TestBooleanAttributesAndARIAValuesAreRight(t *testing.T) {
	t.Parallel()
	allowed := map[string][]string{
		"aria-hidden":   {"true", "false"},
		"aria-pressed":  {"true", "false", "mixed"},
		"aria-invalid":  {"true", "false", "grammar", "spelling"},
		"aria-live":     {"polite", "assertive", "off"},
		"aria-current":  {"true", "false", "page", "step", "location", "date", "time"},
		"aria-disabled": {"true", "false"},
		"aria-expanded": {"true", "false"},
		"aria-busy":     {"true", "false"},
	}
	forEachVariant(t, func(t *testing.T, tree *Tree) {
		aria := 0
		for _, page := range pages(t, tree) {
			for _, n := range elements(parse(t, page.Body)) {
				for _, a := range n.Attr {
					if slices.Contains(booleanAttributes, a.Key) && a.Val != "" {
						t.Errorf("%s: <%s %s=%q>: a boolean attribute has no value", page.Name, n.Data, a.Key, a.Val)
					}
					if !strings.HasPrefix(a.Key, "aria-") {
						continue
					}
					aria++
					values, known := allowed[a.Key]
					if a.Val == "" || known && !slices.Contains(values, a.Val) {
						t.Errorf("%s: <%s %s=%q> is no value of it", page.Name, n.Data, a.Key, a.Val)
					}
				}
			}
		}
		if aria < 5 {
			t.Errorf("only %d ARIA attributes were found to check", aria)
		}
	})
}
