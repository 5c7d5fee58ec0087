package preset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"mautic-connect/mautic"
	"mautic-connect/web/origin"
)

// maxFile bounds a presets file, in bytes.
const maxFile = 1 << 20

// Load reads the presets in a file. allowed are the origins whose pages may show
// the app at all; getenv is os.Getenv, or a test's.
func Load(file string, allowed []origin.Origin, getenv func(string) string) (map[string]Preset, error) {
	root, err := document(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	top, err := mapping(root, "presets")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	list := resolve(top["presets"])
	if list == nil || list.Kind != yaml.MappingNode || len(list.Content) == 0 {
		return nil, fmt.Errorf("%s: presets: it has to hold a preset by its name, such as acme", file)
	}
	r := reader{file: file, allowed: allowed, getenv: getenv}
	presets := make(map[string]Preset, len(list.Content)/2)
	for i := 0; i+1 < len(list.Content); i += 2 {
		name := list.Content[i].Value
		if !validName.MatchString(name) {
			return nil, fmt.Errorf("%s: preset %.80q: a name has 1 to 64 of a to z, 0 to 9 and -", file, name)
		}
		if _, twice := presets[name]; twice {
			return nil, fmt.Errorf("%s: preset %s: it is there twice", file, name)
		}
		p, err := r.preset(name, list.Content[i+1])
		if err != nil {
			return nil, fmt.Errorf("%s: preset %s: %w", file, name, err)
		}
		presets[name] = p
	}
	return presets, nil
}

var (
	validName = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)
	lineOf    = regexp.MustCompile(`\bline \d+`)
)

// document parses a file that holds one YAML document. The parser's own errors
// are not passed on but for their line: some repeat what stands there.
func document(name string) (*yaml.Node, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	defer func() { _ = file.Close() }()
	raw, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	case len(raw) > maxFile:
		return nil, errors.New("the file is larger than 1 MiB")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	var root yaml.Node
	err = decoder.Decode(&root)
	if errors.Is(err, io.EOF) || err == nil && len(root.Content) == 0 {
		return nil, errors.New("the file is empty")
	}
	if err == nil {
		switch err = decoder.Decode(new(yaml.Node)); {
		case err == nil:
			return nil, errors.New("it holds more than one YAML document")
		case errors.Is(err, io.EOF):
			return root.Content[0], nil
		}
	}
	if line := lineOf.FindString(err.Error()); line != "" {
		return nil, fmt.Errorf("it is not YAML; look near its %s", line)
	}
	return nil, errors.New("it is not YAML")
}

// reader reads presets that stand in one file.
type reader struct {
	file    string
	allowed []origin.Origin
	getenv  func(string) string
}

func (r reader) preset(name string, n *yaml.Node) (Preset, error) {
	fields, err := mapping(n, "title", "base_url", "client_id", "client_secret", "embed_origins", "deliver")
	if err != nil {
		return Preset{}, err
	}
	p := Preset{Name: name, Origins: r.allowed}
	for _, part := range []struct {
		key      string
		optional bool
		read     func(*yaml.Node) error
	}{
		{"title", false, func(n *yaml.Node) (err error) { p.Title, err = text(n); return err }},
		{"base_url", false, func(n *yaml.Node) (err error) { p.Client.Base, err = baseURL(n); return err }},
		{"client_id", false, func(n *yaml.Node) (err error) { p.Client.ID, err = text(n); return err }},
		{"client_secret", false, func(n *yaml.Node) (err error) { p.Client.Secret, err = r.secret(n); return err }},
		{"embed_origins", true, func(n *yaml.Node) (err error) { p.Origins, err = r.origins(n); return err }},
		{"deliver", true, func(n *yaml.Node) (err error) { p.Delivery, err = r.delivery(n); return err }},
	} {
		if err := field(fields, part.key, part.optional, part.read); err != nil {
			return Preset{}, err
		}
	}
	return p, nil
}

func (r reader) delivery(n *yaml.Node) (*Delivery, error) {
	fields, err := mapping(n, "url", "signing_secret")
	if err != nil {
		return nil, err
	}
	d := &Delivery{}
	if err := field(fields, "url", false, func(n *yaml.Node) (err error) { d.Origin, d.Address, err = address(n); return err }); err != nil {
		return nil, err
	}
	return d, field(fields, "signing_secret", false, func(n *yaml.Node) (err error) { d.Signing, err = r.signing(n); return err })
}

func (r reader) origins(n *yaml.Node) ([]origin.Origin, error) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		return nil, errors.New("it has to be a list like [https://portal.example]")
	}
	var out []origin.Origin
	for _, item := range n.Content {
		s, err := text(resolve(item))
		if err != nil {
			return nil, err
		}
		o, err := origin.Parse(s)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(r.allowed, o) {
			return nil, fmt.Errorf("%s is none of the origins given with --embed-origin", o)
		}
		if !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out, nil
}

// baseURL reads an address that needs nothing put right.
func baseURL(n *yaml.Node) (mautic.BaseURL, error) {
	s, err := text(n)
	if err != nil {
		return mautic.BaseURL{}, err
	}
	base, corrections, err := mautic.ParseBaseURL(s)
	switch {
	case err != nil:
		return mautic.BaseURL{}, err
	case len(corrections) > 0 && base.String()+"/" != s:
		return mautic.BaseURL{}, fmt.Errorf("write it as %s", base)
	}
	return base, nil
}
