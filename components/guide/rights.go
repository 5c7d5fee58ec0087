package guide

import (
	"fmt"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/i18n"
	"mautic-connect/components/ui"
	"mautic-connect/mautic/permission"
)

// rights says what Mautic asks for before it does an operation with any record.
func rights() []app.UI {
	var rows []app.UI
	for _, o := range permission.Operations() {
		var keys []app.UI
		for _, p := range o.Permissions("") {
			if len(keys) > 0 {
				keys = append(keys, run(", "))
			}
			keys = append(keys, ui.Text("code", "", string(p)))
		}
		rows = append(rows, row(app.Text(o.Label()), ui.El("span", "", keys...)))
	}
	return []app.UI{tableOf(columns(i18n.T("In n8n"), i18n.T("Mautic asks for")), rows)}
}

// role is the smallest role for operations, or for "all", in a version of Mautic.
func role(version string, ids []string) ([]app.UI, error) {
	known := map[string]bool{}
	var all []string
	for _, o := range permission.Operations() {
		known[o.ID], all = true, append(all, o.ID)
	}
	if strings.Join(ids, "") == "all" {
		ids = all
	}
	for _, id := range ids {
		if !known[id] {
			return nil, fmt.Errorf("there is no operation %q", id)
		}
	}
	var rows []app.UI
	for _, grant := range permission.Recipe(ids, version) {
		rows = append(rows, row(app.Text(grant.Tab), app.Text(grant.Row), app.Text(strings.Join(grant.LevelLabels, ", "))))
	}
	return []app.UI{tableOf(columns(i18n.T("Tab"), i18n.T("Row"), i18n.T("Tick")), rows)}, nil
}
