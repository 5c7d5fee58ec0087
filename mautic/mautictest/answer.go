package mautictest

import (
	"net/http"
	"strconv"
)

// An answer is a whole response, built while the world is locked and written after it is unlocked.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// The two Cache-Control values of Mautic: the second one shows that a PHP session was in play.
const (
	cacheStateless = "no-cache, private"
	cacheSession   = "max-age=0, must-revalidate, private"
)

const (
	typeJSON   = "application/json"
	typeHTML   = "text/html; charset=UTF-8"
	typeApache = "text/html; charset=iso-8859-1"
)

// generalError is what Mautic says for an exception it did not expect.
func generalError(status int) string {
	return "Looks like I encountered an error (error #" + strconv.Itoa(status) +
		"). If I do it again, please report me to the system administrator!"
}

func newAnswer(status int, contentType, cacheControl string, body []byte) answer {
	h := make(http.Header, 4)
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	if cacheControl != "" {
		h.Set("Cache-Control", cacheControl)
	}
	return answer{status: status, header: h, body: body}
}

// refuse builds shape A, the answer of Mautic's security layer, OAuth server, router and kernel. An empty kind is null.
func refuse(status int, kind, message string) answer {
	var kindValue any
	if kind != "" {
		kindValue = kind
	}
	body := object{{"errors", []object{{{"message", message}, {"code", status}, {"type", kindValue}}}}}
	return newAnswer(status, typeJSON, cacheStateless, encodeHexJSON(body))
}

// crash is shape A for an unexpected exception.
func crash(status int) answer { return refuse(status, "", generalError(status)) }

// denied builds shape B, the answer of an API controller: the login was accepted.
func denied(status int, message string, details object) answer {
	var detailsValue any = []any{}
	if details != nil {
		detailsValue = details
	}
	body := object{{"errors", []object{{{"code", status}, {"message", message}, {"details", detailsValue}}}}}
	return newAnswer(status, typeJSON, cacheStateless, encodeJSON(body)).controller()
}

func notFound() answer { return denied(http.StatusNotFound, "Item was not found.", nil) }

func noAccess() answer {
	return denied(http.StatusForbidden, "You do not have access to the requested area/action.", nil)
}

// ok is a controller's success.
func ok(body any) answer {
	return newAnswer(http.StatusOK, typeJSON, cacheStateless, encodeJSON(body)).controller()
}

func created(location string, body any) answer {
	a := newAnswer(http.StatusCreated, typeJSON, cacheStateless, encodeJSON(body)).controller()
	a.header.Set("Location", location)
	return a
}

// controller marks an answer as given by an API controller; the version itself is filled in by the pipeline.
func (a answer) controller() answer {
	a.header.Set("Mautic-Version", "")
	return a
}

// inSession marks an answer as given with a PHP session open.
func (a answer) inSession() answer {
	a.header.Set("Cache-Control", cacheSession)
	return a
}

// redirect answers 302 with the small HTML body that Symfony writes.
func redirect(location string) answer {
	return redirectAs(http.StatusFound, location, cacheSession)
}

func redirectAs(status int, location, cacheControl string) answer {
	a := newAnswer(status, typeHTML, cacheControl, redirectPage(location))
	a.header.Set("Location", location)
	return a
}
