// On a static host: how this page reaches a Mautic, and the choice of another way.
// The choice holds for this browser, from the next request on.
"use strict";
(() => {
  const transport = window.mauticConnectTransport;
  const { h } = window.mauticConnectElements;

  const loopback = (host) => host === "localhost" || host.endsWith(".localhost") || /^127\.|^\[::1\]$/.test(host);
  // The address with a slash at its end, or why it is none.
  const read = (typed) => {
    const text = typed.trim();
    if (text === "") return { problem: "Enter the address of the server." };
    const full = /^[a-z]+:\/\//i.test(text) ? text : "https:" + text;
    const url = URL.canParse(full) ? new URL(full) : null;
    if (!url || !/^https?:$/.test(url.protocol)) return { problem: "This is no address of a server, such as connect.example.com." };
    if (url.username || url.password) return { problem: "Leave the user name out: the server takes none." };
    if (url.search || url.hash) return { problem: "Leave out what follows ? or #." };
    if (url.protocol === "http:" && !loopback(url.hostname)) return { problem: "Use https: with http anybody on the way could read your secrets. Only a server on this machine may do without." };
    return { address: url.origin + url.pathname.replace(/\/*$/, "/") };
  };

  const text = h("span", { id: "reach-text" });
  const change = h("button", { id: "reach-change", type: "button", class: "button button-quiet", "aria-expanded": "false", "aria-controls": "reach-form" }, "Change");
  const way = (value, label, ...hint) => {
    const id = `reach-${value}`;
    return h("div", { class: "reach-way" },
      h("input", { type: "radio", name: "reach", id, value, "aria-describedby": `${id}-hint` }), h("label", { for: id }, label), h("p", { class: "hint", id: `${id}-hint` }, ...hint));
  };
  const address = h("input", { id: "reach-address", class: "input", type: "url", inputmode: "url", autocomplete: "url", autocapitalize: "none", spellcheck: "false", "aria-describedby": "reach-problem" });
  const problem = h("p", { id: "reach-problem", class: "is-bad", role: "alert" });
  const form = h("form", { id: "reach-form", class: "reach-form", novalidate: true, hidden: true },
    h("fieldset", {},
      h("legend", {}, "How this page reaches your Mautic"),
      way("direct", "Directly", "Mautic has to allow this page's origin under CORS Settings: ", h("code", {}, location.origin),
        ". Sending into n8n, presets and portals need a server; copying and files do not. Redirects and certificates cannot be checked."),
      way("proxy", "Through a server", "A Mautic Connect server that was started with --allow-origin ", h("code", {}, location.origin), ". What you type goes through it, so use one that you trust.")),
    h("div", { class: "field", id: "reach-where" }, h("label", { class: "label", for: "reach-address" }, "Address of the server"), h("div", { class: "control" }, address), problem),
    h("div", { class: "actions" },
      h("button", { id: "reach-use", type: "submit", class: "button button-plain" }, "Use it"),
      h("button", { id: "reach-cancel", type: "button", class: "button button-quiet" }, "Cancel")));
  const [direct, proxy] = form.querySelectorAll("input[type=radio]");

  const show = () => {
    const server = transport.server();
    text.textContent = server === "" ? "This page reaches your Mautic directly." : `This page reaches your Mautic through ${server}`;
  };
  const complain = (says) => {
    problem.textContent = says;
    if (says) address.setAttribute("aria-invalid", "true");
    else address.removeAttribute("aria-invalid");
  };
  const sort = () => { form.querySelector("#reach-where").hidden = !proxy.checked; };
  const open = (is) => {
    form.hidden = !is;
    change.setAttribute("aria-expanded", String(is));
  };

  let filled = false;
  change.addEventListener("click", () => {
    if (!form.hidden) return open(false);
    if (!filled) { // what was typed before is still there
      filled = true;
      const server = transport.server();
      (server === "" ? direct : proxy).checked = true;
      address.value = server || transport.built;
    }
    sort();
    open(true);
    (proxy.checked ? proxy : direct).focus();
  });
  form.addEventListener("change", sort);
  address.addEventListener("input", () => complain(""));
  form.querySelector("#reach-cancel").addEventListener("click", () => {
    complain("");
    filled = false;
    open(false);
    change.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = direct.checked ? { address: "" } : read(address.value);
    complain(chosen.problem ?? "");
    if (chosen.problem) return address.focus();
    transport.choose(chosen.address === transport.built ? null : chosen.address);
    filled = false;
    show();
    open(false);
    change.focus();
  });
  addEventListener("storage", show); // another tab has chosen

  show();
  const place = document.querySelector("body > .page > .foot") ? document.querySelector("body > .page") : document.body;
  (document.getElementById("vault") ? place : document.body).append(
    h("aside", { class: "reach", "aria-label": "Way to your Mautic" }, h("p", { class: "reach-now" }, h("span", { role: "status" }, text), change), form));
})();
