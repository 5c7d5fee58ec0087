package main

import (
	"regexp"
	"strings"
)

// forbiddenPackages must not be in the program: together they would more than
// double what a browser has to fetch.
func forbiddenPackages() []string {
	return []string{"net/http", "crypto/tls", "text/template", "html/template"}
}

// initialiser matches the functions that set a package's variables. They stay
// when a package is imported and nothing of it is used.
var initialiser = regexp.MustCompile(`^(init|init\.\d+|map\.init\.\d+)$`)

// isForbidden reports whether a function belongs to a forbidden package and is
// more than what importing it leaves behind.
func isForbidden(name string) bool {
	name = flatten(name)
	for _, path := range forbiddenPackages() {
		if rest, ok := strings.CutPrefix(name, flatten(path)+"."); ok {
			return !initialiser.MatchString(rest)
		}
	}
	return false
}

// unflat is what the WebAssembly linker cannot write in a name.
var unflat = regexp.MustCompile(`[^\w.]`)

// flatten writes a name as Go's linker writes it into the name section:
// net/http.(*Transport).RoundTrip is net_http.__Transport_.RoundTrip there (see
// nameRegexp in cmd/link/internal/wasm).
func flatten(name string) string { return unflat.ReplaceAllString(name, "_") }

// packageOf guesses a function's package from its flattened name: a host such as
// golang.org has dots of its own before the first underscore.
func packageOf(name string) string {
	from := 0
	for _, host := range []string{"golang.org_", "github.com_", "code.dny.dev_"} {
		if strings.HasPrefix(name, host) {
			from = len(host)
		}
	}
	if dot := strings.IndexByte(name[from:], '.'); dot >= 0 {
		return name[:from+dot]
	}
	return name
}
