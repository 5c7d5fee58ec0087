package n8n

import (
	"encoding/json"
	"strings"

	"mautic-connect/mautic"
)

// classify returns what is wrong with the answer to l, or nil for a 2xx with
// JSON. n8n says everything as {"message":…}; whatever says otherwise stands
// in front of it or is something else.
func classify(res *mautic.Response, l call) *Error {
	d := mautic.DecodeError(res)
	if d == nil {
		return nil
	}
	e := &Error{Status: res.Status, Message: d.Message}
	own := d.Shape == mautic.ShapeJSON && d.Message != ""
	e.own = own
	if !own {
		e.Message = d.Title
	}
	switch s := res.Status; {
	case 200 <= s && s < 300:
		e.Problem = NotFound // a page, or nothing: n8n's API answers with JSON
	case 300 <= s && s < 400:
		e.Problem = Redirected
		e.Location, _, _ = strings.Cut(d.Location, "?")
	case (s == 401 || s == 403) && !own:
		e.Problem = InFront
	case s == 401:
		e.Problem = KeyRefused
	case s == 403:
		e.Problem, e.Scope = ScopeMissing, l.scope
	case s == 404 && own && l.missing != "":
		e.Problem = l.missing
	case s == 404:
		e.Problem = NotFound
	case s == 405:
		e.Problem = Unsupported
		if !own {
			e.Problem = NotFound
		}
	case s == 415:
		e.Problem = MediaType
	case s == 400 && own:
		e.Problem = refusal(d.Message)
		e.Field = fieldIn(d.Message)
	case s < 500:
		e.Problem = InFront
	default:
		e.Problem = Broken
	}
	return e
}

// refusal reads the words of a 400, which are the same in every language of
// the editor.
func refusal(message string) Problem {
	switch {
	case strings.Contains(message, "is not a known type"):
		return TypeUnknown
	case strings.Contains(message, "name must be") && strings.Contains(message, "characters"):
		return NameLength
	}
	return FieldRefused
}

// cleanText makes text of n8n's fit for people, as every message is.
func cleanText(text string) string {
	body, err := json.Marshal(map[string]string{"message": text})
	if err != nil {
		return ""
	}
	return mautic.DecodeError(&mautic.Response{Status: 400, Body: body}).Message
}
