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
type Notice struct {
	app.Compo

	ID      string
	Tone    Tone
	Title   string
	Content []app.UI
}

// Render draws the notice.
func (n *Notice) Render() app.UI {
	return app.Elem("section").
		ID(n.ID).
		TabIndex(-1).
		Class("notice", "notice-"+string(n.Tone)).
		Body(
			El("div", "notice-head",
				Icon(n.icon()),
				Text("h3", "notice-title", n.Title),
			),
			El("div", "notice-body", content(n.Content)...),
		)
}

func (n *Notice) icon() IconName {
	switch n.Tone {
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
