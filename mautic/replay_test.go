package mautic

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// record is one exchange with a real Mautic; testdata/README.md says how they
// were made. HTML bodies are cut at 700 characters.
type record struct {
	ID      string
	Request struct {
		Method, Host, Path string
		Headers            map[string]string
		Body               string
	}
	Response struct {
		Status  int
		Headers map[string]string
		Body    string
	}
}

func (r record) response() *Response {
	h := Header{}
	for k, v := range r.Response.Headers {
		h.Set(k, v)
	}
	return &Response{Status: r.Response.Status, Header: h, Body: []byte(r.Response.Body)}
}

// records reads every recording, by "5.1.1/basic-good".
func records(t testing.TB) map[string]record {
	t.Helper()
	files, err := filepath.Glob("testdata/wire/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings in testdata/wire: %v", err)
	}
	all := map[string]record{}
	for _, f := range files {
		for _, r := range family(t, f) {
			all[filepath.Base(filepath.Dir(f))+"/"+r.ID] = r
		}
	}
	return all
}

func family(t testing.TB, file string) (list []record) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return list
}

// find returns one recording; an id without a version is of 5.1.1.
func find(t testing.TB, id string) record {
	t.Helper()
	version, name, ok := strings.Cut(id, "/")
	if !ok {
		version, name = "5.1.1", id
	}
	word, _, _ := strings.Cut(name, "-")
	list := family(t, filepath.Join("testdata/wire", version, word+".json"))
	i := slices.IndexFunc(list, func(r record) bool { return r.ID == name })
	if i < 0 {
		t.Fatalf("there is no recording %q", id)
	}
	return list[i]
}

var recordedBase = mustBase("http://127.0.0.1:8090")

func mustBase(s string) BaseURL {
	b, _, err := ParseBaseURL(s)
	if err != nil {
		panic(err)
	}
	return b
}

var received = time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)

// replay answers one request as recorded, and fails the test when the request
// differs from the recorded one in anything Mautic looks at. Form parameters
// in ignore may differ.
func replay(t *testing.T, id string, ignore ...string) Transport {
	t.Helper()
	rec := find(t, id)
	return TransportFunc(func(_ context.Context, r *Request) (*Response, error) {
		t.Helper()
		type seen struct {
			Method, URL, Authorization, ContentType string
			Form                                    url.Values
			Body                                    any
		}
		read := func(method, u string, h Header, body string) seen {
			s := seen{Method: method, URL: u, Authorization: h.Get("Authorization"), ContentType: h.Get("Content-Type")}
			switch s.ContentType {
			case "application/x-www-form-urlencoded":
				v, err := url.ParseQuery(body)
				if err != nil {
					t.Errorf("the body is no form: %v", err)
				}
				for _, k := range ignore {
					v.Del(k)
				}
				s.Form = v
			case "application/json":
				if err := json.Unmarshal([]byte(body), &s.Body); err != nil {
					t.Errorf("the body is no JSON: %v", err)
				}
			}
			return s
		}
		want := read(rec.Request.Method, "http://"+rec.Request.Host+rec.Request.Path, Header(rec.Request.Headers), rec.Request.Body)
		got := read(r.Method, r.URL, r.Header, string(r.Body))
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("the request differs from recording %s (-recorded +sent):\n%s", id, d)
		}
		if a := r.Header.Get("Accept"); a != "application/json" {
			t.Errorf("Accept is %q", a)
		}
		res := rec.response()
		res.Received = received
		return res, nil
	})
}

// recordedBasic returns the Basic credential of a recording's request.
func recordedBasic(t *testing.T, id string) Basic {
	t.Helper()
	user, pass, ok := decodeBasic(find(t, id).Request.Headers["Authorization"])
	if !ok {
		t.Fatalf("%s was recorded without a Basic header", id)
	}
	return Basic{Base: recordedHost(t, id), UserName: user, Password: NewSecret(pass)}
}

func recordedHost(t *testing.T, id string) BaseURL {
	t.Helper()
	return mustBase("http://" + find(t, id).Request.Host)
}

// recordedForm returns a form parameter of a recording's request.
func recordedForm(t *testing.T, id, name string) string {
	t.Helper()
	v, err := url.ParseQuery(find(t, id).Request.Body)
	if err != nil {
		t.Fatal(err)
	}
	return v.Get(name)
}
