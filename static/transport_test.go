package static

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// transportStage is a browser's world as far as transport.js looks at it. A scene
// says what fetch answers, and what is kept in localStorage.
const transportStage = `
let asked, stored, answers, online;
const relays = (status, header, body) => async () => new Response(body ?? "", { status: 200, headers: { "Upstream-Status": String(status), ...header } });
const begin = (change = {}) => {
  asked = []; stored = { ...change.stored }; online = change.online ?? true;
  answers = change.answers ?? relays(200);
  const dataset = { base: "/x/" };
  if (change.proxy !== undefined) dataset.proxy = change.proxy;
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true });
  define("window", globalThis);
  define("document", { documentElement: { dataset } });
  define("location", new URL(change.at ?? "https://here.example/x/"));
  define("navigator", { get onLine() { return online; } });
  define("localStorage", change.storage ?? {
    getItem: (name) => stored[name] ?? null, setItem: (name, value) => { stored[name] = value; }, removeItem: (name) => { delete stored[name]; },
  });
  define("fetch", async (address, options) => {
    asked.push({ address, ...options });
    options.signal?.throwIfAborted();
    return answers(address, options);
  });
  page();
};
const never = new AbortController().signal;
const send = async (request, preset, tokenURL, signal = never) => JSON.parse(await mauticConnectTransport.send(signal, JSON.stringify({ Method: "GET", ...request }), preset, tokenURL));
const ask = (path, ...rest) => mauticConnectTransport.ask(never, path, "GET", ...rest);
const expect = (what, got, want) => {
  if (JSON.stringify(got) !== JSON.stringify(want)) { process.stdout.write(what + ": got " + JSON.stringify(got) + ", want " + JSON.stringify(want) + "\n"); process.exitCode = 1; }
};
const broken = async () => { throw new TypeError("Failed to fetch"); };
`

// playTransport runs a scene with transport.js on the stage; a scene says what is wrong.
func playTransport(t *testing.T, scene string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed, so nobody runs the transport here; the browser journeys do")
	}
	play := exec.CommandContext(t.Context(), node, "--input-type=commonjs")
	play.Stdin = strings.NewReader(transportStage + "\nconst page = () => {\n" + read(t, "transport.js") + "\n};\n(async () => {\n" + scene +
		"\n})().catch((error) => { process.stdout.write(error.stack); process.exitCode = 1; });")
	if out, err := play.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestRelayAddresses(t *testing.T) {
	t.Parallel()
	type address struct{ Name, Proxy, Target, Want string }
	own := func(name, target, want string) address { return address{name, "none", target, want} }
	raw, err := json.Marshal([]address{
		own("under the page's base", "https://m.example/api/users/self", "/x/proxy/https/m.example/api/users/self"),
		{"of another server", "https://c.example/y/", "https://m.example/api/users/self", "https://c.example/y/proxy/https/m.example/api/users/self"},
		own("a port", "http://m.example:8080/api/contacts", "/x/proxy/http/m.example:8080/api/contacts"),
		own("an IPv6 address", "https://[2001:db8::1]:8443/api/contacts", "/x/proxy/https/[2001:db8::1]:8443/api/contacts"),
		own("a sub-directory", "https://m.example/mautic/index.php/api/contacts", "/x/proxy/https/m.example/mautic/index.php/api/contacts"),
		own("a query", "https://m.example/api/contacts?limit=1&search=a%26b", "/x/proxy/https/m.example/api/contacts?limit=1&search=a%26b"),
		own("an escaped path stays escaped", "https://m.example/a%2Fb/api/x%20y", "/x/proxy/https/m.example/a%2Fb/api/x%20y"),
		own("a fragment is not sent", "https://m.example/api/x#secret", "/x/proxy/https/m.example/api/x"),
		own("user info is not sent", "https://ada:hunter2@m.example/api/x", "/x/proxy/https/m.example/api/x"),
	})
	if err != nil {
		t.Fatal(err)
	}
	playTransport(t, `for (const { Name, Proxy, Target, Want } of `+string(raw)+`) {
		begin({ proxy: Proxy === "none" ? undefined : Proxy });
		await send({ URL: Target });
		expect(Name, asked.map((a) => a.address), [Want]);
	}
	for (const URL of ["", "/api/contacts", "m.example/api", "https://", "%zz", "mailto:a@m.example"]) {
		begin();
		expect(URL, [(await send({ URL })).kind, asked.length], ["proxy-bad-request", 0]);
	}`)
}

