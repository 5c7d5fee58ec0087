package e2e

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// helloVariable names the program of a go-app hello world, built as the app is.
const helloVariable = "MAUTIC_CONNECT_HELLO"

// watchTasks notes every task of the page that keeps it from answering.
const watchTasks = `
	window.tasks = [];
	new PerformanceObserver((list) => {
		for (const e of list.getEntries()) window.tasks.push({ at: e.startTime, ms: e.duration });
	}).observe({ type: "longtask", buffered: true });
`

// longTask is a task that took more than 50 ms.
type longTask struct{ At, Ms float64 }

// tasks are the long tasks of the page so far.
func (p *page) tasks() []longTask {
	p.b.t.Helper()
	time.Sleep(300 * time.Millisecond) // they are told of a little later
	return evaluate[[]longTask](p, `window.tasks`)
}

// watchProgram notes how long each of a program's tasks keeps the page from answering:
// its start, and what follows.
const watchProgram = `
	window.spent = [];
	addEventListener("DOMContentLoaded", () => {
		for (const name of ["run", "_resume"]) {
			const work = Go.prototype[name];
			Go.prototype[name] = function (...args) {
				const from = performance.now();
				try {
					return work.apply(this, args);
				} finally {
					window.spent.push(performance.now() - from);
				}
			};
		}
	});
`

// median is the middle of an odd number of values.
func median(values []float64) float64 { return slices.Sorted(slices.Values(values))[len(values)/2] }

// The figures of a busy machine say little, so they are told and not tested.
func TestStartingAgainstAHelloWorld(t *testing.T) {
	name := os.Getenv(helloVariable)
	if name == "" {
		t.Skipf("not run: it compares with the hello world that %s names; make start does that", helloVariable)
	}
	hello, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := deploy(t), deploy(t)
	theirs.change = func(path string, body []byte) []byte {
		if strings.Contains(path, "/assets/app.") && strings.HasSuffix(path, ".wasm") {
			return hello
		}
		return body
	}
	ours.change = func(_ string, body []byte) []byte { return body } // uncompressed as well
	p := open(t).page()
	p.onNewDocument(watchTasks + watchProgram)
	p.processor(4)
	if _, err := chromedp.Call(p.ctx, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true}); err != nil {
		t.Fatal(err)
	}
	longest := map[*deployed][]float64{}
	busiest := map[*deployed][]float64{}
	for range 11 {
		for _, d := range []*deployed{theirs, ours} {
			p.visit(d.wizard())
			long := 0.0
			for _, task := range p.tasks() {
				long = max(long, task.Ms)
			}
			longest[d] = append(longest[d], long)
			busiest[d] = append(busiest[d], slices.Max(evaluate[[]float64](p, `window.spent`)))
		}
	}
	for what, of := range map[string]map[*deployed][]float64{"the longest task of a start": longest, "the longest of the program's own": busiest} {
		t.Logf("%s, medians at a fourth of the speed: the app %.0f ms, hello world %.0f ms", what, median(of[ours]), median(of[theirs]))
		t.Logf("  the app %.0f, hello world %.0f", of[ours], of[theirs])
	}
}

// TestTasksOfAJourney tells how long the program keeps the page from answering
// from the first key to the hand-over.
func TestTasksOfAJourney(t *testing.T) {
	if os.Getenv(helloVariable) == "" {
		t.Skipf("not run: it tells times where %s is set; make start does that", helloVariable)
	}
	program := start(t)
	p := open(t).page()
	p.onNewDocument(watchTasks + watchProgram)
	p.processor(4)
	p.visit(program.wizard())
	step := func(name string, do func()) {
		t.Helper()
		evaluate[chromedp.Void](p, `window.spent.length = window.tasks.length = 0`)
		do()
		var long []float64
		for _, task := range p.tasks() {
			long = append(long, task.Ms)
		}
		t.Logf("%s: the program's longest %.0f ms; long tasks of the page %.0f", name, slices.Max(evaluate[[]float64](p, `[0, ...window.spent]`)), long)
	}
	step("typing the address", func() { p.fill("#address", program.sandbox) })
	step("checking it", func() { p.press("#address-go"); p.see("#connect") })
	step("the form", func() { p.chooseBasic(); p.enterLogin(adminName, adminPassword) })
	step("connecting and proving", func() { p.press("#connect"); p.proven() })
	step("rights", func() { p.says("#rights-summary", "allow") })
	step("handing over", func() { p.handOver(); p.written() })
}
