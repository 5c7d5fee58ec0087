package n8ntest

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed schema/*.json
var schemas embed.FS

// schema is as much of JSON Schema as n8n uses, with the words of the npm
// package jsonschema for what it refuses.
type schema struct {
	Properties members[struct {
		Type string `json:"type"`
		Enum []any  `json:"enum"`
	}] `json:"properties"`
	AllOf []condition `json:"allOf"`
}

// condition is one if-then-else of a schema.
type condition struct {
	If struct {
		Properties members[struct {
			Enum []any `json:"enum"`
		}] `json:"properties"`
		Required []string `json:"required"`
	} `json:"if"`
	Then struct {
		AllOf []struct {
			Required []string `json:"required"`
		} `json:"allOf"`
	} `json:"then"`
	Else *struct {
		AllOf []struct {
			Not struct {
				Required []string `json:"required"`
			} `json:"not"`
		} `json:"allOf"`
	} `json:"else"`
}

// member is one member of a JSON object.
type member[T any] struct {
	name  string
	value T
}

// members is a JSON object in the order in which it is written.
type members[T any] []member[T]

func (m *members[T]) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		e := member[T]{name: fmt.Sprint(name)}
		if err := d.Decode(&e.value); err != nil {
			return err
		}
		*m = append(*m, e)
	}
	return nil
}

func (m members[T]) get(name string) (T, bool) {
	for _, e := range m {
		if e.name == name {
			return e.value, true
		}
	}
	var none T
	return none, false
}

// schemaFile returns the schema a version has for a type, or nil.
func schemaFile(v Version, typ string) []byte {
	if strings.ContainsAny(typ, `/\.`) {
		return nil
	}
	b, err := schemas.ReadFile("schema/" + typ + "-" + string(v) + ".json")
	if err != nil {
		return nil
	}
	return b
}

// refuse returns what n8n has against data, or "".
func (s schema) refuse(data json.RawMessage) string {
	var found []string
	note := func(format string, args ...any) {
		found = append(found, "request.body.data "+fmt.Sprintf(format, args...))
	}
	if t := bytes.TrimSpace(data); len(t) == 0 || t[0] != '{' {
		note("is not of a type(s) object")
		return found[0]
	}
	var given members[any]
	if err := json.Unmarshal(data, &given); err != nil {
		return err.Error()
	}
	for _, m := range given {
		if _, known := s.Properties.get(m.name); !known {
			note("is not allowed to have the additional property %q", m.name)
		}
	}
	for _, p := range s.Properties {
		v, ok := given.get(p.name)
		switch {
		case !ok:
		case !hasType(v, p.value.Type):
			note("is not of a type(s) %s", p.value.Type)
		case len(p.value.Enum) > 0 && !oneOf(v, p.value.Enum):
			note("is not one of enum values: %s", list(p.value.Enum))
		}
	}
	for i, c := range s.AllOf {
		for _, line := range c.refuse(i, given) {
			note("%s", line)
		}
	}
	return strings.Join(found, ",")
}

// refuse returns the lines about condition number i of allOf. A condition on a
// member that is not there holds, unless it demands the member: so 1.123
// demands members its form hides.
func (c condition) refuse(i int, given members[any]) []string {
	holds := true
	for _, name := range c.If.Required {
		_, ok := given.get(name)
		holds = holds && ok
	}
	for _, p := range c.If.Properties {
		if v, ok := given.get(p.name); ok && !oneOf(v, p.value.Enum) {
			holds = false
		}
	}
	var lines []string
	inner := func(j int, text string) {
		lines = append(lines, fmt.Sprintf("does not match allOf schema [subschema %d] with 1 error[s]:", j), text)
	}
	switch {
	case holds:
		for j, sub := range c.Then.AllOf {
			for _, name := range sub.Required {
				if _, ok := given.get(name); !ok {
					inner(j, fmt.Sprintf("requires property %q", name))
				}
			}
		}
	case c.Else != nil:
		for j, sub := range c.Else.AllOf {
			for _, name := range sub.Not.Required {
				if _, ok := given.get(name); ok {
					inner(j, "is of prohibited type [object Object]")
				}
			}
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]string{fmt.Sprintf("does not match allOf schema [subschema %d] with %d error[s]:", i, len(lines))}, lines...)
}

// hasType: jsonschema lets every value pass for a type it does not know, such
// as n8n's "json".
func hasType(v any, typ string) bool {
	switch typ {
	case "string":
		_, ok := v.(string)
		return ok
	case "boolean":
		_, ok := v.(bool)
		return ok
	}
	return true
}

func oneOf(v any, enum []any) bool {
	for _, e := range enum {
		if e == v {
			return true
		}
	}
	return false
}

func list(values []any) string {
	var s []string
	for _, v := range values {
		s = append(s, fmt.Sprint(v))
	}
	return strings.Join(s, ",")
}
