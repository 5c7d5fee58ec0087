package mautic

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// PHP turns numbers into strings ("total":"3"), and empty maps into lists
// ([]). The types here read both.

// looseInt reads 3, "3" and 3.0; null and "" are 0.
type looseInt int

// UnmarshalJSON implements json.Unmarshaler.
func (n *looseInt) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if s == "" || s == "null" {
		*n = 0
		return nil
	}
	if v, err := strconv.ParseInt(s, 10, 64); err == nil {
		*n = looseInt(v)
		return nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != f || f < -1<<52 || f > 1<<52 {
		return errors.New("the answer holds something else where a number belongs")
	}
	*n = looseInt(f)
	return nil
}

// looseString returns the JSON string in raw, or "" for anything else.
func looseString(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// unmarshalMap reads a JSON object into m, and takes an empty list for an
// empty object.
func unmarshalMap(raw json.RawMessage, m any) error {
	b := trimSpace(raw)
	if len(b) == 0 || string(b) == "null" || len(b) >= 2 && b[0] == '[' && len(trimSpace(b[1:len(b)-1])) == 0 {
		return nil
	}
	return json.Unmarshal(b, m)
}

// stringList reads ["a","b"], {"0":"a","2":"b"} (a PHP list with a hole) and
// "a".
func stringList(raw json.RawMessage) ([]string, error) {
	if s := looseString(raw); s != "" {
		return []string{s}, nil
	}
	_, values, err := members(raw)
	if err != nil {
		return nil, err
	}
	list := make([]string, 0, len(values))
	for _, v := range values {
		list = append(list, looseString(v))
	}
	return list, nil
}

// trimBOM cuts the byte order mark some PHP files put in front of an answer.
func trimBOM(b []byte) []byte {
	if len(b) >= 3 && string(b[:3]) == "\xef\xbb\xbf" {
		b = b[3:]
	}
	return trimSpace(b)
}

// trimSpace cuts spaces, line ends and control characters off both ends.
func trimSpace(b []byte) []byte {
	for len(b) > 0 && b[0] <= ' ' {
		b = b[1:]
	}
	for len(b) > 0 && b[len(b)-1] <= ' ' {
		b = b[:len(b)-1]
	}
	return b
}
