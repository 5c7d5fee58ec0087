package mautictest

import (
	"net/http"
	"net/url"
	"strings"
)

// seemsPlainHTTP says whether Mautic forces https (its site URL says https) and takes this request for one over http:
// because it is, or because it does not trust the proxy that ended TLS.
func (c *call) seemsPlainHTTP() bool {
	switch c.s.fault {
	case FaultHTTPSRedirectByMautic:
		return c.TLS == nil
	case FaultRedirectToItself:
		return true
	}
	return false
}

// forceHTTPS is what Mautic's router answers then: 301 to what can be read, and no route for anything else. It drops
// the port, as Symfony does for https.
func (c *call) forceHTTPS() answer {
	b := c.s.behaviour
	inAPI := strings.HasPrefix(c.path, "/api")
	if c.Method != http.MethodGet && c.Method != http.MethodHead {
		origin := ""
		if b.noRouteNamesOrigin {
			origin = "http://" + c.Host + c.s.base
		}
		a := refuse(http.StatusNotFound, "", `No route found for "`+c.Method+" "+origin+c.path+`"`)
		if b.sessionInAPI {
			a = a.inSession()
		}
		return a
	}
	location := "https://" + hostWithoutPort(c.Host) + c.uri
	if c.s.fault == FaultRedirectToItself {
		location = c.askedOrigin() + c.uri
	}
	cache := cacheSession
	if inAPI {
		cache = ""
	}
	a := redirectAs(http.StatusMovedPermanently, location, cache)
	switch {
	case b.redirectType != "":
		a.header.Set("Content-Type", b.redirectType)
	case inAPI:
		a.header.Set("Content-Type", typeJSON)
	}
	return a
}

// askedOrigin is scheme and host as the visitor's browser has them: a proxy may have ended TLS.
func (c *call) askedOrigin() string {
	if c.TLS != nil || c.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + c.Host
	}
	return "http://" + c.Host
}

// hostWithoutPort keeps the brackets of an IPv6 address.
func hostWithoutPort(host string) string {
	port := (&url.URL{Host: host}).Port()
	return strings.TrimSuffix(host, ":"+port)
}
