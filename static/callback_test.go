package static

import (
	"os/exec"
	"testing"
)

// callbackStage is a browser's world as far as callback.js looks at it. Timers
// run when a test says that so many milliseconds have passed.
const callbackStage = `
const dataset = { base: "/x/" };
Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
const timers = [], sent = [], listeners = {}, texts = {};
let closed = 0;
const stage = { search: "", opener: false, channel: true, answers: async () => ({ status: 204 }) };
const element = (id) => ({ set textContent(text) { texts[id] = text; }, set hidden(value) { texts[id] = !value; } });
globalThis.document = { documentElement: { dataset: dataset }, getElementById: element, title: "" };
globalThis.location = { get search() { return stage.search; }, origin: "https://this.example", href: "https://this.example/x/callback", pathname: "/x/callback", replace() { throw new Error("left"); } };
globalThis.history = { replaceState: () => {} };
globalThis.sessionStorage = { getItem: () => null };
globalThis.window = globalThis;
globalThis.close = () => { closed++; };
globalThis.addEventListener = (type, listener) => { listeners[type] = listener; };
globalThis.setTimeout = (run, after) => { timers.push({ run, after }); };
globalThis.fetch = async (address, { signal, ...options }) => { sent.push({ address, ...options, body: JSON.parse(options.body) }); const { status } = await stage.answers(); return new Response(null, { status }); };
class Channel { constructor(name) { this.name = name; } addEventListener() {} postMessage() {} }
const begin = (change) => {
  Object.assign(stage, { search: "?state=s&code=c", opener: false, channel: true, answers: async () => ({ status: 204 }) }, change);
  timers.length = 0; sent.length = 0; closed = 0; texts.title = undefined;
  globalThis.opener = stage.opener ? { postMessage: () => {} } : null;
  if (stage.channel) globalThis.BroadcastChannel = Channel; else delete globalThis.BroadcastChannel;
  page();
};
const pass = async (ms) => { for (const timer of timers) if (timer.after <= ms && !timer.done) { timer.done = true; await timer.run(); } };
const expect = (what, got, want) => {
  if (JSON.stringify(got) !== JSON.stringify(want)) { console.log(what + ": got " + JSON.stringify(got) + ", want " + JSON.stringify(want)); process.exitCode = 1; }
};
`

const callbackScript = `
const receipt = { origin: location.origin, data: { ns: "mautic-connect", type: "received" } };
(async () => {
  begin({ opener: true });
  listeners.message(receipt);
  await pass(3000);
  expect("after a receipt the mailbox", sent, []);
  expect("after a receipt the window", [closed, texts.title], [1, "You are connected"]);

  begin({ opener: true });
  listeners.message({ ...receipt, origin: "https://evil.example" });
  await pass(999);
  expect("before a second the mailbox", sent, []);
  await pass(1000);
  expect("without a receipt the mailbox", sent, [{
    address: "/x/mailbox", method: "POST", headers: { "X-Mautic-Connect": "1", "Content-Type": "application/json" },
    body: { state: "s", code: "c" }, cache: "no-store", credentials: "same-origin", redirect: "error", keepalive: true,
  }]);
  expect("once it was read the window", [closed, texts.title], [1, "You are connected"]);
  await pass(3000);
  expect("and it stays so", [closed, texts.title], [1, "You are connected"]);

  begin({ channel: false, search: "?error=access_denied&state=s&error_description=No%20%26&iss=https%3A%2F%2Fm.example&other=x" });
  await pass(1000);
  expect("an error", sent[0].body, { state: "s", error: "access_denied", error_description: "No &", iss: "https://m.example" });

  for (const search of ["?state=s&state=s&code=c", "?state=s&code=c&code=d", "?code=c", "?state=&code=c"]) {
    begin({ search });
    await pass(1000);
    expect(search, sent, []);
  }

  dataset.proxy = "https://c.example/y/";
  begin({});
  await pass(1000);
  expect("through a server of another origin", [sent[0].address, sent[0].credentials], ["https://c.example/y/mailbox", "omit"]);
  dataset.proxy = "";
  begin({});
  await pass(3000);
  expect("without a server", [sent, texts.title], [[], "The page you came from did not answer"]);
  delete dataset.proxy;

  const answers = { "kept": async () => ({ status: 202 }), "no mailbox": async () => ({ status: 404 }), "a replay": async () => ({ status: 409 }), "offline": async () => { throw new TypeError("offline"); } };
  for (const [name, answer] of Object.entries(answers)) {
    begin({ answers: answer });
    await pass(3000);
    expect(name, [closed, texts.title], [0, "The page you came from did not answer"]);
  }
})().catch((error) => { console.log(error.stack); process.exitCode = 1; });
`

func TestCallbackPostsToTheMailboxOnlyWhenNobodyElseTookTheAnswer(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed, so nobody runs the callback page here; the browser journeys do")
	}
	run := exec.CommandContext(t.Context(), node, "--input-type=commonjs", "-e", callbackStage+"\nconst page = () => {\n"+read(t, "callback.js")+read(t, "transport.js")+"\n};\n"+callbackScript)
	if out, err := run.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
