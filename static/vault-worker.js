// The vault's page's way to the worker, which has the file, the passphrase and the
// credentials: see components/task (vault.go).
"use strict";
(() => {
  const lost = { problem: { text: "A part of this page could not be loaded. Check your network and reload the page." } };

  // start starts the worker of a script. changed is called with each state of the
  // vault, and with a problem when the worker has failed.
  const start = (script, changed) => {
    let worker = new Worker(script);
    let last = 0;
    const waiting = new Map();
    const aborts = new Map();

    // ask resolves to the worker's answer, and to a problem if there is none.
    const ask = (type, body) =>
      new Promise((resolve) => {
        if (!worker) return resolve(lost);
        last++;
        waiting.set(last, resolve);
        worker.postMessage({ type, id: last, body: JSON.stringify(body) });
      });

    // relay sends a request of the worker to Mautic, the way the app's own go.
    const relay = async (id, request) => {
      const abort = new AbortController();
      aborts.set(id, abort);
      const reply = await window.mauticConnectTransport.send(abort.signal, request);
      aborts.delete(id);
      worker?.postMessage({ type: "response", id, body: reply });
    };

    const end = () => {
      worker?.terminate();
      worker = null;
    };

    const heard = ({ type, id, body }) => {
      switch (type) {
        case "vault-state":
          changed(JSON.parse(body));
          break;
        case "vault-answer":
        case "answer":
          waiting.get(id)?.(JSON.parse(body));
          waiting.delete(id);
          break;
        case "request":
          relay(id, body);
          break;
        case "abort":
          aborts.get(id)?.abort();
          break;
        case "failed":
          end();
          for (const resolve of waiting.values()) resolve(lost);
          waiting.clear();
          changed({ known: false, ...lost });
      }
    };
    worker.onmessage = ({ data }) => heard(data);
    worker.onerror = () => heard({ type: "failed" });
    return { ask, end };
  };

  window.mauticConnectVaultWorker = { start };
})();
