// How this page reaches a Mautic: through the server it came from, through one of
// another origin, or directly, where Mautic's CORS settings let it. The root
// element says which; without data-proxy it is the page's own server. On a static
// host the person may choose another way, see reach.js.
"use strict";
(() => {
  const { base, proxy: built } = document.documentElement.dataset;
  const key = "mautic-connect.reach" + base;
  const fixed = built === undefined;

  const chosen = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is blocked
    }
  };
  // The server's address with a slash at its end; "" is none, which is direct.
  const server = () => (fixed ? base : chosen() ?? built);
  const elsewhere = () => new URL(server(), location.href).origin !== location.origin;

  const failed = (kind, detail = "") => ({ kind, detail });
  const ended = (signal) =>
    signal.aborted ? failed("canceled") : navigator.onLine === false ? failed("offline", "this browser is offline") : null;
  const silent = () =>
    elsewhere()
      ? failed("proxy-unreachable", `${server()} did not answer, or does not let this page in: it has to be started with --allow-origin ${location.origin}`)
      : failed("proxy-unreachable", "the server of this page did not answer");
  const refusal = async (answer) => {
    const said = answer.headers.get("Content-Type")?.startsWith("application/problem+json") ? await answer.json().catch(() => null) : null;
    return said?.kind ? failed(said.kind, said.detail) : failed("proxy-unreachable", `the server of this page answered with status ${answer.status} instead of relaying`);
  };

  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const text = async (answer) => {
    let out = "";
    for (const byte of new Uint8Array(await answer.arrayBuffer())) out += String.fromCharCode(byte);
    return btoa(out);
  };
  const options = (request, header, signal) => ({
    method: request.Method,
    headers: { ...request.Header, ...header },
    body: request.Body ? bytes(request.Body) : undefined,
    cache: "no-store",
    referrerPolicy: "no-referrer",
    signal,
  });

  // A server answers with Mautic's answer, or with a problem that says why not. It
  // adds the secret of a preset's client to the requests for a token only.
  const relayed = async (request, to, signal, preset, tokenURL) => {
    const token = preset && request.Method === "POST" && request.URL === tokenURL;
    const path = token ? `presets/${preset}/token` : `proxy/${to.protocol.slice(0, -1)}/${to.host}${to.pathname}${to.search}`;
    let answer;
    try {
      answer = await fetch(server() + path, {
        ...options(request, { "X-Mautic-Connect": "1" }, signal),
        credentials: elsewhere() ? "omit" : "same-origin",
        redirect: "error",
      });
      if (!answer.ok) return await refusal(answer);
      const status = Number(answer.headers.get("Upstream-Status"));
      if (!status) return failed("proxy-unreachable", "the server of this page does not relay requests: something else answered");
      const header = {};
      for (const [name, value] of answer.headers) if (name.startsWith("upstream-") && name !== "upstream-status") header[name.slice(9)] = value;
      return { response: { Status: status, Header: header, Body: await text(answer) } };
    } catch {
      return ended(signal) ?? silent();
    }
  };

  const loopback = (host) => host === "localhost" || host.endsWith(".localhost") || /^127\.|^\[::1\]$/.test(host);

  // A fetch that failed does not say why. One whose answer nobody may read says at
  // least whether something answers there.
  const unreadable = async (to, signal) => {
    if (location.protocol === "https:" && to.protocol === "http:" && !loopback(to.hostname)) {
      return failed("connection-failed", "the browser does not let a page that came over https ask an address with http");
    }
    try {
      await fetch(to.origin + to.pathname.replace(/\/(?:api|oauth)\/.*$/, "/api/users/self"), {
        mode: "no-cors", cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", signal,
      });
    } catch {
      return ended(signal) ?? failed("connection-failed", "nothing answers, or the browser does not accept its certificate; it does not tell a page which");
    }
    return failed("cors-blocked", `something answers, but does not let pages of ${location.origin} read it`);
  };
  const direct = async (request, to, signal) => {
    if (Object.keys(request.Header ?? {}).some((name) => name.toLowerCase() === "x-n8n-api-key")) return failed("needs-server");
    try {
      const answer = await fetch(request.URL, {
        // Mautic answers other pages only if they say this.
        ...options(request, { "X-Requested-With": "XMLHttpRequest" }, signal),
        mode: "cors",
        credentials: "omit",
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect") return failed("redirect-hidden");
      return { response: { Status: answer.status, Header: Object.fromEntries(answer.headers), Body: await text(answer), Direct: true } };
    } catch {
      return ended(signal) ?? unreadable(to, signal);
    }
  };

  const exchange = (request, signal, preset, tokenURL) => {
    const to = URL.canParse(request.URL) ? new URL(request.URL) : null;
    if (!to?.host) return failed("proxy-bad-request", "the address of a request has no host");
    return server() === "" ? direct(request, to, signal) : relayed(request, to, signal, preset, tokenURL);
  };

  window.mauticConnectTransport = {
    // send takes a request and returns what it came to, both as JSON, as they go
    // between the page and its worker: see components/task (Reply).
    async send(signal, request, preset, tokenURL) {
      return JSON.stringify(await exchange(JSON.parse(request), signal, preset, tokenURL));
    },

    // ask asks the server itself, or for a file of this site by its whole path. It
    // returns {status, body} and, where that is a failure, {kind, detail}.
    async ask(signal, path, method, type, body) {
      const own = path.startsWith("/");
      // Only the mailbox is for pages of other origins.
      if (!own && (server() === "" || (elsewhere() && !path.startsWith("mailbox")))) return { status: 404, body: "" };
      try {
        const answer = await fetch(own ? path : server() + path, {
          method,
          headers: own ? {} : { "X-Mautic-Connect": "1", ...(type && { "Content-Type": type }) },
          body,
          cache: own ? "default" : "no-store",
          credentials: !own && elsewhere() ? "omit" : "same-origin",
          redirect: own ? "follow" : "error",
          keepalive: path === "mailbox", // it is on its way even if the window is closed now
          signal,
        });
        if (answer.ok) return { status: answer.status, body: await answer.text() };
        return { status: answer.status, body: "", ...(await refusal(answer)) };
      } catch {
        return { status: 0, body: "", ...(ended(signal) ?? silent()) };
      }
    },

    // What reach.js shows and changes; null is what the site was built with.
    fixed,
    server,
    built,
    choose(address) {
      if (address === null) localStorage.removeItem(key);
      else localStorage.setItem(key, address);
    },
  };
})();
