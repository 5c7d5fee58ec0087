package mautic

// wording is what to say of something that has a name. A list of them weighs less
// than half of a switch in the browser's program.
type wording struct{ name, text string }

// textOf returns the text of a name, or "".
func textOf(name string, list []wording) string {
	for _, w := range list {
		if w.name == name {
			return w.text
		}
	}
	return ""
}
