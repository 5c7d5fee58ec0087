package components

import (
	"slices"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components/browser"
	"mautic-connect/components/flow"
	"mautic-connect/components/i18n"
	"mautic-connect/components/task"
	"mautic-connect/components/ui"
)

// Rights shows what the credential may do in n8n's nodes, at a glance, and for
// what the person's workflow needs.
type Rights struct {
	app.Compo

	Rights flow.Rights
	Send   Send
}

// Render draws the table.
func (r *Rights) Render() app.UI {
	browser.Pace()
	var groups [][]task.Right
	for _, row := range r.Rights.Rows {
		if last := len(groups) - 1; last >= 0 && groups[last][0].Resource == row.Resource {
			groups[last] = append(groups[last], row)
		} else {
			groups = append(groups, []task.Right{row})
		}
	}
	return ui.Tag("section", []string{"id", "rights", "class", "rights", "aria-labelledby", "rights-title"},
		ui.Tag("h3", []string{"id", "rights-title"}, app.Text(i18n.T("What it may do in n8n"))),
		r.summary(),
		ui.El("div", "rights-groups", ui.Each(len(groups), func(i int) app.UI {
			group := groups[i]
			return &ui.Part{ID: resourceName(group[0]), Content: []app.UI{ui.Tag("fieldset", []string{"class", "rights-group"},
				ui.Text("legend", "label", resourceName(group[0])),
				ui.Each(len(group), func(j int) app.UI { return r.row(group[j]) }),
			)}}
		})),
		ui.El("div", "slot", ui.If(len(r.Rights.Needs) > 0 && r.Rights.Recipe != "", func() app.UI {
			return &ui.Disclosure{ID: "recipe", Summary: i18n.T("A role with exactly these permissions"), Content: []app.UI{
				&ui.Copyable{ID: "recipe-text", Label: i18n.T("Role"), Value: r.Rights.Recipe, Command: true},
			}}
		})),
	)
}

// row is one operation: what Mautic answers, and whether the workflow needs it.
func (r *Rights) row(right task.Right) app.UI {
	word, icon := answerWord(right.Answer)
	id := "right-" + strings.ReplaceAll(right.ID, ".", "-")
	input := app.ElemSelfClosing("input").Attr("type", "checkbox").ID(id).Attr("value", right.ID).Aria("describedby", id+"-answer").OnChange(r.change)
	if slices.Contains(r.Rights.Needs, right.ID) {
		input = input.Attr("checked", "true")
	}
	missing := ""
	if !right.Allowed() && len(right.Missing) > 0 {
		missing = i18n.T("needs %s", strings.Join(right.Missing, ", "))
	}
	return app.Elem("div").Class("right", "right-"+right.Answer).DataSet("right", right.ID).DataSet("answer", right.Answer).Body(
		input,
		ui.Tag("label", []string{"for", id}, app.Text(right.Name)),
		ui.Tag("p", []string{"id", id + "-answer", "class", "right-answer", "title", i18n.T(right.Text)}, ui.Icon(icon), ui.Text("span", "", word)),
		ui.Text("p", "right-missing", missing),
	)
}

// resourceName is what an operation is about; Mautic Trigger is a node of its own.
func resourceName(right task.Right) string {
	if right.Resource == "" {
		return i18n.T("Webhooks")
	}
	return right.Resource
}

// summary says the whole in one line, and for what is ticked when something is.
func (r *Rights) summary() app.UI {
	allowed := 0
	for _, row := range r.Rights.Rows {
		if row.Allowed() {
			allowed++
		}
	}
	text, tone := i18n.T("%d of %d operations are allowed. Tick what your workflow uses to see what it lacks.", allowed, len(r.Rights.Rows)), ""
	lacking := r.Rights.Lacking()
	switch {
	case r.Rights.Running:
		text = i18n.T("Asking what it may do…")
	case len(r.Rights.Rows) == 0:
		text = i18n.T("What it may do could not be found out.")
	case len(r.Rights.Needs) > 0 && len(lacking) == 0:
		text, tone = i18n.T("Your workflow may do all it needs."), "is-good"
	case len(r.Rights.Needs) > 0:
		text, tone = i18n.T("Not allowed with every record: %d of %d operations that your workflow uses.", len(lacking), len(r.Rights.Needs)), "is-bad"
	case allowed == len(r.Rights.Rows):
		text, tone = i18n.T("Every operation is allowed."), "is-good"
	}
	return ui.Tag("p", []string{"id", "rights-summary", "class", tone, "aria-live", "polite"}, app.Text(text))
}

func (r *Rights) change(ctx app.Context, e app.Event) {
	input := ctx.JSSrc()
	id := input.Get("value").String()
	if r.Send != nil && slices.ContainsFunc(r.Rights.Rows, func(row task.Right) bool { return row.ID == id }) {
		r.Send(ctx, flow.Needed{Operation: id, Needed: input.Get("checked").Bool()})
	}
}

// answerWord is an answer as a word and as a drawing.
func answerWord(answer string) (string, ui.IconName) {
	switch answer {
	case "allowed":
		return i18n.T("allowed"), ui.IconCheck
	case "own-only":
		return i18n.T("own records only"), ui.IconWarn
	case "others-only":
		return i18n.T("not its own records"), ui.IconWarn
	case "refused":
		return i18n.T("refused"), ui.IconCross
	default:
		return i18n.T("not known"), ui.IconDash
	}
}
