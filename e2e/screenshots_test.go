package e2e

import (
	"bytes"
	"cmp"
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	p.says("#rights-summary", "allow")
	p.saveView(filepath.Join(dir, "wide.png"), 1280, 800)
	// What other sites show of a link to this one.
	p.press("#start-over")
	p.visit(program.app)
	p.saveView(filepath.Join(dir, "preview.png"), 1200, 630)
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
	if strings.HasSuffix(name, "preview.png") {
		picture = withFewColours(picture) // half the bytes, for pages that load it for nothing
	}
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture); err != nil {
		p.b.t.Fatal(err)
	}
	if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
		p.b.t.Fatal(err)
	}
}

// withFewColours returns a picture in its 64 commonest colours.
func withFewColours(picture image.Image) image.Image {
	bounds, count := picture.Bounds(), map[color.Color]int{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			count[picture.At(x, y)]++
		}
	}
	var all color.Palette
	for c := range count {
		all = append(all, c)
	}
	key := func(c color.Color) int { r, g, b, _ := c.RGBA(); return int(r)<<32 | int(g)<<16 | int(b) }
	slices.SortFunc(all, func(a, b color.Color) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(key(a), key(b))) // the same every time
	})
	few := image.NewPaletted(bounds, all[:min(64, len(all))])
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			few.Set(x, y, picture.At(x, y))
		}
	}
	return few
}
