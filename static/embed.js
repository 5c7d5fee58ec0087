// Mautic Connect inside another page: the element <mautic-connect> and the
// function connect(). embed.d.ts beside this file says what they take and give.

const here = new URL(".", import.meta.url);
const ns = "mautic-connect";
const options = { "base-url": "baseUrl", method: "method", destination: "destination", reference: "reference", lang: "lang" };
const look = { accent: "accent", paper: "paper", panel: "panel", line: "line", ink: "ink", "ink-soft": "inkSoft", radius: "radius", font: "font" };
const rights = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads";

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host { display: block; }
:host([modal]) { display: contents; }
:host([hidden]) { display: none; }
dialog { position: static; width: auto; max-width: none; max-height: none; margin: 0; padding: 0; border: 0; background: none; color: inherit; color-scheme: light dark; }
:host([theme=light]) dialog { color-scheme: light; }
:host([theme=dark]) dialog { color-scheme: dark; }
iframe { display: block; width: 100%; height: 30rem; border: 0; opacity: 0; transition: opacity 0.15s; }
iframe.seen { opacity: 1; }
button { display: none; }
dialog:modal { position: fixed; display: flex; flex-direction: column; width: 46rem; max-width: calc(100% - 2rem); height: fit-content; max-height: calc(100dvh - 3rem); margin: auto; overflow: hidden; background: var(--mautic-connect-paper, light-dark(#fcfcfd, #14151b)); color: var(--mautic-connect-ink, CanvasText); border-radius: var(--mautic-connect-radius, 8px); border: 1px solid var(--mautic-connect-line, transparent); box-shadow: 0 1rem 4rem rgb(10 12 20 / 0.35); }
dialog::backdrop { background: rgb(10 12 20 / 0.55); }
dialog:modal button { flex: none; display: block; align-self: end; width: 2.75rem; height: 2.75rem; padding: 0; border: 0; background: none; color: inherit; font: 1rem/1 system-ui, sans-serif; cursor: pointer; }
button:focus-visible { outline: 3px solid var(--mautic-connect-accent, Highlight); outline-offset: -4px; border-radius: 8px; }
dialog:modal iframe { min-height: 0; }
@media (max-width: 47rem) {
  dialog:modal { width: 100%; max-width: none; height: 100dvh; max-height: none; border: 0; border-radius: 0; }
  dialog:modal iframe { flex: 1; }
}
@media (prefers-reduced-motion: reduce) { iframe { transition: none; } }
`);

class MauticConnect extends HTMLElement {
  static observedAttributes = [...Object.keys(options), "preset", "sandbox", "modal", "theme"];

  #dialog = document.createElement("dialog");
  #frame; // the iframe of the current document; there is none before it is shown
  #port; // the channel to that document
  #timer; // ends waiting for its answer
  #started; // the person has begun: a new document would lose their work
  #stale; // a new document is due
  #sent; // the theme sent last
  #count = 0; // messages sent
  #alive; // ends what watches the page's theme
  #height;
  #grown;
  #growths;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const button = document.createElement("button");
    button.type = "button";
    button.part = "close";
    button.textContent = "✕";
    button.ariaLabel = "Close";
    button.onclick = () => this.close();
    this.#dialog.part = "dialog";
    this.#dialog.ariaLabel = "Connect to Mautic";
    this.#dialog.onclose = () => {
      this.#settle();
      this.#emit("close", {});
    };
    this.#dialog.append(button);
    root.append(this.#dialog);
  }

  connectedCallback() {
    this.#alive = new AbortController();
    const { signal } = this.#alive;
    const changed = () => this.#dress();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed, { signal });
    const observer = new MutationObserver(changed);
    for (const node of [document.documentElement, document.body]) if (node) observer.observe(node, { attributes: true });
    signal.onabort = () => observer.disconnect();
    this.#settle();
  }

  // Only where the browser can move an element without loading its iframe anew.
  connectedMoveCallback() {}

  disconnectedCallback() {
    this.#alive.abort();
    this.#end();
    this.#frame?.remove();
    this.#frame = undefined;
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    if (name === "theme") return this.#dress();
    if (name === "modal") return this.#settle();
    if (!this.#frame || this.#started || this.#stale) return;
    this.#stale = true;
    queueMicrotask(() => {
      if (this.#frame && !this.#started) this.#load();
      this.#stale = false;
    });
  }

  open() {
    if (!this.isConnected || this.#dialog.matches(":modal")) return;
    this.#dialog.open = false;
    this.#dialog.role = null;
    this.#dialog.showModal();
    if (!this.#frame) this.#load();
  }

  close() {
    if (!this.#dialog.matches(":modal")) return;
    this.#dialog.close();
    this.#settle();
  }

  // Inline, or away: how the element is while it is not a window.
  #settle() {
    if (this.#dialog.matches(":modal")) return;
    const inline = !this.hasAttribute("modal");
    this.#dialog.open = inline;
    this.#dialog.role = "group";
    if (inline && !this.#frame) this.#load();
  }

  // A new document is a new iframe, so that it leaves no entry in the history.
  #load() {
    this.#end();
    const frame = document.createElement("iframe");
    const address = new URL("embed", here);
    const preset = this.getAttribute("preset");
    if (preset) address.searchParams.set("preset", preset);
    if (this.hasAttribute("sandbox")) frame.sandbox = rights;
    frame.title = "Connect to Mautic";
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "origin";
    frame.onload = () => this.#greet(frame);
    frame.src = address;
    if (this.#frame) this.#frame.replaceWith(frame);
    else this.#dialog.append(frame);
    this.#frame = frame;
  }

  // Every document that loads is given a channel and a nonce of its own.
  #greet(frame) {
    this.#end();
    const { port1, port2 } = new MessageChannel();
    const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
      .replaceAll("+", "-").replaceAll("/", "_").slice(0, 22);
    const given = {};
    for (const name in options) if (this.hasAttribute(name)) given[options[name]] = this.getAttribute(name);
    const theme = this.#theme();
    let last = -1;
    let ready = false;
    this.#port = port1;
    this.#sent = JSON.stringify(theme);
    this.#growths = 0;
    port1.onmessage = ({ data }) => {
      if (data?.ns !== ns || data.v !== 1 || !(data.id > last) || typeof data.payload !== "object" || !data.payload) return;
      if (ready ? data.type === "ready" : data.type !== "ready" || data.payload.nonce !== nonce) return;
      last = data.id;
      if (!ready) {
        ready = true;
        clearTimeout(this.#timer);
        frame.className = "seen";
      }
      this.#take(data.type, data.payload);
    };
    this.#timer = setTimeout(() => {
      frame.className = "seen";
      this.#emit("error", { code: "no-answer", message: `Mautic Connect at ${here} did not answer. It may be down, or not allow being shown inside ${origin}.` });
    }, 15000);
    frame.contentWindow.postMessage({ ns, v: 1, id: ++this.#count, type: "init", payload: { nonce, options: given, theme } }, here.origin, [port2]);
  }

  // The end of a document's channel; what it still says is not heard.
  #end() {
    clearTimeout(this.#timer);
    this.#port?.close();
    this.#port = undefined;
    this.#started = false;
  }

  #take(type, payload) {
    if (type === "resize") this.#resize(payload.height);
    if (type === "escape") this.close();
    if (type === "close" && this.#dialog.matches(":modal")) this.close(); // whose event is sent then
    else if (["ready", "step", "diagnosis", "connect", "error", "close"].includes(type)) {
      if (type === "step" && payload.step !== "mautic") this.#started = true;
      this.#emit(type, payload);
    }
  }

  // A page whose height follows from its window's would grow for ever: fifteen
  // growths without a pause are its last.
  #resize(wanted) {
    if (!Number.isFinite(wanted)) return;
    const height = Math.min(4000, Math.max(160, Math.round(wanted)));
    if (height > this.#height) {
      this.#growths = performance.now() - this.#grown < 500 ? this.#growths + 1 : 0;
      this.#grown = performance.now();
      if (this.#growths > 15) return;
    }
    this.#height = height;
    this.#frame.style.height = height + "px";
  }

  #theme() {
    const style = getComputedStyle(this);
    const theme = { scheme: this.getAttribute("theme") || "auto" };
    for (const name in look) {
      const value = style.getPropertyValue("--mautic-connect-" + name).trim();
      if (value) theme[look[name]] = value;
    }
    return theme;
  }

  #dress() {
    const payload = this.#theme();
    const text = JSON.stringify(payload);
    if (!this.#port || text === this.#sent) return;
    this.#sent = text;
    this.#port.postMessage({ ns, v: 1, id: ++this.#count, type: "theme", payload });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

if (!customElements.get(ns)) customElements.define(ns, MauticConnect);

export function connect(given = {}) {
  return new Promise((resolve, reject) => {
    const element = document.createElement(ns);
    element.setAttribute("modal", "");
    const names = { ...options, preset: "preset", theme: "theme" };
    for (const name in names) if (given[names[name]]) element.setAttribute(name, given[names[name]]);
    element.toggleAttribute("sandbox", !!given.sandbox);
    let done = false;
    let failure = { code: "closed", message: "The window was closed before Mautic was connected." };
    const fail = () => {
      reject(Object.assign(new Error(failure.message), { code: failure.code }));
      element.close();
      element.remove();
    };
    element.addEventListener("connect", ({ detail }) => {
      done = true;
      resolve(detail);
    });
    element.addEventListener("error", ({ detail }) => {
      failure = detail;
      if (!done && !detail.code.startsWith("delivery")) fail(); // the person may try a delivery again
    });
    element.addEventListener("close", fail);
    document.body.append(element);
    element.open();
  });
}

window.MauticConnect ||= { connect };
