package doctor

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Book is a catalogue of diagnoses to look up. The zero Book is empty: its
// diagnoses have an ID and no words.
type Book struct {
	diagnoses []Diagnosis
	place     map[ID]int
}

// NewBook returns a book of diagnoses, which keep their order. The slices inside
// them are shared: they are to be read only.
func NewBook(diagnoses []Diagnosis) Book {
	b := Book{diagnoses: diagnoses, place: make(map[ID]int, len(diagnoses))}
	for i, d := range diagnoses {
		b.place[d.ID] = i
	}
	return b
}

// ParseBook reads what JSON wrote, one diagnosis after the other. It calls pause
// before each, so that a page can answer in between.
func ParseBook(raw []json.RawMessage, pause func()) (Book, error) {
	diagnoses := make([]Diagnosis, len(raw))
	for i := range raw {
		pause()
		if err := json.Unmarshal(raw[i], &diagnoses[i]); err != nil {
			return Book{}, fmt.Errorf("the catalogue of diagnoses cannot be read: %w", err)
		}
	}
	b := NewBook(diagnoses)
	if _, ok := b.place[Unknown]; !ok {
		return Book{}, errors.New("the catalogue of diagnoses does not name the unknown one")
	}
	return b, nil
}

// IsZero reports whether the book is empty.
func (b Book) IsZero() bool { return len(b.diagnoses) == 0 }

// Lookup returns the diagnosis with an ID; one that is not in the book gives
// Unknown's. It takes the same time for every ID. An empty book gives a
// diagnosis whose title is the ID, so that a finding is named at least.
func (b Book) Lookup(id ID) Diagnosis {
	for _, wanted := range [...]ID{id, Unknown} {
		if i, ok := b.place[wanted]; ok {
			return b.diagnoses[i]
		}
	}
	return Diagnosis{ID: id, Severity: Problem, Who: You, Title: string(id)}
}

// JSON returns the diagnoses for a program that shows them: without the symptoms
// people search for and the sources.
func (b Book) JSON() ([]json.RawMessage, error) {
	out := make([]json.RawMessage, len(b.diagnoses))
	for i, d := range b.diagnoses {
		d.Symptoms, d.Sources = nil, nil
		raw, err := json.Marshal(d)
		if err != nil {
			return nil, fmt.Errorf("writing the diagnosis %s: %w", d.ID, err)
		}
		out[i] = raw
	}
	return out, nil
}
