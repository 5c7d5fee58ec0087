package preset

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"mautic-connect/mautic"
	"mautic-connect/web/origin"
	"mautic-connect/web/secretfile"
)

// resolve follows an alias to what it stands for.
func resolve(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// mapping returns the values of a mapping that has no other keys than known.
func mapping(n *yaml.Node, known ...string) (map[string]*yaml.Node, error) {
	if n = resolve(n); n.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("it has to hold %s", strings.Join(known, ", "))
	}
	fields := make(map[string]*yaml.Node, len(known))
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i].Value
		if !slices.Contains(known, key) {
			return nil, fmt.Errorf("%.80q is no key here; known are %s", key, strings.Join(known, ", "))
		}
		if _, twice := fields[key]; twice {
			return nil, fmt.Errorf("%s: it is there twice", key)
		}
		fields[key] = n.Content[i+1]
	}
	return fields, nil
}

// field reads one value, and puts its key in front of what is wrong with it.
func field(fields map[string]*yaml.Node, key string, optional bool, read func(*yaml.Node) error) error {
	n := resolve(fields[key])
	switch {
	case n == nil && optional:
		return nil
	case n == nil:
		return fmt.Errorf("%s: it is missing", key)
	}
	if err := read(n); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

// text reads one line. Its errors do not repeat it: it may be a secret.
func text(n *yaml.Node) (string, error) {
	switch {
	case n.Kind != yaml.ScalarNode || n.ShortTag() == "!!binary":
		return "", errors.New("it has to be a text")
	case n.ShortTag() == "!!null" || strings.TrimSpace(n.Value) == "":
		return "", errors.New("it is empty")
	case strings.ContainsFunc(n.Value, unicode.IsControl):
		return "", errors.New("it has to be one line without control characters")
	}
	return n.Value, nil
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// secret reads {file: NAME}, {env: NAME} or the value itself. A file is looked
// for beside the presets file.
func (r reader) secret(n *yaml.Node) (mautic.Secret, error) {
	if n.Kind == yaml.ScalarNode {
		s, err := text(n)
		return mautic.NewSecret(s), err
	}
	malformed := errors.New("it has to be {file: NAME}, {env: NAME} or the value itself")
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
		return mautic.Secret{}, malformed
	}
	place, err := text(resolve(n.Content[1]))
	if err != nil {
		return mautic.Secret{}, malformed
	}
	switch n.Content[0].Value {
	case "file":
		return r.secretFile(place)
	case "env":
		if !variableName.MatchString(place) { // it may be the secret, put into the wrong place
			return mautic.Secret{}, errors.New("what stands behind env is no name of an environment variable")
		}
		if value := r.getenv(place); value != "" {
			return mautic.NewSecret(value), nil
		}
		return mautic.Secret{}, fmt.Errorf("the environment variable %s is not set or empty", place)
	}
	return mautic.Secret{}, malformed
}

func (r reader) secretFile(name string) (mautic.Secret, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(r.file), name)
	}
	in, err := os.Open(name)
	if err != nil {
		return mautic.Secret{}, fmt.Errorf("the file cannot be read: %w", err)
	}
	defer func() { _ = in.Close() }()
	secret, err := secretfile.Read(in)
	if err != nil {
		return mautic.Secret{}, fmt.Errorf("the file %s %w", name, err)
	}
	return secret, nil
}

// signing reads a secret of Standard Webhooks: whsec_ and 24 to 64 bytes in
// base64.
func (r reader) signing(n *yaml.Node) (mautic.Secret, error) {
	secret, err := r.secret(n)
	if err != nil {
		return mautic.Secret{}, err
	}
	encoded, ok := strings.CutPrefix(secret.Reveal(), "whsec_")
	key, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(key) < 24 || len(key) > 64 {
		return mautic.Secret{}, errors.New("it has to be whsec_ and 24 to 64 random bytes in base64, as openssl rand -base64 32 makes them")
	}
	return secret, nil
}

// address reads where connections are delivered to. What goes there is a secret,
// so it takes https, but within one network. Errors do not repeat the address:
// its path and query may be secret.
func address(n *yaml.Node) (origin.Origin, mautic.Secret, error) {
	s, err := text(n)
	if err != nil {
		return origin.Origin{}, mautic.Secret{}, err
	}
	u, err := url.Parse(s)
	if err != nil || u.Fragment != "" || u.Opaque != "" || strings.ContainsFunc(s, unicode.IsSpace) {
		return origin.Origin{}, mautic.Secret{}, errors.New("it has to be an address like https://portal.example/hooks/mautic")
	}
	of, ok := origin.Of(s)
	if !ok {
		return origin.Origin{}, mautic.Secret{}, errors.New("it has to be an address like https://portal.example/hooks/mautic, without a user name")
	}
	host, _, err := mautic.ParseBaseURL(of.String())
	if err != nil || u.Scheme != "https" && !host.Private() {
		return origin.Origin{}, mautic.Secret{}, errors.New("it has to begin with https://, since tokens are sent there; http is for hosts of one's own network")
	}
	return of, mautic.NewSecret(of.String() + u.RequestURI()), nil
}
