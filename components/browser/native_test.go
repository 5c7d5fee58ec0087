package browser

import "testing"

// The generator renders the components in a native build, where there is no
// browser to speak to.
func TestEveryFunctionDoesNothingInANativeBuild(t *testing.T) {
	t.Parallel()
	if BasePath() != "/" || Origin() != "" || CallbackURL() != "/callback" || TakeQuery() != "" {
		t.Errorf("base %q, origin %q, callback %q, query %q", BasePath(), Origin(), CallbackURL(), TakeQuery())
	}
	if CanKeep() || Keep("record") {
		t.Error("a record was kept")
	}
	if record, query, ok := TakeKept(); ok || record != "" || query != "" {
		t.Errorf("there is a record %q with the query %q", record, query)
	}
	Copy("text", "id", func(bool) { t.Error("something was copied") })
	SetBusy(true)
	Go("https://m.example/")
	Focus("id")
	if from := Focused(); from != nil {
		t.Errorf("%v has the keyboard", from)
	}
	FocusFrom(nil, "id")
	Pace()
	Breathe()
	SetTitle("title")
	ClearInputs()
	Forget()

	var window LoginWindow
	if window.Open("https://m.example/", "Waiting") {
		t.Error("a window was opened")
	}
	window.Send("https://m.example/")
	window.Raise()
	window.Watch(func() { t.Error("a window was closed") })
	window.Close()
}
