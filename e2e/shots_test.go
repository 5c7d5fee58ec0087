package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// shotsVariable names the directory that TestShots writes to.
const shotsVariable = "MAUTIC_CONNECT_SHOTS"

func TestShots(t *testing.T) {
	t.Parallel()
	dir := os.Getenv(shotsVariable)
	if dir == "" {
		t.Skipf("not run: it takes pictures of every view where %s names a directory; make shots does that", shotsVariable)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	tour(t, func(p *page, view string) {
		t.Helper()
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{360, 1280} {
				name := fmt.Sprintf("%s-%d-%s.png", view, width, scheme)
				if err := os.WriteFile(filepath.Join(dir, name), p.picture(scheme, width), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		p.run(p.look("", 0))
	})
}

// look gives the page a colour scheme and a width in CSS pixels; "" and 0 are
// the browser's own.
func (p *page) look(scheme string, width int64) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		var features []*emulation.MediaFeature
		if scheme != "" {
			features = []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
		}
		if _, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
			return err
		}
		if width == 0 {
			_, err := chromedp.ResetViewport()(ctx, t)
			return err
		}
		_, err := chromedp.EmulateViewport(width, 800)(ctx, t)
		return err
	})
}

// picture is the whole page as a PNG.
func (p *page) picture(scheme string, width int64) []byte {
	p.b.t.Helper()
	p.run(p.look(scheme, width))
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.b.t.Fatalf("taking a picture: %v", err)
	}
	return png
}
