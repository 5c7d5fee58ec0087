// Command sitegen generates the site from a WebAssembly program into the
// directory that the server embeds.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"mautic-connect/web/site"
)

func main() {
	wasm := flag.String("wasm", "", "the WebAssembly program")
	out := flag.String("out", "", "the directory to write to; what an earlier run left there is replaced")
	flag.Parse()
	if err := generate(*wasm, *out); err != nil {
		fmt.Fprintln(os.Stderr, "sitegen:", err)
		os.Exit(1)
	}
}

func generate(wasm, out string) error {
	program, err := os.ReadFile(wasm)
	if err != nil {
		return fmt.Errorf("reading the WebAssembly program: %w", err)
	}
	options := site.Options{Wasm: program}
	// Compressing takes most of the time, and the same program gives the same.
	if before, err := site.ReadFS(os.DirFS(out)); err == nil {
		for _, f := range before.Files {
			if bytes.Equal(f.Body, program) {
				options.WasmBrotli, options.WasmGzip = f.Brotli, f.Gzip
			}
		}
	}
	tree, err := site.Generate(options)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(out)
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("looking at what an earlier run left: %w", err)
	}
	for _, entry := range entries {
		if entry.Name() == ".gitignore" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(out, entry.Name())); err != nil {
			return fmt.Errorf("removing what an earlier run left: %w", err)
		}
	}
	return tree.Write(out)
}
