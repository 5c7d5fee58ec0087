package static

import (
	"os/exec"
	"strings"
	"testing"
)

// workerStage is a service worker's world as far as worker.js looks at it: two
// caches, a network that can fail, and the three events.
const workerStage = `
const stores = new Map([["mautic-connect-old", new Map([["/", "old page"]])], ["other", new Map()]]);
const network = { failing: "" };
globalThis.Request = class { constructor(url, options) { this.url = url; this.cache = options?.cache; } };
globalThis.fetch = async (request) => {
  const url = new URL(request.url, "https://this.example");
  if (network.failing === "all" || url.pathname === network.failing) throw new Error("offline");
  return "network " + url.pathname;
};
globalThis.caches = {
  open: async (name) => {
    if (!stores.has(name)) stores.set(name, new Map());
    const store = stores.get(name);
    return {
      addAll: async (requests) => { for (const r of requests) store.set(r.url, await fetch(r)); },
      match: async (path) => store.get(path),
    };
  },
  keys: async () => [...stores.keys()],
  delete: async (name) => stores.delete(name),
};
const listeners = {};
globalThis.self = {
  addEventListener: (type, listener) => { listeners[type] = listener; },
  location: { origin: "https://this.example" },
  skipWaiting: async () => {}, clients: { claim: async () => {} },
};
const dispatch = async (type) => {
  let waited;
  listeners[type]({ waitUntil: (promise) => { waited = promise; } });
  if (!waited) throw new Error(type + " is over before its work is done");
  await waited;
};
const get = async (url, mode = "cors", method = "GET") => {
  let answer = "not touched";
  listeners.fetch({ request: { url: "https://this.example" + url, mode, method }, respondWith: (promise) => { answer = promise; } });
  return answer;
};
const expect = (what, got, want) => { if (got !== want) { console.log(what + ": got " + got + ", want " + want); process.exitCode = 1; } };
`

const workerScript = `
(async () => {
  network.failing = "/b.js";
  await dispatch("install").then(() => expect("an install with a missing file", "worked", "failed"), () => {});
  expect("the caches after a failed install", [...stores.keys()].join(), "mautic-connect-old,other");

  network.failing = "";
  await dispatch("install");
  await dispatch("activate");
  expect("the caches after an install", [...stores.keys()].join(), "other,mautic-connect-0a");
  expect("a page online", await get("/", "navigate"), "network /");

  network.failing = "all";
  expect("a page offline", await get("/", "navigate"), "network /");
  expect("a page with a query offline", await get("/?x=1", "navigate"), "network /");
  expect("a file offline", await get("/b.js"), "network /b.js");
  expect("the relay", await get("/proxy/https/m.example/api/users/self"), "not touched");
  expect("the mailbox", await get("/mailbox/x"), "not touched");
  expect("a delivery to the mailbox", await get("/mailbox", "cors", "POST"), "not touched");
  expect("the callback", await get("/callback?code=c&state=s", "navigate"), "not touched");
  expect("another method", await get("/b.js", "cors", "POST"), "not touched");
  expect("another page", await get("/healthz", "navigate"), "not touched");
})().catch((error) => { console.log(error.stack); process.exitCode = 1; });
`

// go-app's own worker loses everything it has kept when one file is missing.
func TestWorkerKeepsAVersionOnlyWholeAndLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed, so nobody runs the service worker here; the browser journeys do")
	}
	worker := strings.NewReplacer(
		"{{.Version}}", "0a", "{{.Base}}", "/", "{{.ResourcesToCache}}", `["/","/a.js","/b.js"]`, "{{.Pages}}", `["/"]`,
	).Replace(read(t, "worker.js"))
	run := exec.CommandContext(t.Context(), node, "-")
	run.Stdin = strings.NewReader(workerStage + worker + workerScript)
	if out, err := run.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
