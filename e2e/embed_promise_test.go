package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// promise calls connect() and keeps how it settles in window.settled.
const promise = `(window.settled = [], MauticConnect.connect({ theme: "dark", reference: "r" }).then((c) => settled.push(["resolved", c]), (e) => settled.push(["rejected", e.code, e instanceof Error, e.message !== ""])), "")`

func TestThePromiseIsKeptOnceAndLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	evaluate[string](p, `(document.getElementById("before").focus(), "")`)
	evaluate[string](p, promise)
	frame := p.frame(program.app + "embed")
	frame.started()
	frame.until("the theme is there", `document.documentElement.dataset.theme === "dark"`)
	frame.say("connect", `{base_url: "https://m.example"}`)
	p.until("it is kept", `settled.length === 1`)
	if !evaluate[bool](p, `document.querySelector("mautic-connect") !== null`) {
		t.Error("the window is gone before the person has read it")
	}
	frame.say("connect", `{base_url: "https://other.example"}`)
	frame.say("error", `{code: "delivery-failed", message: "m"}`)
	frame.say("close", `{}`)
	p.until("nothing is left", `document.querySelector("mautic-connect") === null`)
	p.focused("before")
	if got := evaluate[string](p, `JSON.stringify(settled)`); got != `[["resolved",{"base_url":"https://m.example"}]]` {
		t.Errorf("it settled as %s", got)
	}
}

func TestThePromiseIsBrokenOnceAndLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	program := startFor(t, portal)
	p := portal.enter(t)
	for code, do := range map[string]func(frame *page){
		"closed":  func(*page) { evaluate[string](p, `(document.querySelector("mautic-connect").close(), "")`) },
		"stopped": func(frame *page) { frame.say("error", `{code: "stopped", message: "m"}`) },
		"delivery-refused": func(frame *page) { // which the person may try again, and does not
			frame.say("error", `{code: "delivery-refused", message: "m"}`)
			p.until("it is heard", `document.querySelector("mautic-connect") !== null && settled.length === 0`)
			frame.say("close", `{}`)
		},
	} {
		evaluate[string](p, `(document.getElementById("before").focus(), "")`)
		evaluate[string](p, promise)
		frame := p.frame(program.app + "embed")
		frame.until("it answers", `document.documentElement.dataset.theme === "dark"`)
		do(frame)
		p.until("nothing is left", `document.querySelector("mautic-connect") === null`)
		p.until("it is broken", `settled.length > 0`)
		p.focused("before")
		if got := evaluate[string](p, `JSON.stringify(settled)`); got != `[["rejected","`+code+`",true,true]]` {
			t.Errorf("%s: it settled as %s", code, got)
		}
		p.frames(program.app+"embed", 0)
	}
}

// silent is a site that has the script, and an embed page that says nothing.
func silent(t *testing.T) *httptest.Server {
	t.Helper()
	script, err := os.ReadFile("../static/embed.js")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if r.URL.Path == "/embed.js" {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write(script)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>Silence</title>"))
	}))
	t.Cleanup(server.Close)
	return server
}

func TestSilenceIsAnErrorAfterFifteenSeconds(t *testing.T) {
	t.Parallel()
	portal := newPortal(t)
	portal.app = strings.Replace(silent(t).URL, "127.0.0.1", "localhost", 1) + "/"
	p := portal.enter(t)
	evaluate[string](p, `(() => {
		const real = window.setTimeout;
		window.waits = [];
		window.setTimeout = (run, ms) => { waits.push(ms); return real(run, ms / 50); };
		return "";
	})()`)
	evaluate[string](p, promise)
	p.until("it is broken", `settled.length > 0`)
	if got := evaluate[string](p, `JSON.stringify([settled, waits])`); got != `[[["rejected","no-answer",true,true]],[15000]]` {
		t.Errorf("it settled as %s", got)
	}
}
