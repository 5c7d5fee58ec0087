// Lets the page answer while the program arrives. What is there at once, from a cache
// or over a fast line, would be handed to the browser, checked, set up and started in
// one task.
"use strict";
(() => {
  if (!WebAssembly.compileStreaming || !window.TransformStream) return;
  const size = 1 << 17;
  const pause = () => new Promise(window.mauticConnectTask.pause);
  WebAssembly.instantiateStreaming = async (response, imports) => {
    const { body, headers } = await response;
    const inPieces = new TransformStream({
      async transform(chunk, pieces) {
        for (let at = 0; at < chunk.length; at += size) {
          pieces.enqueue(chunk.subarray(at, at + size));
          await pause();
        }
      },
    });
    const module = await WebAssembly.compileStreaming(new Response(body.pipeThrough(inPieces), { headers }));
    await pause();
    const instance = await WebAssembly.instantiate(module, imports);
    await pause();
    return { module, instance };
  };
})();
