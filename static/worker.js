// The service worker. Version and resources are filled in by the generator.
"use strict";
const version = "{{.Version}}";
const base = "{{.Base}}";
const ours = "mautic-connect-" + base + "-"; // another base path has caches of its own
const cacheName = ours + version;
const resources = {{.ResourcesToCache}};
const pages = {{.Pages}};
const guide = {{.Guide}};
// What the guide's pages of this version load.
const guideLoads = {{.GuideLoads}};

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
  if (event.data === "guide") event.waitUntil(fillGuide());
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
    if (guide.includes(url.pathname)) event.respondWith(explained(url.pathname));
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

// The guide's pages are many. They come a few at a time once the app is there, or
// when they are visited, and one that does not come keeps nobody from anything.
let filling = false;
async function fillGuide() {
  if (filling || navigator.connection?.saveData) return;
  filling = true;
  const cache = await caches.open(cacheName);
  const missing = [];
  for (const path of guide) if (!(await cache.match(path))) missing.push(path);
  const next = async () => {
    for (let path = missing.shift(); path; path = missing.shift()) await explained(path).catch(() => { missing.length = 0; });
  };
  await Promise.all([next(), next(), next()]);
  filling = false;
}

// What the network has by now may be of another version: it is shown, and kept only
// if everything it loads is kept too.
async function explained(path) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(path);
  if (kept) return kept;
  const came = await fetch(path, { cache: "no-cache" });
  if (!came.ok) return came;
  const body = await came.text();
  const answer = new Response(body, { headers: came.headers });
  if (guideLoads.every((name) => body.includes(name))) await cache.put(path, answer.clone());
  return answer;
}
