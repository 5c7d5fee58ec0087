package site

import (
	"encoding/xml"
	"fmt"

	"mautic-connect/components"
)

// robots allows everything: there is nothing to hide, and what must not be
// indexed says so itself. Crawlers read it at the origin's root only (RFC 9309,
// section 2.3), so under a base path it is without effect.
func (g *generator) robots() error {
	body := "User-agent: *\nAllow: /\n"
	if g.public != "" {
		body += "Sitemap: " + g.absolute("/sitemap.xml") + "\n"
	}
	return g.add("robots.txt", "/robots.txt", contentType("robots.txt"), []byte(body))
}

// sitemap lists the pages for search engines (sitemaps.org, protocol 0.9). Its
// addresses must be absolute, so there is none where the origin is not known.
func (g *generator) sitemap() error {
	if g.public == "" {
		return nil
	}
	type page struct {
		Loc string `xml:"loc"`
	}
	list := struct {
		XMLName xml.Name `xml:"urlset"`
		Space   string   `xml:"xmlns,attr"`
		Pages   []page   `xml:"url"`
	}{Space: "http://www.sitemaps.org/schemas/sitemap/0.9"}
	for _, route := range components.Routes() {
		if !route.Hidden {
			list.Pages = append(list.Pages, page{g.absolute(route.Path)})
		}
	}
	for _, p := range g.guide.Pages() {
		list.Pages = append(list.Pages, page{g.absolute(p.Path)})
	}
	list.Pages = append(list.Pages, page{g.absolute(embeddingPath)})
	body, err := xml.MarshalIndent(list, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the sitemap: %w", err)
	}
	return g.add("sitemap.xml", "/sitemap.xml", contentType("sitemap.xml"), append([]byte(xml.Header), append(body, '\n')...))
}
