// The vault's page. What it shows is the worker's state. A secret is here only while
// it is typed or on its way to a file.
"use strict";
(() => {
  const { base, tasks, catalogue } = document.documentElement.dataset;
  const ns = "mautic-connect";
  const minute = 60_000;
  const lockAfter = [[1, "1 minute"], [5, "5 minutes"], [10, "10 minutes"], [30, "30 minutes"]];

  let state = { known: false };
  let offer = null; // the name of what another page of ours would have kept
  let formats = [];
  let after = 10; // minutes until the vault locks
  let said = null; // what the last thing done came to: {tone, title, text}

  const worker = window.mauticConnectVaultWorker.start(tasks, (changed) => {
    state = changed;
    if (state.locked) there.clear();
    draw();
  });

  // Doing

  let trouble = null; // why it failed
  let doing = ""; // the id of the button whose work is under way
  const act = async (button, what, done) => {
    if (doing) return;
    [doing, said, trouble] = [button, null, null];
    draw();
    const answer = await what();
    [doing, trouble] = ["", answer.problem ?? null];
    if (!answer.problem && answer.sent?.outcome !== "exists") {
      for (const input of document.querySelectorAll("#vault input[type=password]")) input.value = "";
      said = done?.(answer) ?? null;
    }
    draw();
    if (answer.problem) document.getElementById(answer.at ?? "problem")?.focus();
  };
  const vault = (job) => worker.ask("vault", job);
  const value = (id) => document.getElementById(id)?.value ?? "";

  const save = ({ name, media_type, content, binary }) => {
    mauticConnectWindows.save(name, media_type, binary ? Uint8Array.from(atob(binary), (c) => c.charCodeAt(0)) : content);
  };

  // handOver writes a credential as a file. Tokens that go along are dropped from
  // the vault before: Mautic's refresh tokens work once.
  const handOver = async (entry) => {
    const format = formats.find((f) => f.ID === value(`format-${entry.id}`));
    const got = await vault({ do: "credential", id: entry.id });
    if (got.problem) return got;
    const tokens = got.credential.access !== undefined && format.Tokens !== "never";
    if (tokens) {
      const dropped = await vault({ do: "hand-over", id: entry.id });
      if (dropped.problem) return dropped;
    }
    const written = await worker.ask("job", { kind: "export", credential: got.credential, in: format.ID, name: entry.name, with_tokens: tokens });
    if (!written.problem) written.files.forEach(save);
    return { ...written, tokens };
  };

  // send sends a credential into an n8n; the worker drops the tokens that go along.
  // there holds, by credential, what that n8n has of the name.
  const there = new Map();
  const send = async (e, more) => {
    const [address, key] = [value(`n8n-${e.id}`).trim(), value(`key-${e.id}`).trim()];
    if (!address) return { problem: { text: "Enter your n8n's address." }, at: `n8n-${e.id}` };
    if (!key) return { problem: { text: "Enter the API key that n8n shows when you create it." }, at: `key-${e.id}` };
    const answer = await vault({ do: "send", id: e.id, to: { address, key, ...more } });
    there.delete(e.id);
    if (answer.sent?.outcome === "exists") there.set(e.id, answer.sent);
    return answer;
  };
  const sent = (e) => ({ sent }) => {
    if (sent.outcome === "exists") return null;
    const connected = e.method !== "authorization-code" || sent.tokens_sent;
    return {
      title: `It is in n8n, as ${sent.stored.name}.`,
      text: [
        connected ? "It is ready: choose it in the Mautic node and in Mautic Trigger." : "Open it there and press Connect, if it does not say Account connected.",
        sent.tokens_sent && "The grant went along, and the vault has forgotten it.",
        sent.may_duplicate && "This n8n does not tell which credentials it has. If one of this name was there before, there are two now; delete the older one.",
      ].filter(Boolean).join(" "),
    };
  };

  // keepAlive renews what ends within days, each time the vault is opened.
  const keepAlive = async () => {
    const { renewed = [] } = await vault({ do: "keep-alive" });
    if (renewed.length > 0 && !said) said = { title: `Renewed, because it was to end within days: ${renewed.join(", ")}` };
    draw();
  };

  // What another page of ours offers to keep, see browser.KeepInVault.
  const opener = window.opener;
  let give = null;
  const want = () =>
    new Promise((resolve) => {
      give = resolve;
      opener.postMessage({ ns, type: "vault-want" }, location.origin);
    });
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== location.origin || source !== opener || data?.ns !== ns) return;
    if (data.type === "vault-offer") offer = data.text;
    if (data.type === "vault-gone") offer = null;
    if (data.type === "vault-keep") give?.(data.text);
    if (data.type === "vault-gone") give?.(null);
    draw();
  });
  const keep = async () => {
    const job = await want();
    if (!job) return { problem: { text: "It is not there any more: it was renewed or handed over in the other window. Keep it from there once more." } };
    const answer = await vault({ ...JSON.parse(job), name: value("keep-name") });
    if (!answer.problem) {
      offer = null;
      opener.postMessage({ ns, type: "vault-kept" }, location.origin);
    }
    return answer;
  };

  // Drawing

  const { h, p, facts, notice, field, passphrase, file, select, form, more, actions } = window.mauticConnectElements;
  const button = (id, label, press, kind) => window.mauticConnectElements.button(id, label, { press, kind, busy: doing === id });
  const day = (text) => new Date(text).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const left = (text) => {
    const minutes = Math.max(0, Math.round((Date.parse(text) - Date.now()) / minute));
    if (minutes === 0) return "ended";
    return minutes < 120 ? `${minutes} minutes left` : minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours left` : `${Math.round(minutes / 1440)} days left`;
  };
  const methods = { "authorization-code": "OAuth2, granted by a person", basic: "user name and password", "client-credentials": "OAuth2 without a person" };

  const bringIn = () =>
    more("import", "Bring a vault file in",
      form("import-form", () => act("import-go", async () => {
        const chosen = document.getElementById("import-file").files[0];
        if (!chosen) return { problem: { text: "Choose the file first: vaults end in .age." } };
        if (chosen.size > 1 << 20) return { problem: { text: "This is no vault: the file is larger than 1 MiB." } };
        const bytes = new Uint8Array(await chosen.arrayBuffer());
        let text = "";
        for (const byte of bytes) text += String.fromCharCode(byte);
        return vault({ do: "import", file: btoa(text), passphrase: value("import-passphrase") });
      }, ({ merged }) => ({ title: "The file is in.", text: `${merged.added} added, ${merged.updated} brought up to date, ${merged.kept} were here already.` })),
        file("import-file", "Vault file", ".age", "A file that was downloaded here, or one that age has written from it."),
        passphrase("import-passphrase", "Its passphrase", "off"),
        actions(button("import-go", "Bring it in"))));
  const wipe = () =>
    more("wipe", "Delete the vault",
      p("All of it is gone from this browser then, and nothing brings it back but a file you have downloaded."),
      actions(button("wipe-go", "Delete it for good", () => act("wipe-go", () => vault({ do: "wipe" }), () => ({ title: "The vault is deleted." })))));
  const download = () => button("download", "Download the file", () => act("download", () => vault({ do: "file" }), (answer) => { save(answer.file); return { title: "The file was downloaded.", text: "It is an age file: age -d opens it with the same passphrase." }; }));

  const none = () => [
    h("h2", { id: "heading", tabindex: "-1" }, "There is no vault yet."),
    p("A vault is opt-in. It is encrypted with your passphrase before it is stored, and nobody can open it without: not the server, not another site, not us."),
    form("create-form", () => act("create", async () => {
      if (value("passphrase") !== value("passphrase-again")) return { problem: { text: "The two passphrases differ. Type the same one twice." } };
      return vault({ do: "create", passphrase: value("passphrase") });
    }, () => {
      navigator.storage?.persist?.().catch(() => {}); // else the browser may clear it when it wants the room
      return { title: "The vault is there, and open." };
    }),
      passphrase("passphrase", "Passphrase", "new-password", "At least 8 characters; a sentence is better. If it is lost, so is what is in the vault."),
      passphrase("passphrase-again", "The same once more", "new-password"),
      actions(button("create", "Make a vault", null, "primary"))),
    bringIn(),
  ];

  const locked = () => [
    h("h2", { id: "heading", tabindex: "-1" }, "The vault is locked."),
    form("unlock-form", () => act("unlock", () => vault({ do: "unlock", passphrase: value("passphrase") }), () => { keepAlive(); }),
      passphrase("passphrase", "Passphrase", "current-password"),
      actions(button("unlock", "Unlock", null, "primary"), download())),
    wipe(),
  ];

  const into = (e) => {
    const exists = there.get(e.id);
    const id = `send-go-${e.id}`;
    const go = (button, more) => act(button, () => send(e, more), sent(e));
    const again = (name, label, more) => button(`${name}-${e.id}`, label, () => go(`${name}-${e.id}`, more));
    return [
      e.can_renew && p("n8n gets the grant along and is connected at once. This vault then keeps the client without it, so that there is one holder.", "hint"),
      form(`send-form-${e.id}`, () => go(id),
        field(`n8n-${e.id}`, "Your n8n's address", { fill: "url" }),
        passphrase(`key-${e.id}`, "n8n API key", "off", "Settings › n8n API › Create an API key. It is used once and not kept."),
        actions(button(id, "Send it to n8n", null, "primary"))),
      exists && notice("warn", `exists-${e.id}`, "n8n has a credential of this name already.",
        p("Nothing was sent yet. Update it, make another one of the same name, or rename it here and send it again."),
        actions(
          exists.can_update && again("update", "Update it", { update: exists.existing[0].id }),
          again("duplicate", "Make another one", { duplicate: true }))),
    ];
  };

  const entry = (e) => {
    const takes = formats.filter((f) => f.Methods.includes(e.method) && !f.Sealed && f.Secrets);
    const tone = { ends: "is-bad", dead: "is-bad", "renew-soon": "is-warn" }[e.stage] ?? "hint";
    return h("section", { class: "way entry", id: `entry-${e.id}`, "data-stage": e.stage },
      h("h3", null, e.name),
      facts(["Mautic", e.base], ["Signs in by", methods[e.method] ?? e.method], ["Access token", e.access_ends && left(e.access_ends)],
        ["Grant", e.ends && `${left(e.ends)}, until ${day(e.ends)}`], ["Renewed", e.renewed_at && day(e.renewed_at)]),
      p(e.advice, tone),
      actions(
        e.can_renew && button(`renew-${e.id}`, "Renew it now", () => act(`renew-${e.id}`, () => vault({ do: "renew", id: e.id }), () => ({ title: `${e.name} is renewed.` }))),
        ["dead", "handed-over"].includes(e.stage) && h("a", { class: "button button-plain", href: `${base}connect?mautic=${encodeURIComponent(e.base)}` }, "Connect again")),
      more(`send-${e.id}`, "Send it into n8n", into(e)),
      takes.length > 0 && more(`over-${e.id}`, "Hand it over as a file",
        select(`format-${e.id}`, "As", takes.map((f) => ({ value: f.ID, text: f.Title }))),
        e.can_renew && p("A format that holds tokens takes the grant along: this vault then keeps the client without it, so that there is one holder.", "hint"),
        actions(button(`export-${e.id}`, "Download", () => act(`export-${e.id}`, () => handOver(e), ({ tokens }) =>
          ({ title: "It was saved as a file.", text: tokens ? "The grant went along, and the vault has forgotten it." : "" }))))),
      more(`rename-${e.id}`, "Rename or remove it",
        form(`rename-form-${e.id}`, () => act(`rename-go-${e.id}`, () => vault({ do: "rename", id: e.id, name: value(`name-${e.id}`) })),
          field(`name-${e.id}`, "Name", { text: e.name }),
          actions(button(`rename-go-${e.id}`, "Rename"),
            button(`remove-${e.id}`, "Remove it for good", () => act(`remove-${e.id}`, () => vault({ do: "remove", id: e.id }), () => ({ title: `${e.name} is removed.` })))))));
  };

  const open = () => [
    h("h2", { id: "heading", tabindex: "-1" }, state.entries?.length ? "What is in it" : "The vault is empty."),
    !state.entries?.length && !offer && p("Connect to a Mautic, and choose “Keep it in the vault” when you hand it over."),
    state.unsaved && notice("bad", "unsaved", "Something is in this window only.", p("Mautic has renewed a grant, and the browser did not store it. Download the file before you close the window.")),
    (state.entries ?? []).map(entry),
    h("section", { class: "way" },
      h("h3", null, "The vault itself"),
      facts(["File", `${state.size} bytes in this browser`], ["Work factor", `scrypt, 2^${state.work_factor}`], ["Locks itself", "when you leave it alone, or 2 minutes after its page went out of sight"]),
      select("lock-after", "Lock it when it was left alone for", lockAfter.map(([n, text]) => ({ value: n, text, selected: n === after })), (event) => {
        after = Number(event.target.value);
        vault({ do: "auto-lock", after: after * 60, after_hidden: 120 });
      }),
      actions(button("lock", "Lock it now", () => act("lock", () => vault({ do: "lock" }))), download()),
      bringIn(),
      more("change", "Change the passphrase",
        form("change-form", () => act("change-go", async () => {
          if (value("next") !== value("next-again")) return { problem: { text: "The two new passphrases differ. Type the same one twice." } };
          return vault({ do: "passphrase", passphrase: value("old"), next: value("next") });
        }, () => ({ title: "The passphrase is changed.", text: "Files downloaded before keep the old one." })),
          passphrase("old", "Passphrase so far", "current-password"),
          passphrase("next", "New passphrase", "new-password", "At least 8 characters."),
          passphrase("next-again", "The new one once more", "new-password"),
          actions(button("change-go", "Change it")))),
      wipe()),
  ];

  const offered = () =>
    offer !== null && notice("info", "offer", `Keep ${offer}`,
      state.exists && !state.locked
        ? form("keep-form", () => act("keep", keep, () => ({ title: "It is in the vault.", text: "The window it came from has forgotten its tokens. You can close this one." })),
          field("keep-name", "Its name in the vault", { text: offer }), actions(button("keep", "Keep it", null, "primary")))
        : p(state.exists ? "Unlock the vault, then keep it." : "Make a vault first, then keep it."));

  // What was typed stays while the screen does, and so do the cursor and what is
  // folded out.
  // A button that is drawn anew while it is pressed would never be clicked.
  let pressed = false;
  let late = false;
  const released = () => {
    pressed = false;
    if (late) draw();
  };
  addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, () => setTimeout(released), true);
  let shown = "";
  const draw = () => {
    late = pressed;
    if (pressed) return;
    const screen = !state.known ? "loading" : !state.exists ? "none" : state.locked ? "locked" : "open";
    const body = document.getElementById("vault");
    const typed = new Map([...body.querySelectorAll("input:not([type=file]), select")].map((input) => [input.id, input.value]));
    const files = new Map([...body.querySelectorAll("input[type=file]")].map((input) => [input.id, input]));
    const folded = new Set([...body.querySelectorAll("details[open]")].map((details) => details.id));
    const active = document.activeElement;
    const [focused, start, end] = [active?.id, active?.selectionStart, active?.selectionEnd];
    const content = screen === "loading"
      ? [!state.problem && h("p", null, h("span", { class: "spinner", "aria-hidden": "true" }), " Opening the vault…")]
      : [offered(), ...{ none, locked, open }[screen]()];
    body.replaceChildren(...content.flat().filter((child) => child));
    if (screen === shown) {
      for (const [id, text] of typed) if (document.getElementById(id)) document.getElementById(id).value = text;
      for (const [id, input] of files) document.getElementById(id)?.replaceWith(input);
      for (const id of folded) document.getElementById(id)?.setAttribute("open", "");
    }
    if (focused && document.activeElement === document.body) {
      const again = document.getElementById(screen === shown ? focused : "heading");
      again?.focus({ preventScroll: screen === shown });
      if (start !== null && start !== undefined && again?.matches("input") && again.type !== "file") again.setSelectionRange(start, end);
    }
    shown = screen;

    const news = document.getElementById("news");
    const problem = doing ? null : trouble ?? state.problem ?? null;
    const notices = [
      problem && notice("bad", "problem", problem.text),
      state.notice && notice("warn", "notice", state.notice),
      said && notice("good", "done", said.title, ...(said.text ? [p(said.text)] : [])),
      state.waiting && p("Another window is changing the vault. This one waits for it."),
    ].filter((child) => child);
    if (news.textContent !== notices.map((n) => n.textContent).join("")) news.replaceChildren(...notices);
  };

  const start = async () => {
    draw();
    try {
      formats = (await (await fetch(catalogue)).json()).formats ?? [];
    } catch {
      formats = []; // the vault works without handing over
    }
    await vault({ do: "look" });
    opener?.postMessage({ ns, type: "vault-ready" }, location.origin);
  };
  document.addEventListener("visibilitychange", () => vault({ do: "hide", hidden: document.hidden }));
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => !state.locked && touch(), { passive: true });
  let touched = 0;
  const touch = () => {
    if (Date.now() - touched < 10_000) return;
    touched = Date.now();
    vault({ do: "touch" });
  };
  // A page in the back-forward cache would keep an open vault.
  addEventListener("pagehide", () => worker.end());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  setInterval(() => state.exists && !state.locked && !doing && draw(), minute);
  start();
})();
