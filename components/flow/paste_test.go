package flow

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mautic-connect/components/task"
	"mautic-connect/mautic/doctor"
)

var testComparison = task.Comparison{Register: "https://a.example,https://b.example", Differences: []task.Sentence{{Text: "Registered is %s.", Gaps: []any{"http"}}}}

func windowTold() State { return after(waiting(), typed(FieldWindowText, "api_disabled")) }
func windowReadOut() State {
	return then(windowTold(), func(s State) Event { return WindowRead{Run: s.Reading.Run, Diagnosis: doctor.APIDisabled} })
}
func comparing() State { return after(failed(), typed(FieldRegistered, "http://a.example")) }
func compared() State {
	return then(comparing(), func(s State) Event { return RedirectsCompared{Run: s.Redirects.Run, Comparison: testComparison} })
}

func TestATextFromTheWindowIsReadWithoutChangingAnythingElse(t *testing.T) {
	t.Parallel()
	before := waiting()
	s, effects := Next(before, Typed{Field: FieldWindowText, Text: " {\"errors\":[]}\n", Pasted: true})
	asked, ok := find[ReadWindow](effects)
	if !ok || len(effects) != 1 || asked.Run != s.Reading.Run || asked.Text.Reveal() != " {\"errors\":[]}\n" || !s.Reading.Busy {
		t.Fatalf("asked %+v of %v", asked, words(effects))
	}
	s = after(s, WindowRead{Run: s.Reading.Run, Diagnosis: doctor.UserDenied})
	if s.Reading.Diagnosis != doctor.UserDenied || s.Reading.Busy {
		t.Errorf("it is %+v", s.Reading)
	}
	s.Forms.WindowText, s.Reading = Text{}, Reading{}
	if d := sameState(before, s); d != "" {
		t.Errorf("something else has changed:\n%s", d)
	}
}

func TestAnswersAboutATextThatHasChangedAreDropped(t *testing.T) {
	t.Parallel()
	old := windowTold()
	late := WindowRead{Run: old.Reading.Run, Diagnosis: doctor.APIDisabled}
	for name, s := range map[string]State{
		"changed":      after(old, typed(FieldWindowText, "access_denied")),
		"emptied":      after(old, typed(FieldWindowText, "")),
		"started over": after(old, StartOver{}),
		"over, typed":  then(after(old, StartOver{}), func(State) Event { return AddressTyped{Text: "m.example.com"} }),
	} {
		if next := after(s, late); sameState(s, next) != "" {
			t.Errorf("%s: %+v", name, next.Reading)
		}
	}
	was := comparing()
	lateComparison := RedirectsCompared{Run: was.Redirects.Run, Comparison: testComparison}
	for name, s := range map[string]State{
		"changed":      after(was, typed(FieldRegistered, "https://c.example")),
		"emptied":      after(was, typed(FieldRegistered, "")),
		"started over": after(was, StartOver{}),
	} {
		if next := after(s, lateComparison); sameState(s, next) != "" {
			t.Errorf("%s: %+v", name, next.Redirects)
		}
	}
}

// What was said last stays until there is something new to say, so that nothing
// flickers while somebody types; an emptied text leaves nothing.
func TestTheLastReadingStaysWhileTheNextIsUnderWay(t *testing.T) {
	t.Parallel()
	s := after(windowReadOut(), typed(FieldWindowText, "access_denied"))
	if s.Reading.Diagnosis != doctor.APIDisabled || !s.Reading.Busy {
		t.Errorf("while it is read: %+v", s.Reading)
	}
	s = after(s, WindowRead{Run: s.Reading.Run, Err: errTest})
	if s.Reading.Diagnosis != "" || s.Reading.Err != errTest {
		t.Errorf("when nobody could look: %+v", s.Reading)
	}
	if s = after(s, typed(FieldWindowText, "")); s.Reading.Diagnosis != "" || s.Reading.Err != nil || s.Reading.Busy {
		t.Errorf("emptied: %+v", s.Reading)
	}
	r := after(compared(), typed(FieldRegistered, "https://c.example"))
	if d := cmp.Diff(testComparison, r.Redirects.Comparison); d != "" || !r.Redirects.Busy {
		t.Errorf("while it is compared: %s", d)
	}
	if r = after(r, typed(FieldRegistered, "")); r.Redirects.Comparison.Register != "" || r.Redirects.Busy {
		t.Errorf("emptied: %+v", r.Redirects)
	}
}

func TestWhatIsRegisteredIsComparedWithWhatIsSent(t *testing.T) {
	t.Parallel()
	s, effects := Next(failed(), typed(FieldRegistered, " http://a.example, "))
	asked, ok := find[CompareRedirect](effects)
	if !ok || len(effects) != 1 || asked.Registered != " http://a.example, " || asked.Sent != testRedirect || asked.Run != s.Redirects.Run {
		t.Fatalf("asked %+v of %v", asked, words(effects))
	}
	s = after(s, RedirectsCompared{Run: asked.Run, Comparison: testComparison, Err: nil})
	if d := cmp.Diff(testComparison, s.Redirects.Comparison); d != "" || s.Redirects.Busy {
		t.Error(d)
	}
	if s.Failure == nil || s.Pair.Status != PairAccepted {
		t.Errorf("comparing changes more: %s", said(s, nil))
	}
	if next, effects := Next(s, typed(FieldRegistered, " http://a.example, ")); sameState(s, next) != "" || len(effects) > 0 {
		t.Error("the same text is compared again")
	}
}
