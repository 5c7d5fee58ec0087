package flow

import (
	"mautic-connect/components/task"
	"mautic-connect/mautic"
	"mautic-connect/mautic/doctor"
)

// Reading is what a text that the person saw in the Mautic window means.
type Reading struct {
	// Run counts the texts; answers about an older one are ignored.
	Run int
	// Busy says that the text is being read. Until then Diagnosis is that of the
	// text before.
	Busy      bool
	Diagnosis doctor.ID
	Err       error
}

// Redirects says why Mautic does not take the redirect URI that it was sent.
type Redirects struct {
	// Run counts the comparisons; answers to an older one are ignored.
	Run int
	// Busy says that a comparison is under way. Until then Comparison is the one
	// before.
	Busy       bool
	Comparison task.Comparison
	Err        error
}

// askAboutTexts asks what a change of the texts means that are no part of a
// credential. An emptied one means nothing.
func (s State) askAboutTexts(before Forms) (State, []Effect) {
	var effects []Effect
	if text := s.Forms.WindowText.Value; text != before.WindowText.Value {
		s.Reading.Run++
		s.Reading.Busy, s.Reading.Err = text != "", nil
		if s.Reading.Busy {
			effects = []Effect{ReadWindow{Run: s.Reading.Run, Text: mautic.NewSecret(text)}}
		} else {
			s.Reading.Diagnosis = ""
		}
	}
	if text := s.Forms.Registered.Value; text != before.Registered.Value {
		s.Redirects.Run++
		s.Redirects.Busy, s.Redirects.Err = text != "", nil
		if s.Redirects.Busy {
			effects = append(effects, CompareRedirect{Run: s.Redirects.Run, Registered: text, Sent: s.RedirectURI})
		} else {
			s.Redirects.Comparison = task.Comparison{}
		}
	}
	return s, effects
}

func (s State) windowRead(e WindowRead) State {
	if e.Run == s.Reading.Run && s.Reading.Busy {
		s.Reading = Reading{Run: e.Run, Diagnosis: e.Diagnosis, Err: e.Err}
	}
	return s
}

func (s State) redirectsCompared(e RedirectsCompared) State {
	if e.Run == s.Redirects.Run && s.Redirects.Busy {
		s.Redirects = Redirects{Run: e.Run, Comparison: e.Comparison, Err: e.Err}
	}
	return s
}
