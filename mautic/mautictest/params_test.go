package mautictest

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseBodyReadsEveryKind(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind, body string
		scalars    map[string]string
		lists      map[string][]string
		broken     bool
	}{
		{"application/x-www-form-urlencoded; charset=utf-8", "a=1+2&b%5B%5D=x&b[1]=y&c[name]=z&d=%zz&a=3",
			map[string]string{"a": "3", "c[name]": "z", "d": "%zz"}, map[string][]string{"b": {"x", "y"}}, false},
		{"application/json", `{"a":1.50,"b":["x",2,{}],"c":true,"d":null,"e":{}}`,
			map[string]string{"a": "1.50", "c": "1", "d": ""}, map[string][]string{"b": {"x", "2"}}, false},
		{"application/json", "", map[string]string{}, map[string][]string{}, false},
		{"application/json", `{"a":`, map[string]string{}, map[string][]string{}, true},
		{"application/json", `{"a":1} {}`, map[string]string{}, map[string][]string{}, true},
		{"application/json", `[1]`, map[string]string{}, map[string][]string{}, true},
		{"multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--B--\r\n",
			map[string]string{"a": "1"}, map[string][]string{}, false},
		{"multipart/form-data", "--B", map[string]string{}, map[string][]string{}, false},
		{"text/plain", "a=1", map[string]string{}, map[string][]string{}, false},
		{"", "a=1", map[string]string{}, map[string][]string{}, false},
	} {
		got, err := parseBody(test.kind, []byte(test.body))
		if (err != nil) != test.broken {
			t.Errorf("%s %q: error %v", test.kind, test.body, err)
		}
		if test.broken {
			continue
		}
		if diff := cmp.Diff(test.scalars, got.scalars); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", test.kind, test.body, diff)
		}
		if diff := cmp.Diff(test.lists, got.lists); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", test.kind, test.body, diff)
		}
	}
}

// FuzzTokenBody: whatever is sent, the token endpoint answers 200 or 400 with JSON, and never a token without the
// client's secret.
func FuzzTokenBody(f *testing.F) {
	const form, multi = "application/x-www-form-urlencoded", "multipart/form-data; boundary=B"
	f.Add(form, "grant_type=client_credentials&client_id=1_x&client_secret=y")
	f.Add(form, "grant_type[]=client_credentials&client_id=%zz&=&&")
	f.Add(typeJSON, `{"grant_type":"refresh_token","refresh_token":["a"]}`)
	f.Add(typeJSON, `{"grant_type":`)
	f.Add(multi, "--B\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\npassword\r\n--B--")
	f.Add("; ;", "\x00")
	s := New(Options{Clock: NewClock(time.Unix(1_800_000_000, 0))})
	secret := s.Clients()[0].Secret
	f.Fuzz(func(t *testing.T, kind, body string) {
		req := httptest.NewRequest("POST", "/oauth/v2/token", strings.NewReader(body))
		req.Header.Set("Content-Type", kind)
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, req)
		if rec.Code != 400 && rec.Code != 200 || rec.Header().Get("Content-Type") != typeJSON {
			t.Errorf("status %d %s", rec.Code, rec.Header().Get("Content-Type"))
		}
		if rec.Code == 200 && !strings.Contains(body, secret) {
			t.Errorf("a token for %q", body)
		}
	})
}
