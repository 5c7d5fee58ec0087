// Runs before everything else, in the head, and must stay small.
"use strict";
(() => {
  // go-app reads both storages at its start and dies where reading throws
  // (cookies blocked, some iframes). A stand-in keeps it alive; it lasts as long
  // as the document and is not used for anything that has to survive it.
  const standIn = () => {
    const items = new Map();
    return {
      get length() { return items.size; },
      key: (i) => [...items.keys()][i] ?? null,
      getItem: (k) => items.get(String(k)) ?? null,
      setItem: (k, v) => { items.set(String(k), String(v)); },
      removeItem: (k) => { items.delete(String(k)); },
      clear: () => { items.clear(); },
    };
  };
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      const probe = "mautic-connect.probe";
      window[name].setItem(probe, "1");
      window[name].removeItem(probe);
    } catch {
      if (name === "sessionStorage") window.mauticConnectStorageBlocked = true;
      Object.defineProperty(window, name, { value: standIn(), configurable: true });
    }
  }

  // Nothing on this site makes a script from text, except go-app's registration
  // of its service worker and the app's start of its worker, whose addresses are
  // in the page.
  const { base, tasks } = document.documentElement.dataset;
  const workers = [base + "app-worker.js", tasks];
  if (window.trustedTypes) {
    window.trustedTypes.createPolicy("default", {
      createHTML: () => null,
      createScript: () => null,
      createScriptURL: (url) => (workers.includes(url) ? url : null),
    });
  }

  // Without the app a form has nowhere to go.
  document.addEventListener("submit", (event) => event.preventDefault(), true);

  // A panic ends a Go program, which would leave a page that looks alive.
  const stopped = () => {
    if (document.getElementById("crash")) return;
    window.mauticConnectFrame?.send("error", JSON.stringify({ code: "stopped", message: "The page has stopped because of an error in it." }));
    const box = document.createElement("div");
    box.id = "crash";
    box.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.textContent = "This page has stopped because of an error in it. What you typed is gone once you reload.";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-primary";
    button.textContent = "Reload";
    button.addEventListener("click", () => location.reload());
    box.append(text, button);
    document.documentElement.append(box);
    button.focus();
  };
  // What keeps the page from answering is the task at hand, for age ms by now. The
  // program goes on in another task when that is too long, unless it is held.
  const task = {
    began: 0,
    held: false,
    paused: 0,
    age: () => (task.held ? 0 : performance.now() - task.began),
    pause: (goOn) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        task.paused -= 1;
        goOn();
      };
      task.paused += 1;
      port2.postMessage(null);
    },
  };
  window.mauticConnectTask = task;

  let Go;
  Object.defineProperty(window, "Go", {
    configurable: true,
    get: () => Go,
    set: (value) => {
      Go = value;
      const { run, _resume: resume } = Go.prototype;
      let depth = 0; // what the program does to the page may call it again
      Go.prototype._resume = function () {
        if (depth === 0) task.began = performance.now();
        depth += 1;
        try {
          resume.call(this);
        } finally {
          depth -= 1;
        }
      };
      Go.prototype.run = async function (instance) {
        task.began = performance.now();
        await run.call(this, instance);
        stopped();
      };
    },
  });
})();
