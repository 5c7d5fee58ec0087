package site

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/andybalholm/brotli"
)

// Options say what to generate.
type Options struct {
	// BasePath is the URL path the site is served under: "/" or "/x/". Empty
	// means "/".
	BasePath string
	// PublicURL is the origin the site is reached at, such as
	// "https://connect.example.com", for links that must be absolute. Empty
	// leaves those out.
	PublicURL string
	// Static makes a site for a host that has nothing but files. Proxy is the
	// address of the server through which its pages reach Mautic; they do so
	// directly when it is empty.
	Static bool
	Proxy  string
	// App is the page's program, Tasks that of its worker.
	App, Tasks Program

	// compressed are files that have been compressed before, by their hash:
	// compressing takes longer than everything else.
	compressed map[string]File
}

// clean returns the options with addresses as the generator has them, or an error
// that says what is wrong with one.
func (o Options) clean() (Options, error) {
	var err error
	if o.BasePath, err = CleanBasePath(o.BasePath); err != nil {
		return o, err
	}
	if o.PublicURL, err = cleanPublicURL(o.PublicURL); err != nil {
		return o, err
	}
	o.Proxy, err = CleanProxy(o.Proxy)
	return o, err
}

// Program is a WebAssembly program. Brotli and Gzip are its compressed forms,
// made anew when nil: that takes most of a minute.
type Program struct{ Wasm, Brotli, Gzip []byte }

// file is the program as one of the site's files.
func (p Program) file(resource string) (File, error) {
	f := File{Name: hashedName(resource, p.Wasm), Type: "application/wasm", Body: p.Wasm, Brotli: p.Brotli, Gzip: p.Gzip}
	f.hash()
	return f, f.compress(brotli.BestCompression)
}

// plainPath is a path that looks the same in an address, a page and a header:
// the unreserved characters of RFC 3986, section 2.3, and no segment that begins
// with a dot.
var plainPath = regexp.MustCompile(`^/([A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*$`)

// CleanBasePath returns a base path with a slash at both ends, or an error that
// says what a base path looks like.
func CleanBasePath(path string) (string, error) {
	clean := "/" + strings.Trim(path, "/") + "/"
	if clean == "//" {
		clean = "/"
	}
	if !plainPath.MatchString(clean) {
		return "", fmt.Errorf("the base path %q is not a plain path such as /connect/", path)
	}
	return clean, nil
}

// cleanPublicURL returns an origin without a slash at its end, or an error that
// says what an origin looks like. Empty stays empty.
func cleanPublicURL(address string) (string, error) {
	if address == "" {
		return "", nil
	}
	clean := strings.TrimSuffix(address, "/")
	u, err := url.Parse(clean)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || clean != u.Scheme+"://"+u.Host {
		return "", fmt.Errorf("the public URL is not an origin such as https://connect.example.com; the path under it is the base path")
	}
	return clean, nil
}
