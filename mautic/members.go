package mautic

import (
	"encoding/json"
	"errors"
)

// members returns the values of a JSON object or array in order, and the
// names of an object's; an array's names are empty. They are parts of raw.
// Package json keeps the order only for whoever reads token by token, which
// weighs 15 kB more in the browser's program than to look for the commas.
func members(raw []byte) (keys []string, values []json.RawMessage, err error) {
	raw = trimBOM(raw)
	if !isJSON(raw) {
		return nil, nil, errors.New("neither an object nor an array")
	}
	object, key := raw[0] == '{', ""
	depth, quoted, start := 0, false, 1
	for i, c := range raw {
		switch {
		case quoted:
			quoted = c != '"' || escaped(raw[:i])
			continue
		case c == '"':
			quoted = true
		case c == '{', c == '[':
			depth++
		case c == ':' && object && depth == 1:
			key, start = looseString(raw[start:i]), i+1
		}
		closes := c == '}' || c == ']'
		if depth == 1 && (c == ',' || closes) {
			if value := trimSpace(raw[start:i]); len(value) > 0 { // not so in {} and []
				keys, values = append(keys, key), append(values, value)
			}
			start = i + 1
		}
		if closes {
			depth--
		}
	}
	return keys, values, nil
}

// escaped reports whether what follows s in a JSON string is escaped: it is
// after an odd number of backslashes.
func escaped(s []byte) bool {
	n := 0
	for n < len(s) && s[len(s)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}
