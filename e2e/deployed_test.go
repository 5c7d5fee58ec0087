package e2e

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// deployed is a program behind a server that can deploy another version of the
// page, or a broken one.
type deployed struct {
	*program
	mu sync.Mutex
	// change makes the body of an answer another one; nil leaves all as they are.
	change func(path string, body []byte) []byte
	// missing is a path that is not found.
	missing string
}

// deploy runs a program behind a server of its own, which program.app names.
func deploy(t *testing.T, args ...string) *deployed {
	t.Helper()
	d := &deployed{program: start(t, args...)}
	behind, err := url.Parse(d.app)
	if err != nil {
		t.Fatal(err)
	}
	to := *behind
	to.Path = ""
	front := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&to)
			r.Out.Host = r.In.Host
			if d.changing() {
				r.Out.Header.Del("Accept-Encoding")
				r.Out.Header.Del("If-None-Match")
			}
		},
		ModifyResponse: d.answer,
	})
	t.Cleanup(front.Close)
	d.app = front.URL + behind.Path
	return d
}

func (d *deployed) changing() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.change != nil || d.missing != ""
}

func (d *deployed) answer(res *http.Response) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	path := res.Request.URL.Path
	if d.missing != "" && path == d.missing {
		res.StatusCode, res.Status = http.StatusNotFound, "404 Not Found"
		return nil
	}
	if d.change == nil || res.StatusCode != http.StatusOK {
		return nil
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	changed := d.change(path, body)
	res.Body = io.NopCloser(bytes.NewReader(changed))
	res.ContentLength = int64(len(changed))
	res.Header.Set("Content-Length", strconv.Itoa(len(changed)))
	if !bytes.Equal(changed, body) {
		res.Header.Del("ETag")
	}
	return nil
}

// release deploys a version of the page that says so in its root element, without
// a file when one is named.
func (d *deployed) release(version, missing string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.missing = missing
	d.change = func(path string, body []byte) []byte {
		switch {
		case strings.HasSuffix(path, "/app-worker.js"):
			return bytes.Replace(body, []byte(`const version = "`), []byte(`const version = "`+version), 1)
		case !strings.Contains(path, "/proxy/") && bytes.HasPrefix(body, []byte("<!DOCTYPE html><html ")):
			return bytes.Replace(body, []byte("<html "), []byte(`<html data-version="`+version+`" `), 1)
		}
		return body
	}
}
