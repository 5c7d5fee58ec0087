package site

import "errors"

// ErrNotBuilt says that the browser files have not been generated yet.
var ErrNotBuilt = errors.New("the browser files are not built; run make build")

// File is one generated file with everything a server needs to send it.
type File struct {
	// Name is the file's place in the tree, without a leading slash:
	// "index.html", "assets/app.3f9c2d1e.css".
	Name string
	// Path is the URL path it is served at, without the base path and with a
	// leading slash: "/", "/callback", "/assets/app.3f9c2d1e.css".
	Path string
	// Type is the value of Content-Type.
	Type string
	// Hash is the hex SHA-256 of Body; entity tags are made from it.
	Hash string
	// Immutable files carry their hash in their name and may be cached for ever.
	Immutable bool
	// Body, Brotli and Gzip are the representations; the two compressed ones are
	// nil where compression does not pay.
	Body, Brotli, Gzip []byte
}

// Tree is the whole generated site: what the server serves and what `site`
// writes to a directory.
type Tree struct {
	// BasePath is the path the site was generated for: "/" or "/x/".
	BasePath string
	// PublicURL is the origin that absolute links name; empty when there are
	// none.
	PublicURL string
	// Static and Proxy are as in Options.
	Static bool
	Proxy  string
	// Files are sorted by Name.
	Files []File
}

// NotFound is the Path of the page to answer unknown paths with.
const NotFound = "/404"

// Lookup returns the file served at a URL path (without the base path).
func (t *Tree) Lookup(path string) (*File, bool) {
	for i := range t.Files {
		if t.Files[i].Path == path {
			return &t.Files[i], true
		}
	}
	return nil, false
}
