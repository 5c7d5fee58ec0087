package task

import "fmt"

// View is a part of the page that the worker describes and the page draws: the
// page's own program stays small, since it knows no more of such a part than how
// its pieces look.
type View struct {
	// Key says what is shown. When it changes, inputs begin empty and the heading
	// takes the keyboard.
	Key   string `json:"key"`
	Title string `json:"title"`
	Parts []Part `json:"parts,omitempty"`
	// Wake asks to be drawn anew after so many seconds; 0 is never.
	Wake int `json:"wake,omitempty"`
}

// PartKind is what a part looks like.
type PartKind string

// The kinds of parts.
const (
	PartText    PartKind = "text"    // a paragraph
	PartHint    PartKind = "hint"    // a small one
	PartHeading PartKind = "heading" // a heading inside the view
	PartFacts   PartKind = "facts"   // Rows: names and values in turn
	PartNotice  PartKind = "notice"  // Text is its title; Tone
	PartGroup   PartKind = "group"   // Parts that belong together
	PartMore    PartKind = "more"    // Parts behind a disclosure named Text
	PartForm    PartKind = "form"    // Parts; Enter presses ID
	PartField   PartKind = "field"   // an input labelled Text
	PartPick    PartKind = "pick"    // one of Rows, values and labels in turn; Text is the legend
	PartFile    PartKind = "file"    // asks for a file, which is pressed at once; Hint says what kind
	PartActions PartKind = "actions" // Parts in a row
	PartButton  PartKind = "button"  // Text; Tone "primary" is the form's own
	PartBusy    PartKind = "busy"    // something is under way: Text
)

// Part is one piece of a view. Only the members of its kind are set.
type Part struct {
	Kind PartKind `json:"kind"`
	// ID is the element's id; for what can be pressed, filled or picked it is the
	// name that a Press gives.
	ID      string   `json:"id,omitempty"`
	Text    string   `json:"text,omitempty"`
	Hint    string   `json:"hint,omitempty"`
	Problem string   `json:"problem,omitempty"`
	Tone    string   `json:"tone,omitempty"`
	Rows    []string `json:"rows,omitempty"`
	Parts   []Part   `json:"parts,omitempty"`
	// Value is what a field or a pick begins with.
	Value string `json:"value,omitempty"`
	// Secret hides what is typed; Fill is the field's autocomplete.
	Secret bool   `json:"secret,omitempty"`
	Fill   string `json:"fill,omitempty"`
	// Busy says that a button's work is under way.
	Busy bool `json:"busy,omitempty"`
}

// Press is what a person did in a view: pressed something, with everything that
// is filled in.
type Press struct {
	// View names the view, and ID what was pressed; empty when the view is drawn
	// for the first time or because of Wake.
	View string `json:"view"`
	ID   string `json:"id,omitempty"`
	// Values are what the fields hold, by their ID.
	Values map[string]string `json:"values,omitempty"`
	// File is the content of the file that was chosen.
	File []byte `json:"file,omitempty"`
	// Hidden says that the page is out of sight.
	Hidden bool `json:"hidden,omitempty"`
}

// Format prints what was pressed, never what was filled in.
func (p Press) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "press of %s in %s", p.ID, p.View) }
