package guide

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
	"mautic-connect/mautic/doctor"
)

// Path is where the guide begins.
const Path = components.Guide

// Page is one page of the guide.
type Page struct {
	// Path is where it is, under the base path.
	Path string
	// Title is its heading, Description a sentence for search engines and lists.
	Title, Description string
	// Group is the part of the guide it belongs to; the index belongs to none.
	Group Group
	// Diagnosis is what it is about, if it is about one.
	Diagnosis doctor.ID

	headings []heading
	// links are the paths of the pages it leads to, as they come.
	links []string
	// content draws what is below the heading. go-app rearranges what it is
	// given, so it is drawn anew each time.
	content func() []app.UI
	// elsewhere says that the page is made by somebody else, and only listed here.
	elsewhere bool
}

// heading is a section of a page.
type heading struct{ id, text string }

// Elsewhere reports whether the guide lists the page and does not draw it.
func (p Page) Elsewhere() bool { return p.elsewhere }
