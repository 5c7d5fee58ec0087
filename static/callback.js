// The page that Mautic sends a person back to. It checks nothing itself: it
// takes the answer out of its address, hands it to the page that asked, and
// closes.
"use strict";
(() => {
  const query = location.search.replace(/^\?/, "");
  history.replaceState(null, "", location.pathname);

  const namespace = "mautic-connect";
  const base = document.documentElement.dataset.base;
  const say = (title, text, stay) => {
    document.getElementById("title").textContent = title;
    document.getElementById("text").textContent = text;
    document.getElementById("next").hidden = !stay;
    document.title = title + " · Mautic Connect";
  };

  if (query === "") {
    say("Nothing to hand over", "Mautic sends people to this page after they have signed in. Opened by itself it has nothing to do.", true);
    return;
  }

  // A login in this very tab: the record it left is in this tab's storage, and
  // the app picks both up.
  try {
    if (!window.opener && sessionStorage.getItem("mautic-connect.pending") !== null) {
      sessionStorage.setItem("mautic-connect.callback", query);
      location.replace(base + "connect");
      return;
    }
  } catch {
    // Storage is blocked, so there is no such record.
  }

  const message = { ns: namespace, type: "callback", query };
  let delivered = false;
  const received = () => {
    if (delivered) return;
    delivered = true;
    say("You are connected", "You can close this window.", false);
    window.close();
  };
  const isReceipt = (data) => data && data.ns === namespace && data.type === "received";

  addEventListener("message", (event) => {
    if (event.origin === location.origin && isReceipt(event.data)) received();
  });
  if (window.opener) window.opener.postMessage(message, location.origin);

  const params = new URLSearchParams(query);
  const state = params.get("state");
  if (state && "BroadcastChannel" in window) {
    const channel = new BroadcastChannel(namespace + ":" + state);
    channel.addEventListener("message", (event) => {
      if (isReceipt(event.data)) received();
    });
    channel.postMessage(message);
  }

  // The server's mailbox, if there is one, only where neither arrived: an answer that needs not
  // leave this browser does not. A receipt takes a few milliseconds; Mautic's
  // code lives 30 s.
  setTimeout(async () => {
    const names = [...params.keys()];
    if (delivered || !state || new Set(names).size !== names.length) return;
    const known = ["state", "code", "error", "error_description", "iss"].filter((name) => params.has(name));
    const letter = JSON.stringify(Object.fromEntries(known.map((name) => [name, params.get(name)])));
    const answer = await window.mauticConnectTransport.ask(new AbortController().signal, "mailbox", "POST", "application/json", letter);
    if (answer.status === 204) received(); // else the page says below that nobody is there
  }, 1000);

  setTimeout(() => {
    if (delivered) return;
    say(
      "The page you came from did not answer",
      "It may have been closed, reloaded or put to sleep. Close this window and go back to it. If it does not go on by itself, connect again there.",
      true,
    );
  }, 3000);
})();
