package guide

import (
	"regexp"
	"slices"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
	"mautic-connect/components/fix"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/doctor"
)

// headline is a diagnosis' title as a heading.
func headline(d doctor.Diagnosis) string { return strings.TrimSuffix(d.Title, ".") }

// longest is how much of a description search engines show, in bytes.
const longest = 155

// summary is a diagnosis in as many whole sentences as search engines show, or as
// many words.
func summary(d doctor.Diagnosis) string {
	words := d.Cause + " " + d.Proof
	if len(words) <= longest {
		return words
	}
	if end := strings.LastIndex(words[:longest], ". "); end > 60 {
		return words[:end+1]
	}
	return words[:strings.LastIndex(words[:longest], " ")] + "…"
}

// speaksOfHere finds words that mean the app, which shows the same diagnoses.
var speaksOfHere = regexp.MustCompile(`(?i)\b(this\spage|here)\b`)

// explain draws the page of a diagnosis.
func (g *Guide) explain(page *Page, d doctor.Diagnosis) {
	d = d.Filled(exampleMautic, exampleRedirect)
	related := g.related(d.ID)
	section := func(id, title string) { page.headings = append(page.headings, heading{id, title}) }
	if len(d.Symptoms) > 0 {
		section("seen", i18n.T("What you see"))
	}
	section("cause", i18n.T("What it means"))
	section("proof", i18n.T("How it is told apart"))
	section("fix", i18n.T("What to do"))
	if len(related) > 0 {
		section("related", i18n.T("Related"))
	}
	page.links = append(page.links, related...)
	live, check := liveCheck(d)
	page.links = append(page.links, live)
	page.content = func() []app.UI {
		h2 := func(id string) app.UI {
			at := slices.IndexFunc(page.headings, func(h heading) bool { return h.id == id })
			return ui.Tag("h2", []string{"id", id}, app.Text(page.headings[at].text))
		}
		var out []app.UI
		if len(d.Symptoms) > 0 {
			out = append(out, h2("seen"), symptoms(d.Symptoms))
		}
		out = append(out,
			h2("cause"), ui.Text("p", "", i18n.T(d.Cause)),
			h2("proof"), ui.Text("p", "", i18n.T(d.Proof)),
			h2("fix"), ui.Text("p", "who", fix.WhoActs(d.Who)),
		)
		for _, f := range d.Fixes {
			name := slug(fix.Setup(f.For))
			if len(d.Fixes) > 1 {
				out = append(out, ui.Tag("h3", []string{"id", name}, app.Text(fix.Setup(f.For))))
			}
			out = append(out, steps(name, f.Steps)...)
		}
		out = append(out, ui.El("p", "note", ui.Link(live, check)))
		if len(related) > 0 {
			out = append(out, h2("related"), ui.El("ul", "", ui.Each(len(related), func(i int) app.UI {
				other, _ := g.Lookup(related[i])
				return ui.El("li", "", ui.Link(other.Path, other.Title))
			})))
		}
		words := d.Title + d.Cause + d.Proof
		for _, f := range d.Fixes {
			for _, step := range f.Steps {
				words += step.Text
			}
		}
		if speaksOfHere.MatchString(words) {
			out = append(out, ui.Text("p", "hint", i18n.T("“This page” and “here” mean Mautic Connect, where you enter your Mautic's address.")))
		}
		return append(out, ui.El("p", "hint", run(i18n.T("Where this is known from:")+" "), app.Text(strings.Join(d.Sources, "; ")+".")))
	}
}

// liveCheck is where a Mautic can be looked at for a diagnosis, and the words of the
// link that leads there.
func liveCheck(d doctor.Diagnosis) (path, words string) {
	switch d.Group {
	case doctor.Reaching, doctor.Settings:
		return components.Doctor, i18n.T("Check your Mautic for this, without any login")
	default:
		return components.Connect, i18n.T("Connect, and have it checked on the way")
	}
}

// symptoms are messages as people see them.
func symptoms(list []string) app.UI {
	return ui.El("ul", "symptoms", ui.Each(len(list), func(i int) app.UI {
		return ui.El("li", "", ui.Text("code", "", list[i]))
	}))
}
