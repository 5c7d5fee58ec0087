package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab moves to an element with the Tab key alone, where its focus must show.
func (p *page) tab(id string) {
	p.b.t.Helper()
	p.tabTo("#" + id)
	if !evaluate[bool](p, `(() => {
		const e = document.activeElement, style = getComputedStyle(e);
		return e.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
	})()`) {
		p.b.t.Errorf("nothing shows that #%s has the keyboard", id)
	}
}

func TestBasicWorksWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.tab("address")
	p.typeText(program.sandbox)
	p.keys(kb.Enter)
	p.focused("step")
	p.tab("method-authorization-code")
	p.keys(kb.ArrowDown)
	p.focused("method-basic")
	p.tab("user-name")
	p.typeText(adminName)
	p.tab("password")
	p.typeText("wrong")
	p.keys(kb.Enter)
	p.diagnosed("bad-credentials")
	p.focused("failure")
	p.tab("password")
	p.keys(kb.End)
	for range "wrong" {
		p.keys(kb.Backspace)
	}
	p.typeText(adminPassword)
	p.tab("connect")
	p.keys(" ")
	p.proven()
	p.focused("step")
}

func TestOAuth2WorksWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.visit(program.wizard())
	p.tab("address")
	p.typeText(program.sandbox)
	p.tab("address-go")
	p.keys(kb.Enter)
	p.focused("step")
	p.tab("client-id")
	p.typeText(program.clientID)
	p.tab("client-secret")
	p.typeText(program.clientSecret)
	window := p.popup(chromedp.KeyEvent(kb.Enter))
	p.see("#waiting")
	p.focused("step")

	window.see("input[name=_username]")
	window.tabTo("input[name=_username]")
	window.typeText(adminName)
	window.tabTo("input[name=_password]")
	window.typeText(adminPassword)
	window.keys(kb.Enter)
	window.see("[name=accepted]")
	window.tabTo("[name=accepted]")
	window.keys(kb.Enter)
	p.proven()
	p.focused("step")

	p.tab("start-over")
	p.keys(kb.Enter)
	p.see("#address")
	p.focused("address")
}

func TestTheSkipLinkLeadsToTheContent(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.keys(kb.Tab)
	if !evaluate[bool](p, `document.activeElement.matches("a.skip") && document.activeElement.getBoundingClientRect().top >= 0`) {
		t.Error("the first stop is not the skip link, in sight")
	}
	p.keys(kb.Enter)
	p.keys(kb.Tab)
	p.focused("destination-n8n")
}
