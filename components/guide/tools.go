package guide

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic"
	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/export"
	"mautic-connect/mautic/n8n"
)

// row is a table's row of texts; the first cell names it.
func row(name app.UI, cells ...app.UI) app.UI {
	out := []app.UI{ui.Tag("th", []string{"scope", "row"}, name)}
	for _, cell := range cells {
		out = append(out, ui.El("td", "", cell))
	}
	return ui.El("tr", "", out...)
}

// tools says which method fits which tool, and why.
func tools() []app.UI {
	var rows []app.UI
	for _, tool := range destination.All() {
		rows = append(rows, row(app.Text(tool.Name), app.Text(components.MethodName(tool.Method)), app.Text(i18n.T(tool.Why))))
	}
	return []app.UI{tableOf(columns(i18n.T("Tool"), i18n.T("Method"), i18n.T("Why")), rows)}
}

// redirectURIs says what to register for which tool.
func redirectURIs() []app.UI {
	rows := []app.UI{row(app.Text("Mautic Connect"), ui.Text("code", "", exampleRedirect))}
	for _, tool := range destination.All() {
		callback := tool.Callback
		if tool.ID == destination.N8N {
			callback = n8nCallback()
		}
		if callback != "" {
			rows = append(rows, row(app.Text(tool.Name), ui.Text("code", "", callback)))
		}
	}
	return []app.UI{tableOf(columns(i18n.T("Tool"), i18n.T("Redirect URI")), rows)}
}

// n8nCallback is the redirect URI of the example n8n.
func n8nCallback() string {
	address, _, _ := n8n.ParseAddress(exampleN8N) // it is one
	return address.CallbackURL()
}

// formats lists what a credential can leave in, of one kind or all.
func formats(kind []string) []app.UI {
	var rows []app.UI
	for _, f := range export.Formats() {
		if len(kind) > 0 && string(f.Kind) != kind[0] {
			continue
		}
		rows = append(rows, row(app.Text(f.Title), ui.Text("code", "", string(f.ID)), app.Text(f.Summary)))
	}
	return []app.UI{tableOf(columns(i18n.T("Format"), i18n.T("Name"), i18n.T("What it is")), rows)}
}

// exampleSecret stands for what is secret in recipes.
const exampleSecret = "••••••••"

// recipe shows the steps that a recipe has, as it is written for a reader with
// example values.
func (w *writer) recipe(name string) ([]app.UI, error) {
	base, _, err := mautic.ParseBaseURL(exampleMautic)
	if err != nil {
		return nil, fmt.Errorf("the guide's example address: %w", err)
	}
	f, ok := export.Lookup(export.ID(name))
	if !ok || f.Kind != export.KindRecipe {
		return nil, fmt.Errorf("there is no recipe %q", name)
	}
	var credential mautic.Credential = mautic.AuthorizationCode{Client: mautic.OAuthClient{
		Base: base, ID: "1_3aa8…", Secret: mautic.NewSecret(exampleSecret), RedirectURI: exampleRedirect,
	}}
	if f.Takes(mautic.MethodBasic) {
		credential = mautic.Basic{Base: base, UserName: name, Password: mautic.NewSecret(exampleSecret)}
	}
	files, err := export.Write(f.ID, credential, export.Options{})
	if err != nil {
		return nil, fmt.Errorf("writing the recipe %s: %w", name, err)
	}
	return []app.UI{w.recipeSteps(string(files[0].Content))}, nil
}

var (
	recipeStep  = regexp.MustCompile(`^\d+\. (.*)$`)
	recipeField = regexp.MustCompile(`^   (\S.*):$`)
	recipeValue = regexp.MustCompile(`^       (\S.*)$`)
	recipeMore  = regexp.MustCompile(`^   (\S.*)$`)
)

// recipeSteps draws the text of a recipe as a list.
func (w *writer) recipeSteps(text string) app.UI {
	var items, current []app.UI
	end := func() {
		if len(current) > 0 {
			items = append(items, ui.El("li", "", current...))
		}
		current = nil
	}
	field := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if m := recipeStep.FindStringSubmatch(line); m != nil {
			end()
			current = append(current, ui.Text("p", "", m[1]))
		} else if m := recipeValue.FindStringSubmatch(line); m != nil {
			w.commands++
			current = append(current, &ui.Copyable{ID: fmt.Sprintf("value-%d", w.commands), Label: field, Value: m[1]})
		} else if m := recipeField.FindStringSubmatch(line); m != nil {
			field = m[1]
		} else if m := recipeMore.FindStringSubmatch(line); m != nil {
			current = append(current, ui.Text("p", "", m[1]))
		}
	}
	end()
	return ui.El("ol", "fixes", items...)
}
