package e2e

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dress sets the portal's custom properties.
func (p *page) dress(properties string) {
	p.b.t.Helper()
	evaluate[string](p, `(() => {
		const root = document.documentElement;
		root.removeAttribute("style");
		for (const [name, value] of Object.entries(`+properties+`)) root.style.setProperty("--mautic-connect-" + name, value);
		return "";
	})()`)
}

func TestTheAppWearsThePortalsTheme(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	p.dress(`{accent: "#0b6b5e", radius: "2px", font: "Georgia, 'Open Sans', serif"}`)
	p.put(`{theme: "light"}`)
	frame := p.embedded(program.app)
	frame.until("the theme is worn", `getComputedStyle(document.documentElement).fontFamily.startsWith("Georgia") || getComputedStyle(document.documentElement).fontFamily.startsWith('"Georgia"')`)
	const worn = `(() => {
		const b = getComputedStyle(document.querySelector(".button-primary")), root = getComputedStyle(document.documentElement), body = getComputedStyle(document.body);
		return [b.backgroundColor, b.color, b.borderTopLeftRadius, root.colorScheme, body.backgroundColor];
	})()`
	if diff := cmp.Diff([]string{"rgb(11, 107, 94)", "rgb(255, 255, 255)", "2px", "light", "rgb(252, 252, 253)"}, evaluate[[]string](frame, worn)); diff != "" {
		t.Error(diff)
	}

	evaluate[string](p, `(element.setAttribute("theme", "dark"), "")`)
	frame.until("what cannot be read in the dark is not worn", `getComputedStyle(document.body).backgroundColor === "rgb(20, 21, 27)"`)
	if diff := cmp.Diff([]string{"rgb(169, 180, 255)", "rgb(20, 21, 27)", "2px", "dark", "rgb(20, 21, 27)"}, evaluate[[]string](frame, worn)); diff != "" {
		t.Error(diff)
	}

	// A change of the portal's own properties arrives by itself.
	p.dress(`{accent: "#6fd6c4", paper: "#101418", ink: "#f0f0f0", "ink-soft": "#b0b0b0", panel: "#202428"}`)
	frame.until("the new theme is worn", `getComputedStyle(document.body).backgroundColor === "rgb(16, 20, 24)"`)
	if diff := cmp.Diff([]string{"rgb(111, 214, 196)", "rgb(0, 0, 0)", "8px", "dark", "rgb(16, 20, 24)"}, evaluate[[]string](frame, worn)); diff != "" {
		t.Error(diff)
	}

	p.dress(`{accent: "red; background: url(https://evil.example)", radius: "99px", font: "x;y"}`)
	frame.until("nothing of it is worn", `document.documentElement.getAttribute("style") === "" || document.documentElement.getAttribute("style") === null`)
	p.emits("ready", 1)
}
