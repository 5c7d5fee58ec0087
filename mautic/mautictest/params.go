package mautictest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// params are the parameters of a request, whichever way they came: query, form, multipart or JSON.
// Members of forms keep their brackets: "client[name]".
type params struct {
	scalars map[string]string
	lists   map[string][]string
	// present says that the name was sent at all, be it as null.
	present map[string]bool
}

// errBrokenBody: the body is not what its Content-Type says.
var errBrokenBody = errors.New("the body is not what its content type says")

// maxBody is how much of a request's body the sandbox reads.
const maxBody = 1 << 20

func newParams() params {
	return params{scalars: map[string]string{}, lists: map[string][]string{}, present: map[string]bool{}}
}

func (p params) get(name string) string { return p.scalars[name] }

func (p params) has(name string) bool { return p.present[name] }

// list returns a list parameter; one that came as a single value is a list of one.
func (p params) list(name string) []string {
	if items, ok := p.lists[name]; ok {
		return items
	}
	if one, ok := p.scalars[name]; ok && one != "" {
		return []string{one}
	}
	return nil
}

// truth reads a parameter as PHP reads a boolean from a form.
func (p params) truth(name string) bool {
	switch strings.ToLower(p.scalars[name]) {
	case "", "0", "false", "no", "off":
		return false
	}
	return true
}

// add adds one pair of a form: "a[]" and "a[0]" extend the list a, anything else sets a scalar.
func (p params) add(name, value string) {
	if base, index, ok := strings.Cut(name, "["); ok && strings.HasSuffix(index, "]") {
		index = strings.TrimSuffix(index, "]")
		if _, err := strconv.Atoi(index); index == "" || err == nil {
			p.lists[base] = append(p.lists[base], value)
			p.present[base] = true
			return
		}
	}
	p.scalars[name] = value
	p.present[name] = true
}

// parsePairs reads a query string or form body the way PHP does: pairs in order, broken escapes taken as they are.
func parsePairs(text string) params {
	p := newParams()
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		p.add(unescape(name), unescape(value))
	}
	return p
}

func unescape(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return strings.ReplaceAll(text, "+", " ")
}

// parseBody reads a body by its content type: form, multipart or JSON. Any other type has no parameters.
func parseBody(contentType string, body []byte) (params, error) {
	kind, attributes, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = strings.TrimSpace(strings.ToLower(contentType))
	}
	switch {
	case kind == "application/x-www-form-urlencoded":
		return parsePairs(string(body)), nil
	case kind == "multipart/form-data":
		return parseMultipart(body, attributes["boundary"]), nil
	case kind == typeJSON || strings.HasSuffix(kind, "+json"):
		return parseJSON(body)
	}
	return newParams(), nil
}

func parseMultipart(body []byte, boundary string) params {
	p := newParams()
	if boundary == "" {
		return p
	}
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := reader.NextPart()
		if err != nil {
			return p
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return p
		}
		if name := part.FormName(); name != "" && part.FileName() == "" {
			p.add(name, string(value))
		}
	}
}

func parseJSON(body []byte) (params, error) {
	p := newParams()
	if len(bytes.TrimSpace(body)) == 0 {
		return p, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var members map[string]any
	if err := decoder.Decode(&members); err != nil {
		return p, errBrokenBody
	}
	if _, err := decoder.Token(); err != io.EOF {
		return p, errBrokenBody
	}
	for name, value := range members {
		p.present[name] = true
		if items, ok := value.([]any); ok {
			list := make([]string, 0, len(items))
			for _, item := range items {
				if text, ok := scalar(item); ok {
					list = append(list, text)
				}
			}
			p.lists[name] = list
		} else if text, ok := scalar(value); ok {
			p.scalars[name] = text
		}
	}
	return p, nil
}

// scalar writes a JSON value as PHP casts it to a string.
func scalar(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "1", true
		}
		return "", true
	}
	return "", false
}

// names returns the names of all parameters, sorted.
func (p params) names() []string {
	out := make([]string, 0, len(p.present))
	for name := range p.present {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// hasFormBody says whether a request's body is a form, by Content-Type.
func hasFormBody(h http.Header) bool {
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.TrimSpace(kind) == "application/x-www-form-urlencoded"
}
