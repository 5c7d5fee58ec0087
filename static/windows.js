// What the app does with windows of its own: the one to sign in with, and the
// vault's; and with files to save. Called by components/browser.
"use strict";
(() => {
  const ns = "mautic-connect";
  const longest = 4096; // of a callback's query; a real one has about 150

  let login = null; // the window to sign in with
  let watching; // until it is closed
  let deaf = () => {};
  let unkeep = () => {};

  const queryOf = (data) =>
    data?.ns === ns && data.type === "callback" && typeof data.query === "string" && data.query.length <= longest ? data.query : null;

  window.mauticConnectWindows = {
    // open opens the window to sign in with, or reuses the one that is open, and
    // returns whether the browser let it. It has to run inside the click that
    // asked for it. With an empty address the window shows the waiting text.
    open(address, waiting) {
      const opened = window.open(address, "mautic-connect-login", "popup,width=560,height=720");
      login = opened && !opened.closed ? opened : null;
      if (!login) return false;
      if (address === "") {
        login.document.title = waiting;
        login.document.body.textContent = waiting;
      }
      login.focus();
      return true;
    },
    send(address) {
      login?.location.replace(address);
    },
    raise() {
      login?.focus();
    },
    close() {
      clearInterval(watching);
      login?.close();
      login = null;
    },
    // watch calls closed, once, when the browser reports the window as closed.
    watch(closed) {
      clearInterval(watching);
      const watched = login;
      if (!watched) return;
      const mine = setInterval(() => {
        if (!watched.closed) return;
        clearInterval(mine);
        closed();
      }, 500);
      watching = mine;
    },

    // hear calls received with the callback's query when the callback page delivers
    // it: by a message of the login window itself, over a channel whose name holds
    // the state, or through the server's mailbox, which is asked again and again
    // and waits for up to 25 s each time.
    hear(state, mailbox, received) {
      deaf();
      const receipt = { ns, type: "received" };
      const onMessage = ({ origin, source, data }) => {
        if (origin !== location.origin || !login || source !== login) return;
        const query = queryOf(data);
        if (query === null) return;
        source.postMessage(receipt, origin);
        received(query);
      };
      addEventListener("message", onMessage);
      const channel = "BroadcastChannel" in window ? new BroadcastChannel(`${ns}:${state}`) : null;
      channel?.addEventListener("message", ({ data }) => {
        const query = queryOf(data);
        if (query === null) return;
        channel.postMessage(receipt);
        received(query);
      });
      const ended = new AbortController();
      const collect = async () => {
        const { status, body } = await mauticConnectTransport.ask(ended.signal, mailbox, "GET");
        if (ended.signal.aborted) return;
        if (status === 0 || status === 429 || status >= 500) setTimeout(collect, 2000);
        else if (status === 204) collect();
        else if (status === 200 && body.length <= longest) received(body);
      };
      collect();
      deaf = () => {
        removeEventListener("message", onMessage);
        channel?.close();
        ended.abort();
        deaf = () => {};
      };
    },
    deaf() {
      deaf();
    },

    // keep opens the vault's page and offers it a credential under a name. The page
    // asks for it when the person wants it there; kept is called when it has it.
    keep(address, name, job, kept) {
      unkeep();
      const vault = window.open(address, "mautic-connect-vault");
      if (!vault) return;
      const post = (type, text) => vault.postMessage({ ns, type, text }, location.origin);
      const onMessage = ({ origin, source, data }) => {
        if (origin !== location.origin || source !== vault) return;
        if (data?.type === "vault-ready") post("vault-offer", name);
        if (data?.type === "vault-want") post("vault-keep", job);
        if (data?.type === "vault-kept") kept();
      };
      addEventListener("message", onMessage);
      unkeep = () => {
        removeEventListener("message", onMessage);
        post("vault-gone", "");
        unkeep = () => {};
      };
    },
    unkeep() {
      unkeep();
    },

    // save hands bytes to the browser to be saved as a file.
    save(name, type, bytes) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([bytes], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
  };
})();
