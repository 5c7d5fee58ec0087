package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"mautic-connect/web/contentpolicy"
	"mautic-connect/web/site"
)

// files serves the generated tree. Paths are looked up in a map, never in a file
// system, so no path can climb out of it.
type files struct {
	byPath   map[string]*servedFile
	notFound *servedFile // nil when the tree has no such page
}

// servedFile is a file with its header values made once.
type servedFile struct {
	*site.File
	cacheControl string
	compressed   bool
}

func newFiles(t *site.Tree) *files {
	f := &files{byPath: make(map[string]*servedFile, len(t.Files))}
	for i := range t.Files {
		file := &servedFile{File: &t.Files[i], cacheControl: contentpolicy.Fresh}
		file.compressed = file.Brotli != nil || file.Gzip != nil
		switch {
		case file.Path == refusedPath:
			continue // it is filled in, see refusedPage
		case file.Path == embedPath:
			file.cacheControl = "no-store" // who may show it may change
		case file.Immutable:
			file.cacheControl = contentpolicy.Immutable
		}
		f.byPath[file.Path] = file
	}
	f.notFound = f.byPath[site.NotFound]
	return f
}

// serve answers with the file at path, or with the tree's 404 page.
func (f *files) serve(w http.ResponseWriter, r *http.Request, path string) {
	record(r).route = "file"
	file, ok := f.byPath[path]
	if !ok || file == f.notFound {
		f.serveNotFound(w, r)
		return
	}
	record(r).file = file.Path
	if !readOnly(w, r) {
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.Type)
	h.Set("Cache-Control", file.cacheControl)
	setPageHeaders(h, file.Path, file.Type)
	if file.Path == scriptPath || file.Path == declarationsPath {
		allowLoading(h)
	}

	c := file.choose(h, r)
	if c == codingNone {
		http.Error(w, "This file is not available in an encoding your client accepts.", http.StatusNotAcceptable)
		return
	}
	tag := file.entityTag(c)
	h.Set("ETag", tag)
	if c == codingIdentity {
		// ServeContent adds Range, If-Range and HEAD.
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file.Body))
		return
	}
	if matchesTag(r.Header.Values("If-None-Match"), tag) {
		h.Del("Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Encoding", string(c))
	send(w, r, http.StatusOK, file.body(c))
}

func (f *files) serveNotFound(w http.ResponseWriter, r *http.Request) {
	record(r).route = "not-found"
	if !readOnly(w, r) {
		return
	}
	h := w.Header()
	h.Set("Cache-Control", contentpolicy.Fresh)
	if f.notFound == nil {
		http.Error(w, "There is nothing at this address.", http.StatusNotFound)
		return
	}
	h.Set("Content-Type", f.notFound.Type)
	setPageHeaders(h, site.NotFound, f.notFound.Type)
	c := f.notFound.choose(h, r)
	switch c {
	case codingNone:
		c = codingIdentity // an error page beats an error about the error page
	case codingBrotli, codingGzip:
		h.Set("Content-Encoding", string(c))
	}
	send(w, r, http.StatusNotFound, f.notFound.body(c))
}

// choose negotiates the coding and says in Vary that it did. A range is wanted
// of the plain file, so a Range request gets that where it may.
func (f *servedFile) choose(h http.Header, r *http.Request) coding {
	if f.compressed {
		h.Set("Vary", "Accept-Encoding")
	}
	values, sent := r.Header["Accept-Encoding"]
	header := strings.Join(values, ",")
	if r.Header.Get("Range") != "" {
		if c := negotiate(header, sent, false, false); c != codingNone {
			return c
		}
	}
	return negotiate(header, sent, f.Brotli != nil, f.Gzip != nil)
}

func (f *servedFile) body(c coding) []byte {
	switch c {
	case codingBrotli:
		return f.Brotli
	case codingGzip:
		return f.Gzip
	default:
		return f.Body
	}
}

// entityTag is a strong validator, so each coding has its own (RFC 9110, 8.8.3).
func (f *servedFile) entityTag(c coding) string {
	hash := f.Hash[:min(32, len(f.Hash))]
	if c == codingIdentity {
		return `"` + hash + `"`
	}
	return `"` + hash + "-" + string(c) + `"`
}

// matchesTag compares weakly, as If-None-Match asks (RFC 9110, section 13.1.2).
func matchesTag(headers []string, tag string) bool {
	for _, header := range headers {
		for candidate := range strings.SplitSeq(header, ",") {
			candidate = strings.TrimSpace(candidate)
			if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
				return true
			}
		}
	}
	return false
}

func readOnly(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	http.Error(w, "Only GET and HEAD work here.", http.StatusMethodNotAllowed)
	return false
}

func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client is gone; nobody is left to tell
	}
}
