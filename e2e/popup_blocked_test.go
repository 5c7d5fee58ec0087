package e2e

import "testing"

// blockWindows makes the browser refuse to open windows, until allowed again.
func (p *page) blockWindows() {
	p.b.t.Helper()
	evaluate[string](p, `window.reallyOpen = window.open, window.open = () => null, ""`)
}

func (p *page) allowWindows() {
	p.b.t.Helper()
	evaluate[string](p, `window.open = window.reallyOpen, ""`)
}

func TestABlockedWindowIsSaidAndOpensLater(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	p.blockWindows()
	p.press("#connect")
	p.says("#waiting", "The Mautic window could not open by itself.")
	p.press("#open-window")
	p.says("#waiting", "The Mautic window could not open by itself.")

	p.allowWindows()
	window := p.popup(p.click("#open-window"))
	p.says("#waiting", "A Mautic window is open.")
	window.accept()
	p.proven()
	b.alone()
}

func TestTheSameTabIsEnoughWhereWindowsAreBlocked(t *testing.T) {
	t.Parallel()
	program := start(t)
	b := open(t)
	p := b.page()
	p.readyForOAuth2(program)
	p.blockWindows()
	p.press("#connect")
	p.press("#same-tab")
	p.accept()
	p.proven()
	if n := evaluate[int](p, `sessionStorage.length`); n != 0 {
		t.Errorf("the tab keeps %s", evaluate[string](p, `JSON.stringify(sessionStorage)`))
	}
	if got := p.address(); got != program.wizard() {
		t.Errorf("the tab shows the address %s", got)
	}
	if n := b.windows(); n != 1 {
		t.Errorf("%d windows are open", n)
	}
}

func TestComingBackFromTheSameTabOnOnesOwnLosesNothing(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.readyForOAuth2(program)
	p.blockWindows()
	p.press("#connect")
	p.press("#same-tab")
	p.see("input[name=_username]")
	p.visit(program.wizard())
	p.holds("#client-id", program.clientID)
	p.holds("#client-secret", program.clientSecret)
	if n := evaluate[int](p, `sessionStorage.length`); n != 0 {
		t.Errorf("the tab keeps %s", evaluate[string](p, `JSON.stringify(sessionStorage)`))
	}
	window := p.popup(p.click("#connect"))
	window.accept()
	p.proven()
}
