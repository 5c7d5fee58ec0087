package site

import (
	"fmt"
	"net/url"
	"strings"
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
	// Wasm is the WebAssembly program. WasmBrotli and WasmGzip are its
	// compressed forms, made anew when nil: that takes most of a minute.
	Wasm, WasmBrotli, WasmGzip []byte
}

// CleanBasePath returns a base path with a slash at both ends, or an error that
// says what a base path looks like.
func CleanBasePath(path string) (string, error) {
	clean := "/" + strings.Trim(path, "/") + "/"
	if clean == "//" {
		clean = "/"
	}
	if u, err := url.Parse(clean); err != nil || u.Path != clean || strings.Contains(clean, "//") ||
		strings.ContainsAny(clean, `\"'<>&?#%`+" ") || strings.Contains(clean, "/.") {
		return "", fmt.Errorf("the base path %q is not a plain path such as /connect/", path)
	}
	return clean, nil
}
