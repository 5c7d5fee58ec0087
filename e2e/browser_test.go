package e2e

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a step of a journey may take.
const patience = 30 * time.Second

// browser is one Chromium with a fresh profile.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	troubles []string
	expected []string
}

// open starts Chromium for one test. At the end it fails the test for every
// console error, exception and Content-Security-Policy violation it saw in a
// page of the program.
func open(t *testing.T, flags ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(executable(t)),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		// Pages that Chromium makes for itself, for a list under its address field and
		// ahead of their use, are at least a fifth of its work here.
		chromedp.Flag("disable-features", "PreloadTopChromeWebUI,SpareRendererForSitePerProcess,WebUIOmniboxPopup"),
		chromedp.WindowSize(1280, 900),
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(options, flags...)...)
	ctx, cancel := chromedp.NewContext(allocator)
	b := &browser{t: t, ctx: ctx}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	t.Cleanup(func() {
		cancel()
		stop()
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, trouble := range b.troubles {
			if !slices.ContainsFunc(b.expected, func(text string) bool { return strings.Contains(trouble, text) }) {
				t.Errorf("in the browser: %s", trouble)
			}
		}
	})
	return b
}

func executable(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("the browser tests need Chromium or Google Chrome; e2e/browser installs it where it can")
	return ""
}

// page is one tab or window, or a frame of another site in one.
type page struct {
	b   *browser
	ctx context.Context
	// around is the page that a frame is in; nil for a tab or window.
	around *page
}

// page returns the browser's first tab, watched, in a window that has the keyboard.
func (b *browser) page() *page {
	b.t.Helper()
	p := b.watch(b.ctx)
	p.toFront()
	return p
}

func (b *browser) watch(ctx context.Context) *page {
	b.t.Helper()
	if err := chromedp.Listen(ctx, b.note); err != nil {
		b.t.Fatalf("listening to a page: %v", err)
	}
	for _, enable := range []cdp.Command[cdp.Empty, cdp.Empty]{runtime.Enable, log.Enable, audits.Enable} {
		if _, err := chromedp.Call(ctx, enable, cdp.Empty{}); err != nil {
			b.t.Fatalf("listening to a page: %v", err)
		}
	}
	return &page{b: b, ctx: ctx}
}

// note collects what must not happen.
func (b *browser) note(event any) {
	trouble := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		trouble = "exception: " + exception(e.ExceptionDetails)
	case *runtime.EventConsoleAPICalled:
		// A Go program prints its panic as a plain message.
		text := arguments(e.Args)
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert || strings.Contains(text, "panic:") {
			trouble = "console: " + text
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			trouble = fmt.Sprintf("log: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *audits.EventIssueAdded:
		if issue := e.Issue.Details.ContentSecurityPolicyIssueDetails; issue != nil {
			trouble = fmt.Sprintf("Content-Security-Policy: %s blocked %s", issue.ViolatedDirective, issue.BlockedURL)
		}
	}
	if trouble != "" {
		b.mu.Lock()
		b.troubles = append(b.troubles, trouble)
		b.mu.Unlock()
	}
}

// expect says that troubles which contain a text belong to the test.
func (b *browser) expect(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected = append(b.expected, text)
}

func exception(details *runtime.ExceptionDetails) string {
	if details.Exception != nil && details.Exception.Description != "" {
		return details.Text + " " + details.Exception.Description
	}
	return details.Text
}

func arguments(args []*runtime.RemoteObject) string {
	var out []string
	for _, arg := range args {
		if len(arg.Value) > 0 {
			out = append(out, string(arg.Value))
		} else {
			out = append(out, arg.Description)
		}
	}
	return strings.Join(out, " ")
}
