package mautictest

import (
	"net/http"
	"strings"
)

// errorPage is the framework's own error page, for errors that Mautic's listeners do not turn into JSON. From Mautic 6 on
// it has a JSON form, with a type as RFC 7807 has it.
func (c *call) errorPage(status int) answer {
	var a answer
	if c.s.behaviour.problemJSON && !strings.Contains(c.Header.Get("Accept"), "text/html") {
		a = newAnswer(status, typeJSON, cacheSession, encodeJSON(object{
			{"type", "https://tools.ietf.org/html/rfc2616#section-10"}, {"title", "An error occurred"},
			{"status", status}, {"detail", http.StatusText(status)},
		}))
	} else {
		a = c.page(status, "error", errorView{status, http.StatusText(status)})
	}
	if c.s.behaviour.problemJSON {
		a.header.Set("Vary", "Accept")
	}
	return a
}

// errorView is what the error page shows.
type errorView struct {
	Status int
	Text   string
}
