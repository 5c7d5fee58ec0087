package static

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// frameStage is a browser's world as far as frame.js looks at it, with the
// stylesheet's own colours. Time passes when a test says so.
const frameStage = `
const portal = "https://portal.example";
const nonce = "AAAAAAAAAAAAAAAAAAAAAA";
let listeners, warnings, asked, now, height, observe, style, dataset, dark, hearDark;
const begin = async (change = {}) => {
  listeners = { message: [], keydown: [] }; warnings = []; asked = []; now = 0; height = 700; style = {}; dark = false;
  dataset = { base: "/x/", ...change.dataset };
  const answer = change.answer ?? (async () => ({ ok: true, json: async () => ({ embed: { origins: [portal] } }) }));
  Object.assign(globalThis, {
    window: globalThis,
    parent: change.top ? globalThis : { name: "parent" },
    document: { documentElement: {
      dataset, style: { setProperty: (n, v) => { style[n] = v; }, removeProperty: (n) => { delete style[n]; } },
      getBoundingClientRect: () => ({ height }),
    } },
    location: { search: change.search ?? "" },
    console: { ...console, warn: (text) => warnings.push(text) },
    addEventListener: (type, listener) => listeners[type].push(listener),
    removeEventListener: (type, listener) => { listeners[type] = listeners[type].filter((l) => l !== listener); },
    ResizeObserver: class { constructor(run) { observe = run; } observe() {} },
    matchMedia: () => ({ get matches() { return dark; }, addEventListener: (type, listener) => { hearDark = listener; } }),
    getComputedStyle: () => ({ getPropertyValue: (n) => style[n] ?? sheet[n] ?? "" }),
    fetch: async (address, options) => { asked.push({ address, header: options.headers["X-Mautic-Connect"] }); return answer(); },
  });
  Object.defineProperty(globalThis, "performance", { value: { now: () => now }, configurable: true });
  delete globalThis.mauticConnectFrame;
  page();
  if (!change.early) await settle();
};
const settle = () => new Promise((done) => setTimeout(done, 5));
const say = (event) => { for (const listener of [...listeners.message]) listener(event); };
const newPort = () => ({ sent: [], postMessage(m) { this.sent.push(m); } });
const init = (change = {}, payload = {}) => {
  const port = newPort();
  const event = { source: parent, origin: portal, ports: [port], ...change };
  event.data = change.data === undefined ? { ns: "mautic-connect", v: 1, id: 1, type: "init", payload: { nonce, options: {}, theme: {}, ...payload }, ...change.envelope } : change.data;
  say(event);
  return port;
};
const types = (port) => port.sent.map((m) => m.type);
const expect = (what, got, want) => {
  if (JSON.stringify(got) !== JSON.stringify(want)) { process.stdout.write(what + ": got " + JSON.stringify(got) + ", want " + JSON.stringify(want) + "\n"); process.exitCode = 1; }
};
`

// playFrame runs a scene with frame.js on the stage; a scene says what is wrong.
func playFrame(t *testing.T, scene string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed, so nobody runs the frame's script here; the browser journeys do")
	}
	sheet := map[string]string{}
	for _, m := range customColour.FindAllStringSubmatch(read(t, "app.css"), -1) {
		sheet["--"+m[1]] = m[2]
	}
	raw, err := json.Marshal(sheet)
	if err != nil {
		t.Fatal(err)
	}
	script := "const sheet = " + string(raw) + ";\n" + frameStage + "\nconst page = () => {\n" + read(t, "frame.js") + "\n};\n(async () => {\n" + scene +
		"\n})().catch((error) => { process.stdout.write(error.stack); process.exitCode = 1; });"
	play := exec.CommandContext(t.Context(), node, "--input-type=commonjs")
	play.Stdin = strings.NewReader(script)
	if out, err := play.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestFrameAnswersItsParentOnceItKnowsWhoMayAsk(t *testing.T) {
	t.Parallel()
	playFrame(t, `
  await begin({ search: "?preset=a%26b" });
  expect("asked", asked, [{ address: "/x/configuration?preset=a%26b", header: "1" }]);
  const port = init({}, { options: { baseUrl: "https://m.example", reference: "r", lang: "en", secret: "s", method: 7, destination: "x".repeat(2001) } });
  expect("answered", port.sent, [
    { ns: "mautic-connect", v: 1, id: 0, type: "ready", payload: { nonce } },
    { ns: "mautic-connect", v: 1, id: 1, type: "resize", payload: { height: 700 } },
  ]);
  expect("warned", warnings.length, 2);
  const heard = [];
  mauticConnectFrame.listen((type, json) => heard.push([type, JSON.parse(json)]));
  mauticConnectFrame.listen(() => heard.push("again"));
  expect("told", heard, [["init", { origin: portal, options: { baseUrl: "https://m.example", reference: "r", lang: "en" }, configuration: { embed: { origins: [portal] } } }]]);

  await begin();
  mauticConnectFrame.send("step", '{"step":"proof"}');
  const late = [];
  mauticConnectFrame.listen((type) => late.push(type));
  const second = init();
  expect("told later", late, ["init"]);
  for (const type of ["step", "diagnosis", "connect", "error", "close", "resize", "ready", "other"]) mauticConnectFrame.send(type, '{"a":1}');
  expect("sent", types(second), ["ready", "resize", "step", "diagnosis", "connect", "error", "close"]);
  expect("ids", second.sent.map((m) => m.id), [0, 1, 2, 3, 4, 5, 6]);
  listeners.keydown.forEach((l) => { l({ key: "Escape", defaultPrevented: true }); l({ key: "a" }); l({ key: "Escape" }); });
  expect("Escape", types(second).slice(7), ["escape"]);

  await begin({ top: true });
  expect("by itself", [asked.length, listeners.message.length, typeof mauticConnectFrame], [0, 0, "undefined"]);
`)
}

