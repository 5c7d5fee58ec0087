package mautic

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Shape says who wrote an error answer.
type Shape string

// The shapes of an answer that is not the wanted JSON.
const (
	// ShapeA is {"errors":[{"message","code","type"}]}: Mautic's security
	// layer, OAuth server, router or kernel. The API controller was not reached.
	ShapeA Shape = "A"
	// ShapeB is {"errors":[{"code","message","details"}]}: an API controller,
	// so the login was accepted (except with status 429).
	ShapeB Shape = "B"
	// ShapeC is {"error","error_description"} of RFC 6749, which Mautic nearly
	// always rewrites to ShapeA.
	ShapeC Shape = "C"
	// ShapeD is HTML: a web server or gateway in front of Mautic, or one of
	// Mautic's own pages (then "text/html; charset=UTF-8").
	ShapeD Shape = "D"
	// ShapeEmpty is no body, such as the 401 of Mautic 6 and later.
	ShapeEmpty Shape = "empty"
	// ShapeJSON is JSON of none of these shapes, such as {"message":"…"} or
	// RFC 9457 problem details.
	ShapeJSON Shape = "json"
	// ShapeOther is anything else: text, an image, broken JSON.
	ShapeOther Shape = "other"
)

const (
	maxMessage = 500
	maxExcerpt = 300
	maxTitle   = 120
)

// Error is an answer that is not the wanted one. Match on Shape, Status and
// Type; Message is translated by Mautic, except the texts of the OAuth server.
//
// Every text field has passwords, codes and tokens cut out, is valid UTF-8
// and bounded in length; it comes from the other side and is to be shown as
// text, never as HTML.
type Error struct {
	Shape           Shape
	Status          int
	Type            string // shape A and C: "access_denied", "invalid_client", …
	Message         string
	Code            int    // the code inside the body; normally equal to Status
	Version         string // Mautic-Version, only sent by API controllers
	ContentType     string
	Title           string // the title of an HTML answer
	WWWAuthenticate string
	Location        string // of a redirect; it is never followed
	RetryAfter      string // as sent: seconds or a date
	Excerpt         string // the first 300 characters of the body
	Request         RequestLine
	Direct          bool // as Response.Direct: WWWAuthenticate and Version may have been sent
}

// DecodeError describes res if it is not a successful JSON answer: it returns
// nil for a 2xx status with a JSON object or array as body, and never nil
// otherwise, so redirects and empty or HTML answers are errors too.
func DecodeError(res *Response) *Error {
	if 200 <= res.Status && res.Status < 300 && isJSON(res.Body) {
		return nil
	}
	return describe(res)
}

// isJSON reports whether body is a complete JSON object or array. Mautic
// never answers with a bare string or number; a web server might.
func isJSON(body []byte) bool {
	b := trimBOM(body)
	return len(b) > 0 && (b[0] == '{' || b[0] == '[') && json.Valid(b)
}

func describe(res *Response) *Error {
	e := &Error{
		Status:          res.Status,
		Version:         clean(res.Header.Get("Mautic-Version"), 50),
		ContentType:     clean(res.Header.Get("Content-Type"), 100),
		WWWAuthenticate: clean(res.Header.Get("WWW-Authenticate"), 200),
		Location:        clean(res.Header.Get("Location"), 1000),
		RetryAfter:      clean(res.Header.Get("Retry-After"), 50),
		Direct:          res.Direct,
	}
	body := decodeText(res.Body, e.ContentType)
	e.Excerpt = clean(body, maxExcerpt)
	trimmed := strings.TrimSpace(strings.TrimPrefix(body, "\ufeff"))
	switch {
	case trimmed == "":
		e.Shape = ShapeEmpty
	case isJSON([]byte(trimmed)):
		e.Shape = ShapeJSON
		e.readJSON([]byte(trimmed))
	case isHTML(trimmed, e.ContentType):
		e.Shape = ShapeD
		e.Title = clean(htmlTitle(trimmed), maxTitle)
	default:
		e.Shape = ShapeOther
	}
	return e
}

