package mautictest

import (
	_ "embed"
	"fmt"
	"html"
	"net/http"
	"strings"
	"time"
)

// favicon is the sandbox's own icon, in the format and at the address of Mautic's.
//
//go:embed pages/favicon.ico
var favicon []byte

// webServer answers what the Apache in front of Mautic answers by itself.
func (c *call) webServer() (answer, bool) {
	switch {
	case c.path == "/app/assets/images/favicon.ico":
		return newAnswer(http.StatusOK, "image/vnd.microsoft.icon", "", favicon), true
	case strings.HasPrefix(c.path, "/app/"):
		return apachePage(http.StatusForbidden, "Forbidden", "You don't have permission to access this resource."), true
	case strings.HasPrefix(c.path, "/index.php/"):
		return movedByApache(c.absolute(strings.TrimPrefix(c.URL.RequestURI(), "/index.php"))), true
	}
	return answer{}, false
}

func apachePage(status int, title, text string) answer {
	body := fmt.Sprintf("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n"+
		"<html><head>\n<title>%d %s</title>\n</head><body>\n<h1>%s</h1>\n<p>%s</p>\n</body></html>\n",
		status, title, title, text)
	return newAnswer(status, typeApache, "", []byte(body))
}

// public answers what is open to everybody: the tracking script and pixel, and 404 for the rest.
func (c *call) public() answer {
	if c.seemsPlainHTTP() {
		return c.forceHTTPS()
	}
	reading := c.Method == http.MethodGet || c.Method == http.MethodHead
	switch {
	case c.path == "/" && reading:
		return redirect(c.local("/s/dashboard"))
	case c.path == "/mtc.js" && reading:
		return newAnswer(http.StatusOK, "application/javascript", cacheSession, []byte(c.s.behaviour.trackerOpening))
	case c.path == "/mtracking.gif" && reading:
		c.newVisitor()
		a := newAnswer(http.StatusOK, "image/gif",
			"max-age=0, must-revalidate, no-cache=Set-Cookie, private, proxy-revalidate", []byte(pixel))
		a.header.Set("Pragma", "no-cache")
		return a
	}
	c.trackVisit()
	a := c.routeNotFound().inSession()
	if a.header.Get("Content-Type") == typeHTML {
		c.openSession()
	}
	return a
}

// pixel is a transparent GIF of one by one pixel.
const pixel = "GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x05\x10\x00\x00\x00," +
	"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"

// trackVisit is what Mautic makes of a request for an address that does not exist: a visitor, so a contact.
func (c *call) trackVisit() {
	c.w.anonymous++
	c.newVisitor()
}

func (c *call) newVisitor() {
	visitor := newContact(c.w.claimID("contact", 0), Contact{Added: c.now}, User{})
	visitor.stamp.tracked = true
	visitor.lastActive = c.now
	c.w.contacts = append(c.w.contacts, visitor)
	c.trackingCookies(visitor.id)
}

func (c *call) trackingCookies(contactID int) {
	const year = 365 * 24 * time.Hour
	lasting := func(life time.Duration) string {
		return fmt.Sprintf("expires=%s; Max-Age=%d; path=/; secure; samesite=none",
			c.now.Add(life).Format("Mon, 02-Jan-2006 15:04:05 GMT"), int(life/time.Second))
	}
	c.setCookies = append(c.setCookies,
		"mautic_device_id="+randomText(23)+"; "+lasting(year),
		fmt.Sprintf("mtc_id=%d; path=/; secure; samesite=none", contactID),
		fmt.Sprintf("mautic_referer_id=%d; %s", max(1, c.w.anonymous), lasting(30*time.Minute)))
}

// withoutSlash redirects to the same address without the slash at its end.
func (c *call) withoutSlash() answer {
	location := c.absolute(strings.TrimSuffix(c.path, "/"))
	if c.URL.RawQuery != "" {
		location += "?" + c.URL.RawQuery
	}
	return redirectAs(http.StatusMovedPermanently, location, "")
}

// redirectPage is the body of Symfony's redirects.
func redirectPage(location string) []byte {
	to := html.EscapeString(location)
	return []byte("<!DOCTYPE html>\n<html>\n    <head>\n        <meta charset=\"UTF-8\" />\n" +
		"        <meta http-equiv=\"refresh\" content=\"0;url='" + to + "'\" />\n\n" +
		"        <title>Redirecting to " + to + "</title>\n    </head>\n    <body>\n" +
		"        Redirecting to <a href=\"" + to + "\">" + to + "</a>.\n    </body>\n</html>")
}
