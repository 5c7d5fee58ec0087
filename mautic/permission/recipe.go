package permission

import (
	"fmt"
	"strings"
)

// Grant is one row of Mautic's role form with the levels to tick.
type Grant struct {
	// Bundle and Name are Mautic's keys, "lead" and "leads"; Levels too,
	// "viewown", in the order of the form.
	Bundle, Name string
	Levels       []string
	// Tab, Row and LevelLabels are the words of the form, "Contact
	// Permissions", "Contacts - User has access to", "View Own". They are
	// constants that serve as keys of translations.
	Tab, Row    string
	LevelLabels []string
}

// Key returns the grant's name in rawPermissions, "lead:leads".
func (g Grant) Key() string { return g.Bundle + ":" + g.Name }

// Recipe returns the smallest role that allows the operations of these IDs
// with every record in a Mautic of this version ("" is any): the levels Mautic
// asks for and no other, in the order of its role form. IDs that are not known
// are left out.
//
// "API Access" is always in it. Mautic asks for it in the window in which a
// person allows a client; 5.1 is observed not to, and no version does for
// HTTP Basic.
func Recipe(ops []string, version string) []Grant {
	wanted := map[Permission]bool{apiAccess + ":" + full: true}
	for _, id := range ops {
		o, _ := operation(id)
		for _, p := range o.Permissions(version) {
			wanted[p] = true
		}
	}
	return grants(wanted)
}

// grants puts levels into the rows of Mautic's role form.
func grants(wanted map[Permission]bool) []Grant {
	var out []Grant
	bases, keys := formOrder()
	for _, base := range bases {
		bundle, name, _ := strings.Cut(base, ":")
		g := Grant{Bundle: bundle, Name: name}
		for _, key := range keys {
			p := Permission(base + ":" + key)
			if !wanted[p] {
				continue
			}
			tab, row, level := p.Parts()
			g.Tab, g.Row = tab, row
			g.Levels, g.LevelLabels = append(g.Levels, key), append(g.LevelLabels, level)
		}
		if len(g.Levels) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// RecipeText returns Recipe as plain text to copy, in the order of Mautic's
// form and with its English labels, with the steps before and after. translate
// gets each sentence as a format and its arguments, as i18n.T does; nil keeps
// English. What to tick besides, so that names can be chosen from a list, is
// told apart from it.
func RecipeText(ops []string, version string, translate func(format string, args ...any) string) string {
	if translate == nil {
		translate = func(format string, args ...any) string {
			if len(args) == 0 {
				return format
			}
			return fmt.Sprintf(format, args...)
		}
	}
	var labels []string
	wanted, choosing := map[Permission]bool{}, map[Permission]bool{}
	for _, o := range Operations() {
		for _, id := range ops {
			if id != o.ID {
				continue
			}
			labels = append(labels, o.Label())
			for _, p := range o.Permissions(version) {
				wanted[p] = true
			}
			for _, p := range o.Choosing {
				choosing[p] = true
			}
			break
		}
	}
	for p := range wanted {
		delete(choosing, p)
	}
	var b strings.Builder
	line := func(format string, args ...any) { b.WriteString(translate(format, args...) + "\n") }
	line("Create a role with exactly these permissions.")
	b.WriteString("\n")
	line("1. In Mautic, open the gear at the top right, then Roles, then New.")
	line("2. On the tab Details, name the role and leave “Has full system access” at No.")
	line("3. On the tab Permissions, tick:")
	writeGrants(&b, Recipe(ops, version), translate)
	b.WriteString("\n")
	line("4. Save, then give the role to the user whose login or consent the tool uses.")
	if len(labels) > 0 {
		b.WriteString("\n")
		line("The role is enough for: %s.", strings.Join(labels, ", "))
	}
	if len(choosing) > 0 {
		b.WriteString("\n")
		line("To choose campaigns by name in n8n, tick these too. Without them, enter the number of the campaign.")
		writeGrants(&b, grants(choosing), translate)
	}
	return b.String()
}

func writeGrants(b *strings.Builder, list []Grant, translate func(string, ...any) string) {
	tab := ""
	for _, g := range list {
		if g.Tab != tab {
			tab = g.Tab
			b.WriteString("\n" + translate(tab) + "\n")
		}
		var words []string
		for _, level := range g.LevelLabels {
			words = append(words, translate(level))
		}
		b.WriteString("  " + translate(g.Row) + ": " + strings.Join(words, ", ") + "\n")
	}
}
