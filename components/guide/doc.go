// Package guide makes the pages of the guide: those written by hand, in pages/, and
// one for each diagnosis of the catalogue. What the catalogue, the formats, the
// rights and the tools say is taken from them and written nowhere twice.
//
// It promises that every link between its pages leads to one, and that a page
// is the same whenever it is made. The browser's program does not link it.
package guide
