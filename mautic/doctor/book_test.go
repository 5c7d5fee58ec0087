package doctor

import (
	"encoding/json"
	"testing"
)

func TestAnEmptyBookNamesAFindingByItsID(t *testing.T) {
	t.Parallel()
	var book Book
	if got := book.Lookup(APIDisabled); got.ID != APIDisabled || got.Title != "api-disabled" || got.Severity != Problem || !book.IsZero() {
		t.Errorf("%+v", got)
	}
}

func TestABookThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string][]json.RawMessage{
		"no JSON":             {json.RawMessage(`<html>`)},
		"no diagnosis":        {json.RawMessage(`["unknown"]`)},
		"nothing in it":       {},
		"no unknown":          {json.RawMessage(`{"id":"api-disabled","title":"Off."}`)},
		"cut off in the text": {json.RawMessage(`{"id":"unknown","title":"What`)},
	} {
		if book, err := ParseBook(raw, func() {}); err == nil || !book.IsZero() {
			t.Errorf("%s: %+v, %v", name, book, err)
		}
	}
}