func TestFrameIgnoresWhoeverMayNotAsk(t *testing.T) {
	t.Parallel()
	playFrame(t, `
  const self = []; self.push(self);
  for (const [what, change, payload] of [
    ["another window", { source: { name: "evil" } }],
    ["another origin", { origin: "https://evil.example" }],
    ["an opaque origin", { origin: "null" }],
    ["a longer origin", { origin: portal + ".evil.example" }],
    ["another namespace", { envelope: { ns: "mautic" } }],
    ["another version", { envelope: { v: 2 } }],
    ["a version as text", { envelope: { v: "1" } }],
    ["another type", { envelope: { type: "connect" } }],
    ["no id", { envelope: { id: undefined } }],
    ["no payload", { envelope: { payload: null } }],
    ["null", { data: null }],
    ["text", { data: "init" }],
    ["no port", { ports: [] }],
    ["two ports", { ports: [newPort(), newPort()] }],
    ["a short nonce", {}, { nonce: "AAAA" }],
    ["a nonce in a list", {}, { nonce: [nonce] }],
    ["a nonce of other characters", {}, { nonce: "A".repeat(21) + "!" }],
    ["more than 16 kB", {}, { options: { baseUrl: "x".repeat(17000) } }],
    ["what refers to itself", {}, { options: self }],
  ]) {
    await begin();
    const port = init(change, payload);
    expect(what, [port.sent, change.ports?.flatMap((p) => p.sent) ?? []], [[], []]);
    expect("after " + what, types(init()), ["ready", "resize"]);
  }

  await begin();
  const first = init();
  expect("a second one", [types(init()), types(init({}, { nonce: "B".repeat(22) })), types(first)], [[], [], ["ready", "resize"]]);
`)
}

func TestFrameKeepsFourMessagesUntilItIsConfiguredAndAnswersNobodyWithoutThat(t *testing.T) {
	t.Parallel()
	playFrame(t, `
  await begin({ early: true });
  const ports = [init({ origin: "https://evil.example" }), init(), init(), init(), init()];
  expect("before", ports.map((p) => p.sent.length), [0, 0, 0, 0, 0]);
  await settle();
  expect("after", ports.map(types), [[], ["ready", "resize"], [], [], []]);

  await begin({ early: true });
  for (let i = 0; i < 4; i++) init({ origin: "https://evil.example" });
  const fifth = init();
  await settle();
  expect("a fifth", fifth.sent, []);
  expect("who asks later", types(init()), ["ready", "resize"]);

  for (const answer of [async () => ({ ok: false, status: 404 }), async () => { throw new Error("offline"); }, async () => ({ ok: true, json: async () => ({}) })]) {
    await begin({ answer });
    expect("without a configuration", [init().sent, warnings.length], [[], 1]);
  }
`)
}

func TestFrameLooksAwayFromAFlood(t *testing.T) {
	t.Parallel()
	playFrame(t, `
  await begin();
  for (let i = 0; i < 51; i++) say({ source: {}, data: i, origin: "https://evil.example", ports: [] });
  expect("in a flood", init().sent, []);
  now = 999;
  expect("a moment later", init().sent, []);
  now = 1000;
  expect("a second later", types(init()), ["ready", "resize"]);

  await begin();
  const port = init();
  const theme = (payload, envelope) => port.onmessage({ data: { ns: "mautic-connect", v: 1, id: 9, type: "theme", payload, ...envelope } });
  theme({ radius: "4px" });
  expect("a theme", style["--radius"], "4px");
  theme({ radius: "5px", font: "x".repeat(8200) });
  theme({ radius: "6px" }, { ns: "other" });
  theme({ radius: "7px" }, { type: "init" });
  theme(null);
  port.onmessage({ data: "theme" });
  expect("what is none", style["--radius"], "4px");
  now += 1000;
  for (let i = 0; i < 20; i++) theme({ radius: "8px" });
  theme({ radius: "9px" });
  expect("too many", style["--radius"], "8px");
  now += 1000;
  theme({ radius: "10px" });
  expect("a second later", style["--radius"], "10px");
`)
}

func TestFrameTellsItsHeightOnceForEachChange(t *testing.T) {
	t.Parallel()
	playFrame(t, `
  await begin();
  observe();
  const port = init();
  for (const h of [700, 700.2, 701, 0, 500]) { height = h; observe(); }
  expect("heights", port.sent.slice(1).map((m) => m.payload.height), [700, 701, 500]);
`)
}

