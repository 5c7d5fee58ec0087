package doctor

import (
	"net/url"
	"strings"

	"mautic-connect/mautic"
)

// ReadWindow takes what a person sees in the Mautic window, as text, and
// returns the diagnosis it supports: Mautic's JSON, or an address with an error
// in its query.
func ReadWindow(text string) Diagnosis {
	text = strings.TrimSpace(text)
	if u, err := url.Parse(text); err == nil && u.Host != "" && u.Query().Get("error") != "" {
		return Lookup(ofMautic(&mautic.Error{Type: u.Query().Get("error"), Status: 302, Message: u.Query().Get("error_description")}))
	}
	start := strings.IndexByte(text, '{')
	if start < 0 {
		return Lookup(Unknown)
	}
	answer := mautic.DecodeError(&mautic.Response{
		Status: 400,
		Header: mautic.Header{"Content-Type": "application/json"},
		Body:   []byte(text[start:]),
	})
	if answer == nil {
		return Lookup(Unknown)
	}
	if answer.Code != 0 {
		answer.Status = answer.Code
	}
	return Explain(answer)
}
