package e2e

import (
	"strings"
	"testing"
)

func TestEverythingWorksUnderABasePath(t *testing.T) {
	t.Parallel()
	program := start(t, "--base-path", "/connect/")
	if !strings.HasSuffix(program.app, "/connect/") {
		t.Fatalf("the program says it is at %s", program.app)
	}
	b := open(t)
	p := b.page()
	traffic := p.traffic()
	p.readyForOAuth2(program)
	if got := p.text("#redirect-uri"); got != program.app+"callback" || got != program.redirectURI {
		t.Errorf("the page says to register %q", got)
	}
	window := p.popup(p.click("#connect"))
	window.accept()
	p.proven()
	b.alone()
	if got := p.address(); got != program.wizard() {
		t.Errorf("the page shows the address %s", got)
	}
	for _, address := range traffic.addresses() {
		if !strings.HasPrefix(address, program.app) {
			t.Errorf("the page asked for %s", address)
		}
	}
	if got := await[string](p, `navigator.serviceWorker.ready.then((r) => r.scope)`); got != program.app {
		t.Errorf("the service worker's scope is %s", got)
	}
}

func TestTheSameTabWorksUnderABasePath(t *testing.T) {
	t.Parallel()
	program := start(t, "--base-path", "/connect/")
	p := open(t).page()
	p.readyForOAuth2(program)
	p.blockWindows()
	p.press("#connect")
	p.press("#same-tab")
	p.accept()
	p.proven()
	if got := p.address(); got != program.wizard() {
		t.Errorf("the page shows the address %s", got)
	}
}
