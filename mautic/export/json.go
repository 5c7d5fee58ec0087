package export

import "strconv"

// member is one member of an object; an object keeps the order of its members,
// which encoding/json does not do for maps.
type member struct {
	key   string
	value any
}

type (
	object []member
	array  []any
)

// texts is an object of texts, given as names and values by turns. It is
// smaller in a browser's program than a literal.
func texts(pairs ...string) object {
	out := make(object, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, member{pairs[i], pairs[i+1]})
	}
	return out
}

// with returns o and one more member.
func (o object) with(key string, value any) object { return append(o, member{key, value}) }

// renderJSON writes nil, bool, int, string, object and array, with an indent of
// two spaces and a line end.
func renderJSON(v any) string { return string(append(appendJSON(nil, v, "\n"), '\n')) }

func appendJSON(b []byte, v any, line string) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case string:
		return append(b, quote(v)...)
	case object:
		if len(v) == 0 {
			return append(b, "{}"...)
		}
		b = append(b, '{')
		for i, m := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(append(b, line...), "  "...)
			b = append(append(b, quote(m.key)...), ": "...)
			b = appendJSON(b, m.value, line+"  ")
		}
		return append(append(b, line...), '}')
	case array:
		if len(v) == 0 {
			return append(b, "[]"...)
		}
		b = append(b, '[')
		for i, e := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(append(b, line...), "  "...)
			b = appendJSON(b, e, line+"  ")
		}
		return append(append(b, line...), ']')
	}
	panic("export: a value that renderJSON does not know")
}
