// Package static holds the files that reach the browser as they are: the
// stylesheet, the icons, the pictures, the callback page, the page for portals that are refused, the shims, what another
// page needs to show this one, and the service worker's template. Package web/site hashes, compresses and places them.
package static

import "embed"

// Files are the static files.
//
//go:embed app.css arrive.js callback.css callback.html callback.js elements.js embed.d.ts embed.js embedding.html frame.js framed.html guide.css guide.js host.js keep.js pwa.js reach.css reach.js refused.css refused.html shim.js store.js tasks.js transport.js vault.html vault-worker.js vault.js windows.js worker.js icons pictures screenshots
var Files embed.FS
