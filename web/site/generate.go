package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"mautic-connect/components"
	"mautic-connect/components/guide"
	"mautic-connect/components/i18n"
	"mautic-connect/static"
)

// generating guards go-app's routes and environment, which are global.
var generating sync.Mutex

// Generate renders every page and returns the whole site.
func Generate(o Options) (*Tree, error) {
	o, err := o.clean()
	if err != nil {
		return nil, err
	}
	generating.Lock()
	defer generating.Unlock()
	components.Register()

	g := &generator{options: o, base: o.BasePath, public: o.PublicURL, placed: map[string]string{}}
	for _, step := range []func() error{g.programs, g.assets, g.guideIndex, g.goAppScripts, g.tasks, g.callback, g.refused, g.embedding, g.vault, g.plain, g.pages, g.guidePages, g.compress, g.manifest, g.robots, g.sitemap, g.worker, g.host} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(g.files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return &Tree{BasePath: g.base, PublicURL: g.public, Static: o.Static, Proxy: o.Proxy, Files: g.files}, nil
}

// generator collects the files of one site.
type generator struct {
	options Options
	base    string
	public  string
	files   []File
	// placed maps the path a page uses for a resource, such as "/app.css", to
	// the URL it has been given.
	placed map[string]string
	guide  *guide.Guide
	// light are the files still to be compressed, lightly: there are many of them.
	light []int
}

// Resolve implements go-app's ResourceResolver.
func (g *generator) Resolve(location string) string {
	switch location {
	case "/", "":
		if g.base == "/" {
			return "/"
		}
		return strings.TrimSuffix(g.base, "/")
	case "/web/app.wasm":
		return g.placed["/app.wasm"]
	}
	if url, ok := g.placed[location]; ok {
		return url
	}
	if strings.HasPrefix(location, "/") && !strings.HasPrefix(location, "//") {
		return g.base + location[1:]
	}
	return location
}

// add places a file under its own name.
func (g *generator) add(name, urlPath, contentType string, body []byte) error {
	body, err := g.hosted(name, body)
	if err != nil {
		return err
	}
	f, err := g.newFile(name, urlPath, contentType, body)
	if err != nil {
		return err
	}
	g.files = append(g.files, f)
	return nil
}

// addHashed places a file under a name with its hash, for ever; resource is what
// pages call it.
func (g *generator) addHashed(resource, contentType string, body []byte) error {
	f, err := g.newFile(hashedName(resource, body), "", contentType, body)
	if err != nil {
		return err
	}
	g.place(resource, f)
	return nil
}

func (g *generator) place(resource string, f File) {
	f.Path, f.Immutable = "/"+f.Name, true
	g.files = append(g.files, f)
	g.placed[resource] = g.base + f.Name
}

func hashedName(resource string, body []byte) string {
	sum := sha256.Sum256(body)
	ext := path.Ext(resource)
	name := strings.TrimSuffix(path.Base(resource), ext)
	return "assets/" + name + "." + hex.EncodeToString(sum[:5]) + ext
}

func (g *generator) programs() error {
	resources := []string{"/app.wasm", "/tasks.wasm"}
	files, errs := make([]File, 2), make([]error, 2)
	var work sync.WaitGroup
	for i, program := range []Program{g.options.App, g.options.Tasks} {
		if len(program.Wasm) == 0 {
			return fmt.Errorf("there is no WebAssembly program to generate the site for: %w", ErrNotBuilt)
		}
		work.Go(func() { files[i], errs[i] = program.file(resources[i]) }) // compressing takes its time
	}
	work.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for i, resource := range resources {
		g.place(resource, files[i])
	}
	return nil
}

func (g *generator) assets() error {
	names := []string{"app.css", "shim.js", "keep.js", "pwa.js", "vault.js", "guide.css", "guide.js", "frame.js", "callback.css", "callback.js", "refused.css"}
	if g.options.Static {
		names = append(names, "host.js", "reach.css", "reach.js")
	}
	for _, name := range names {
		parts := []string{name}
		switch name {
		case "keep.js": // one request less than on its own
			parts = []string{"transport.js", "windows.js", "arrive.js", name}
		case "vault.js":
			parts = []string{"transport.js", "windows.js", "elements.js", "vault-worker.js", name}
		case "reach.js":
			parts = []string{"elements.js", name}
		case "callback.js": // which scrubs its address before everything else
			parts = []string{name, "transport.js"}
		}
		if err := g.asset(name, parts...); err != nil {
			return err
		}
	}
	catalogue, err := catalogueJSON()
	if err != nil {
		return err
	}
	return g.addHashed("/catalogue.json", contentType("catalogue.json"), catalogue)
}

// asset places static files, one after the other, as one with a name.
func (g *generator) asset(name string, parts ...string) error {
	var whole []byte
	for _, part := range parts {
		body, err := fs.ReadFile(static.Files, part)
		if err != nil {
			return fmt.Errorf("reading the static file %s: %w", part, err)
		}
		whole = append(whole, body...)
	}
	return g.addHashed("/"+name, contentType(name), whole)
}

// plain places the files that keep their names.
func (g *generator) plain() error {
	for _, dir := range []string{"icons", "pictures", "screenshots"} {
		if err := g.directory(dir); err != nil {
			return err
		}
	}
	// Other sites name these two, so they keep their names from version to version.
	for _, name := range []string{"embed.js", "embed.d.ts"} {
		body, err := fs.ReadFile(static.Files, name)
		if err != nil {
			return fmt.Errorf("reading the static file %s: %w", name, err)
		}
		if err := g.add(name, "/"+name, contentType(name), body); err != nil {
			return err
		}
	}
	return nil
}

func (g *generator) directory(dir string) error {
	return fs.WalkDir(static.Files, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(static.Files, name)
		if err != nil {
			return fmt.Errorf("reading the static file %s: %w", name, err)
		}
		return g.add(name, "/"+name, contentType(name), body)
	})
}

