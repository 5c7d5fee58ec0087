package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestNoticeSaysItsToneWithAnIconAndAWord(t *testing.T) {
	t.Parallel()
	drawn := map[string]Tone{}
	for _, tone := range []Tone{ToneInfo, ToneGood, ToneWarn, ToneBad} {
		page := render(t, Notice(tone, "n", "This happened.", Text("p", "", "Do that.")))
		notice := one(t, page, class("notice-"+string(tone)))
		head := one(t, notice, class("notice-head"))
		if words(one(t, head, tag("h3"))) != "This happened." || words(one(t, notice, class("notice-body"))) != "Do that." {
			t.Errorf("%s says %q", tone, words(notice))
		}
		outline, _ := attribute(one(t, head, tag("path")), "d")
		if other, taken := drawn[outline]; taken || outline == "" {
			t.Errorf("%s has the icon of %s", tone, other)
		}
		drawn[outline] = tone
	}
}

func TestIconsAreDrawnAndHidden(t *testing.T) {
	t.Parallel()
	for _, name := range []IconName{IconCheck, IconCross, IconWarn, IconInfo, IconExternal, IconCopy, IconChevron, IconArrow, IconWindow, IconUser} {
		page := render(t, Icon(name))
		icon := one(t, page, tag("svg"))
		if value, ok := attribute(icon, "aria-hidden"); !ok || value == "false" {
			t.Errorf("%s is not hidden from screen readers", name)
		}
		if outline, _ := attribute(one(t, icon, tag("path")), "d"); !strings.HasPrefix(outline, "M") {
			t.Errorf("%s is drawn as %q", name, outline)
		}
	}
	if outline, _ := attribute(one(t, render(t, Icon("none")), tag("path")), "d"); outline != "" {
		t.Errorf("an icon that is not there is drawn as %q", outline)
	}
}

func TestCopyableShowsItsValueAndAWayToCopyIt(t *testing.T) {
	t.Parallel()
	c := &Copyable{ID: "uri", Label: "Redirect URI", Value: `https://x.example/callback?a=1&b="2"`}
	page := render(t, c)
	value := one(t, page, id("uri"))
	if words(value) != c.Value || value.Data != "code" {
		t.Errorf("the value is shown as %q", words(value))
	}
	if by, _ := attribute(value, "aria-labelledby"); words(one(t, page, id(by))) != "Redirect URI" {
		t.Errorf("the value is labelled by %q", by)
	}
	if stop, _ := attribute(value, "tabindex"); stop != "0" {
		t.Errorf("the keyboard does not reach the value: tabindex %q", stop)
	}
	button := one(t, page, tag("button"))
	if kind, _ := attribute(button, "type"); kind != "button" || words(button) != "Copy Redirect URI" {
		t.Errorf("the button of type %q says %q", kind, words(button))
	}
	status := one(t, page, func(n *node) bool { role, _ := attribute(n, "role"); return role == "status" })
	if words(status) != "" {
		t.Errorf("before anything happened the status is %q", words(status))
	}
	c.copied = true
	page = render(t, c)
	if got := words(one(t, page, tag("button"))); got != "Copied Redirect URI" {
		t.Errorf("after copying the button says %q", got)
	}
	if status := one(t, page, func(n *node) bool { role, _ := attribute(n, "role"); return role == "status" }); words(status) != "Redirect URI copied" {
		t.Errorf("after copying the status is %q", words(status))
	}
	c.copied, c.failed = false, true
	if got := words(render(t, c)); !strings.Contains(got, "Ctrl+C") {
		t.Errorf("where copying is refused it says only %q", got)
	}
}

func TestChoiceChecksWhatIsSelectedAndNothingElse(t *testing.T) {
	t.Parallel()
	options := []Option{{"a", "First", "The first."}, {"b", "Second", "The second."}, {"c", "Third", "The third."}}
	for _, selected := range []string{"a", "b", "c", "", "none"} {
		page := render(t, &Choice{Name: "method", Legend: "Which?", Options: options, Selected: selected})
		var checked, looks []string
		for _, input := range all(page, tag("input")) {
			value, _ := attribute(input, "value")
			if _, ok := attribute(input, "checked"); ok {
				checked = append(checked, value)
			}
			if class("is-selected")(input.Parent) {
				looks = append(looks, value)
			}
			kind, _ := attribute(input, "type")
			group, _ := attribute(input, "name")
			own, _ := attribute(input, "id")
			hint, _ := attribute(input, "aria-describedby")
			if kind != "radio" || group != "method" || !strings.HasPrefix(words(one(t, page, id(hint))), "The ") {
				t.Errorf("the input %s is a %s of %s, described by %s", value, kind, group, hint)
			}
			if !slices.ContainsFunc(all(page, tag("label")), func(n *node) bool { of, _ := attribute(n, "for"); return of == own }) {
				t.Errorf("the input %s has no label", own)
			}
		}
		var want []string
		if len(selected) == 1 {
			want = []string{selected}
		}
		if diff := cmp.Diff([][]string{want, want}, [][]string{checked, looks}); diff != "" {
			t.Errorf("%q is selected: checked and looks so (-want +got)\n%s", selected, diff)
		}
		if fieldset := one(t, page, tag("fieldset")); words(one(t, fieldset, tag("legend"))) != "Which?" {
			t.Error("the group has no legend")
		}
	}
}

