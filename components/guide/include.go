package guide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/fix"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/doctor/catalogue"
)

// The addresses that stand for the reader's own.
const (
	exampleMautic   = "https://mautic.example.com"
	exampleRedirect = "https://connect.example.com/callback"
	exampleN8N      = "https://n8n.example.com"
)

// include draws what another part of the project already says.
func (w *writer) include(what string, of []string) ([]app.UI, error) {
	switch {
	case what == "fix" && len(of) >= 1:
		return w.fix(doctor.ID(of[0]), of[1:])
	case what == "picture" && len(of) == 1:
		return picture(doctor.Picture(of[0]))
	case what == "messages" && len(of) >= 1:
		return w.messages(of)
	case what == "tools" && len(of) == 0:
		return tools(), nil
	case what == "redirect-uris" && len(of) == 0:
		return redirectURIs(), nil
	case what == "formats" && len(of) <= 1:
		return formats(of), nil
	case what == "recipe" && len(of) == 1:
		return w.recipe(of[0])
	case what == "rights" && len(of) == 0:
		return rights(), nil
	case what == "role" && len(of) >= 1:
		return role(of[0], of[1:])
	}
	return nil, fmt.Errorf("nobody knows what {{%s %s}} stands for", what, strings.Join(of, " "))
}

// fix draws what to do about a diagnosis, in every setup or in the one that is named.
func (w *writer) fix(id doctor.ID, setup []string) ([]app.UI, error) {
	d, err := diagnosis(id)
	if err != nil {
		return nil, err
	}
	w.page.links = append(w.page.links, diagnosisPath(id))
	var out []app.UI
	for _, f := range d.Fixes {
		name := strings.ToLower(slug(fix.Setup(f.For)))
		if len(setup) > 0 && setup[0] != name {
			continue
		}
		if len(d.Fixes) > 1 && len(setup) == 0 {
			out = append(out, ui.Tag("h3", []string{"id", string(id) + "-" + name}, app.Text(fix.Setup(f.For))))
		}
		out = append(out, steps(string(id)+"-"+name+strings.Join(setup, ""), f.Steps)...)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no fix for %v", id, setup)
	}
	return out, nil
}

// steps are the steps of a fix and the screens they act on.
func steps(id string, list []doctor.Step) []app.UI {
	page := func(path string) app.UI {
		return ui.El("span", "hint", run(i18n.T("In your Mautic:")+" "), ui.Text("code", "", exampleMautic+"/"+path))
	}
	out := []app.UI{fix.Steps(id, list, page)}
	if slices.ContainsFunc(list, func(step doctor.Step) bool { return strings.Contains(step.Command, "SERVICE") }) {
		out = append(out, ui.Text("p", "hint", i18n.T("SERVICE stands for the name that Mautic has under services in your compose.yaml.")))
	}
	if pictured := fix.Pictured(list); pictured.Picture != doctor.NoPicture {
		out = append(out, fix.Schematic(pictured.Picture, pictured.Alt))
	}
	return out
}

func picture(name doctor.Picture) ([]app.UI, error) {
	alt := catalogue.PictureText(name)
	if alt == "" {
		return nil, fmt.Errorf("there is no picture %q", name)
	}
	return []app.UI{fix.Schematic(name, alt)}, nil
}

// messages lists what people see, with the page that explains it.
func (w *writer) messages(ids []string) ([]app.UI, error) {
	var entries []app.UI
	for _, id := range ids {
		d, err := diagnosis(doctor.ID(id))
		if err != nil {
			return nil, err
		}
		w.page.links = append(w.page.links, diagnosisPath(d.ID))
		entries = append(entries, entry(diagnosisPath(d.ID), headline(d), seen(d)))
	}
	return []app.UI{ui.El("dl", "entries", entries...)}, nil
}

// diagnosis is one of the catalogue, with example addresses in its commands.
func diagnosis(id doctor.ID) (doctor.Diagnosis, error) {
	d := catalogue.Book().Lookup(id)
	if d.ID != id {
		return d, fmt.Errorf("the catalogue has no diagnosis %q", id)
	}
	return d.Filled(exampleMautic, exampleRedirect), nil
}
