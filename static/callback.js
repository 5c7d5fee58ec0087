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
      location.replace(base);
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

  const state = new URLSearchParams(query).get("state");
  if (state && "BroadcastChannel" in window) {
    const channel = new BroadcastChannel(namespace + ":" + state);
    channel.addEventListener("message", (event) => {
      if (isReceipt(event.data)) received();
    });
    channel.postMessage(message);
  }

  setTimeout(() => {
    if (delivered) return;
    say(
      "The page you came from did not answer",
      "It may have been closed or reloaded. Nothing was done with Mautic's answer. Close this window, go back to the page you came from and connect again.",
      true,
    );
  }, 3000);
})();
