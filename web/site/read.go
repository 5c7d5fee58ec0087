package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

// indexName is the list of files that a written tree carries beside them.
const indexName = "site.json"

// index is what indexName holds.
type index struct {
	BasePath  string      `json:"base_path"`
	PublicURL string      `json:"public_url,omitempty"`
	Files     []indexFile `json:"files"`
}

type indexFile struct {
	Name      string `json:"name"`
	Path      string `json:"path"`
	Type      string `json:"type"`
	Hash      string `json:"sha256"`
	Immutable bool   `json:"immutable,omitempty"`
	Brotli    bool   `json:"br,omitempty"`
	Gzip      bool   `json:"gz,omitempty"`
}

// ReadFS reads a tree that Write wrote. It returns ErrNotBuilt when the file
// system holds none.
func ReadFS(fsys fs.FS) (*Tree, error) {
	raw, err := fs.ReadFile(fsys, indexName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("reading the list of browser files: %w", err)
	}
	var ix index
	if err := json.Unmarshal(raw, &ix); err != nil {
		return nil, fmt.Errorf("the list of browser files (%s) is damaged; run make build: %w", indexName, err)
	}
	t := &Tree{BasePath: ix.BasePath, PublicURL: ix.PublicURL}
	for _, f := range ix.Files {
		out := File{Name: f.Name, Path: f.Path, Type: f.Type, Hash: f.Hash, Immutable: f.Immutable}
		for _, part := range []struct {
			want   bool
			suffix string
			to     *[]byte
		}{{true, "", &out.Body}, {f.Brotli, ".br", &out.Brotli}, {f.Gzip, ".gz", &out.Gzip}} {
			if !part.want {
				continue
			}
			if *part.to, err = fs.ReadFile(fsys, f.Name+part.suffix); err != nil {
				return nil, fmt.Errorf("a browser file is missing; run make build: %w", err)
			}
		}
		t.Files = append(t.Files, out)
	}
	return t, nil
}
