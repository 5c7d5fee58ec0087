package mautictest

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzAnswer: whatever is asked of whichever version with whichever fault, there is an answer with a status.
func FuzzAnswer(f *testing.F) {
	f.Add("GET", "/api/users/self", "Basic YWRtaW46QWRtMW4tUGFzc3cwcmQh", "application/json", "", "", uint8(0))
	f.Add("POST", "/oauth/v2/token", "", "", "application/x-www-form-urlencoded", "grant_type=refresh_token&client_id=1_x", uint8(2))
	f.Add("GET", "/api/v2/contacts/1", "Basic YWRtaW46QWRtMW4tUGFzc3cwcmQh", "*/*", "", "", uint8(3))
	f.Add("GET", "/index.php/", "Bearer x", "text/html", "", "", uint8(12))
	f.Add("POST", "/oauth/v2/authorize?client_id=1_", "", "", "multipart/form-data; boundary=b", "--b--", uint8(7))
	f.Add("PUT", "//m2/api", "basic Og==", ",;", "application/json", "{\"a\":[]}", uint8(255))
	faults := []Fault{NoFault}
	for _, fault := range Faults() {
		if fault != FaultSlow && fault != FaultConnectionCut && fault != FaultConnectionReset && fault != FaultOversizeBody {
			faults = append(faults, fault)
		}
	}
	f.Fuzz(func(t *testing.T, method, target, auth, accept, contentType, body string, which uint8) {
		if strings.ContainsAny(method, " \t\r\n/()<>@,;:\\\"[]?={}\x7f") || method == "" || strings.ContainsAny(target, " \t\r\n") || !strings.HasPrefix(target, "/") {
			t.Skip("no HTTP client can send such a request")
		}
		for _, r := range method + target {
			if r < ' ' || r > '~' {
				t.Skip("no HTTP client can send such a request")
			}
		}
		req := httptest.NewRequest("GET", "/", strings.NewReader(body))
		req.Method = method
		parsed, err := req.URL.Parse(target)
		if err != nil {
			t.Skip("no HTTP client can send such a request")
		}
		req.URL, req.RequestURI = parsed, target
		for name, value := range map[string]string{"Authorization": auth, "Accept": accept, "Content-Type": contentType} {
			if value != "" {
				req.Header.Set(name, value)
			}
		}
		opts := Options{Version: Versions()[int(which)%len(Versions())]}
		if which&4 != 0 {
			opts.SiteURL = "https://example.com/m2"
		}
		s := New(opts)
		if err := s.SetFault(faults[int(which/8)%len(faults)]); err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, req)
		if rec.Code < 200 || rec.Code > 599 {
			t.Errorf("status %d", rec.Code)
		}
	})
}
