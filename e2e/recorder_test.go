package e2e

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// recorder stands between the browser and a server, and keeps every byte that
// the two send each other. What the program itself sends is passed on only.
type recorder struct {
	// address is where the browser finds the server, with a slash at the end.
	address string
	server  *httptest.Server
	target  *url.URL

	mu  sync.Mutex
	all bytes.Buffer
}

func newRecorder(t *testing.T) *recorder {
	t.Helper()
	r := &recorder{}
	proxy := &httputil.ReverseProxy{
		ErrorLog: log.New(io.Discard, "", 0), // a long poll that ends with its page is none
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(r.target)
			p.Out.Host = p.In.Host
			p.Out.Header.Del("Accept-Encoding") // so that it can be read
		},
		ModifyResponse: func(res *http.Response) error {
			if strings.HasPrefix(res.Request.UserAgent(), "mautic-connect/") || strings.HasSuffix(res.Request.URL.Path, ".wasm") {
				return nil
			}
			body, err := io.ReadAll(res.Body)
			res.Body = io.NopCloser(bytes.NewReader(body))
			r.note("%s\n%v\n%s\n", res.Status, res.Header, body)
			return err
		},
	}
	r.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !strings.HasPrefix(req.UserAgent(), "mautic-connect/") {
			body, _ := io.ReadAll(req.Body)
			req.Body = io.NopCloser(bytes.NewReader(body))
			r.note("%s %s\n%v\n%s\n", req.Method, req.URL, req.Header, body)
		}
		proxy.ServeHTTP(w, req)
	}))
	r.address = "http://" + strings.Replace(r.server.Listener.Addr().String(), "127.0.0.1", "localhost", 1) + "/"
	return r
}

// follow starts it in front of a server.
func (r *recorder) follow(t *testing.T, server string) {
	t.Helper()
	var err error
	if r.target, err = url.Parse(server); err != nil {
		t.Fatal(err)
	}
	r.server.Start()
	t.Cleanup(r.server.Close)
}

// host is its host and port.
func (r *recorder) host() string { return strings.Trim(strings.TrimPrefix(r.address, "http:"), "/") }

func (r *recorder) note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(&r.all, format, args...)
}

// text is what was recorded so far.
func (r *recorder) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.String()
}
