package guide

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

//go:embed pages/*.md
var pages embed.FS

// source is a page written by hand: a few lines about it between two of ---, and
// Markdown.
type source struct {
	name, title, description, group string
	order                           int
	text                            string
}

func readSources() ([]source, error) {
	names, err := fs.Glob(pages, "pages/*.md")
	if err != nil {
		return nil, fmt.Errorf("listing the guide's sources: %w", err)
	}
	var out []source
	for _, name := range names {
		raw, err := fs.ReadFile(pages, name)
		if err != nil {
			return nil, fmt.Errorf("reading a source of the guide: %w", err)
		}
		s, err := parseSource(strings.TrimSuffix(path.Base(name), ".md"), string(raw))
		if err != nil {
			return nil, fmt.Errorf("the guide's source %s: %w", name, err)
		}
		out = append(out, s)
	}
	return out, nil
}

func parseSource(name, raw string) (source, error) {
	head, text, found := strings.Cut(strings.TrimPrefix(raw, "---\n"), "\n---\n")
	if !found || !strings.HasPrefix(raw, "---\n") {
		return source{}, fmt.Errorf("it does not begin with its title, description, group and order between two lines of ---")
	}
	s := source{name: name, text: text}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "title":
			s.title = value
		case "description":
			s.description = value
		case "group":
			s.group = value
		case "order":
			order, err := strconv.Atoi(value)
			if err != nil {
				return source{}, fmt.Errorf("its order is no number: %w", err)
			}
			s.order = order
		default:
			return source{}, fmt.Errorf("nobody knows what %q says of it", key)
		}
	}
	if s.title == "" || s.description == "" || s.group == "" || s.order == 0 {
		return source{}, fmt.Errorf("its title, description, group or order is missing")
	}
	return s, nil
}