func TestOnlyTheTokenRequestsOfAPresetGetItsSecret(t *testing.T) {
	t.Parallel()
	playTransport(t, `
	const token = "https://m.example/oauth/v2/token";
	for (const [what, preset, tokenURL, Method, URL, want] of [
		["a token request", "acme", token, "POST", token, "/x/presets/acme/token"],
		["a look whether it is there", "acme", token, "GET", token, "/x/proxy/https/m.example/oauth/v2/token"],
		["a call of the API", "acme", token, "POST", "https://m.example/api/hooks/new", "/x/proxy/https/m.example/api/hooks/new"],
		["another Mautic", "acme", token, "POST", "https://n.example/oauth/v2/token", "/x/proxy/https/n.example/oauth/v2/token"],
		["no preset", "", "", "POST", token, "/x/proxy/https/m.example/oauth/v2/token"],
		["no preset, an address that is none", "", token, "POST", token, "/x/proxy/https/m.example/oauth/v2/token"],
	]) {
		begin();
		await send({ Method, URL }, preset, tokenURL);
		expect(what, asked[0].address, want);
	}`)
}

func TestARelayedRequestArrivesAsItIs(t *testing.T) {
	t.Parallel()
	playTransport(t, `
	begin({ answers: relays(401, { "Upstream-Mautic-Version": "5.1.1", "Upstream-WWW-Authenticate": "Basic", Server: "x" }, new Uint8Array([0, 255, 65])) });
	const got = await send({ Method: "POST", URL: "https://m.example/api/x", Header: { Authorization: "Basic YQ==" }, Body: btoa("\x00\xffa=b") });
	expect("the answer", got, { response: { Status: 401, Header: { "mautic-version": "5.1.1", "www-authenticate": "Basic" }, Body: btoa("\x00\xffA") } });
	const { address, body, signal, ...rest } = asked[0];
	expect("the body", [...body], [0, 255, 97, 61, 98]);
	expect("the rest", rest, { method: "POST", headers: { Authorization: "Basic YQ==", "X-Mautic-Connect": "1" }, cache: "no-store", referrerPolicy: "no-referrer", credentials: "same-origin", redirect: "error" });

	begin({ proxy: "https://c.example/" });
	await send({ URL: "https://m.example/api/x" });
	expect("credentials for another origin", asked[0].credentials, "omit");`)
}

func TestWhyThereIsNoAnswerIsNamed(t *testing.T) {
	t.Parallel()
	playTransport(t, `
	const target = { URL: "https://m.example/api/contacts" };
	const kind = async (change, ...rest) => { begin(change); return (await send(target, ...rest)).kind; };
	const problem = (body, type = "application/problem+json") => async () => new Response(body, { status: 502, headers: { "Content-Type": type } });
	expect("a problem", await kind({ answers: problem('{"kind":"dns-not-found","detail":"d"}') }), "dns-not-found");
	expect("a broken problem", await kind({ answers: problem("{") }), "proxy-unreachable");
	expect("a page", await kind({ answers: problem("<p>", "text/html") }), "proxy-unreachable");
	expect("no relay", await kind({ answers: async () => new Response("hello") }), "proxy-unreachable");
	expect("no server", await kind({ answers: broken }), "proxy-unreachable");
	expect("offline", await kind({ answers: broken, online: false }), "offline");
	expect("given up", await kind({}, "", "", AbortSignal.abort()), "canceled");
	expect("directly, given up", await kind({ proxy: "" }, "", "", AbortSignal.abort()), "canceled");
	expect("directly, offline", await kind({ proxy: "", answers: broken, online: false }), "offline");
	begin({ proxy: "https://c.example/x/", answers: broken });
	expect("another origin that does not let it in", (await send(target)).detail.includes("--allow-origin https://here.example"), true);`)
}

func TestDirectRequestsSayWhatMauticWantsAndNothingElse(t *testing.T) {
	t.Parallel()
	playTransport(t, `
	begin({ proxy: "", answers: async () => new Response("{}", { status: 403, headers: { "Content-Type": "application/json" } }) });
	expect("the answer", await send({ Method: "POST", URL: "https://m.example/oauth/v2/token", Header: { "Content-Type": "application/x-www-form-urlencoded" }, Body: btoa("a=b") }),
		{ response: { Status: 403, Header: { "content-type": "application/json" }, Body: btoa("{}"), Direct: true } });
	const { body, signal, ...rest } = asked[0];
	expect("the request", rest, {
		address: "https://m.example/oauth/v2/token", method: "POST",
		headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "XMLHttpRequest" },
		cache: "no-store", referrerPolicy: "no-referrer", mode: "cors", credentials: "omit", redirect: "manual",
	});
	begin({ proxy: "", answers: async () => ({ type: "opaqueredirect", status: 0 }) });
	expect("a redirect", await send({ URL: "https://m.example/api/x" }), { kind: "redirect-hidden", detail: "" });
	begin({ proxy: "" });
	expect("an n8n", await send({ URL: "https://n8n.example/api/v1/credentials", Header: { "X-N8N-API-KEY": "secret" } }), { kind: "needs-server", detail: "" });
	expect("and its key", asked, []);`)
}

