package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// downloads is where a page's downloads go.
type downloads struct {
	p   *page
	dir string
}

// downloads has the browser save what the page hands it.
func (p *page) downloads() downloads {
	p.b.t.Helper()
	d := downloads{p, p.b.t.TempDir()}
	if _, err := chromedp.CallBrowser(p.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: d.dir,
	}); err != nil {
		p.b.t.Fatalf("allowing downloads: %v", err)
	}
	return d
}

// take waits for a file of this name and removes it, so that the next one of
// the same name is another.
func (d downloads) take(name string) []byte {
	d.p.b.t.Helper()
	path := filepath.Join(d.dir, name)
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		// Chromium writes under another name and renames at the end.
		content, err := os.ReadFile(path)
		if err == nil && len(content) > 0 {
			if err := os.Remove(path); err != nil {
				d.p.b.t.Fatal(err)
			}
			return content
		}
		if time.Now().After(deadline) {
			there, _ := os.ReadDir(d.dir)
			d.p.b.t.Fatalf("%s was not saved: %v; there is %v; the page shows:\n%s", name, err, there, d.p.shown())
		}
	}
}

// save presses the button and returns the file of that name.
func (d downloads) save(name string) []byte {
	d.p.b.t.Helper()
	d.p.says("#save", "Download "+name)
	d.p.press("#save")
	return d.take(name)
}

// unpacked is one file of an archive.
type unpacked struct {
	Content string
	Mode    fs.FileMode
}

// unzip reads an archive.
func unzip(t *testing.T, archive []byte) map[string]unpacked {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatalf("the archive cannot be read: %v", err)
	}
	out := map[string]unpacked{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in) // checks the sum, too
		if err != nil {
			t.Fatalf("%s in the archive: %v", f.Name, err)
		}
		out[f.Name] = unpacked{string(content), f.Mode().Perm()}
	}
	return out
}
