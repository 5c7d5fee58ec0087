package doctor

import (
	"cmp"
	"fmt"
	"strings"
)

// Filled returns the diagnosis with {base} and {redirect_uri} replaced in its
// commands. base is the address of the Mautic, without a slash at its end. A
// value that is empty leaves its placeholder.
func (d Diagnosis) Filled(base, redirectURI string) Diagnosis {
	// Every type slices.Clone is used with weighs 2 kB in the browser's program.
	d.Fixes = append([]Fix(nil), d.Fixes...)
	for i := range d.Fixes {
		steps := append([]Step(nil), d.Fixes[i].Steps...)
		for j := range steps {
			steps[j].Command = fill(steps[j].Command, base, redirectURI)
		}
		d.Fixes[i].Steps = steps
	}
	return d
}

// fill replaces the placeholders of a command whose values are not empty.
func fill(command, base, redirectURI string) string {
	if base != "" {
		command = strings.ReplaceAll(command, "{base}", base)
	}
	if redirectURI != "" {
		command = strings.ReplaceAll(command, "{redirect_uri}", redirectURI)
	}
	if parts := strings.SplitN(redirectURI, "/", 4); len(parts) == 4 {
		command = strings.ReplaceAll(command, "{origin}", strings.Join(parts[:3], "/"))
	}
	return command
}

// Message returns a plain text for whoever has to act: what is wrong, how that
// is known, and what to do. base is the address of the Mautic, without a slash
// at its end; when it is empty the text names no address. The text holds
// nothing but the catalogue's sentences and base, so it holds no secret. Steps
// that a variant begins with like everyone's fix are told once. To have
// it name the redirect URI, call it on what Filled returns.
func (d Diagnosis) Message(base string) string {
	var b strings.Builder
	b.WriteString(d.Title + "\n")
	if base != "" {
		fmt.Fprintf(&b, "Mautic: %s\n", base)
	}
	fmt.Fprintf(&b, "\n%s\n\nHow this is known: %s\n", d.Cause, d.Proof)
	for _, fix := range d.Fixes {
		b.WriteString("\nWhat to do")
		if fix.For != Everyone {
			fmt.Fprintf(&b, " (%s)", fix.For)
		}
		b.WriteString(":\n")
		shared := 0
		if fix.For != Everyone {
			shared = commonSteps(d.Fixes[0].Steps, fix.Steps)
		}
		switch {
		case shared == 1:
			b.WriteString("1. As above.\n")
		case shared > 1:
			fmt.Fprintf(&b, "1 to %d. As above.\n", shared)
		}
		for i, step := range fix.Steps {
			if i < shared {
				continue
			}
			fmt.Fprintf(&b, "%d. %s\n", i+1, step.Text)
			if step.Command != "" {
				fmt.Fprintf(&b, "   %s\n", strings.ReplaceAll(general(step.Command, base), "\n", "\n   "))
			}
			if step.Page != "" && base != "" {
				fmt.Fprintf(&b, "   %s/%s\n", base, step.Page)
			}
		}
	}
	return b.String()
}

// general says in words what is not known.
func general(command, base string) string {
	command = strings.ReplaceAll(command, "{origin}", "(the origin of the page that connects)")
	return fill(command, cmp.Or(base, "https://mautic.example.com"), "(the redirect URI of the tool that connects)")
}

// commonSteps counts the steps that two fixes begin with alike.
func commonSteps(a, b []Step) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
