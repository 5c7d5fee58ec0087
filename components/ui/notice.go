package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Tone is what a notice means.
type Tone string

// The tones. Each has an icon and a word beside its colour.
const (
	ToneInfo Tone = "info"
	ToneGood Tone = "good"
	ToneWarn Tone = "warn"
	ToneBad  Tone = "bad"
)

// Notice is something the machine states.
func Notice(tone Tone, id, title string, content ...app.UI) app.UI {
	return app.Elem("section").
		ID(id).
		TabIndex(-1).
		Class("notice", "notice-"+string(tone)).
		Body(
			El("div", "notice-head",
				Icon(tone.icon()),
				Text("h3", "notice-title", title),
			),
			El("div", "notice-body", content...),
		)
}

func (t Tone) icon() IconName {
	switch t {
	case ToneGood:
		return IconCheck
	case ToneWarn:
		return IconWarn
	case ToneBad:
		return IconCross
	default:
		return IconInfo
	}
}
