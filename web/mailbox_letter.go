package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"

	"mautic-connect/mautic"
)

// maxLetter bounds a posted callback in bytes. A real one has about 200.
const maxLetter = 4 << 10

// letter is a callback as the callback page posts it (RFC 6749, 4.1.2; iss is of
// RFC 9207).
type letter struct {
	State       string `json:"state"`
	Code        string `json:"code"`
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Issuer      string `json:"iss"`
}

// query is the letter as the query of the callback's address. It is never empty.
func (l letter) query() string {
	values := url.Values{"state": {l.State}}
	for name, value := range map[string]string{"code": l.Code, "error": l.Error, "error_description": l.Description, "iss": l.Issuer} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values.Encode()
}

// readLetter takes a letter out of a request of at most 4 KiB of JSON.
func readLetter(w http.ResponseWriter, r *http.Request) (letter, *refusal) {
	if !hasMediaType(r, "application/json") {
		f := badMail("The mailbox takes JSON only.")
		f.status = http.StatusUnsupportedMediaType
		return letter{}, f
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxLetter))
	if err != nil {
		f := badMail("The body of the request did not arrive in full.")
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			f.status, f.detail = http.StatusRequestEntityTooLarge, "The mailbox takes at most 4 KiB."
		}
		return letter{}, f
	}
	// The parser's error is not passed on: it may repeat what was sent.
	l, ok := parseLetter(raw)
	if !ok {
		return letter{}, badMail("The mailbox takes an object with state, and either code or error.")
	}
	return l, nil
}

// hasMediaType tells whether the body of a request says that it is of a type.
func hasMediaType(r *http.Request, want string) bool {
	got, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && got == want
}

// parseLetter accepts an object with a state and either a code or an error.
// Members with other names are not passed on.
func parseLetter(raw []byte) (letter, bool) {
	var l letter
	if json.Unmarshal(raw, &l) != nil || l.State == "" || (l.Code == "") == (l.Error == "") {
		return letter{}, false
	}
	return l, true
}

func badMail(detail string) *refusal {
	return &refusal{status: http.StatusBadRequest, kind: mautic.KindBadRequest, title: "This is nothing for the mailbox", detail: detail}
}
