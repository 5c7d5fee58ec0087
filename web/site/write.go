package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Write writes the tree below a directory, which it creates: every file, its
// compressed forms beside it as NAME.br and NAME.gz, and, unless it is for a static
// host, a list of them for ReadFS. Files already there and not in the tree are left alone.
func (t *Tree) Write(dir string) error {
	list := index{BasePath: t.BasePath, PublicURL: t.PublicURL}
	for _, f := range t.Files {
		list.Files = append(list.Files, indexFile{
			Name: f.Name, Path: f.Path, Type: f.Type, Hash: f.Hash,
			Immutable: f.Immutable, Brotli: f.Brotli != nil, Gzip: f.Gzip != nil,
		})
		for suffix, body := range map[string][]byte{"": f.Body, ".br": f.Brotli, ".gz": f.Gzip} {
			if body == nil {
				if err := removeFile(filepath.Join(dir, filepath.FromSlash(f.Name+suffix))); err != nil {
					return err // a server would send it in the place of the new one
				}
				continue
			}
			if err := writeFile(filepath.Join(dir, filepath.FromSlash(f.Name+suffix)), body); err != nil {
				return err
			}
		}
	}
	if t.Static {
		return nil
	}
	raw, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return fmt.Errorf("listing the site's files: %w", err)
	}
	return writeFile(filepath.Join(dir, indexName), append(raw, '\n'))
}

func writeFile(name string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("making a directory for the site: %w", err)
	}
	if err := os.WriteFile(name, body, 0o644); err != nil {
		return fmt.Errorf("writing the site: %w", err)
	}
	return nil
}

func removeFile(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing an older file of the site: %w", err)
	}
	return nil
}

// Relocate returns the same site for another base path or public URL, without
// compressing its program again.
func (t *Tree) Relocate(basePath, publicURL string) (*Tree, error) {
	return t.regenerate(Options{BasePath: basePath, PublicURL: publicURL})
}

// regenerate returns the same site with other options, whose programs it fills in.
func (t *Tree) regenerate(options Options) (*Tree, error) {
	var err error
	if options, err = options.clean(); err != nil {
		return nil, err
	}
	if options.BasePath == t.BasePath && options.PublicURL == t.PublicURL && options.Static == t.Static && options.Proxy == t.Proxy {
		return t, nil
	}
	options.compressed = make(map[string]File, len(t.Files))
	for _, f := range t.Files {
		options.compressed[f.Hash] = f
		program := Program{Wasm: f.Body, Brotli: f.Brotli, Gzip: f.Gzip}
		switch {
		case f.Type != "application/wasm":
		case strings.HasPrefix(f.Name, "assets/tasks."):
			options.Tasks = program
		default:
			options.App = program
		}
	}
	return Generate(options)
}
