// Runs first on the pages of a static host, for what only a server could do.
"use strict";
(() => {
  const { base } = document.documentElement.dataset;
  // Nobody says who may show these pages inside others, so nobody may.
  if (window.top !== window) {
    window.stop();
    location.replace(base + "framed/");
    return;
  }
  // Such hosts add a slash to addresses, or have the name of the file in them.
  const { pathname, search, hash } = location;
  const path = pathname.replace(/\/(?:index\.html)?$|\.html$/, "");
  const own = path + "/" === base ? base : path;
  if (own !== pathname) history.replaceState(null, "", own + search + hash);
})();
