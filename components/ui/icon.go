package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// IconName names a drawing.
type IconName string

// The icons. They never stand alone: a word says the same.
const (
	IconCheck    IconName = "check"
	IconCross    IconName = "cross"
	IconWarn     IconName = "warn"
	IconInfo     IconName = "info"
	IconExternal IconName = "external"
	IconCopy     IconName = "copy"
	IconChevron  IconName = "chevron"
	IconArrow    IconName = "arrow"
	IconWindow   IconName = "window"
	IconUser     IconName = "user"
	IconDash     IconName = "dash"
)

// strokes are the icons' outlines in a box of 20 by 20.
func strokes(name IconName) string {
	switch name {
	case IconCheck:
		return "M4 10.5 8 14.5 16 5.5"
	case IconCross:
		return "M5.5 5.5 14.5 14.5 M14.5 5.5 5.5 14.5"
	case IconWarn:
		return "M10 3.2 17.6 16.4 H2.4 Z M10 8 V11.6 M10 13.9 V14.1"
	case IconInfo:
		return "M10 17.2 A7.2 7.2 0 1 0 10 2.8 A7.2 7.2 0 1 0 10 17.2 Z M10 9.2 V13.6 M10 6.3 V6.5"
	case IconExternal:
		return "M8 4.5 H4.5 V15.5 H15.5 V12 M11.5 4.5 H15.5 V8.5 M15.5 4.5 9.5 10.5"
	case IconCopy:
		return "M7.5 7.5 H15.8 V15.8 H7.5 Z M4.2 12.5 V4.2 H12.5"
	case IconChevron:
		return "M7.5 5 12.5 10 7.5 15"
	case IconArrow:
		return "M3.5 10 H16 M11.5 5.5 16 10 11.5 14.5"
	case IconWindow:
		return "M3 4.5 H17 V15.5 H3 Z M3 8 H17"
	case IconDash:
		return "M5 10 H15"
	case IconUser:
		return "M10 10 A3.2 3.2 0 1 0 10 3.6 A3.2 3.2 0 1 0 10 10 Z M3.8 16.6 C4.4 13.4 7 12.2 10 12.2 S15.6 13.4 16.2 16.6"
	default:
		return ""
	}
}

// Icon draws an icon, hidden from screen readers.
func Icon(name IconName) app.UI {
	return svg("icon", "0 0 20 20", path(strokes(name)))
}

// Mark draws the project's mark: a plug whose two prongs meet a check. The
// files in static/icons show the same drawing.
func Mark() app.UI {
	return svg("mark", "0 0 32 32",
		path("M10 8 H8 A6 6 0 0 0 2 14 V18 A6 6 0 0 0 8 24 H10 Z").Attr("fill", "currentColor"),
		path("M10 11.5 H13 M10 20.5 H13 M16 16 20 22 29.5 8.5"),
	)
}

// Spinner is a turning ring; with reduced motion it pulses instead.
func Spinner() app.UI {
	return app.Elem("span").Class("spinner").Aria("hidden", "true")
}

const svgNamespace = "http://www.w3.org/2000/svg"

func svg(class, box string, content ...app.UI) app.UI {
	return app.Elem("svg").XMLNS(svgNamespace).
		Class(class).
		Attr("viewBox", box).
		Attr("focusable", "false").
		Attr("aria-hidden", "true").
		Body(content...)
}

func path(d string) app.HTMLElem {
	return app.Elem("path").XMLNS(svgNamespace).Attr("d", d)
}
