package n8ntest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

// Version is a version of n8n.
type Version string

// The versions that can be played.
const (
	V1 Version = "1.123.81"
	V2 Version = "2.41.1"
)

// Key is an API key.
type Key struct {
	Value string
	// Scopes are what the key may do, "credential:create"; nil means all.
	Scopes []string
}

// TestKey is the API key of an instance whose Options name none.
const TestKey = "n8n_api_0123456789abcdef"

// Options say which n8n to play. The zero value is 2.41.1 at the root with
// TestKey, which may do everything.
type Options struct {
	// Version to play; empty means V2.
	Version Version
	// Path is N8N_PATH, such as "/n8n"; what lies outside is not n8n.
	Path string
	// Keys are the API keys; nil means TestKey.
	Keys []Key
	// Disabled is N8N_PUBLIC_API_DISABLED.
	Disabled bool
	// NoMautic leaves the Mautic nodes and their types out (NODES_EXCLUDE).
	NoMautic bool
	// Projects are the IDs of the projects besides the personal one.
	Projects []string
	// Client makes the requests of a credential's test; nil means a client
	// with ten seconds of patience.
	Client *http.Client
}

// Credential is a stored credential, decrypted.
type Credential struct {
	ID, Name, Type       string
	Project              string // "" is the personal one
	Data                 map[string]any
	CreatedAt, UpdatedAt time.Time
}

// Request is what arrived, and how it was answered.
type Request struct {
	Method, Path, Query string
	Header              http.Header
	Body                string
	Status              int
}

// Instance is an n8n that lives in memory. It is an http.Handler and safe for
// concurrent use.
type Instance struct {
	opts Options

	mu          sync.Mutex
	credentials []*Credential // in the order of creation
	requests    []Request
	made        int
}

// New returns an n8n. It panics on a version it does not play, which is a
// mistake in the calling program.
func New(o Options) *Instance {
	if o.Version == "" {
		o.Version = V2
	}
	if o.Version != V1 && o.Version != V2 {
		panic("n8ntest: there is no version " + string(o.Version))
	}
	if o.Keys == nil {
		o.Keys = []Key{{Value: TestKey}}
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second}
	}
	o.Path = strings.TrimRight(o.Path, "/")
	return &Instance{opts: o}
}

// Server is an Instance that listens.
type Server struct {
	*Instance
	// URL is the address of the n8n, without a trailing slash.
	URL string
	// Close stops it.
	Close func()
}

// NewServer starts an n8n on a free port of this machine.
func NewServer(o Options) *Server {
	i := New(o)
	s := httptest.NewServer(i)
	return &Server{Instance: i, URL: s.URL + i.opts.Path, Close: s.Close}
}

// Credentials returns what is stored, in the order of creation.
func (i *Instance) Credentials() []Credential {
	i.mu.Lock()
	defer i.mu.Unlock()
	var all []Credential
	for _, c := range i.credentials {
		all = append(all, c.clone())
	}
	return all
}

// Requests returns what arrived, in order.
func (i *Instance) Requests() []Request {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.requests)
}

// clone copies c through JSON, which is all its data can be.
func (c *Credential) clone() Credential {
	out := *c
	b, err := json.Marshal(c.Data)
	if err == nil {
		out.Data = nil
		err = json.Unmarshal(b, &out.Data)
	}
	if err != nil {
		panic("n8ntest: stored data is no JSON: " + err.Error())
	}
	return out
}

// ServeHTTP answers as n8n does below /api/v1/credentials, with n8n's editor
// page for a GET of any other path, and like a web server outside of Path.
func (i *Instance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<20))
	if err != nil {
		http.Error(w, "The body is too large.", http.StatusRequestEntityTooLarge)
		return
	}
	a := i.answer(r, body)
	i.mu.Lock()
	i.requests = append(i.requests, Request{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Clone(), string(body), a.status})
	i.mu.Unlock()
	w.Header().Set("Content-Type", a.contentType)
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the reader is gone: nobody left to tell
}
