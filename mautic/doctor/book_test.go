package doctor

import "testing"

func TestAnEmptyBookNamesAFindingByItsID(t *testing.T) {
	t.Parallel()
	var book Book
	if got := book.Lookup(APIDisabled); got.ID != APIDisabled || got.Title != "api-disabled" || got.Severity != Problem || !book.IsZero() {
		t.Errorf("%+v", got)
	}
}

func TestABookThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"no JSON":             `<html>`,
		"another document":    `{"id":"unknown"}`,
		"nothing in it":       `[]`,
		"no unknown":          `[{"id":"api-disabled","title":"Off."}]`,
		"cut off in the text": `[{"id":"unknown","title":"What`,
	} {
		if book, err := ParseBook([]byte(raw)); err == nil || !book.IsZero() {
			t.Errorf("%s: %+v, %v", name, book, err)
		}
	}
}
