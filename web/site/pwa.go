package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image/png"
	"io/fs"
	"slices"
	"strings"

	"mautic-connect/components"
	"mautic-connect/components/guide"
	"mautic-connect/components/i18n"
	"mautic-connect/static"
)

// screenshot is a picture of the app in the manifest.
type screenshot struct {
	Src   string `json:"src"`
	Type  string `json:"type"`
	Sizes string `json:"sizes"`
	Form  string `json:"form_factor"`
	Label string `json:"label"`
}

func (g *generator) screenshots() ([]screenshot, error) {
	out := []screenshot{
		{Src: "screenshots/wide.png", Form: "wide", Label: i18n.T("It works: whose credential it is, and what Mautic says it may do")},
		{Src: "screenshots/narrow.png", Form: "narrow", Label: i18n.T("It starts with your tool and your Mautic's address")},
	}
	for i, s := range out {
		body, err := fs.ReadFile(static.Files, s.Src)
		if err != nil {
			return nil, fmt.Errorf("reading the screenshot %s: %w", s.Src, err)
		}
		config, err := png.DecodeConfig(bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("the screenshot %s is no PNG picture: %w", s.Src, err)
		}
		out[i].Src, out[i].Type, out[i].Sizes = g.base+s.Src, "image/png", fmt.Sprintf("%dx%d", config.Width, config.Height)
	}
	return out, nil
}

// shortcut is a page that the installed app's icon offers.
type shortcut struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	URL         string `json:"url"`
}

// shortcuts are all pages that people look for.
func (g *generator) shortcuts() []shortcut {
	var out []shortcut
	for _, route := range components.Routes() {
		if !route.Hidden {
			name, _, _ := strings.Cut(route.Title, " · ")
			out = append(out, shortcut{Name: name, Description: route.Description, URL: g.base + strings.TrimPrefix(route.Path, "/")})
		}
	}
	return out
}

// manifest describes the installable app. Scope, id and start address stay
// under the base path.
func (g *generator) manifest() error {
	screenshots, err := g.screenshots()
	if err != nil {
		return err
	}
	type icon struct {
		Src     string `json:"src"`
		Type    string `json:"type"`
		Sizes   string `json:"sizes"`
		Purpose string `json:"purpose"`
	}
	body, err := json.MarshalIndent(struct {
		Name        string       `json:"name"`
		ShortName   string       `json:"short_name"`
		Description string       `json:"description"`
		ID          string       `json:"id"`
		Scope       string       `json:"scope"`
		StartURL    string       `json:"start_url"`
		Display     string       `json:"display"`
		Background  string       `json:"background_color"`
		Theme       string       `json:"theme_color"`
		Lang        string       `json:"lang"`
		Categories  []string     `json:"categories"`
		Icons       []icon       `json:"icons"`
		Screenshots []screenshot `json:"screenshots"`
		Shortcuts   []shortcut   `json:"shortcuts"`
	}{
		Name: "Mautic Connect", ShortName: "Mautic Connect",
		Description: components.Routes()[0].Description,
		ID:          g.base, Scope: g.base, StartURL: g.base + components.Connect[1:],
		Display: "standalone", Background: themeLight, Theme: themeLight, Lang: "en",
		Icons: []icon{
			{g.base + "icons/mark.svg", "image/svg+xml", "any", "any"},
			{g.base + "icons/icon-192.png", "image/png", "192x192", "any"},
			{g.base + "icons/icon-512.png", "image/png", "512x512", "any"},
			{g.base + "icons/maskable-512.png", "image/png", "512x512", "maskable"},
		},
		Categories:  []string{"productivity", "utilities"},
		Screenshots: screenshots,
		Shortcuts:   g.shortcuts(),
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the manifest: %w", err)
	}
	return g.add("manifest.webmanifest", "/manifest.webmanifest", contentType("manifest.webmanifest"), append(body, '\n'))
}

// worker fills in the service worker. Its version is that of everything it
// keeps, so that any change of a file is a new version.
func (g *generator) worker() error {
	template, err := fs.ReadFile(static.Files, "worker.js")
	if err != nil {
		return fmt.Errorf("reading the service worker: %w", err)
	}
	var resources, pages, explained []string
	version := sha256.New()
	for _, f := range g.files {
		if strings.HasPrefix(f.Name, "callback") || strings.HasPrefix(f.Name, "assets/callback") {
			continue // a login never goes through the cache
		}
		if strings.HasPrefix(f.Name, "refused") || strings.HasPrefix(f.Name, "assets/refused") || strings.HasPrefix(f.Name, "framed/") {
			continue // it is shown inside other pages
		}
		if strings.HasPrefix(f.Name, "screenshots/") {
			continue // for the browser's question whether to install the app
		}
		if f.Path == "/robots.txt" || f.Path == "/sitemap.xml" {
			continue // for crawlers, not for the app
		}
		if strings.HasPrefix(f.Name, "embed.") || strings.HasPrefix(f.Name, "assets/frame.") {
			continue // for pages that show the app, which need the server anyway
		}
		if strings.HasPrefix(f.Name, "guide/") && f.Path != guide.Path || f.Path == embeddingPath {
			explained = append(explained, g.base+strings.TrimPrefix(f.Path, "/"))
			fmt.Fprintln(version, f.Name, f.Hash)
			continue // they come when the app is there, see worker.js
		}
		if strings.HasSuffix(f.Name, ".html") {
			if f.Path == NotFound || f.Path == components.Embed {
				continue // who may show the second one is the server's to say, every time
			}
			pages = append(pages, g.base+strings.TrimPrefix(f.Path, "/"))
		}
		resources = append(resources, g.base+strings.TrimPrefix(f.Path, "/"))
		fmt.Fprintln(version, f.Name, f.Hash)
	}
	version.Write(template)
	slices.Sort(resources)
	slices.Sort(explained)
	list := func(items []string) string {
		raw, _ := json.Marshal(items) // a list of strings always encodes
		return string(raw)
	}
	body := strings.NewReplacer(
		"{{.Version}}", hex.EncodeToString(version.Sum(nil)[:8]),
		"{{.Base}}", g.base,
		"{{.ResourcesToCache}}", list(resources),
		"{{.Pages}}", list(pages),
		"{{.Guide}}", list(explained),
		"{{.GuideLoads}}", list([]string{g.placed["/guide.css"], g.placed["/guide.js"], g.placed["/guide-index.json"]}),
	).Replace(string(template))
	return g.add("app-worker.js", "/app-worker.js", contentType("app-worker.js"), []byte(body))
}
