package flow

import "fmt"

// What a person types is plain text in the inputs, and some of it is secret. None
// of it is printed, so that a state or an event may be written into a log.

// Format prints whether something is there and what is wrong with it.
func (t Text) Format(f fmt.State, _ rune) {
	switch {
	case t.Value == "" && t.Problem == "":
		fmt.Fprint(f, "empty")
	case t.Value == "":
		fmt.Fprintf(f, "empty (%s)", t.Problem)
	case t.Problem == "":
		fmt.Fprint(f, "filled")
	default:
		fmt.Fprintf(f, "filled (%s)", t.Problem)
	}
}

// Format prints the field, never what was typed.
func (e Typed) Format(f fmt.State, _ rune) {
	if e.Pasted {
		fmt.Fprintf(f, "pasted into %s", e.Field)
		return
	}
	fmt.Fprintf(f, "typed into %s", e.Field)
}

// Format prints the time, never state or verifier.
func (e ConnectPressed) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "connect pressed at %s", e.Now) }

// Format prints the time, never the query, which holds the code.
func (e CallbackReceived) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "callback received at %s", e.Now)
}

// Format prints the number of the attempt, never the credential.
func (e Released) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "released %d", e.Run) }

// Format prints whose it is, never the credential.
func (m Summary) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "summary of %s", m.BaseURL) }

// Format prints the record as it prints itself, never the query.
func (e Resumed) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "resumed from %v", e.Record) }
