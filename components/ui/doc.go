// Package ui holds the wrapped primitives that every component uses: fields,
// buttons, links, copyable values, notices, disclosures, icons.
//
// Each is a go-app component of its own, so that an event handler always runs
// for what is on the page now: go-app keeps an element's first handler when a
// later one has the same code, and a component's fields are brought up to date
// where a closure's captures are not. Inputs keep the DOM property "value" equal
// to their Value, which go-app's own Value does not do for an empty string.
//
// Attribute values given to this package must hold no quotation mark and no
// backslash: go-app's pre-rendering does not escape them.
package ui