func TestADirectRequestThatFailsIsLookedInto(t *testing.T) {
	t.Parallel()
	playTransport(t, `
	const there = async (address, { mode }) => { if (mode === "no-cors") return { type: "opaque" }; throw new TypeError("Failed to fetch"); };
	for (const [URL, probe] of [
		["https://m.example/api/contacts?search=secret", "https://m.example/api/users/self"],
		["https://m.example/oauth/v2/token", "https://m.example/api/users/self"],
		["https://m.example/mautic/index.php/api/contacts", "https://m.example/mautic/index.php/api/users/self"],
		["https://m.example/mtc.js", "https://m.example/mtc.js"],
	]) {
		begin({ proxy: "", answers: there });
		const got = await send({ URL, Method: "POST", Header: { Authorization: "Bearer secret" }, Body: btoa("secret") });
		expect(URL, [got.kind, got.detail.includes("https://here.example")], ["cors-blocked", true]);
		expect("the second look at " + URL, [asked.length, asked[1].address, asked[1].method, asked[1].headers, asked[1].body, asked[1].credentials], [2, probe, undefined, undefined, undefined, "omit"]);
	}
	begin({ proxy: "", answers: broken });
	expect("nothing there", (await send({ URL: "https://m.example/api/x" })).kind, "connection-failed");
	begin({ proxy: "", answers: there });
	expect("http from https", [(await send({ URL: "http://m.example/api/x" })).kind, asked.length], ["connection-failed", 1]);
	expect("http on this machine", (await send({ URL: "http://127.0.0.1:8001/api/x" })).kind, "cors-blocked");`)
}

func TestTheServersOwnAnswersComeFromItAlone(t *testing.T) {
	t.Parallel()
	playTransport(t, `
	const served = async () => new Response("body");
	begin({ answers: served });
	expect("the answer", await ask("configuration?preset=a"), { status: 200, body: "body" });
	expect("the request", [asked[0].address, asked[0].headers, asked[0].redirect], ["/x/configuration?preset=a", { "X-Mautic-Connect": "1" }, "error"]);
	begin({ answers: served, proxy: "https://c.example/y/" });
	await ask("mailbox/key");
	expect("the mailbox elsewhere", asked[0].address, "https://c.example/y/mailbox/key");
	expect("presets elsewhere", [(await ask("configuration?preset=a")).status, asked.length], [404, 1]);
	expect("a file of this site", [(await ask("/x/assets/catalogue.json")).body, asked[1].address, asked[1].headers], ["body", "/x/assets/catalogue.json", {}]);
	begin({ answers: served, proxy: "https://here.example/z/" });
	await ask("configuration?preset=a");
	expect("presets of a server at this origin", asked[0].address, "https://here.example/z/configuration?preset=a");
	begin({ answers: served, proxy: "" });
	expect("without a server", [(await ask("mailbox/key")).status, (await ask("configuration")).status, asked.length], [404, 404, 0]);
	begin({ answers: async () => new Response('{"kind":"proxy-busy","detail":"d"}', { status: 503, headers: { "Content-Type": "application/problem+json" } }) });
	expect("a refusal", await ask("mailbox/key"), { status: 503, body: "", kind: "proxy-busy", detail: "d" });
	begin({ answers: broken });
	expect("nobody", [(await ask("mailbox/key")).status, (await ask("mailbox/key")).kind], [0, "proxy-unreachable"]);`)
}

func TestOnlyAStaticHostsPagesCanBeToldAnotherWay(t *testing.T) {
	t.Parallel()
	playTransport(t, `
	const choice = { "mautic-connect.reach/x/": "https://evil.example/" };
	const goes = async (change) => { begin(change); await send({ URL: "https://m.example/api/x" }); return asked[0].address; };
	expect("a server's page", await goes({ stored: choice }), "/x/proxy/https/m.example/api/x");
	expect("a static host's", await goes({ stored: choice, proxy: "" }), "https://evil.example/proxy/https/m.example/api/x");
	expect("told to go directly", await goes({ stored: { "mautic-connect.reach/x/": "" }, proxy: "https://c.example/" }), "https://m.example/api/x");
	expect("another base path's choice", await goes({ stored: { "mautic-connect.reach/": "https://evil.example/" }, proxy: "https://c.example/" }), "https://c.example/proxy/https/m.example/api/x");
	expect("without storage", await goes({ proxy: "https://c.example/", storage: { getItem() { throw new Error("blocked"); } } }), "https://c.example/proxy/https/m.example/api/x");
	begin({ proxy: "" });
	mauticConnectTransport.choose("https://c.example/");
	await send({ URL: "https://m.example/api/x" });
	mauticConnectTransport.choose(null);
	await send({ URL: "https://m.example/api/x" });
	expect("in effect at once", asked.map((a) => a.address), ["https://c.example/proxy/https/m.example/api/x", "https://m.example/api/x"]);`)
}
