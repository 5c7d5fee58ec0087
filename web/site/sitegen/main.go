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
	app := flag.String("app", "", "the page's WebAssembly program")
	tasks := flag.String("tasks", "", "the WebAssembly program of its worker")
	out := flag.String("out", "", "the directory to write to; what an earlier run left there is replaced")
	flag.Parse()
	if err := generate(*app, *tasks, *out); err != nil {
		fmt.Fprintln(os.Stderr, "sitegen:", err)
		os.Exit(1)
	}
}

func generate(app, tasks, out string) error {
	var options site.Options
	for name, program := range map[string]*site.Program{app: &options.App, tasks: &options.Tasks} {
		body, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("reading a WebAssembly program: %w", err)
		}
		program.Wasm = body
	}
	// Compressing takes most of the time, and the same program gives the same.
	if before, err := site.ReadFS(os.DirFS(out)); err == nil {
		for _, f := range before.Files {
			for _, program := range []*site.Program{&options.App, &options.Tasks} {
				if bytes.Equal(f.Body, program.Wasm) {
					program.Brotli, program.Gzip = f.Brotli, f.Gzip
				}
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
