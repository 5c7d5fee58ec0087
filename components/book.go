package components

import (
	"encoding/json"
	"time"

	"mautic-connect/components/browser"
	"mautic-connect/mautic/doctor"
	"mautic-connect/mautic/export"
)

// Catalogue is what the program loads beside itself, so that it need not contain
// it.
type Catalogue struct {
	// Diagnoses are as doctor.Book writes them.
	Diagnoses []json.RawMessage `json:"diagnoses"`
	Formats   []export.Format   `json:"formats"`
}

// loadCatalogue loads the diagnoses and formats. When they do not come, because
// the network was cut in the meantime, an empty book names findings by their IDs.
func loadCatalogue() (doctor.Book, []export.Format) {
	for wait := time.Second; wait <= 4*time.Second; wait *= 2 {
		var catalogue Catalogue
		if raw, err := browser.Load("catalogue"); err == nil && json.Unmarshal(raw, &catalogue) == nil {
			if book, err := doctor.ParseBook(catalogue.Diagnoses, browser.Pace); err == nil {
				return book, catalogue.Formats
			}
		}
		time.Sleep(wait)
	}
	return doctor.Book{}, nil
}
