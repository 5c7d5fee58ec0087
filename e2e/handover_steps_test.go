package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"mautic-connect/mautic/destination"
	"mautic-connect/mautic/n8n/n8ntest"
)

func TestGoingBackAndForthAroundTheHandOverLosesNothingButWhatIsUsedOnce(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{})
	p := open(t).page()
	p.readyForOAuth2(program)
	evaluate[string](p, keepTokens)
	p.granted()
	p.press("#right-contact-create")
	p.handOver()
	p.focused("step")
	p.fill("#tool", n8n.URL)
	p.fill("#name", "Named here")
	p.fill("#tool-key", n8ntest.TestKey)
	p.written()

	p.press("#back")
	p.focused("step")
	p.see("#proof")
	p.until("the needs are ticked still", `document.querySelector("#right-contact-create").checked`)
	p.step(5)
	p.holds("#tool", n8n.URL)
	p.holds("#name", "Named here")
	p.holds("#tool-key", "") // used once, and not kept while somebody is elsewhere
	p.forgot(n8ntest.TestKey)
	p.written()

	p.step(3)
	p.holds("#tool", n8n.URL)
	p.holds("#client-secret", program.clientSecret)
	p.step(1)
	p.choose(destination.Code)
	p.step(5)
	p.says("#hand-over h2", "Hand it over to your code")
	p.see("#grant-hand") // the same grant, in other formats
	p.step(1)
	p.choose(destination.N8N)
	p.step(5)
	p.holds("#tool", n8n.URL)
	p.press("#grant-keep")
	p.step(4)
	p.step(5)
	p.until("the decision stands", `document.querySelector("#grant-keep").checked`)

	grant := p.issued()
	p.fill("#tool-key", n8ntest.TestKey)
	p.press("#start-over")
	p.focused("address")
	p.forgot(n8ntest.TestKey, grant.access, grant.refresh, program.clientSecret, program.clientID, n8n.URL, "Named here")
	p.until("the first answer is given again", `document.querySelector("#destination-n8n").checked`)
	if got := n8n.Requests(); len(got) != 0 {
		t.Errorf("n8n was asked %d times, though nobody pressed", len(got))
	}
}

func TestTheHandOverWorksWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{})
	p := open(t).page()
	p.readyForOAuth2(program)
	p.granted()
	p.focused("step")
	p.tab("right-contact-get")
	p.keys(" ")
	p.says("#rights-summary", "Your workflow may do all it needs.")
	p.tabTo("#recipe summary")
	p.keys(kb.Enter)
	p.see("#recipe-text")
	p.step(1) // the first answer is a row of radio buttons
	p.tabTo("#destination-n8n")
	p.keys(kb.ArrowRight)
	p.focused("destination-n8n-connect")
	p.says("#why", destination.Lookup(destination.N8NThere).Why)
	p.keys(kb.ArrowLeft)
	p.says("#why", destination.Lookup(destination.N8N).Why)
	p.step(4)
	p.tab("hand-it-over")
	p.keys(kb.Enter)
	p.focused("step")
	p.tab("grant-hand")
	p.keys(kb.ArrowDown)
	p.focused("grant-keep")
	p.keys(kb.ArrowUp)
	p.focused("grant-hand")
	p.tab("tool")
	p.typeText(n8n.URL)
	p.tab("tool-key")
	p.typeText(n8ntest.TestKey)
	p.keys(kb.Enter)
	p.focused("left")
	p.says("#left", "It is in n8n.")
	p.tabTo("#again summary")
	p.keys(kb.Enter)
	p.tabTo("#format-n8n")
	p.keys(kb.ArrowRight)
	p.focused("format-n8n-workflow")
	p.written()
	p.tab("save")
	p.tab("show")
	p.keys(" ")
	p.says("#exported pre", "nodes")
	stored(t, n8n, 1)
}

// heard collects what the page's live regions say from now on.
const heard = `(() => {
	window.heard = [];
	const live = "[aria-live=polite], [role=status], [role=alert]";
	new MutationObserver((changes) => {
		for (const change of changes) {
			const at = change.target.nodeType === Node.TEXT_NODE ? change.target.parentElement : change.target;
			const region = at?.closest(live) ?? [...change.addedNodes].find((n) => n.matches?.(live));
			if (region?.textContent) window.heard.push(region.textContent);
		}
	}).observe(document.body, { subtree: true, childList: true, characterData: true });
	return "";
})()`

// hears fails unless a screen reader was told a phrase, by now or soon.
func (p *page) hears(phrase string) {
	p.b.t.Helper()
	p.until("a screen reader hears "+phrase, `window.heard.some((text) => text.includes("`+phrase+`"))`)
}

func TestAScreenReaderHearsTheHandOver(t *testing.T) {
	t.Parallel()
	program, n8n := startWithN8N(t, n8ntest.Options{})
	b := open(t)
	b.expect(program.app + "proxy/") // the browser notes that a relay failed
	p := b.page()
	p.visit(program.wizard())
	evaluate[string](p, heard)
	p.choose(destination.Zapier)
	p.hears("Zapier knows only user name and password.")
	p.choose(destination.N8N)
	p.basicProven(program, "limited", userPassword)
	p.answers()
	p.hears("Connected.")
	p.hears("of 23 operations are allowed.")
	p.press("#right-contact-create")
	p.hears("Not allowed with every record: 1 of 1 operations that your workflow uses.")
	p.press("#hook-proof summary")
	p.provesHooks()
	p.hears("Failed: Create a webhook")
	p.handOver()
	p.hears("Writing it.")
	p.chooseFormat("n8n-workflow")
	p.hears("it reads one contact with the credential")
	p.fill("#tool", n8n.URL)
	p.send(n8ntest.TestKey)
	p.hears("Sending it to n8n.")
	p.focused("left") // read out, since the keyboard moves there
	p.says("#left", "It is in n8n.")
	p.openWays()
	for selector, want := range map[string]string{
		"#hand-over":        "Hand it over to n8n",
		"#format-n8n":       "n8n credentials file",
		"#tool":             "Your n8n's address",
		"#tool-key":         "n8n API key",
		"#name":             "Name of the credential there",
		"#again > summary":  "Hand it over once more",
		"fieldset.segments": "Format",
	} {
		name := evaluate[string](p, `(() => {
			const e = document.querySelector("`+selector+`");
			const by = e.getAttribute("aria-labelledby");
			return by ? document.getElementById(by).textContent : e.labels?.[0]?.textContent ?? e.querySelector("legend")?.textContent ?? e.textContent;
		})()`)
		if !strings.Contains(name, want) {
			t.Errorf("%s is called %q", selector, name)
		}
	}
}
