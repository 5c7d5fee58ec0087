// Package site generates the browser's files: go-app's pages and PWA resources,
// normalised so that two builds of one commit are byte-identical, together with
// the static files and the WebAssembly program, hashed and precompressed.
//
// The same tree is embedded into the server and written by the site command.
// go-app's own HTTP handler is used here as a generator only and never faces a
// network.
package site
