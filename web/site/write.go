package site

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Write writes the tree below a directory, which it creates: every file, its
// compressed forms beside it as NAME.br and NAME.gz, and a list of them for
// ReadFS. Files already there and not in the tree are left alone.
func (t *Tree) Write(dir string) error {
	list := index{BasePath: t.BasePath, PublicURL: t.PublicURL}
	for _, f := range t.Files {
		list.Files = append(list.Files, indexFile{
			Name: f.Name, Path: f.Path, Type: f.Type, Hash: f.Hash,
			Immutable: f.Immutable, Brotli: f.Brotli != nil, Gzip: f.Gzip != nil,
		})
		for suffix, body := range map[string][]byte{"": f.Body, ".br": f.Brotli, ".gz": f.Gzip} {
			if body == nil {
				continue
			}
			if err := writeFile(filepath.Join(dir, filepath.FromSlash(f.Name+suffix)), body); err != nil {
				return err
			}
		}
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

// Relocate returns the same site for another base path or public URL, without
// compressing its program again.
func (t *Tree) Relocate(basePath, publicURL string) (*Tree, error) {
	base, err := CleanBasePath(basePath)
	if err != nil {
		return nil, err
	}
	public, err := cleanPublicURL(publicURL)
	if err != nil {
		return nil, err
	}
	if base == t.BasePath && public == t.PublicURL {
		return t, nil
	}
	options := Options{BasePath: base, PublicURL: public}
	for _, f := range t.Files {
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
