package mautictest

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A record is one request to a real Mautic with its answer, bodies cut short.
type record struct {
	ID      string
	Request struct {
		Method, Path, Host, Body string
		Headers                  map[string]string
	}
	Response recordedResponse
}

type recordedResponse struct {
	Status  int
	Headers map[string]string
	Body    string
}

// seen is what the replay compares: everything by which a program tells Mautic's answers apart.
type seen struct {
	Status                            int
	Shape, Type, Message, ContentType string
	Location                          string
	Version                           string
	CacheControl, Vary, Pragma        string
	CORS                              map[string]string
	SessionCookie, TrackingCookies    bool
	// Body is the JSON of a success, where it was recorded whole.
	Body string
}

// look reads what is compared out of an answer. Tokens, codes and numbers of new entities differ from run to run and
// are replaced by a word.
func look(r recordedResponse) seen {
	s := seen{
		Status: r.Status, Shape: shapeOf(r), ContentType: r.Headers["Content-Type"],
		Version: r.Headers["Mautic-Version"], CacheControl: r.Headers["Cache-Control"], Vary: r.Headers["Vary"],
		Pragma: r.Headers["Pragma"], CORS: map[string]string{},
	}
	location := regexp.MustCompile(`[A-Za-z0-9]{86}`).ReplaceAllString(r.Headers["Location"], "TOKEN")
	s.Location = regexp.MustCompile(`/\d+$`).ReplaceAllString(location, "/ID")
	for name, value := range r.Headers {
		if strings.HasPrefix(name, "Access-Control-") {
			s.CORS[name] = value
		}
	}
	s.SessionCookie = regexp.MustCompile(`(^|\n)[0-9a-f]{32}=`).MatchString(r.Headers["Set-Cookie"])
	s.TrackingCookies = strings.Contains(r.Headers["Set-Cookie"], "mautic_device_id=")
	if s.Shape == "A" || s.Shape == "B" {
		var body struct {
			Errors []struct {
				Message string
				Type    *string
			}
		}
		if err := json.Unmarshal([]byte(r.Body), &body); err == nil && len(body.Errors) == 1 {
			s.Message = body.Errors[0].Message
			if body.Errors[0].Type != nil {
				s.Type = *body.Errors[0].Type
			}
		} else {
			s.Message = "unreadable: " + r.Body
		}
	}
	if s.Shape == "JSON" && json.Valid([]byte(r.Body)) {
		s.Body = regexp.MustCompile(`[A-Za-z0-9]{86}`).ReplaceAllString(r.Body, "TOKEN")
		s.Body = regexp.MustCompile(`[0-9a-f]{64}`).ReplaceAllString(s.Body, "SECRET")
		if r.Status == http.StatusCreated || strings.HasPrefix(s.Body, `{"hook`) || strings.HasPrefix(s.Body, `{"total"`) {
			s.Body = regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:+]+`).ReplaceAllString(s.Body, "DATE")
		}
		if r.Status == http.StatusCreated {
			s.Body = regexp.MustCompile(`"id":\d+`).ReplaceAllString(s.Body, `"id":N`)
		}
	}
	return s
}

func shapeOf(r recordedResponse) string {
	body, kind := strings.TrimSpace(r.Body), r.Headers["Content-Type"]
	switch {
	case body == "":
		return "empty"
	case strings.HasPrefix(body, `{"errors":[{"message"`):
		return "A"
	case strings.HasPrefix(body, `{"errors":[{"code"`):
		return "B"
	case strings.HasPrefix(body, `{"error":`):
		return "C"
	case kind == typeApache:
		return "D"
	case strings.HasPrefix(body, "<"):
		return "HTML"
	case strings.HasPrefix(body, "{") || strings.HasPrefix(body, "["):
		return "JSON"
	}
	return "other"
}

func records(t testing.TB) []record {
	t.Helper()
	files, err := filepath.Glob("testdata/wire-5.1.1/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings found: %v", err)
	}
	var all []record
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var some []record
		if err := json.Unmarshal(data, &some); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, some...)
	}
	return all
}

// send plays one request against the sandbox and the servers that stood in front of the recorded one.
func send(h http.Handler, r record) recordedResponse {
	host := r.Request.Host
	if host == "" {
		host = "127.0.0.1:8090"
	}
	req := httptest.NewRequest(r.Request.Method, r.Request.Path, strings.NewReader(r.Request.Body))
	req.Host = host
	for name, value := range r.Request.Headers {
		req.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	front(h, host).ServeHTTP(rec, req)
	out := recordedResponse{Status: rec.Code, Headers: map[string]string{}, Body: rec.Body.String()}
	for name, values := range rec.Header() {
		out.Headers[name] = strings.Join(values, "\n")
	}
	return out
}

// front is the Apache of the recordings: port 8091 drops the Authorization header, 8092 redirects to https.
func front(h http.Handler, host string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(host, ":8091"):
			r.Header.Del("Authorization")
		case strings.HasSuffix(host, ":8092"):
			to := "https://127.0.0.1:8443" + r.URL.RequestURI()
			a := apachePage(http.StatusMovedPermanently, "Moved Permanently", to)
			w.Header().Set("Content-Type", typeApache)
			w.Header().Set("Location", to)
			w.WriteHeader(a.status)
			_, _ = w.Write(a.body)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// TestReplay holds the sandbox to every recording. testdata/uncovered.json names the records that disagree, with the
// reason; it is checked both ways.
func TestReplay(t *testing.T) {
	t.Parallel()
	uncovered := map[string]string{}
	data, err := os.ReadFile("testdata/uncovered.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &uncovered); err != nil {
		t.Fatal(err)
	}
	all := records(t)
	agreed := 0
	for _, r := range all {
		got, want := look(replay(t, r)), look(r.Response)
		if len(r.Response.Headers) == 0 && r.Response.Body == "" {
			// Only the status was written down.
			got, want = seen{Status: got.Status}, seen{Status: want.Status}
		}
		if want.Body == "" {
			got.Body = ""
		}
		diff := cmp.Diff(want, got)
		reason, listed := uncovered[r.ID]
		delete(uncovered, r.ID)
		switch {
		case diff == "":
			agreed++
			if listed {
				t.Errorf("%s agrees now; take it out of testdata/uncovered.json", r.ID)
			}
		case !listed:
			t.Errorf("%s: %s %s disagrees (-recorded +sandbox):\n%s", r.ID, r.Request.Method, r.Request.Path, diff)
		default:
			t.Logf("not covered: %s: %s", r.ID, reason)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(uncovered)) {
		t.Errorf("testdata/uncovered.json names %s, which is no record", id)
	}
	t.Logf("replay 5.1.1: %d of %d records agree", agreed, len(all))
}
