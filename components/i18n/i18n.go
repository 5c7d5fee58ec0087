// Package i18n is the one way a text reaches a person.
//
// A text's key is the English text itself, gettext style, so that the source
// reads as the page does and a language can be added without touching a
// component. The package promises that an untranslated text appears in English,
// never as a key or an empty space.
package i18n

import "fmt"

// Catalogue maps English texts to those of another language.
type Catalogue map[string]string

// Texts gives texts in one language. The zero value gives English.
type Texts struct {
	// Lang is the language's BCP 47 tag; empty means "en".
	Lang string
	// Catalogue holds the translations; nil means English.
	Catalogue Catalogue
}

// T returns the text for an English key, with args put in as fmt.Sprintf does.
func (t Texts) T(key string, args ...any) string {
	text := key
	if translated, ok := t.Catalogue[key]; ok && translated != "" {
		text = translated
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// T returns a text of the interface in English.
func T(key string, args ...any) string { return Texts{}.T(key, args...) }
