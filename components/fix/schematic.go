package fix

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/mautic/doctor"
)

// Pictured returns the first step that has a picture, or one without.
func Pictured(steps []doctor.Step) doctor.Step {
	for _, step := range steps {
		if step.Picture != doctor.NoPicture {
			return step
		}
	}
	return doctor.Step{}
}

// Schematic shows a drawing of one of Mautic's screens; alt says in words what it
// shows.
func Schematic(picture doctor.Picture, alt string) app.UI {
	return app.ElemSelfClosing("img").
		Class("schematic").
		Attr("src", browser.BasePath()+"pictures/"+string(picture)+".svg").
		Attr("alt", alt).
		Attr("width", "640").
		Attr("loading", "lazy")
}
