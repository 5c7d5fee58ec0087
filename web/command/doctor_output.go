package command

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/doctor/catalogue"
)

// isTerminal tells whether people read along. A character device is one, but for
// the null device, where nobody minds.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// checkList shows checks as they finish: on a terminal as a list that changes in
// place, elsewhere a line for each that has finished.
type checkList struct {
	out          io.Writer
	live, colour bool
	checks       []doctor.Check
}

// newCheckList returns a list for out. env is os.Getenv: NO_COLOR (no-color.org)
// and TERM=dumb count.
func newCheckList(out io.Writer, terminal bool, env func(string) string) *checkList {
	live := terminal && env("TERM") != "dumb"
	return &checkList{out: out, live: live, colour: live && env("NO_COLOR") == ""}
}

// The control sequences (ECMA-48): up so many lines, clear the rest of the line,
// and no line breaks at the edge, which would change the number of lines.
const (
	cursorUp  = "\x1b[%dA"
	clearLine = "\x1b[K"
	wrapOff   = "\x1b[?7l"
	wrapOn    = "\x1b[?7h"
	colourOff = "\x1b[0m"
)

func (l *checkList) begin() {
	if l.live {
		l.print(wrapOff)
	}
}

func (l *checkList) end() {
	if l.live {
		l.print(wrapOn)
	}
}

// show tells a change of a check.
func (l *checkList) show(check doctor.Check) {
	if !l.live {
		if check.Status != doctor.Running {
			l.print(l.line(check) + "\n")
		}
		return
	}
	if n := len(l.checks); n > 0 {
		l.print(fmt.Sprintf(cursorUp, n))
	}
	if i := slices.IndexFunc(l.checks, func(c doctor.Check) bool { return c.ID == check.ID }); i >= 0 {
		l.checks[i] = check
	} else {
		l.checks = append(l.checks, check)
	}
	var b strings.Builder
	for _, c := range l.checks {
		b.WriteString(l.line(c) + clearLine + "\n")
	}
	l.print(b.String())
}

// line tells a check in words; the colour says nothing that they do not.
func (l *checkList) line(check doctor.Check) string {
	word, colour := "...", ""
	switch check.Status {
	case doctor.Pass:
		word, colour = "ok", "\x1b[32m"
	case doctor.Warn:
		word, colour = "warn", "\x1b[33m"
	case doctor.Fail:
		word, colour = "FAIL", "\x1b[31m"
	case doctor.Skip:
		word, colour = "skip", "\x1b[2m"
	}
	word = fmt.Sprintf("%-4s", word)
	if l.colour && colour != "" {
		word = colour + word + colourOff
	}
	line := "  " + word + "  " + check.ID.Title()
	switch {
	case check.Because != "":
		line += " (see " + string(check.Because) + ")"
	case check.Diagnosis != "":
		line += ": " + string(check.Diagnosis)
	}
	return line
}

// print ignores what the terminal says: it is gone, and the exit code remains.
func (l *checkList) print(s string) { _, _ = io.WriteString(l.out, s) }

// conclusion tells what was found, and what to do.
func conclusion(r doctor.Report) string {
	book := catalogue.Book()
	var b strings.Builder
	base := r.Base.String()
	for _, check := range r.Checks {
		if check.Status == doctor.Fail {
			b.WriteString("\n" + book.Lookup(check.Diagnosis).Filled(base, "").Message(base) + "\nWhat was seen:\n")
			for _, e := range check.Evidence {
				with := ""
				if e.With != "" {
					with = " (with: " + e.With + ")"
				}
				b.WriteString("  " + cmp.Or(e.Request, "nothing was sent") + with + "\n")
				for _, fact := range e.Facts() {
					b.WriteString("    " + fact + "\n")
				}
			}
		}
	}
	if r.Verdict() == "" {
		b.WriteString("\nNo problem was found. ")
		switch {
		case r.User != nil:
			fmt.Fprintf(&b, "Mautic %s accepts the credential as %s.\n", r.MauticVersion(), cmp.Or(r.User.UserName, "a user without a name"))
		default:
			b.WriteString("No credential was given, so nothing was signed in to.\n")
		}
	}
	for _, check := range r.Checks {
		if check.Status != doctor.Warn {
			continue
		}
		d := book.Lookup(check.Diagnosis)
		fmt.Fprintf(&b, "\nWarning: %s (%s)\n%s\n", d.Title, d.ID, d.Cause)
		for _, e := range check.Evidence {
			if e.Request == "" && e.Detail != "" {
				b.WriteString("  " + e.Detail + "\n")
			}
		}
		if d.ID == doctor.URLCorrected {
			b.WriteString("  Use " + base + " everywhere.\n")
		}
	}
	return b.String()
}