func TestButton(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name           string
		button         Button
		kind, look     string
		busy, hasImage bool
	}{
		{"plain", Button{Label: "Go"}, "button", "button-plain", false, false},
		{"submit", Button{Label: "Go", Submit: true, Kind: Primary}, "submit", "button-primary", false, false},
		{"with an icon", Button{Label: "Go", Icon: IconArrow}, "button", "button-plain", false, true},
		{"busy", Button{Label: "Go", Busy: true, Icon: IconArrow}, "button", "is-busy", true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			page := render(t, &test.button)
			button := one(t, page, class(test.look))
			if kind, _ := attribute(button, "type"); kind != test.kind || words(button) != "Go" {
				t.Errorf("a button of type %q that says %q", kind, words(button))
			}
			_, off := attribute(button, "aria-disabled")
			if _, removed := attribute(button, "disabled"); off != test.busy || removed {
				t.Errorf("aria-disabled %t, disabled %t: a busy button keeps its focus", off, removed)
			}
			if spins := len(all(page, class("spinner"))) == 1; spins != test.busy {
				t.Errorf("it spins: %t", spins)
			}
			if image := len(all(page, tag("svg"))) == 1; image != test.hasImage {
				t.Errorf("it has an icon: %t", image)
			}
			if _, ok := attribute(button, "id"); ok {
				t.Error("a button without an id has an empty one")
			}
		})
	}
}

func TestButtonIsPressedOnlyWhenItCanBe(t *testing.T) {
	t.Parallel()
	pressed := 0
	press := func(app.Context) { pressed++ }
	(&Button{OnPress: press}).press(app.Context{}, app.Event{})
	if pressed != 1 {
		t.Errorf("pressed %d times, want once", pressed)
	}
	// The form handles these.
	(&Button{OnPress: press, Submit: true}).press(app.Context{}, app.Event{})
	(&Button{}).press(app.Context{}, app.Event{})
	if pressed != 1 {
		t.Errorf("a submit button ran its own handler")
	}
}

func TestLinkOpensATabWithoutAccessToThisPage(t *testing.T) {
	t.Parallel()
	page := render(t, LinkOut("https://m.example/s/credentials/new", "New"))
	link := one(t, page, tag("a"))
	if target, _ := attribute(link, "target"); target != "_blank" {
		t.Errorf("its target is %q", target)
	}
	if rel, _ := attribute(link, "rel"); !slices.Contains(strings.Fields(rel), "noopener") || !slices.Contains(strings.Fields(rel), "noreferrer") {
		t.Errorf("rel is %q", rel)
	}
	if got := words(link); got != "New opens a new tab" {
		t.Errorf("it says %q", got)
	}
	inside := one(t, render(t, Link("/", "Start")), tag("a"))
	if _, ok := attribute(inside, "target"); ok || words(inside) != "Start" {
		t.Errorf("a link inside opens elsewhere or says %q", words(inside))
	}
}

func TestDisclosureIsClosedAndHoldsItsContent(t *testing.T) {
	t.Parallel()
	d := &Disclosure{Summary: "What is this?", Text: "A name.", Content: []app.UI{Text("p", "", "More.")}}
	page := render(t, d)
	details := one(t, page, tag("details"))
	if _, open := attribute(details, "open"); open {
		t.Error("it is open, and go-app would open it again at each update")
	}
	if words(one(t, details, tag("summary"))) != "What is this?" || words(one(t, details, class("disclosed"))) != "A name. More." {
		t.Errorf("it holds %q", words(details))
	}
}

func TestFormNeverNamesAPlaceToGoTo(t *testing.T) {
	t.Parallel()
	form := one(t, render(t, &Form{ID: "f", Content: []app.UI{&Field{ID: "a", Label: "A"}}}), tag("form"))
	for _, key := range []string{"action", "method", "target"} {
		if value, ok := attribute(form, key); ok {
			t.Errorf("%s is %q", key, value)
		}
	}
	// The browser's own bubbles would speak another language than the page.
	if _, ok := attribute(form, "novalidate"); !ok {
		t.Error("the browser checks the form by itself")
	}
	one(t, form, tag("input"))
}

// go-app rearranges the slice of children that it gets, and drops what is nil.
func TestContentSurvivesManyRenders(t *testing.T) {
	t.Parallel()
	content := []app.UI{Text("p", "", "one"), app.If(false, func() app.UI { return Text("p", "", "never") }), Text("p", "", "two")}
	for name, element := range map[string]app.UI{
		"form": &Form{ID: "f", Content: content}, "disclosure": &Disclosure{Summary: "s", Content: content},
	} {
		first := app.HTMLString(element)
		for range 3 {
			if again := app.HTMLString(element); len(again) != len(first) {
				t.Errorf("%s is another at the next render:\n%s\n%s", name, first, again)
			}
		}
		if got := words(render(t, element)); !strings.HasSuffix(got, "one two") {
			t.Errorf("%s says %q", name, got)
		}
	}
}

func TestComponentsSayTheSameMountedAndPrerendered(t *testing.T) {
	t.Parallel()
	for name, component := range map[string]func() app.Composer{
		"field": func() app.Composer {
			return &Field{ID: "f", Label: "l", Explain: "e", Note: "n", NoteAction: "a", Secret: true}
		},
		"choice": func() app.Composer {
			return &Choice{Name: "c", Legend: "l", Options: []Option{{"a", "A", "h"}}, Selected: "a"}
		},
		"copy": func() app.Composer { return &Copyable{ID: "c", Label: "l", Value: "v"} },
		"form": func() app.Composer { return &Form{ID: "f", Content: []app.UI{&Field{ID: "g", Label: "l"}}} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mounted := component()
			engine := app.NewTestEngine()
			if err := engine.Load(mounted); err != nil {
				t.Fatal(err)
			}
			engine.ConsumeAll()
			want := words(render(t, component()))
			if got := words(render(t, mounted)); got != want || want == "" {
				t.Errorf("mounted it says %q, prerendered %q", got, want)
			}
		})
	}
}
