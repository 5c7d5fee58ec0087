package components

import (
	"time"

	"mautic-connect/components/browser"
	"mautic-connect/mautic/doctor"
)

// loadBook loads the catalogue of diagnoses. When it does not come, because the
// network was cut in the meantime, an empty one names findings by their IDs.
func loadBook() doctor.Book {
	for wait := time.Second; wait <= 4*time.Second; wait *= 2 {
		if raw, err := browser.Load("catalogue"); err == nil {
			if book, err := doctor.ParseBook(raw); err == nil {
				return book
			}
		}
		time.Sleep(wait)
	}
	return doctor.Book{}
}
