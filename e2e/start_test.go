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

// hello is the program of the hello world; without one the test is skipped.
func hello(t *testing.T) []byte {
	t.Helper()
	name := os.Getenv(helloVariable)
	if name == "" {
		t.Skipf("not run: it compares with the hello world that %s names; make start does that", helloVariable)
	}
	program, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// deployInstead is the page with another program.
func deployInstead(t *testing.T, program []byte) *deployed {
	t.Helper()
	d := deploy(t)
	d.change = func(path string, body []byte) []byte {
		if strings.Contains(path, "/assets/app.") && strings.HasSuffix(path, ".wasm") {
			return program
		}
		return body
	}
	return d
}

// The figures of a busy machine say little, so they are told and not tested.
func TestStartingAgainstAHelloWorld(t *testing.T) {
	theirs, ours := deployInstead(t, hello(t)), deploy(t)
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
		t.Logf("%s, medians at a fourth of the speed: the app %.0f ms, hello world %.0f ms, ratio %.2f", what, median(of[ours]), median(of[theirs]), median(of[ours])/median(of[theirs]))
		t.Logf("  the app %.0f, hello world %.0f", of[ours], of[theirs])
	}
}

// TestTasksOfAJourney tells how long the program keeps the page from answering
// from the first key to the hand-over, beside the start of a hello world in a browser
// that has not seen it before, which tells what 50 ms are on this machine.
func TestTasksOfAJourney(t *testing.T) {
	other := deployInstead(t, hello(t))
	measure := func(d *deployed) *page {
		p := open(t).page()
		p.onNewDocument(watchTasks + watchProgram)
		p.processor(4)
		p.visit(d.wizard())
		return p
	}
	yardstick := slices.Max(evaluate[[]float64](measure(other), `window.spent`))
	t.Logf("hello world's start: %.0f ms", yardstick)

	program := deploy(t)
	p := measure(program)
	time.Sleep(time.Second) // what belongs to the start is over
	longest := 0.0
	step := func(name string, do func()) {
		t.Helper()
		evaluate[chromedp.Void](p, `window.spent.length = window.tasks.length = 0`)
		do()
		var long []float64
		for _, task := range p.tasks() {
			long = append(long, task.Ms)
		}
		own := slices.Max(evaluate[[]float64](p, `[0, ...window.spent]`))
		longest = max(longest, own)
		t.Logf("%s: the program's longest %.0f ms; long tasks of the page %.0f", name, own, long)
	}
	step("typing the address", func() { p.fill("#address", program.sandbox) })
	step("checking it", func() { p.press("#address-go"); p.see("#connect") })
	step("the form", func() { p.chooseBasic(); p.enterLogin(adminName, adminPassword) })
	step("connecting and proving", func() { p.press("#connect"); p.proven() })
	step("rights", func() { p.says("#rights-summary", "allow") })
	step("handing over", func() { p.handOver(); p.written() })
	t.Logf("the longest of them: %.0f ms, %.2f of hello world's start", longest, longest/yardstick)
}
