// Runs the worker's program. The generator puts Go's own loader in front of this
// and the program's address into it.
"use strict";
// The page sends at once; what arrives before the program listens would be lost.
const early = [];
const keep = (message) => early.push(message.data);
addEventListener("message", keep);
(async () => {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch("{{.Tasks}}"), go.importObject);
  const ended = go.run(instance);
  removeEventListener("message", keep);
  for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
  await ended;
})()
  .catch(() => {})
  // The program never ends by itself: it could not be loaded, or it panicked.
  .then(() => postMessage({ type: "failed", id: 0, body: "" }));