func TestFrameDressesInAThemeThatCanBeRead(t *testing.T) {
	t.Parallel()
	playFrame(t, `
  const dressed = async (theme, change) => { await begin(change); init({}, { theme }); return { style, scheme: dataset.theme ?? null, warned: warnings.length }; };
  expect("nothing", await dressed({}), { style: {}, scheme: null, warned: 0 });
  expect("a scheme", await dressed({ scheme: "dark" }), { style: {}, scheme: "dark", warned: 0 });
  expect("no scheme", await dressed({ scheme: "sepia" }), { style: {}, scheme: null, warned: 0 });

  const green = (await dressed({ accent: "#0b6b5e" })).style;
  expect("an accent", [green["--accent"], green["--on-accent"], green["--accent-strong"]], ["rgb(11 107 94)", "rgb(255 255 255)", "rgb(9 88 77)"]);
  expect("the same in the dark", await dressed({ scheme: "dark", accent: "#0b6b5e" }), { style: {}, scheme: "dark", warned: 1 });
  const short = (await dressed({ scheme: "dark", accent: "#6dc" })).style;
  expect("a short one", [short["--accent"], short["--on-accent"]], ["rgb(102 221 204)", "rgb(0 0 0)"]);

  const night = await dressed({ scheme: "light", paper: "#161a19", panel: "#202625", line: "#38413f", ink: "#eceee9", inkSoft: "#aeb5ae", accent: "#6fd6c4" });
  expect("a dark paper", [night.scheme, night.warned, night.style["--paper"], night.style["--line-strong"]], ["dark", 0, "rgb(22 26 25)", "rgb(174 181 174)"]);

  for (const [what, theme] of [
    ["ink on paper", { ink: "#999999" }], ["ink on panel", { panel: "#444444" }], ["soft ink", { inkSoft: "#aaaaaa" }], ["accent", { accent: "#ffcc00" }],
    ["a name", { accent: "red" }], ["a function", { accent: "rgb(0 0 0)" }], ["transparency", { accent: "#00000080" }], ["markup", { paper: "url(https://evil.example)" }],
    ["an object", { paper: { a: 1 } }], ["a number", { paper: 5 }], ["one bad of two", { accent: "#0b6b5e", ink: "#fff" }],
  ]) expect(what, await dressed(theme), { style: {}, scheme: null, warned: 1 });

  for (const [radius, want] of [["0", "0px"], ["24px", "24px"], ["9px", "9px"], ["25px"], ["1.5px"], ["-1px"], ["1em"], ["9"], [9], ["9px;color:red"]]) {
    const got = await dressed({ radius });
    expect("radius " + radius, [got.style["--radius"] ?? null, got.warned], [want ?? null, want ? 0 : 1]);
  }
  for (const [font, want] of [
    ["Inter", '"Inter"'], ['"Open Sans", Arial, Sans-Serif', '"Open Sans", "Arial", sans-serif'], ["inherit", '"inherit"'], ["a,b,c,d,e,f", '"a", "b", "c", "d", "e", "f"'],
    ["a,b,c,d,e,f,g"], ["url(x)"], ['a"; color: red'], ["a;b"], ["a,,b"], [""], ["x".repeat(65)], ["a\\62"],
  ]) {
    const got = await dressed({ font });
    expect("font " + font, [got.style["font-family"] ?? null, got.warned], [want ?? null, want ? 0 : 1]);
  }

  await begin();
  const port = init({}, { theme: { accent: "#0b6b5e" } });
  port.onmessage({ data: { ns: "mautic-connect", v: 1, id: 2, type: "theme", payload: { radius: "2px" } } });
  expect("another theme leaves nothing of the one before", style, { "--radius": "2px" });
  port.onmessage({ data: { ns: "mautic-connect", v: 1, id: 3, type: "theme", payload: { accent: "#0b6b5e" } } });
  dark = true; hearDark();
  expect("what cannot be read at night is not worn at night", [style["--accent"] ?? null, warnings.length], [null, 0]);
  dark = false; hearDark();
  expect("and is worn again by day", style["--accent"], "rgb(11 107 94)");
`)
}

func TestFrameOfARefusalSaysSoAndNothingElse(t *testing.T) {
	t.Parallel()
	playFrame(t, `
  await begin({ dataset: { refused: "origin-refused" } });
  const port = init({ origin: "https://other.example" });
  expect("asked", asked, []);
  expect("said", types(port), ["ready", "resize", "error"]);
  expect("why", [port.sent[2].payload.code, port.sent[2].payload.message.includes("--embed-origin https://other.example")], ["origin-refused", true]);
  mauticConnectFrame.send("connect", "{}");
  mauticConnectFrame.listen(() => port.sent.push({ type: "told" }));
  expect("and then", types(port), ["ready", "resize", "error"]);

  await begin({ dataset: { refused: "unknown-preset" } });
  expect("of a preset", init().sent[2].payload.code, "unknown-preset");
`)
}
