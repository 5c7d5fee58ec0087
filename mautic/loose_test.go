package mautic

import (
	"encoding/json"
	"testing"
)

func TestLooseIntReadsWhatPHPWrites(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int
		ok   bool
	}{
		{`3`, 3, true}, {`"3"`, 3, true}, {`-1`, -1, true}, {`3.0`, 3, true}, {`1e3`, 1000, true}, {`null`, 0, true}, {`""`, 0, true},
		{`"x"`, 0, false}, {`true`, 0, false}, {`{}`, 0, false}, {`1e300`, 0, false}, {`"NaN"`, 0, false},
	} {
		var n looseInt
		err := json.Unmarshal([]byte(tt.in), &n)
		if (err == nil) != tt.ok || int(n) != tt.want {
			t.Errorf("%s is read as %d, %v", tt.in, n, err)
		}
	}
}
