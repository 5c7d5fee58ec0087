// Where the worker keeps the vault: one file in IndexedDB, with locks and a
// channel over all tabs. It stands behind tasks.js in the worker's script, and
// the worker's program calls it.
"use strict";
self.mauticConnectStore = (() => {
  const name = "mautic-connect.vault";
  const files = "files";
  // Only who writes makes a database: for looking, none is.
  const open = (make) => new Promise((done, fail) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => { make ? request.result.createObjectStore(files) : request.transaction.abort(); };
    request.onsuccess = () => done(request.result);
    request.onerror = () => {
      if (!make && request.error.name === "AbortError") return done(null);
      // Where the site may store nothing, Chromium calls this an unknown error; locks say what it is.
      Promise.resolve(navigator.locks?.query()).then(() => fail(request.error), fail);
    };
  });
  const within = async (mode, make, act) => {
    const database = await open(make);
    if (!database) return undefined;
    try {
      return await new Promise((done, fail) => {
        const transaction = database.transaction(files, mode, { durability: "strict" });
        const request = act(transaction.objectStore(files));
        transaction.oncomplete = () => done(request.result);
        transaction.onabort = () => fail(transaction.error ?? request.error);
      });
    } finally {
      database.close();
    }
  };
  let channel;
  return {
    read: () => within("readonly", false, (store) => store.get("vault")),
    write: (file) => within("readwrite", true, (store) => store.put(file, "vault")),
    remove: () => new Promise((done, fail) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => done();
      request.onerror = () => fail(request.error);
    }),
    lock: async (what, signal, work) => {
      if (!navigator.locks) throw new DOMException("There are no locks.", "NotSupportedError");
      return navigator.locks.request(what, { signal }, work);
    },
    watch: (heard) => {
      channel = new BroadcastChannel(name);
      channel.onmessage = (message) => heard(String(message.data));
    },
    tell: (news) => channel?.postMessage(news),
  };
})();
