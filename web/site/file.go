package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/bits"
	"runtime"
	"strings"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/errgroup"
)

// minCompressed is the size in bytes below which compressing does not pay.
const minCompressed = 512

// The windows of brotli, as powers of two: one larger than the file only takes
// time to set up.
const smallestWindow, largestWindow = 16, 22

func (g *generator) newFile(name, urlPath, contentType string, body []byte) (File, error) {
	f := File{Name: name, Path: urlPath, Type: contentType, Body: body}
	return f, g.finish(&f, brotli.BestCompression)
}

// finish hashes a file and compresses it, unless that has been done before.
func (g *generator) finish(f *File, level int) error {
	f.hash()
	if known, ok := g.options.compressed[f.Hash]; ok && known.Type == f.Type {
		f.Brotli, f.Gzip = known.Brotli, known.Gzip
		return nil
	}
	return f.compress(level)
}

// lightly is the level of brotli that makes many small pages in no time, a little
// larger than the best does.
const lightly = 6

// compress finishes the files that are compressed lightly, side by side.
func (g *generator) compress() error {
	var work errgroup.Group
	work.SetLimit(runtime.NumCPU())
	for _, at := range g.light {
		work.Go(func() error { return g.finish(&g.files[at], lightly) })
	}
	return work.Wait()
}

func (f *File) hash() {
	sum := sha256.Sum256(f.Body)
	f.Hash = hex.EncodeToString(sum[:])
}

// compress compresses a file where that pays and has not been done.
func (f *File) compress(level int) error {
	if !compressible(f.Type) || len(f.Body) < minCompressed {
		return nil
	}
	if f.Brotli == nil {
		var out bytes.Buffer
		w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: level, LGWin: min(max(bits.Len(uint(len(f.Body))), smallestWindow), largestWindow)})
		if _, err := w.Write(f.Body); err != nil {
			return fmt.Errorf("compressing %s with brotli: %w", f.Name, err)
		}
		if err := w.Close(); err != nil {
			return fmt.Errorf("compressing %s with brotli: %w", f.Name, err)
		}
		f.Brotli = out.Bytes()
	}
	if f.Gzip == nil {
		var out bytes.Buffer
		w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
		if err != nil {
			return fmt.Errorf("compressing %s with gzip: %w", f.Name, err)
		}
		if _, err := w.Write(f.Body); err != nil {
			return fmt.Errorf("compressing %s with gzip: %w", f.Name, err)
		}
		if err := w.Close(); err != nil {
			return fmt.Errorf("compressing %s with gzip: %w", f.Name, err)
		}
		f.Gzip = out.Bytes()
	}
	return nil
}

func compressible(contentType string) bool {
	return !strings.HasPrefix(contentType, "image/png")
}
