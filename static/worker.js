// The service worker. Version and resources are filled in by the generator.
"use strict";
const version = "{{.Version}}";
const base = "{{.Base}}";
const ours = "mautic-connect-" + base + "-"; // another base path has caches of its own
const cacheName = ours + version;
const resources = {{.ResourcesToCache}};
const pages = {{.Pages}};

// A new version is kept only whole: when one file fails, the install fails and
// the version before stays. A whole one waits until the person wants it, see pwa.js.
self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      try {
        await cache.addAll(resources.map((url) => new Request(url, { cache: "no-cache" })));
      } catch (error) {
        await caches.delete(cacheName);
        throw error;
      }
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "apply") event.waitUntil(self.skipWaiting());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(ours) && name !== cacheName) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

// Only this site's own files are answered from the cache. The proxy, the
// callback and everything unknown go to the network, untouched and unkept.
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !url.pathname.startsWith(base)) return;
  if (event.request.mode === "navigate") {
    if (pages.includes(url.pathname)) event.respondWith(page(event.request, url.pathname));
    return;
  }
  if (resources.includes(url.pathname)) event.respondWith(file(event.request, url.pathname));
});

// A page and what it loads are of one version, whatever the server has by now and
// whatever the query says.
async function page(request, path) {
  const kept = await file(request, path);
  // Some hosts add a slash to the address, which a navigation does not follow.
  return kept.redirected ? new Response(kept.body, { headers: kept.headers }) : kept;
}

async function file(request, path) {
  const kept = await (await caches.open(cacheName)).match(path);
  return kept ?? fetch(request);
}
