package web

import (
	"net/http"
	"net/url"
	"slices"

	"mautic-connect/web/origin"
	"mautic-connect/web/preset"
)

// What of the generated site is made for other pages.
const (
	embedPath        = "/embed"      // the page that may be shown inside another
	scriptPath       = "/embed.js"   // the script that another page shows it with
	declarationsPath = "/embed.d.ts" // its types
)

// embedding decides which pages may show the app, and tells the app who they are.
//
//	GET {base}embed[?preset=NAME]          the page, or a page that says why not
//	GET {base}configuration[?preset=NAME]  the same in JSON, for the app only
//
// The browser enforces the decision: the page names the origins that may show it
// (frame-ancestors). Refusing here as well is for the people in the portal, who
// would see an empty frame.
type embedding struct {
	origins        []origin.Origin
	releaseSecrets bool
	presets        map[string]preset.Preset
	files          *files
	refused        *refusedPage
	admission      admission
}

func newEmbedding(o Options, f *files, a admission) *embedding {
	e := &embedding{origins: o.EmbedOrigins, releaseSecrets: o.EmbedReleaseSecrets, presets: o.Presets, files: f, admission: a}
	if page, ok := o.Site.Lookup(refusedPath); ok {
		e.refused = &refusedPage{*page}
	}
	return e
}

// servePage answers with the page, for those who may show it, or says why not.
func (e *embedding) servePage(w http.ResponseWriter, r *http.Request) {
	p, known := e.preset(r.URL.RawQuery)
	origins := e.origins
	if p != nil {
		origins = p.Origins
	}
	switch {
	case e.files.byPath[embedPath] == nil:
		e.files.serveNotFound(w, r)
	case !known:
		e.refused.serve(w, r, http.StatusNotFound, presetUnknown(parentOf(r)))
	case len(origins) == 0 || shownInAPage(r) && !slices.Contains(origins, parentOf(r)):
		e.refused.serve(w, r, http.StatusForbidden, originRefused(parentOf(r)))
	default:
		allowFraming(w.Header(), origins)
		e.files.serve(w, r, embedPath)
	}
}

// preset returns the preset that a query asks for, or nil when it asks for none.
// It is false when there is no such preset.
func (e *embedding) preset(query string) (*preset.Preset, bool) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, false
	}
	switch names := values["preset"]; {
	case len(names) == 0, len(names) == 1 && names[0] == "":
		return nil, true
	case len(names) == 1:
		if p, ok := e.presets[names[0]]; ok {
			return &p, true
		}
	}
	return nil, false
}

// shownInAPage tells whether the browser says that a page is loaded into another,
// and where that is. Without either the browser decides alone.
func shownInAPage(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "iframe", "frame", "embed", "object":
		return r.Referer() != ""
	}
	return false
}

// parentOf is the origin of the page a request comes from, as far as it tells.
func parentOf(r *http.Request) origin.Origin {
	parent, _ := origin.Of(r.Referer())
	return parent
}

// configuration is what the app wants to know of its server. It holds no secret.
type configuration struct {
	Embed  embedConfiguration   `json:"embed"`
	Preset *presetConfiguration `json:"preset,omitempty"`
}

type embedConfiguration struct {
	Origins        []origin.Origin `json:"origins"`
	ReleaseSecrets bool            `json:"release_secrets"`
}

type presetConfiguration struct {
	Name       string `json:"name"`
	Title      string `json:"title"`
	BaseURL    string `json:"base_url"`
	ClientID   string `json:"client_id"`
	DeliversTo string `json:"delivers_to,omitempty"`
}

func (e *embedding) serveConfiguration(w http.ResponseWriter, r *http.Request) {
	rec := record(r)
	rec.route = "configuration"
	setRelayHeaders(w.Header())
	f := e.admission.check(r, http.MethodGet)
	p, known := e.preset(r.URL.RawQuery)
	if f == nil && !known {
		f = unknownPreset()
	}
	if f != nil {
		rec.kind = f.kind
		f.write(w)
		return
	}
	c := configuration{Embed: embedConfiguration{Origins: e.origins, ReleaseSecrets: e.releaseSecrets}}
	if p != nil {
		rec.preset = p.Name
		c.Embed.Origins = p.Origins
		c.Preset = &presetConfiguration{Name: p.Name, Title: p.Title, BaseURL: p.Client.Base.String(), ClientID: p.Client.ID}
		if p.Delivery != nil {
			c.Preset.DeliversTo = p.Delivery.Origin.String()
		}
	}
	if c.Embed.Origins == nil {
		c.Embed.Origins = []origin.Origin{} // a list in JSON, not null
	}
	sendJSON(w, c)
}
