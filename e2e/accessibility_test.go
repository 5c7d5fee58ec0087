package e2e

import (
	"context"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

// flaws lists what is wrong with a document's structure.
const flaws = `(() => {
	const out = [], shown = (e) => e.checkVisibility();
	const headings = [...document.querySelectorAll("h1")].filter(shown);
	if (headings.length !== 1) out.push(headings.length + " first headings");
	let level = 0;
	for (const heading of [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown)) {
		const is = Number(heading.localName[1]);
		if (is > level + 1) out.push("a heading of level " + is + " after one of level " + level + ": " + heading.textContent);
		level = is;
	}
	const ids = new Set();
	for (const e of document.querySelectorAll("[id]")) {
		if (ids.has(e.id)) out.push("two elements have the id " + e.id);
		ids.add(e.id);
	}
	for (const attribute of ["for", "aria-labelledby", "aria-describedby", "aria-controls"]) {
		for (const e of document.querySelectorAll("[" + attribute + "]")) {
			for (const id of e.getAttribute(attribute).split(" ")) {
				if (!document.getElementById(id)) out.push(attribute + " names " + id + ", which is not there");
			}
		}
	}
	for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
		if (shown(e) && e.labels.length === 0) out.push("no label for the input " + (e.id || e.name));
	}
	if (!document.documentElement.lang) out.push("the document has no language");
	if (!document.querySelector("main")) out.push("no main landmark");
	if (document.title === "") out.push("no title");
	// WCAG 2.2, 2.5.8: a target in a sentence is as high as its line.
	for (const e of document.querySelectorAll("button, summary, input:not([type=radio], [type=checkbox], [type=hidden])")) {
		const box = e.getBoundingClientRect();
		if (shown(e) && e.closest("p button") === null && (box.height < 24 || box.width < 24)) {
			out.push("a target of " + Math.round(box.width) + " by " + Math.round(box.height) + ": " + e.textContent);
		}
	}
	const root = document.documentElement;
	if (root.scrollWidth > root.clientWidth) {
		const wide = [...document.querySelectorAll("body *")].filter((e) => shown(e) && e.getBoundingClientRect().right > root.clientWidth + 0.5);
		out.push("scrolls sideways at " + root.clientWidth + ": " + wide.map((e) => e.localName + "." + e.className).join(", "));
	}
	return out;
})()`

// needsName are the roles of what a person acts on.
var needsName = []string{"textbox", "button", "link", "radio", "checkbox", "combobox", "DisclosureTriangle"}

func TestEveryViewIsAccessibleAndFitsANarrowScreen(t *testing.T) {
	t.Parallel()
	const narrow = 320 // WCAG 2.2, 1.4.10 Reflow
	tour(t, func(p *page, view string) {
		t.Helper()
		p.run(p.look("", narrow))
		for _, flaw := range evaluate[[]string](p, flaws) {
			t.Errorf("%s: %s", view, flaw)
		}
		for _, nameless := range p.nameless() {
			t.Errorf("%s: a %s without a name", view, nameless)
		}
		p.run(p.look("", 0))
	})
}

// nameless lists the roles of what has no accessible name and needs one.
func (p *page) nameless() []string {
	p.b.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	tree, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		p.b.t.Fatalf("reading the accessibility tree: %v", err)
	}
	var out []string
	for _, node := range tree.Nodes {
		if node.Ignored || node.Role == nil {
			continue
		}
		role := string(node.Role.Value)
		role = role[1 : len(role)-1] // a JSON string
		if slices.Contains(needsName, role) && (node.Name == nil || string(node.Name.Value) == `""` || string(node.Name.Value) == "") {
			out = append(out, role)
		}
	}
	return out
}
