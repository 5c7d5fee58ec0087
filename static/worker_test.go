package static

import (
	"os/exec"
	"strings"
	"testing"
)

// workerStage is a service worker's world as far as worker.js looks at it: two
// caches, a network that can fail, and the three events.
const workerStage = `
const stores = new Map([["mautic-connect-/-old", new Map([["/", "old page"]])], ["mautic-connect-/x/-old", new Map()], ["other", new Map()]]);
const network = { failing: "", redirecting: "" };
let skipped = 0;
globalThis.Request = class { constructor(url, options) { this.url = url; this.cache = options?.cache; } };
globalThis.Response = class {
  constructor(body, init) { this.body = body; this.type = init.headers["content-type"]; }
  clone() { return this; }
};
Object.defineProperty(globalThis, "navigator", { value: { connection: { saveData: false } } });
let underWay = 0, most = 0;
const guidePage = async (path) => {
  most = Math.max(most, ++underWay);
  await new Promise((next) => setTimeout(next, 1));
  underWay--;
  const text = "network " + path + (path === "/guide/old" ? " guide.09.css" : " guide.0a.css");
  return { ok: path !== network.missing, text: async () => text, body: text, headers: { "content-type": "text/html" } };
};
globalThis.fetch = async (request) => {
  const url = new URL(request.url ?? request, "https://this.example");
  if (network.failing === "all" || url.pathname === network.failing) throw new Error("offline");
  if (url.pathname === network.redirecting) return { redirected: true, body: "network " + url.pathname + "/", headers: { "content-type": "text/html" } };
  if (url.pathname.startsWith("/guide/")) return guidePage(url.pathname);
  return "network " + url.pathname;
};
globalThis.caches = {
  open: async (name) => {
    if (!stores.has(name)) stores.set(name, new Map());
    const store = stores.get(name);
    return {
      addAll: async (requests) => { for (const r of requests) store.set(r.url, await fetch(r)); },
      match: async (path) => store.get(path),
      put: async (path, answer) => { store.set(path, answer.body); },
    };
  },
  keys: async () => [...stores.keys()],
  delete: async (name) => stores.delete(name),
};
const listeners = {};
globalThis.self = {
  addEventListener: (type, listener) => { listeners[type] = listener; },
  location: { origin: "https://this.example" },
  skipWaiting: async () => { skipped++; }, clients: { claim: async () => {} },
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
  expect("the caches after a failed install", [...stores.keys()].join(), "mautic-connect-/-old,mautic-connect-/x/-old,other");

  network.failing = "";
  await dispatch("install");
  expect("the caches while it waits", [...stores.keys()].join(), "mautic-connect-/-old,mautic-connect-/x/-old,other,mautic-connect-/-0a");
  listeners.message({ data: { type: "goapp:notify" }, waitUntil: () => {} });
  expect("what was not asked for", skipped, 0);
  listeners.message({ data: "apply", waitUntil: () => {} });
  expect("what was asked for", skipped, 1);
  await dispatch("activate");
  expect("the caches after that", [...stores.keys()].join(), "mautic-connect-/x/-old,other,mautic-connect-/-0a");
  stores.get("mautic-connect-/-0a").set("/", "kept /");
  expect("a page online, of the version that was kept", await get("/?x=1", "navigate"), "kept /");
  stores.get("mautic-connect-/-0a").delete("/");
  expect("a page that the browser has thrown away", await get("/", "navigate"), "network /");
  network.redirecting = "/doctor";
  const slashed = await get("/doctor", "navigate");
  expect("a page that was redirected", [slashed.redirected, slashed.body, slashed.type].join(), ",network /doctor/,text/html");
  await dispatch("install");

  const guides = () => [...stores.get("mautic-connect-/-0a").keys()].filter((path) => path.startsWith("/guide/")).join();
  const fill = async () => {
    let work;
    listeners.message({ data: "guide", waitUntil: (promise) => { work = promise; } });
    await work;
  };
  expect("guide pages that the install waits for", guides(), "");
  navigator.connection.saveData = true;
  await fill();
  expect("guide pages where data is dear", guides(), "");
  navigator.connection.saveData = false;
  expect("a guide page that is visited", (await get("/guide/d?q=x", "navigate")).body, "network /guide/d guide.0a.css");
  expect("it is kept", guides(), "/guide/d");
  network.failing = "/guide/c";
  network.missing = "/guide/b";
  await fill();
  expect("without one that fails, one that is missing and one of another version", guides(), "/guide/d,/guide/a");
  network.failing = network.missing = "";
  await fill();
  expect("the next time", guides(), "/guide/d,/guide/a,/guide/b,/guide/c");
  expect("more than a few at a time", most > 3, false);
  expect("one of another version is shown", (await get("/guide/old", "navigate")).body, "network /guide/old guide.09.css");
  expect("and not kept", guides(), "/guide/d,/guide/a,/guide/b,/guide/c");

  network.failing = "all";
  expect("a guide page offline", await get("/guide/a", "navigate"), "network /guide/a guide.0a.css");
  expect("a page offline", await get("/", "navigate"), "network /");
  expect("a page with a query offline", await get("/?x=1", "navigate"), "network /");
  expect("a file offline", await get("/b.js"), "network /b.js");
  expect("the relay", await get("/proxy/https/m.example/api/users/self"), "not touched");
  expect("the mailbox", await get("/mailbox/x"), "not touched");
  expect("a delivery to the mailbox", await get("/mailbox", "cors", "POST"), "not touched");
  expect("a preset's token", await get("/presets/acme/token", "cors", "POST"), "not touched");
  expect("the configuration", await get("/configuration?preset=acme"), "not touched");
  expect("the page for portals", await get("/embed", "navigate"), "not touched");
  expect("the portals' script", await get("/embed.js"), "not touched");
  expect("another origin", await get("@other.example/b.js"), "not touched");
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
		"{{.Version}}", "0a", "{{.Base}}", "/", "{{.ResourcesToCache}}", `["/","/a.js","/b.js"]`, "{{.Pages}}", `["/","/doctor"]`,
		"{{.Guide}}", `["/guide/a","/guide/b","/guide/c","/guide/d","/guide/old"]`, "{{.GuideLoads}}", `["guide.0a.css"]`,
	).Replace(read(t, "worker.js"))
	run := exec.CommandContext(t.Context(), node, "-")
	run.Stdin = strings.NewReader(workerStage + worker + workerScript)
	if out, err := run.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
