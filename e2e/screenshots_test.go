package e2e

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// screenshotsVariable names the directory that TestScreenshotsOfTheManifest writes to.
const screenshotsVariable = "MAUTIC_CONNECT_SCREENSHOTS"

func TestScreenshotsOfTheManifest(t *testing.T) {
	t.Parallel()
	dir := os.Getenv(screenshotsVariable)
	if dir == "" {
		t.Skipf("not run: it takes the pictures of the manifest where %s names a directory; make screenshots does that", screenshotsVariable)
	}
	program := start(t)
	p := open(t).page()
	p.run(p.look("light", 0))
	p.visit(program.wizard())
	p.saveView(filepath.Join(dir, "narrow.png"), 400, 860)
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	p.enterLogin(adminName, adminPassword)
	p.press("#connect")
	p.proven()
	p.says("#rights-summary", "may")
	p.saveView(filepath.Join(dir, "wide.png"), 1280, 800)
}

// saveView writes what a window of a size shows of the page's start.
func (p *page) saveView(name string, width, height int64) {
	p.b.t.Helper()
	p.run(chromedp.EmulateViewport(width, height))
	evaluate[chromedp.Void](p, `document.activeElement.blur(), scrollTo(0, 0)`)
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	raw, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.b.t.Fatalf("taking a picture: %v", err)
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		p.b.t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture); err != nil {
		p.b.t.Fatal(err)
	}
	if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
		p.b.t.Fatal(err)
	}
}
