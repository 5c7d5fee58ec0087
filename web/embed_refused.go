package web

import (
	"html"
	"net/http"
	"strings"

	"mautic-connect/web/contentpolicy"
	"mautic-connect/web/origin"
	"mautic-connect/web/site"
)

// refusedPath is where the generated site has the page that is shown instead of
// the app. It is a template and has no address of its own.
const refusedPath = "/refused"

// refusedPage is a page without the app, for people in a portal that may not show
// it. Its marks are filled in for each request.
type refusedPage struct{ site.File }

// embedRefusal says why the app is not shown.
type embedRefusal struct {
	reason string // for the script in the portal
	title  string
	cause  string
	fix    string
	option string // of this server's command line, which mends it
}

// originRefused is for a portal that the operator has not allowed.
func originRefused(parent origin.Origin) embedRefusal {
	f := embedRefusal{
		reason: "origin-refused", title: "This page may not be shown here",
		cause:  "Mautic Connect may not be shown inside another page.",
		fix:    "Whoever runs Mautic Connect can allow a page by its origin, such as:",
		option: "--embed-origin https://portal.example",
	}
	if parent == (origin.Origin{}) {
		return f
	}
	f.cause = "Mautic Connect may not be shown inside " + parent.String() + "."
	if _, err := origin.Parse(parent.String()); err != nil {
		f.fix = "That page has to come over https first. Then whoever runs Mautic Connect can allow it by its origin, such as:"
		return f
	}
	f.fix, f.option = "Whoever runs Mautic Connect can allow it by starting the server with:", "--embed-origin "+parent.String()
	return f
}

// presetUnknown is for a portal that asks for a preset which is not there.
func presetUnknown(parent origin.Origin) embedRefusal {
	asker := "The address of this page"
	if parent != (origin.Origin{}) {
		asker = parent.String()
	}
	return embedRefusal{
		reason: "unknown-preset", title: "There is no such preset",
		cause:  asker + " asks for a preset that Mautic Connect does not have here.",
		fix:    "Compare its name with the presets of this server. Whoever runs Mautic Connect keeps them in the file given with:",
		option: "--presets",
	}
}

// serve answers with the page. p is nil where the site has none.
func (p *refusedPage) serve(w http.ResponseWriter, r *http.Request, status int, f embedRefusal) {
	record(r).route = "embed-refused"
	if !readOnly(w, r) {
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", contentpolicy.Refused)
	h.Del("X-Frame-Options") // people have to be able to read it where it is shown
	if p == nil {
		http.Error(w, f.title+". "+f.cause+" "+f.fix+" "+f.option, status)
		return
	}
	h.Set("Content-Type", p.Type)
	marks := []string{"%%REASON%%", f.reason, "%%TITLE%%", f.title, "%%CAUSE%%", f.cause, "%%FIX%%", f.fix, "%%OPTION%%", f.option}
	for i := 1; i < len(marks); i += 2 {
		marks[i] = html.EscapeString(marks[i])
	}
	send(w, r, status, []byte(strings.NewReplacer(marks...).Replace(string(p.Body))))
}