// readJSON fills shape, type, code and message from a JSON body.
func (e *Error) readJSON(body []byte) {
	var top struct {
		Errors      json.RawMessage `json:"errors"`
		Error       json.RawMessage `json:"error"`
		Description json.RawMessage `json:"error_description"`
		Message     json.RawMessage `json:"message"`
		Detail      json.RawMessage `json:"detail"`
		Title       json.RawMessage `json:"title"`
	}
	if json.Unmarshal(body, &top) != nil {
		return // an array: JSON of no known shape
	}
	var list []map[string]json.RawMessage
	if json.Unmarshal(top.Errors, &list) == nil && len(list) > 0 {
		first := list[0]
		_, hasMessage := first["message"]
		_, hasType := first["type"]
		_, hasCode := first["code"]
		_, hasDetails := first["details"]
		// Shape A has type (null for router and kernel errors), shape B has
		// details; the 429 of the rate limiter has neither reliably.
		switch {
		case hasMessage && hasType && !hasDetails:
			e.Shape = ShapeA
		case hasMessage && hasCode:
			e.Shape = ShapeB
		}
		e.Message = clean(looseString(first["message"]), maxMessage)
		e.Type = clean(looseString(first["type"]), 100)
		var code looseInt
		if json.Unmarshal(first["code"], &code) == nil {
			e.Code = int(code)
		}
		return
	}
	if typ := looseString(top.Error); typ != "" {
		e.Shape = ShapeC
		e.Type = clean(typ, 100)
		e.Message = clean(looseString(top.Description), maxMessage)
		return
	}
	for _, raw := range []json.RawMessage{top.Message, top.Detail, top.Title} {
		if m := looseString(raw); m != "" {
			e.Message = clean(m, maxMessage)
			return
		}
	}
}

// Error says in one sentence who answered what.
func (e *Error) Error() string {
	var b strings.Builder
	switch e.Shape {
	case ShapeA, ShapeB, ShapeC:
		b.WriteString("Mautic")
	case ShapeD:
		b.WriteString("a web page")
	default:
		b.WriteString("the server")
	}
	fmt.Fprintf(&b, " answered")
	if line := e.Request.String(); line != "" {
		b.WriteString(" " + line)
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, " with status %d", e.Status)
	}
	switch {
	case e.Location != "":
		b.WriteString(", a redirect to " + e.Location + ", which was not followed")
	case e.Message != "":
		fmt.Fprintf(&b, ": %q", e.Message)
	case e.Title != "":
		fmt.Fprintf(&b, ": a page titled %q", e.Title)
	case e.Shape == ShapeEmpty:
		b.WriteString(" and no body")
	case e.Shape == ShapeD:
		b.WriteString(" and HTML instead of JSON")
	case e.Shape == ShapeOther:
		b.WriteString(" and something that is not JSON")
	}
	if e.Type != "" {
		b.WriteString(" (" + e.Type + ")")
	}
	return b.String()
}

// asError returns the *Error in err's chain.
func asError(err error) (*Error, bool) {
	return errors.AsType[*Error](err)
}

// isHTML looks at the body first: gateways label HTML as anything.
func isHTML(body, contentType string) bool {
	head := strings.ToLower(body[:min(len(body), 512)])
	return strings.HasPrefix(head, "<!doctype html") || strings.Contains(head, "<html") || strings.Contains(head, "<head") ||
		(strings.HasPrefix(strings.ToLower(contentType), "text/html") && strings.HasPrefix(head, "<"))
}

// htmlTitle returns the text of the first title element. The five entities
// are the ones error pages use; a table of all two thousand would go into the
// wasm download.
func htmlTitle(body string) string {
	low := asciiLower(body)
	i := strings.Index(low, "<title")
	if i < 0 {
		return ""
	}
	j := strings.IndexByte(low[i:], '>')
	if j < 0 {
		return ""
	}
	start := i + j + 1
	end := strings.Index(low[start:], "</title")
	if end < 0 {
		return ""
	}
	title := body[start : start+end]
	for _, entity := range [...][2]string{{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", `"`}, {"&#39;", "'"}, {"&#039;", "'"}, {"&amp;", "&"}} {
		title = strings.ReplaceAll(title, entity[0], entity[1])
	}
	return title
}

// asciiLower keeps byte offsets, which strings.ToLower does not.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// decodeText turns a body into valid UTF-8. Apache's own pages are
// ISO-8859-1, whose bytes are code points.
func decodeText(body []byte, contentType string) string {
	const enough = 64 << 10 // shapes and titles are near the start
	text := string(body)
	if utf8.ValidString(text) {
		return text
	}
	text = text[:min(len(text), enough)]
	if !strings.Contains(strings.ToLower(contentType), "8859-1") {
		return validUTF8(text)
	}
	r := make([]rune, len(text))
	for i := range len(text) {
		r[i] = rune(text[i])
	}
	return string(r)
}
