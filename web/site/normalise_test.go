package site

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
)

func testGenerator(base string) *generator {
	return &generator{base: base, placed: map[string]string{
		"/app.wasm": base + "assets/app.0a.wasm", "/shim.js": base + "assets/shim.0a.js",
	}}
}

// normalised is what a body becomes.
func normalised(t *testing.T, base, body string) string {
	t.Helper()
	page, err := testGenerator(base).normalise([]byte("<!DOCTYPE html><html><head></head><body>"+body+"</body></html>"), components.Route{Path: "/"})
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(page), "<body>")
	before, _, _ := strings.Cut(after, "<noscript>")
	return before
}

func TestNormaliseRightsWhatGoAppWrites(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, base, in, want string }{
		{"attributes are sorted", "/", `<p id="a" class="b" aria-label="c"></p>`, `<p aria-label="c" class="b" id="a"></p>`},
		{"a boolean attribute that is off goes", "/", `<input disabled="false" checked="false" required="false"/>`, `<input/>`},
		{"a boolean attribute that is on has no value", "/", `<input disabled checked="true" required="1"/>`, `<input checked="" disabled="" required=""/>`},
		{"novalidate is not taken for a boolean that is off", "/", `<form novalidate="novalidate"></form>`, `<form novalidate="novalidate"></form>`},
		{"aria without a value is true", "/", `<svg aria-hidden></svg>`, `<svg aria-hidden="true"></svg>`},
		{"aria with a value keeps it", "/", `<button aria-pressed="false" aria-label="x"></button>`, `<button aria-label="x" aria-pressed="false"></button>`},
		{"an empty text of another attribute stays empty", "/", `<img alt/>`, `<img alt=""/>`},
		{"indentation goes", "/", "<p>\n  Hello\n    <b>\n  there\n</b>\n</p>", "<p>Hello<b>there</b></p>"},
		{"a space inside a text stays", "/", "<p>Will be used: <code>x</code> now</p>", "<p>Will be used: <code>x</code> now</p>"},
		{"text is escaped", "/", "<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;b&gt; &amp; c</p>"},
		{"the start page gets its slash back", "/x/", `<a href="/x">s</a>`, `<a href="/x/">s</a>`},
		{"the start page at the root stays", "/", `<a href="/">s</a>`, `<a href="/">s</a>`},
		{"another link under the base path stays", "/x/", `<a href="/x/x">s</a>`, `<a href="/x/x">s</a>`},
		{"a fragment and a foreign link stay", "/x/", `<a href="#c"></a><a href="https://m.example/x"></a>`, `<a href="#c"></a><a href="https://m.example/x"></a>`},
		{"the loader loads no picture and has a name", "/", `<aside id="app-wasm-loader"><img id="app-wasm-loader-icon" class="goapp-logo" alt="wasm loader icon" src="/icon.png"/></aside>`, `<aside id="app-wasm-loader" aria-label="Loading"><span id="app-wasm-loader-icon"></span></aside>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, normalised(t, test.base, test.in)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNormaliseRefusesAttributesThatNeedEscaping(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, value string
		refused     bool
	}{
		{"plain text", "Where is it? 100 % of (some) text; it's fine: ok, 1 + 1 = 2", false},
		{"letters of other scripts", "Überblick · 日本語 …", false},
		{"angle brackets, which are allowed in a value", "a < b > c", false},
		{"an attribute that ends early", `" onclick="alert(1)`, true},
		{"a tag", `"><script>alert(1)</script>`, true},
		{"a quotation mark", `say "hello"`, true},
		{"a backslash", `C:\temp`, true},
		{"an ampersand", "a&b", true},
		{"a character reference, which would be read as another text", "a&quot;b", true},
		{"a numeric character reference", "&#34;", true},
		{"a line end", "a\nb", true},
		{"a character that cannot be printed", "a\x00b", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for attribute, element := range map[string]app.UI{
				"title":      app.Elem("p").Attr("title", test.value),
				"aria-label": app.Elem("p").Attr("aria-label", test.value),
				"href":       app.Elem("a").Attr("href", test.value),
				"value":      app.ElemSelfClosing("input").Attr("value", test.value),
			} {
				var raw bytes.Buffer
				raw.WriteString("<!DOCTYPE html><html><head></head><body>")
				app.PrintHTML(&raw, element)
				raw.WriteString("</body></html>")
				page, err := testGenerator("/").normalise(raw.Bytes(), components.Route{Path: "/"})
				if test.refused != (err != nil) {
					t.Errorf("%s: %s became\n%s\nand the error %v", attribute, raw.String(), page, err)
				}
				if err == nil && strings.Contains(string(page), "onclick") {
					t.Errorf("%s became an attribute of its own:\n%s", attribute, page)
				}
			}
		})
	}
}

func TestGoAppStillEscapesTextsAndNotAttributes(t *testing.T) {
	t.Parallel()
	// The generator relies on the first and exists because of the second.
	if got := app.HTMLString(app.Elem("p").Text(`<b>&"`)); !strings.Contains(got, "&lt;b&gt;&amp;&#34;") {
		t.Errorf("go-app writes the text as %s", got)
	}
	if got := app.HTMLString(app.Elem("p").Attr("title", `"x`)); !strings.Contains(got, `\"`) {
		t.Errorf("go-app now writes attributes as %s; the refusal can be looked at again", got)
	}
}
