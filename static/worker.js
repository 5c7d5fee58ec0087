// The service worker. Version and resources are filled in by the generator.
"use strict";
const version = "{{.Version}}";
const cacheName = "mautic-connect-" + version;
const base = "{{.Base}}";
const resources = {{.ResourcesToCache}};
const pages = {{.Pages}};

// A new version is kept only whole: when one file fails, the install fails and
// the version before stays.
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
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("mautic-connect-") && name !== cacheName) await caches.delete(name);
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

// A page comes from the network while there is one, so that what is shown is
// what the server has; offline it comes from the cache, whatever its query.
async function page(request, path) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(cacheName)).match(path);
    if (kept) return kept;
    throw error;
  }
}

async function file(request, path) {
  const kept = await (await caches.open(cacheName)).match(path);
  return kept ?? fetch(request);
}
