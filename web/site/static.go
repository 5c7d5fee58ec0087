package site

import (
	"errors"
	"fmt"
	"html"
	"io/fs"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mautic-connect/web/contentpolicy"
)

// framedPath is the page that a static host's pages become inside others.
const framedPath = "/framed"

// hostPolicy is the policy of a static host's pages: a page that may be told to
// reach Mautic directly, or through any server, may ask everywhere.
var hostPolicy = contentpolicy.Page{Connect: []string{"https:", "http:"}}

// ForStaticHost returns the same site for a host that has nothing but files. Its
// pages reach Mautic through the server at proxy, or directly when that is empty.
func (t *Tree) ForStaticHost(basePath, publicURL, proxy string) (*Tree, error) {
	return t.regenerate(Options{BasePath: basePath, PublicURL: publicURL, Static: true, Proxy: proxy})
}

// CleanProxy returns the address of a server with a slash at its end, or an error
// that says what it looks like. Empty stays empty.
func CleanProxy(address string) (string, error) {
	if address == "" {
		return "", nil
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("the proxy is not the address of a server such as https://connect.example.com/")
	}
	base, err := CleanBasePath(u.Path)
	if err != nil {
		return "", fmt.Errorf("the proxy's address: %w", err)
	}
	if name := u.Hostname(); u.Scheme == "http" && name != "localhost" && !strings.HasSuffix(name, ".localhost") {
		if ip, err := netip.ParseAddr(name); err != nil || !ip.IsLoopback() {
			return "", fmt.Errorf("the proxy %s is http, which anybody on the way can read; use https, as only this machine itself may do without", u.Host)
		}
	}
	return u.Scheme + "://" + strings.ToLower(u.Host) + base, nil
}

var (
	charset = regexp.MustCompile(`(?i)<meta charset="utf-8"/?>`)
	root    = regexp.MustCompile(`<html[^>]* data-base="[^"]*"[^>]*>`)
	working = regexp.MustCompile(`<html[^>]* data-tasks="[^"]+"[^>]*>`)
)

// hosted makes a page one for a static host: what a server says in header fields
// stands in the page, as far as it can, and it knows how to reach Mautic.
func (g *generator) hosted(name string, page []byte) ([]byte, error) {
	if !g.options.Static || !strings.HasSuffix(name, ".html") {
		return page, nil
	}
	at := charset.FindIndex(page)
	if at == nil {
		return nil, fmt.Errorf("the page %s does not name its charset, where its policy would follow", name)
	}
	works := root.Match(page) && !strings.HasPrefix(name, "framed/")
	policy := hostPolicy.Meta()
	if !works {
		policy = contentpolicy.Refused
	}
	early := `<meta http-equiv="Content-Security-Policy" content="` + html.EscapeString(policy) + `"/>`
	if works {
		early += "\n" + `<script src="` + g.placed["/host.js"] + `"></script>`
	}
	out := string(page[:at[1]]) + early + string(page[at[1]:])
	if works {
		out = strings.Replace(out, " data-base=", ` data-proxy="`+html.EscapeString(g.options.Proxy)+`" data-base=`, 1)
	}
	if working.Match(page) {
		out = strings.Replace(out, "</head>", `<link rel="stylesheet" href="`+g.placed["/reach.css"]+`"/><script defer="" src="`+g.placed["/reach.js"]+`"></script></head>`, 1)
	}
	return []byte(out), nil
}

// host adds what only a static host needs, once all else is there.
func (g *generator) host() error {
	if !g.options.Static {
		return nil
	}
	pages := slices.Clone(g.files)
	for _, f := range pages {
		// Some hosts answer /callback with the file callback.html, others send the
		// browser to the directory.
		if dir, ok := strings.CutSuffix(f.Name, "/index.html"); ok {
			f.Name, f.Path = dir+".html", "/"+dir+".html"
			g.files = append(g.files, f)
		}
	}
	if err := g.add(".nojekyll", "/.nojekyll", contentType("nojekyll.txt"), []byte("Tells GitHub Pages to leave the files as they are.\n")); err != nil {
		return err
	}
	return g.add("_headers", "/_headers", contentType("headers.txt"), []byte(g.headers(pages)))
}

// headers lists the header fields by path, as the file _headers of Netlify and
// Cloudflare Pages has them: those that the server sends. No path gets a field
// from two rules.
func (g *generator) headers(files []File) string {
	var out strings.Builder
	rule := func(path string, fields ...contentpolicy.Field) {
		fmt.Fprintf(&out, "%s%s\n", g.base, path)
		for _, f := range fields {
			fmt.Fprintf(&out, "  %s: %s\n", f.Name, f.Value)
		}
	}
	fresh := contentpolicy.Field{Name: "Cache-Control", Value: contentpolicy.Fresh}
	rule("*", hostPolicy.Everywhere(strings.HasPrefix(g.public, "https://"))...)
	rule("assets/*", contentpolicy.Field{Name: "Cache-Control", Value: contentpolicy.Immutable})
	var parts []string
	for _, f := range files {
		if !strings.HasSuffix(f.Name, ".html") || f.Path == NotFound {
			continue
		}
		first, _, _ := strings.Cut(strings.TrimPrefix(f.Path, "/"), "/")
		parts = append(parts, first)
	}
	slices.Sort(parts)
	for _, part := range slices.Compact(parts) {
		fields := []contentpolicy.Field{fresh, {Name: "Cross-Origin-Opener-Policy", Value: contentpolicy.Opener}}
		if part == "callback" {
			fields = fields[:1]
		}
		rule(part, fields...)
		if part != "" {
			rule(part+"/*", fields...)
			rule(part+".html", fields...)
		}
	}
	for _, name := range []string{"app-worker.js", "manifest.webmanifest"} {
		rule(name, fresh)
	}
	return out.String()
}

// Others lists the files below a directory that are not the tree's, such as those
// of an older build.
func (t *Tree) Others(dir string) ([]string, error) {
	own := map[string]bool{}
	for _, f := range t.Files {
		own[f.Name], own[f.Name+".br"], own[f.Name+".gz"] = true, true, true
	}
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if name = filepath.ToSlash(name); err == nil && !own[name] {
			out = append(out, name)
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("looking for older files: %w", err)
	}
	return out, nil
}
