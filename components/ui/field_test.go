package ui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// fields are all the faces of a field.
func fields() map[string]Field {
	return map[string]Field{
		"bare":             {ID: "f", Label: "Name"},
		"hint":             {ID: "f", Label: "Name", Hint: "Yours."},
		"problem":          {ID: "f", Label: "Name", Problem: "Enter it."},
		"hint and problem": {ID: "f", Label: "Name", Hint: "Yours.", Problem: "Enter it."},
		"note":             {ID: "f", Label: "Name", Note: "Trimmed.", NoteAction: "Undo"},
		"good":             {ID: "f", Label: "Name", Good: "Looks right."},
		"everything":       {ID: "f", Label: "Name", Hint: "Yours.", Problem: "Enter it.", Note: "Trimmed.", Good: "Right.", Explain: "A name.", Mono: true},
		"secret":           {ID: "f", Label: "Name", Secret: true, Hint: "Yours."},
	}
}

func TestFieldIsLabelledAndDescribedByWhatIsThere(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"bare": "", "hint": "f-hint", "problem": "f-problem", "hint and problem": "f-problem f-hint",
		"note": "f-note", "good": "f-note", "everything": "f-problem f-hint f-note", "secret": "f-hint",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := fields()[name]
			page := render(t, &f)
			input := one(t, page, tag("input"))
			label := one(t, page, tag("label"))
			if of, _ := attribute(label, "for"); of != "f" || words(label) != "Name" {
				t.Errorf("the label %q is for %q", words(label), of)
			}
			got, ok := attribute(input, "aria-describedby")
			if got != want || ok != (want != "") {
				t.Errorf("the input is described by %q, want %q", got, want)
			}
			for _, description := range strings.Fields(got) {
				if words(one(t, page, id(description))) == "" {
					t.Errorf("%s, which describes the input, is empty", description)
				}
			}
		})
	}
}

func TestFieldIsInvalidExactlyWhenItHasAProblem(t *testing.T) {
	t.Parallel()
	for name, f := range fields() {
		page := render(t, &f)
		_, invalid := attribute(one(t, page, tag("input")), "aria-invalid")
		if invalid != (f.Problem != "") {
			t.Errorf("%s: aria-invalid is there: %t", name, invalid)
		}
		if wrong := len(all(page, class("is-wrong"))) == 1; wrong != (f.Problem != "") {
			t.Errorf("%s: it looks wrong: %t", name, wrong)
		}
		// Not by colour alone.
		if f.Problem != "" && (words(one(t, page, class("problem"))) != f.Problem || len(all(one(t, page, class("problem")), tag("svg"))) != 1) {
			t.Errorf("%s: the problem is said as %q", name, words(one(t, page, class("problem"))))
		}
	}
}

// go-app updates children by position: an input that moves is made anew, without
// its text, its focus and its cursor.
func TestFieldsInputKeepsItsPlaceWhateverIsSaidAboutIt(t *testing.T) {
	t.Parallel()
	bare := fields()["bare"]
	want := place(one(t, render(t, &bare), tag("input")))
	for name, f := range fields() {
		page := render(t, &f)
		if diff := cmp.Diff(want, place(one(t, page, tag("input")))); diff != "" {
			t.Errorf("%s: the input is elsewhere (-bare +this)\n%s", name, diff)
		}
		for _, container := range []string{"f-hint", "f-problem", "f-note"} {
			if len(all(page, id(container))) != 1 {
				t.Errorf("%s: %s is not there once", name, container)
			}
		}
	}
}

func TestFieldShowsASecretOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	f := &Field{ID: "f", Label: "Client secret", Secret: true, Value: "hunter2hunter2"}
	for _, test := range []struct {
		shown, want, button string
	}{{"hidden", "password", "Show Client secret"}, {"shown", "text", "Hide Client secret"}, {"hidden again", "password", "Show Client secret"}} {
		page := render(t, f)
		if kind, _ := attribute(one(t, page, tag("input")), "type"); kind != test.want {
			t.Errorf("%s: the input's type is %q", test.shown, kind)
		}
		button := one(t, page, class("reveal"))
		if words(button) != test.button {
			t.Errorf("%s: the button says %q", test.shown, words(button))
		}
		if controls, _ := attribute(button, "aria-controls"); controls != "f" {
			t.Errorf("%s: the button controls %q", test.shown, controls)
		}
		pressed, _ := attribute(button, "aria-pressed")
		// go-app writes the value "true" as none at all.
		if (pressed == "") != (test.want == "text") {
			t.Errorf("%s: aria-pressed is %q", test.shown, pressed)
		}
		f.toggle(app.Context{}, app.Event{})
	}
	open := &Field{ID: "f", Label: "Name"}
	if len(all(render(t, open), class("reveal"))) != 0 {
		t.Error("a field that is no secret has a button to show it")
	}
}

func TestFieldsValueIsNeverAnAttribute(t *testing.T) {
	t.Parallel()
	for _, f := range []*Field{
		{ID: "f", Label: "Password", Secret: true, Value: "hunter2hunter2"},
		{ID: "f", Label: "Name", Value: `"><script>alert(1)</script>`},
	} {
		// An attribute would stay in the document when the value is cleared, and
		// go-app does not escape it.
		if text := app.HTMLString(f); strings.Contains(text, "hunter2") || strings.Contains(text, "script") {
			t.Errorf("the value is in the markup:\n%s", text)
		}
	}
}

func TestFieldsAttributes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		field Field
		want  map[string]string
	}{
		{"plain", Field{ID: "f", Label: "l"}, map[string]string{"type": "text", "autocomplete": "off", "name": "f", "id": "f", "spellcheck": "false", "autocapitalize": "none"}},
		{"an address", Field{ID: "f", Label: "l", InputMode: "url", AutoComplete: "url", Placeholder: "https://x.example"}, map[string]string{"type": "text", "inputmode": "url", "autocomplete": "url", "placeholder": "https://x.example"}},
		{"a password", Field{ID: "f", Label: "l", Secret: true, AutoComplete: "current-password"}, map[string]string{"type": "password", "autocomplete": "current-password"}},
		{"another type", Field{ID: "f", Label: "l", Type: "email"}, map[string]string{"type": "email"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			input := one(t, render(t, &test.field), tag("input"))
			for key, want := range test.want {
				if got, _ := attribute(input, key); got != want {
					t.Errorf("%s is %q, want %q", key, got, want)
				}
			}
		})
	}
}

func TestFieldsNoteHasItsActionAndLeavesRoomForNoOther(t *testing.T) {
	t.Parallel()
	page := render(t, &Field{ID: "f", Label: "l", Note: "Spaces were removed.", NoteAction: "Put them back", Good: "Looks right."})
	note := one(t, page, id("f-note"))
	if words(note) != "Spaces were removed. Put them back" {
		t.Errorf("the note says %q", words(note))
	}
	button := one(t, note, tag("button"))
	if kind, _ := attribute(button, "type"); kind != "button" {
		t.Errorf("the note's action is a button of type %q: it would submit the form", kind)
	}
	good := one(t, render(t, &Field{ID: "f", Label: "l", Good: "Looks right."}), id("f-note"))
	if words(good) != "Looks right." || len(all(good, tag("svg"))) != 1 {
		t.Errorf("what is good says %q", words(good))
	}
}

func TestFieldsComponentIDIsItsOwn(t *testing.T) {
	t.Parallel()
	// With one id for two, go-app would turn one field into the other and leave
	// the first one's text in it.
	if a, b := (&Field{ID: "a"}).CompoID(), (&Field{ID: "b"}).CompoID(); a == b {
		t.Errorf("two fields are both %q", a)
	}
}
