package doctor

import (
	"net/url"
	"strings"

	"mautic-connect/mautic"
)

// maxWindowText bounds what is read of a pasted text, in bytes. Mautic's
// answers have a few hundred.
const maxWindowText = 64 << 10

// ReadWindow takes what a person sees in the Mautic window, as text, and
// names the diagnosis it supports: Mautic's JSON or an address with an error
// in its query, with or without other text around it, or the words of a page.
// Text that supports none gives Unknown.
func ReadWindow(text string) ID {
	text = text[:min(len(text), maxWindowText)]
	if answer := windowJSON(text); answer != nil {
		return ofWindow(answer)
	}
	for _, word := range strings.Fields(text) {
		u, err := url.Parse(strings.Trim(word, "\"'<>()[],;."))
		if err != nil || u.Host == "" || u.Query().Get("error") == "" {
			continue
		}
		query := u.Query()
		return ofMautic(&mautic.Error{Type: query.Get("error"), Status: 302, Message: query.Get("error_description")})
	}
	return ofPage(text)
}

// windowJSON decodes the first JSON object in text that is an error of Mautic.
func windowJSON(text string) *mautic.Error {
	const tries = 20 // braces that begin no object, such as those of a script
	for range tries {
		start := strings.IndexByte(text, '{')
		if start < 0 {
			return nil
		}
		text = text[start:]
		answer := mautic.DecodeError(&mautic.Response{
			Status: 400,
			Header: mautic.Header{"Content-Type": "application/json"},
			Body:   []byte(text[:objectEnd(text)]),
		})
		if answer != nil && answer.Message+answer.Type != "" {
			switch {
			case answer.Code != 0:
				answer.Status = answer.Code
			case answer.Shape == mautic.ShapeC:
				answer.Status = 302 // RFC 6749 has it in a redirect
			}
			return answer
		}
		text = text[1:]
	}
	return nil
}

// objectEnd returns where the JSON object ends that text begins with. What is
// no JSON ends somewhere, and is for its reader to refuse.
func objectEnd(text string) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// ofWindow reads an answer to the request for a person's consent. That request
// is complete and its client is known to Mautic, so an error 500 is what is left
// for a redirect URI that does not match, when the consent page was skipped.
func ofWindow(e *mautic.Error) ID {
	id := ofAnswer(e)
	if id == Unknown && e.Shape == mautic.ShapeA && e.Status == 500 {
		return RedirectURIMismatch
	}
	return id
}

// ofPage reads the words of a page: a browser may show Mautic's JSON as a table.
// All are constants, or parts of texts, that Mautic does not translate.
func ofPage(text string) ID {
	for _, words := range []struct {
		text string
		id   ID
	}{
		{"api_disabled", APIDisabled},
		{"redirect_uri_mismatch", RedirectURIMismatch},
		{"The redirect URI provided does not match", RedirectURIMismatch},
		{"access_denied", UserDenied},
		{"invalid_scope", ScopeNotSupported},
		{"Client not found.", ClientNotFound},
		{`The server returned a "403 Forbidden"`, UserWithoutAPIAccess}, // a web server's own page says less
		{forbiddenTitle, UserWithoutAPIAccess},
		{"#500)", RedirectURIMismatch}, // as in ofWindow; the sentence around it is translated
		{"Site is offline", SiteOffline},
		{"The site is currently offline", SiteOffline},
	} {
		if strings.Contains(text, words.text) {
			return words.id
		}
	}
	return Unknown
}
