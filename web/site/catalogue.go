package site

import (
	"encoding/json"
	"fmt"

	"mautic-connect/components"
	"mautic-connect/mautic/doctor/catalogue"
	"mautic-connect/mautic/export"
)

// catalogueJSON is what the page's program loads instead of containing it: the
// diagnoses in words, and the formats a credential can leave in.
func catalogueJSON() ([]byte, error) {
	diagnoses, err := catalogue.Book().JSON()
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(components.Catalogue{Diagnoses: diagnoses, Formats: export.Formats()})
	if err != nil {
		return nil, fmt.Errorf("writing the catalogue: %w", err)
	}
	return raw, nil
}
