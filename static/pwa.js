// The page as an installed app: when its files are kept, what is said of a new
// version, and the button that installs it. Its place is below the app's own.
"use strict";
(() => {
  const install = document.getElementById("install");
  let offer = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    install.hidden = false;
  });
  addEventListener("appinstalled", () => { install.hidden = true; });
  install.addEventListener("click", () => {
    install.hidden = true; // an offer works once; the browser makes another
    offer.prompt();
  });

  const { serviceWorker, locks } = navigator;
  if (!serviceWorker) return;

  // Keeping every file would take the line away from the program, which the
  // person waits for: go-app's registration waits until it is here.
  const loaded = new Promise((done) => addEventListener("load", done, { once: true }));
  const register = serviceWorker.register.bind(serviceWorker);
  serviceWorker.register = async (...args) => {
    await loaded;
    return register(...args);
  };

  // The app says in data-busy that a reload would lose something. Then nothing is
  // replaced under it, here or in another tab: each busy tab holds the lock.
  const root = document.documentElement;
  const busy = () => root.hasAttribute("data-busy");
  const lock = "mautic-connect-busy" + root.dataset.base;
  let release = null;
  const hold = () => {
    if (busy() && !release) {
      const done = new Promise((end) => { release = end; });
      locks.request(lock, { mode: "shared" }, () => done).catch(() => {}); // storage is blocked, and with it the service worker
    } else if (!busy() && release) {
      release();
      release = null;
    }
  };

  const box = document.getElementById("update");
  const text = document.getElementById("update-text");
  const apply = document.getElementById("update-apply");
  const later = document.getElementById("update-later");
  let registration = null;
  let wanted = false; // the person has pressed the button
  let replaced = false; // the new version answers by now, and this page is of the old one
  let put = false; // the person does not want to be told

  const show = () => {
    const ready = replaced || Boolean(registration?.active && registration.waiting);
    const says = !ready || put ? "" :
      busy() ? "A new version is ready. It waits until you have finished or started over." :
      wanted ? "The new version starts once your other tab has finished." :
      "A new version is ready.";
    if (text.textContent !== says) text.textContent = says;
    box.classList.toggle("is-shown", says !== "");
    apply.hidden = says === "" || busy() || wanted;
    later.hidden = says === "";
  };
  let reloading = false;
  const reload = () => {
    if (!reloading) location.reload();
    reloading = true;
  };

  apply.addEventListener("click", async () => {
    if (replaced) return reload();
    wanted = true;
    show();
    await locks.request(lock, () => {
      if (!busy()) registration.waiting?.postMessage("apply");
    });
    wanted = false;
    show();
  });
  later.addEventListener("click", () => {
    put = true;
    show();
  });
  new MutationObserver(() => {
    hold();
    show();
  }).observe(root, { attributes: true, attributeFilter: ["data-busy"] });

  let controlled = Boolean(serviceWorker.controller);
  serviceWorker.addEventListener("controllerchange", () => {
    if (!controlled) {
      controlled = true; // the first version has come to stay
      return;
    }
    replaced = true;
    put = false;
    if (busy()) show();
    else reload();
  });

  // The guide's pages are fetched once the page was left alone for a while.
  let resting;
  const rest = () => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (busy()) return rest();
      for (const kind of ["keydown", "pointerdown"]) removeEventListener(kind, rest, true);
      registration?.active?.postMessage("guide");
    }, 5000);
  };
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, rest, true);

  const hour = 60 * 60 * 1000;
  serviceWorker.ready.then((found) => {
    registration = found;
    loaded.then(rest);
    const follow = () => {
      put = false;
      found.installing?.addEventListener("statechange", show);
      show();
    };
    found.addEventListener("updatefound", follow);
    follow();
    // A tab that stays open for days looks for a new version when it is looked at.
    let asked = Date.now();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden || Date.now() - asked < hour) return;
      asked = Date.now();
      found.update().catch(() => {}); // offline; the next look may be luckier
    });
  });
})();
