package mautictest

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"sync"
)

//go:embed pages
var pageFiles embed.FS

// pages are the sandbox's templates, one set a page.
type pages struct{ sets map[string]*template.Template }

// parsedPages parses the templates once for all sandboxes of a program; nothing changes them afterwards.
var parsedPages = sync.OnceValue(func() *pages {
	p := &pages{sets: map[string]*template.Template{}}
	for _, name := range []string{
		"home", "login", "consent", "notfound", "error", "installer", "swagger", "dashboard", "credentials", "newclient", "config",
	} {
		p.sets[name] = template.Must(template.New(name).ParseFS(pageFiles,
			"pages/layout.html", "pages/parts.html", "pages/"+name+".html"))
	}
	return p
})

// render fills a page. Its templates and data belong to this package, so a failure is a mistake of the package.
func (p *pages) render(name string, data any) []byte {
	var b bytes.Buffer
	if err := p.sets[name].ExecuteTemplate(&b, "layout", data); err != nil {
		panic(fmt.Sprintf("mautictest: page %s: %v", name, err))
	}
	return b.Bytes()
}

// file returns a file that is no template.
func (p *pages) file(name string) []byte {
	text, err := pageFiles.ReadFile("pages/" + name)
	if err != nil {
		panic(err) // embedded: cannot be missing
	}
	return text
}

// page answers with one of the pages that stand for Mautic's. Like Mautic's they carry no Content-Security-Policy, no
// X-Frame-Options and no Cross-Origin-Opener-Policy.
func (c *call) page(status int, name string, data any) answer {
	return newAnswer(status, typeHTML, cacheSession, c.s.pages.render(name, data))
}

// settingsView is what the settings form needs.
type settingsView struct {
	Settings Settings
	// Back is where the form returns to.
	Back string
}

// credentialsView and newClientView are what the pages under /s/credentials need.
type (
	credentialsView struct {
		Base    string
		Clients []Client
	}
	newClientView struct{ Base, Name, URIs, Error string }
)

// ui answers the addresses of Mautic's user interface: a login page, and behind it the few pages that connecting needs.
func (c *call) ui() answer {
	if c.seemsPlainHTTP() {
		return c.forceHTTPS()
	}
	reading := c.Method == http.MethodGet || c.Method == http.MethodHead
	switch {
	case c.path == "/s/login" && reading:
		return c.loginPage(uiArea())
	case c.path == "/s/login_check" && c.Method == http.MethodPost:
		return c.loginCheck(uiArea())
	case c.hasValidBearer():
		// Recorded: the firewall takes a bearer token, and the dashboard then redirects to itself.
		c.openSession()
		return redirect(c.local(c.path))
	}
	sess := c.session()
	if sess == nil || sess.uiUser == 0 {
		if reading {
			c.openSession().target["ui"] = c.normalizedURI()
		}
		return c.toLogin(uiArea())
	}
	switch {
	case c.path == "/s" && reading:
		return redirect(c.local("/s/dashboard"))
	case c.path == "/s/dashboard" && reading:
		return c.page(http.StatusOK, "dashboard", c.s.base)
	case c.path == "/s/config/edit" && reading:
		return c.page(http.StatusOK, "config", settingsView{c.w.settings, c.local("/s/config/edit")})
	case c.path == "/s/credentials" && reading:
		return c.page(http.StatusOK, "credentials", credentialsView{c.s.base, c.w.clients})
	case c.path == "/s/credentials/new" && reading:
		return c.page(http.StatusOK, "newclient", newClientView{Base: c.s.base})
	case c.path == "/s/credentials/new" && c.Method == http.MethodPost:
		return c.newClient(c.w.user(sess.uiUser))
	}
	return c.routeNotFound().inSession()
}

// newClient takes Mautic's form for API credentials. Mautic guards it with a token in the form; the sandbox refuses
// forms that a browser sends from another site.
func (c *call) newClient(creator *User) answer {
	if err := http.NewCrossOriginProtection().Check(c.Request); err != nil {
		return c.page(http.StatusForbidden, "newclient", newClientView{Base: c.s.base, Error: "The form came from another site."})
	}
	form := parsePairs(string(c.body))
	name, uris := form.get("client[name]"), form.get("client[redirectUris]")
	if _, err := c.w.createClient(name, uris, creator); err != nil {
		return c.page(http.StatusOK, "newclient", newClientView{c.s.base, name, uris, err.Error()})
	}
	return redirect(c.local("/s/credentials"))
}

// hasValidBearer says whether the request carries exactly one access token that works.
func (c *call) hasValidBearer() bool {
	tokens := c.bearerTokens()
	return len(tokens) == 1 && c.authenticateBearer(tokens[0]) == nil
}
