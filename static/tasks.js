// Runs the worker's program. The generator puts Go's own loader in front of this
// and the program's address into it.
"use strict";
(async () => {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch("{{.Tasks}}"), go.importObject);
  await go.run(instance);
})()
  .catch(() => {})
  // The program never ends by itself: it could not be loaded, or it panicked.
  .then(() => postMessage({ type: "failed", id: 0, body: "" }));
