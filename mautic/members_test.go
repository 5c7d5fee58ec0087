package mautic

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var membersTexts = []string{
	`{}`, `[]`, ` { } `, "\ufeff[ ]", `[1]`, `[1,"2",[3,{"4":5}],{"a":[6]},null,true]`, `{"b":1,"a":2,"b":3}`, `{"a":{"b":"c"}, "d" : [ ] }`,
	`{"a\"b":"c,d:e}"}`, `["\\","\\\"",",","]","\\\\"]`, `{"\u0061":"\ud83d\ude00"}`, `{"total":"2","lists":{"12":{"id":12},"3":{"id":3}}}`,
	"[\n\t1 ,\r\n 2 ]", `{"":""}`, `["\u005c",":"]`, `[[],[[]],{}]`,
	``, `1`, `"a"`, `null`, `{`, `[1`, `[1,]`, `[1]]`, `[1] 2`, `{"a"}`, `{"a":}`, `["a]`, `["\"]`, "\xff", "[\"\xff\"]",
}

// membersByToken reads what members does with the tokens of package json.
func membersByToken(raw []byte) (keys []string, values []string) {
	d := json.NewDecoder(bytes.NewReader(raw))
	open, _ := d.Token()
	for d.More() {
		key := ""
		if open == json.Delim('{') {
			t, _ := d.Token()
			key = t.(string)
		}
		var v json.RawMessage
		if d.Decode(&v) != nil {
			return nil, nil
		}
		keys, values = append(keys, key), append(values, string(v))
	}
	return keys, values
}

func compareMembers(t *testing.T, raw []byte) {
	t.Helper()
	keys, values, err := members(raw)
	if ok := isJSON(raw); ok != (err == nil) {
		t.Fatalf("%q is an object or array: %v, but the error is %v", raw, ok, err)
	}
	if err != nil {
		return
	}
	var got []string
	for _, v := range values {
		got = append(got, string(v))
	}
	wantKeys, want := membersByToken(trimBOM(raw))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values of %q (-want +got):\n%s", raw, diff)
	}
	if diff := cmp.Diff(wantKeys, keys); diff != "" {
		t.Errorf("names of %q (-want +got):\n%s", raw, diff)
	}
}

func TestMembersAreThoseThatPackageJSONReads(t *testing.T) {
	for _, text := range membersTexts {
		compareMembers(t, []byte(text))
	}
}

func FuzzMembers(f *testing.F) {
	for _, text := range membersTexts {
		f.Add([]byte(text))
	}
	f.Fuzz(compareMembers)
}
