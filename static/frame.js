// The embed page's end of the line to the page that shows it. The app speaks and
// listens through window.mauticConnectFrame; nothing secret is ever taken from
// the other side, and nothing is said before the other side is known.
"use strict";
(() => {
  if (window.parent === window) return;
  const ns = "mautic-connect";
  const root = document.documentElement;
  const { base, refused } = root.dataset;

  let port = null; // there once the handshake is done
  let count = 0; // messages sent
  let listener = null;
  let greeting = null; // what the app is told, as JSON
  let configuration = null;

  const isObject = (value) => typeof value === "object" && value !== null;
  const isEnvelope = (data, type) => isObject(data) && data.ns === ns && data.v === 1 && Number.isSafeInteger(data.id) && data.type === type && isObject(data.payload);
  const isShort = (data, limit) => {
    try {
      return JSON.stringify(data).length <= limit;
    } catch {
      return false; // it refers to itself
    }
  };
  // Lets so many pass in a second, and none for a second once there were more.
  const limit = (most) => {
    let since = -Infinity;
    let seen = 0;
    return () => {
      const now = performance.now();
      if (now - since >= 1000) [since, seen] = [now, 0];
      if (++seen === most + 1) since = now;
      return seen <= most;
    };
  };

  const post = (type, payload) => port.postMessage({ ns, v: 1, id: count++, type, payload });

  // Height. That of the root element follows from what is in it, never from the
  // window it is shown in.
  let told = 0;
  const measure = () => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (!port || height === 0 || height === told) return;
    told = height;
    post("resize", { height });
  };
  new ResizeObserver(measure).observe(root);

  // Theme
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colours = { accent: "--accent", paper: "--paper", panel: "--panel", line: "--line", ink: "--ink", inkSoft: "--ink-soft" };
  const generic = ["serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded"];
  let wanted = null;
  let set = []; // properties set on the root

  const parse = (text) => {
    const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1];
    if (!digits) return null;
    const six = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
    return [0, 2, 4].map((at) => parseInt(six.slice(at, at + 2), 16));
  };
  // WCAG 2.2, relative luminance and contrast ratio.
  const luminance = (colour) => {
    const [r, g, b] = colour.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  const rgb = (colour) => `rgb(${colour.map(Math.round).join(" ")})`;
  const put = (name, value) => {
    root.style.setProperty(name, value);
    set.push(name);
  };
  // The stylesheet's own colour: light-dark(#fcfcfd, #14151b).
  const own = (style, name, scheme) => parse(style.getPropertyValue(name).match(/#[0-9a-f]{6}/gi)?.[scheme === "dark" ? 1 : 0]) ?? [0, 0, 0];

  const colour = (theme, ownScheme) => {
    const given = {};
    for (const name in colours) {
      if (theme[name] === undefined) continue;
      given[name] = parse(theme[name]);
      if (!given[name]) return `${name} is no colour like #4338ca`;
    }
    if (Object.keys(given).length === 0) return "";
    // What says good and bad has to fit the paper.
    const scheme = given.paper ? (luminance(given.paper) < 0.18 ? "dark" : "light") : ownScheme;
    const style = getComputedStyle(root);
    const all = {};
    for (const name in colours) all[name] = given[name] ?? own(style, colours[name], scheme);
    for (const [ink, on] of [["ink", "paper"], ["ink", "panel"], ["inkSoft", "paper"], ["accent", "paper"]]) {
      const ratio = contrast(all[ink], all[on]);
      if (ratio < 4.5) return `${ink} on ${on} has a contrast of ${ratio.toFixed(2)}, and 4.5 is needed`;
    }
    const tones = ["good", "warn", "bad"].map((name) => [name, own(style, `--${name}`, scheme), own(style, `--${name}-panel`, scheme)]);
    if (given.paper) root.dataset.theme = scheme;
    for (const name in given) put(colours[name], rgb(given[name]));
    const [black, white] = [[0, 0, 0], [255, 255, 255]];
    const onAccent = contrast(all.accent, white) >= contrast(all.accent, black) ? white : black;
    const away = onAccent === white ? black : white;
    put("--on-accent", rgb(onAccent));
    put("--accent-strong", rgb(all.accent.map((v, i) => v * 0.82 + away[i] * 0.18)));
    put("--line-strong", rgb(all.inkSoft));
    if (contrast(all.inkSoft, all.panel) < 4.5) put("--ink-soft", rgb((all.inkSoft = all.ink)));
    for (const [name, tone, panel] of tones) {
      if (contrast(tone, all.paper) < 4.5 || contrast(tone, all.panel) < 4.5) put(`--${name}`, rgb(all.ink));
      if (contrast(all.ink, panel) < 4.5 || contrast(all.inkSoft, panel) < 4.5) put(`--${name}-panel`, rgb(all.panel));
    }
    return "";
  };

  const families = (text) => {
    const names = String(text).split(",").map((name) => name.trim().replace(/^(["'])(.*)\1$/, "$2").trim());
    if (names.length > 6 || !names.every((name) => /^[\p{L}\p{N} -]{1,64}$/u.test(name))) return null;
    return names.map((name) => (generic.includes(name.toLowerCase()) ? name.toLowerCase() : `"${name}"`)).join(", ");
  };

  const dress = () => {
    for (const name of set) root.style.removeProperty(name);
    set = [];
    const theme = wanted;
    const problems = [];
    const explicit = theme.scheme === "light" || theme.scheme === "dark";
    if (explicit) root.dataset.theme = theme.scheme;
    else delete root.dataset.theme;
    problems.push(colour(theme, explicit ? theme.scheme : dark.matches ? "dark" : "light"));
    if (theme.radius !== undefined) {
      const pixels = /^(?:0|(\d{1,2})px)$/.exec(theme.radius);
      if (pixels && Number(pixels[1] ?? 0) <= 24) put("--radius", `${pixels[1] ?? 0}px`);
      else problems.push("radius is none of 0 to 24px");
    }
    if (theme.font !== undefined) {
      const list = families(theme.font);
      if (list) put("font-family", list);
      else problems.push("font is no list of at most six family names");
    }
    return problems.filter((problem) => problem !== "");
  };
  const takeTheme = (theme) => {
    wanted = theme;
    const problems = dress();
    if (problems.length > 0) console.warn(`Mautic Connect ignores a part of the theme it was given: ${problems.join("; ")}.`);
  };
  dark.addEventListener("change", () => {
    if (wanted) dress();
  });

  // Handshake
  const known = { baseUrl: 2000, method: 2000, destination: 2000, reference: 200, lang: 2000 };
  const optionsOf = (given) => {
    const options = {};
    for (const name in known) {
      const value = isObject(given) && Object.hasOwn(given, name) ? given[name] : undefined;
      if (typeof value === "string" && value.length <= known[name]) options[name] = value;
      else if (value !== undefined) console.warn(`Mautic Connect ignores the option ${name}: it is no text of at most ${known[name]} characters.`);
    }
    return options;
  };
  const refusal = (origin) =>
    refused === "unknown-preset"
      ? "This Mautic Connect has no preset of that name."
      : `This Mautic Connect may not be shown inside ${origin}. Its operator has to start it with --embed-origin ${origin}.`;

  // The first who may wins, and nobody is listened to after that.
  const accept = ({ data, origin, ports }) => {
    if (port || (!refused && !configuration.embed.origins.includes(origin))) return;
    removeEventListener("message", hear);
    port = ports[0];
    const allows = limit(20);
    port.onmessage = (event) => {
      if (!refused && allows() && isEnvelope(event.data, "theme") && isShort(event.data, 8192)) takeTheme(event.data.payload);
    };
    post("ready", { nonce: data.payload.nonce });
    if (!refused && isObject(data.payload.theme)) takeTheme(data.payload.theme);
    measure();
    if (refused) {
      post("error", { code: refused, message: refusal(origin) });
      return;
    }
    greeting = JSON.stringify({ origin, options: optionsOf(data.payload.options), configuration });
    greet();
  };
  const greet = () => {
    if (!listener || !greeting) return;
    const [tell, text] = [listener, greeting];
    [listener, greeting] = [null, null];
    tell("init", text);
  };

  const early = []; // what came before the configuration
  const looks = limit(50);
  const hear = (event) => {
    if (!looks() || event.source !== window.parent || !isEnvelope(event.data, "init")) return;
    if (event.ports.length !== 1 || typeof event.data.payload.nonce !== "string" || !/^[\w-]{22}$/.test(event.data.payload.nonce) || !isShort(event.data, 16384)) return;
    if (refused || configuration) accept(event);
    else if (early.length < 4) early.push(event);
  };
  addEventListener("message", hear);

  // Without the configuration nobody's origin can be checked, so nobody is answered.
  const configure = async () => {
    const preset = new URLSearchParams(location.search).get("preset");
    const answer = await fetch(base + "configuration" + (preset === null ? "" : "?preset=" + encodeURIComponent(preset)), {
      headers: { "X-Mautic-Connect": "1" },
      cache: "no-store",
      redirect: "error",
    });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const read = await answer.json();
    if (!Array.isArray(read?.embed?.origins)) throw new Error("no origins");
    configuration = read;
    early.splice(0).forEach(accept);
  };
  if (!refused) configure().catch((error) => console.warn(`Mautic Connect could not read its configuration (${error.message}), so it does not answer the page that shows it.`));

  // Escape closes the window that the other page shows this one in.
  addEventListener("keydown", (event) => {
    if (port && event.key === "Escape" && !event.defaultPrevented && !event.isComposing) post("escape", {});
  });

  window.mauticConnectFrame = {
    // fn(type, json) is called once: ("init", '{"origin":…,"options":…,"configuration":…}').
    listen(fn) {
      listener = fn;
      greet();
    },
    // json is the message's payload. Before the handshake it goes nowhere.
    send(type, json) {
      if (port && !refused && ["step", "diagnosis", "connect", "error", "close"].includes(type)) post(type, JSON.parse(json));
    },
  };
})();
