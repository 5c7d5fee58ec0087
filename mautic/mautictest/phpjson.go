package mautictest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// object is a JSON object that keeps the order of its members, as PHP's arrays do.
type object []member

type member struct {
	name  string
	value any
}

// encodeJSON writes v as PHP's json_encode does: slashes escaped, everything beyond ASCII as \u and four hex digits.
func encodeJSON(v any) []byte { return appendJSON(nil, v, false) }

// encodeHexJSON writes v as Symfony's JsonResponse does, which also writes < > & ' and " as \u00XX.
func encodeHexJSON(v any) []byte { return appendJSON(nil, v, true) }

func appendJSON(b []byte, v any, hex bool) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case string:
		return appendJSONString(b, v, hex)
	case json.RawMessage:
		return append(b, v...)
	case []string:
		return appendArray(b, v, hex)
	case []int:
		return appendArray(b, v, hex)
	case []object:
		return appendArray(b, v, hex)
	case []any:
		return appendArray(b, v, hex)
	case object:
		b = append(b, '{')
		for i, m := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSONString(b, m.name, hex)
			b = append(b, ':')
			b = appendJSON(b, m.value, hex)
		}
		return append(b, '}')
	}
	panic(fmt.Sprintf("mautictest: no JSON form for %T", v))
}

func appendArray[T any](b []byte, items []T, hex bool) []byte {
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, item, hex)
	}
	return append(b, ']')
}

func appendJSONString(b []byte, s string, hex bool) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case hex && (r == '<' || r == '>' || r == '&' || r == '\'' || r == '"'):
			b = appendEscape(b, r)
		case r == '"' || r == '\\' || r == '/':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\b':
			b = append(b, `\b`...)
		case r == '\f':
			b = append(b, `\f`...)
		case r < ' ' || r > 0xffff:
			b = appendEscape(b, r)
		case r >= utf8.RuneSelf:
			b = appendEscape(b, r)
		default:
			b = append(b, byte(r))
		}
	}
	return append(b, '"')
}

func appendEscape(b []byte, r rune) []byte {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(b, `\u%04x\u%04x`, high, low)
	}
	// PHP's HEX_* flags write upper-case digits; its own unicode escapes are lower-case.
	if r < utf8.RuneSelf && r >= ' ' {
		return fmt.Appendf(b, `\u%04X`, r)
	}
	return fmt.Appendf(b, `\u%04x`, r)
}