// callback makes the page Mautic sends people back to.
func (g *generator) callback() error {
	return g.template("callback", "/callback.css", "/callback.js")
}

// refused makes the page that a server answers with where the app may not be
// shown. Its marks (%%TITLE%%) are left for the server. A static host shows the app
// nowhere, and has a page of its own for that.
func (g *generator) refused() error {
	if g.options.Static {
		return g.template("framed", "/refused.css")
	}
	return g.template("refused", "/refused.css", "/frame.js")
}

// template places a page that is written by hand, and its resources by the names
// they have been given.
func (g *generator) template(name string, resources ...string) error {
	body, err := fs.ReadFile(static.Files, name+".html")
	if err != nil {
		return fmt.Errorf("reading the page %s: %w", name, err)
	}
	var pairs []string
	for _, resource := range resources {
		pairs = append(pairs, "{{base}}"+strings.TrimPrefix(resource, "/"), g.placed[resource])
	}
	page := strings.NewReplacer(append(pairs, "{{base}}", g.base)...).Replace(string(body))
	return g.add(name+"/index.html", "/"+name, contentType(name+".html"), []byte(page))
}

// goAppScripts asks go-app for its two scripts.
func (g *generator) goAppScripts() error {
	handler := g.handler(components.Routes()[0])
	for _, resource := range []string{"/wasm_exec.js", "/app.js"} {
		body, err := ask(handler, resource)
		if err != nil {
			return err
		}
		if err := g.addHashed(resource, contentType(resource), body); err != nil {
			return err
		}
	}
	return nil
}

// tasks makes the worker's script of Go's loader, our own, and what the program
// stores with.
func (g *generator) tasks() error {
	loader, err := ask(g.handler(components.Routes()[0]), "/wasm_exec.js")
	if err != nil {
		return err
	}
	script, err := fs.ReadFile(static.Files, "tasks.js")
	if err != nil {
		return fmt.Errorf("reading the worker's script: %w", err)
	}
	store, err := fs.ReadFile(static.Files, "store.js")
	if err != nil {
		return fmt.Errorf("reading the worker's store: %w", err)
	}
	script = bytes.ReplaceAll(script, []byte("{{.Tasks}}"), []byte(g.placed["/tasks.wasm"]))
	return g.addHashed("/tasks.js", contentType("tasks.js"), slices.Concat(loader, []byte("\n"), script, store))
}

func (g *generator) pages() error {
	for _, route := range components.Routes() {
		raw, err := ask(g.handler(route), route.Path)
		if err != nil {
			return err
		}
		page, err := g.normalise(raw, route)
		if err != nil {
			return fmt.Errorf("the page %s: %w", route.Path, err)
		}
		if err := g.add(pageName(route.Path), route.Path, contentType("index.html"), page); err != nil {
			return err
		}
	}
	return nil
}

func pageName(routePath string) string {
	switch routePath {
	case "/":
		return "index.html"
	case NotFound:
		return "404.html"
	default:
		return strings.Trim(routePath, "/") + "/index.html"
	}
}

// handler is go-app's, used as a generator: it gets no file access, and what it
// is asked comes from the list of routes.
func (g *generator) handler(route components.Route) *app.Handler {
	return &app.Handler{
		Name:         "Mautic Connect",
		ShortName:    "Mautic Connect",
		Title:        route.Title,
		Description:  route.Description,
		Lang:         "en",
		Version:      g.programVersion(),
		LoadingLabel: i18n.T("Starting… {progress} %"),
		ThemeColor:   themeLight,
		Icon: app.Icon{
			Default:  "/icons/icon-192.png",
			Large:    "/icons/icon-512.png",
			Maskable: "/icons/maskable-512.png",
			SVG:      "/icons/mark.svg",
		},
		Scripts:           []string{"/shim.js", "/keep.js defer"},
		Resources:         g,
		WasmContentLength: fmt.Sprint(len(g.options.App.Wasm)),
		HTML: func() app.HTMLHtml {
			return app.Html().DataSet("base", g.base).DataSet("catalogue", g.placed["/catalogue.json"]).DataSet("tasks", g.placed["/tasks.js"])
		},
	}
}

func (g *generator) programVersion() string {
	sum := sha256.Sum256(g.options.App.Wasm)
	return hex.EncodeToString(sum[:8])
}

func ask(handler http.Handler, urlPath string) ([]byte, error) {
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, urlPath, nil))
	if answer.Code != http.StatusOK || answer.Body.Len() == 0 {
		return nil, fmt.Errorf("go-app answered %s with status %d", urlPath, answer.Code)
	}
	return bytes.Clone(answer.Body.Bytes()), nil
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".ts":
		return "application/typescript; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".wasm":
		return "application/wasm"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".webmanifest":
		return "application/manifest+json"
	case ".json":
		return "application/json"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".xml":
		return "application/xml"
	default:
		return "application/octet-stream"
	}
}
